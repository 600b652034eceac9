/** The messages of a channel from old to new, with its days, and the line where the unread ones begin. */
import { dayLabel, dayOf, moment } from "./date.js";
import { el } from "./element.js";
import { isShown, messageEntry } from "./message.js";

const TOGETHER = 300; // seconds within which one person's messages stand under one name

/** Entries for a keyed list. `readUpTo` is the ts of the last message seen when the channel was opened. */
export function timelineEntries(channel, workspace, readUpTo) {
  const entries = [];
  let before = null;
  for (const message of channel.messages.filter(isShown)) {
    const isNewDay = !before || dayOf(moment(before.ts)) !== dayOf(moment(message.ts));
    if (isNewDay) entries.push(day(moment(message.ts)));
    const isFirstUnread =
      readUpTo &&
      message.ts > readUpTo &&
      before &&
      before.ts <= readUpTo &&
      message.user !== workspace.me.id;
    if (isFirstUnread) entries.push(newLine());
    const compact = !isNewDay && !isFirstUnread && belongTogether(before, message);
    entries.push(messageEntry(message, { workspace, channel, compact }));
    before = message;
  }
  return entries;
}

export function belongTogether(before, message) {
  if (before.user !== message.user || before.deleted || message.deleted) return false;
  if (before.ephemeral || message.ephemeral || before.blocks?.length || message.blocks?.length) return false;
  return Number(message.ts) - Number(before.ts) < TOGETHER;
}

function day(when) {
  const label = dayLabel(when);
  return {
    key: `day ${dayOf(when)}`,
    json: label,
    build: () => el("li", { class: "day" }, el("span", {}, label)),
  };
}

function newLine() {
  return { key: "new", json: "", build: () => el("li", { class: "day unread" }, el("span", {}, "New")) };
}
