/** The middle pane: one channel, its messages, and the line to write on. */
import { createComposer } from "./composer.js";
import { el, icon } from "./element.js";
import { reveal } from "./message.js";
import { createKeyedList } from "./keyed_list.js";
import { mrkdwn } from "./mrkdwn.js";
import { announce } from "./notice.js";
import { createPinnedScroller } from "./scroll.js";
import { timelineEntries } from "./timeline.js";
import { lastRead, markRead } from "./unread.js";

export function createChannel() {
  const title = el("h1");
  const purpose = el("p", { class: "purpose" });
  const list = el("ol", { class: "timeline" });
  const empty = el("p", { class: "empty", hidden: true }, "Nothing has been said here yet.");
  const scroller = el("div", { class: "scroller", tabindex: "0", role: "region" }, empty, list);
  const jumpWords = el("span");
  const jump = el(
    "button",
    { type: "button", class: "jump", hidden: true, click: () => scroll.toEnd() },
    icon("down"),
    jumpWords,
  );
  const composer = createComposer(() => scroll.toEnd());
  const node = el(
    "section",
    { class: "pane" },
    el("header", { class: "pane-head" }, title, purpose),
    el("div", { class: "stage" }, scroller, jump),
    composer.node,
  );
  const drawList = createKeyedList(list);
  const scroll = createPinnedScroller(scroller, list, () => settle());
  let open = null; // {key, readUpTo, texts}: what is on show, and what was last said there
  let seen = () => {};

  function draw(workspace, channel, linked) {
    const key = `${workspace.me.id} ${channel.id}`;
    const isSame = open?.key === key;
    if (!isSame) enter(key, workspace, channel);
    drawList(timelineEntries(channel, workspace, open.readUpTo), `${key} ${workspace.directory}`);
    empty.hidden = channel.messages.length > 0;
    composer.draw(workspace, { channel });
    const news = tell(workspace, channel, isSame);
    if (scroll.isPinned() || !isSame) scroll.toEnd();
    else if (news) offer(news);
    if (linked && open.linked !== linked) reveal(list, linked);
    open.linked = linked;
    seen = () => markRead(workspace.me.id, channel.id, channel.messages.at(-1)?.ts ?? "");
    settle();
  }

  function enter(key, workspace, channel) {
    const readUpTo = lastRead(workspace.me.id, channel.id);
    open = { key, readUpTo, texts: new Map(), linked: null };
    const other = workspace.correspondent(channel);
    title.replaceChildren(...(other ? [other.real_name] : [icon("hash"), channel.name]));
    purpose.textContent = [channel.purpose, !channel.is_member && "you are not a member"]
      .filter(Boolean)
      .join(" · ");
    scroller.setAttribute("aria-label", `Messages in ${channel.name}`);
    jump.hidden = true;
  }

  /** Points down. What only the reader sees is most often the answer to what they just did, so it is named. */
  function offer(news) {
    if (jump.hidden) jumpWords.textContent = "New messages";
    if (news.some((message) => message.ephemeral)) jumpWords.textContent = "An answer to you";
    jump.hidden = false;
  }

  /** Says new and changed messages aloud; returns the new ones, if any came. */
  function tell(workspace, channel, isSame) {
    const fresh = channel.messages.filter(
      (message) => isSame && open.texts.get(message.ts) !== message.text && message.user !== workspace.me.id,
    );
    const news = fresh.filter((message) => !open.texts.has(message.ts));
    for (const message of channel.messages) open.texts.set(message.ts, message.text);
    const words = (message) =>
      `${workspace.user(message.user).real_name}: ${el("p", {}, mrkdwn(message.text ?? "", workspace)).textContent}`;
    if (fresh.length) announce(fresh.map(words).join("\n"));
    return news.length > 0 && news;
  }

  function settle() {
    if (!scroll.isPinned() || document.hidden) return;
    jump.hidden = true;
    seen();
  }

  return { node, draw };
}
