/** The right pane: one message, its replies, and the line to answer on. */
import { createComposer } from "./composer.js";
import { el, icon } from "./element.js";
import { createKeyedList } from "./keyed_list.js";
import { isShown, messageEntry, reveal } from "./message.js";
import { go } from "./place.js";
import { createPinnedScroller } from "./scroll.js";
import { belongTogether } from "./timeline.js";

export function createThread(pane) {
  const where = el("span", { class: "where" });
  const list = el("ol", { class: "timeline" });
  const scroller = el(
    "div",
    { class: "scroller", tabindex: "0", role: "region", "aria-label": "Replies" },
    list,
  );
  const cross = el(
    "button",
    { type: "button", class: "quiet", "aria-label": "Close thread", click: close },
    icon("close"),
  );
  const composer = createComposer(() => scroll.toEnd());
  const drawList = createKeyedList(list);
  const scroll = createPinnedScroller(scroller, list);
  let open = null; // the ts of the thread on show
  pane.append(
    el("header", { class: "pane-head" }, el("h2", {}, "Thread"), where, cross),
    scroller,
    composer.node,
  );
  pane.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) close();
  });

  function draw(workspace, channel, ts, linked) {
    const parent = channel?.messages.find((message) => message.ts === ts);
    pane.hidden = !parent;
    if (!parent) {
      open = null;
      return;
    }
    where.textContent = workspace.titleOf(channel);
    drawList(entries(parent, channel, workspace), `${ts} ${workspace.directory}`);
    composer.draw(workspace, { channel, thread: ts });
    if (scroll.isPinned() || open !== ts) scroll.toEnd();
    if (open !== ts && linked) reveal(list, linked);
    else if (open !== ts) composer.focus();
    open = ts;
  }

  function close() {
    const opener = document.querySelector(`#main [data-ts="${CSS.escape(open)}"]`);
    go({ thread: null, message: null });
    (opener?.querySelector(".thread-link") ?? opener)?.focus();
  }

  return { draw };
}

function entries(parent, channel, workspace) {
  const where = { workspace, channel, inThread: true };
  const replies = (parent.replies ?? []).filter(isShown);
  const count = replies.length === 1 ? "1 reply" : `${replies.length} replies`;
  const line = {
    key: "count",
    json: count,
    build: () => el("li", { class: "day replies" }, el("span", {}, count)),
  };
  return [
    messageEntry(parent, where),
    ...(replies.length ? [line] : []),
    ...replies.map((reply, index) =>
      messageEntry(reply, { ...where, compact: index > 0 && belongTogether(replies[index - 1], reply) }),
    ),
  ];
}
