/** How far each person has read each channel; remembered by this browser. */

const STORE = "slack-sandbox.read";

const load = () => JSON.parse(localStorage.getItem(STORE) ?? "{}");

/** The ts of the last message that this person has seen, "" for none. */
export const lastRead = (user, channel) => load()[user]?.[channel] ?? "";

export function markRead(user, channel, ts) {
  const read = load();
  if ((read[user]?.[channel] ?? "") >= ts) return;
  localStorage.setItem(STORE, JSON.stringify({ ...read, [user]: { ...read[user], [channel]: ts } }));
}

export function unread(workspace, channel) {
  const read = lastRead(workspace.me.id, channel.id);
  const messages = channel.messages.filter(
    (message) => message.ts > read && message.user !== workspace.me.id && !message.deleted,
  );
  return {
    count: messages.length,
    callsMe: messages.some((message) => workspace.callsMe(JSON.stringify([message.text, message.blocks]))),
  };
}
