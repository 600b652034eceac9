/** Mentions of people, groups and channels; those that mean the reader stand out. */
import { el } from "./element.js";
import { hrefFor } from "./place.js";

const mention = (words, isMe, title) =>
  el("span", { class: isMe ? "mention mention-me" : "mention", title }, words);

export function userMention(id, workspace, label) {
  const user = workspace.users.get(id);
  return mention(`@${user?.name ?? label ?? id}`, id === workspace.me.id, user?.real_name);
}

export function groupMention(id, workspace, label) {
  const group = workspace.groups.get(id);
  const handle = group?.handle ?? label?.replace(/^@/, "") ?? id;
  return mention(`@${handle}`, group?.users.includes(workspace.me.id), group && workspace.names(group.users));
}

export function broadcast(range) {
  return mention(`@${range}`, true);
}

export function channelMention(id, workspace, label) {
  const channel = workspace.channels.get(id);
  if (!channel) return mention(`#${label ?? id}`, false);
  return el("a", { class: "mention", href: hrefFor({ channel: channel.name }) }, `#${channel.name}`);
}
