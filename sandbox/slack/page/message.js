/** One message, as the reader may see it. */
import { avatar } from "./avatar.js";
import { drawBlocks } from "./blocks.js";
import { clock, fullDate, moment, slackDate } from "./date.js";
import { el, icon } from "./element.js";
import { mrkdwn } from "./mrkdwn.js";
import { go, hrefFor } from "./place.js";

const dismissed = new Set(); // ephemeral messages that the reader has put away

export const isShown = (message) =>
  !dismissed.has(message.ts) && (!message.deleted || message.reply_count > 0);

/** An entry of a keyed list. `where` is {workspace, channel, compact, inThread}. */
export function messageEntry(message, where) {
  const { replies, ...own } = message;
  const said = (replies ?? []).filter((reply) => !reply.ephemeral && !reply.deleted);
  const thread = {
    count: message.reply_count ?? 0,
    last: said.at(-1)?.ts,
    users: [...new Set(said.map((reply) => reply.user))],
  };
  return {
    key: `${message.ts}${message.ephemeral ? " to me" : ""}`,
    json: JSON.stringify([own, thread, where.compact]),
    build: () => draw(message, thread, where),
  };
}

function draw(message, thread, where) {
  const { workspace, channel, compact, inThread } = where;
  const isEcho = !inThread && message.thread_ts && message.thread_ts !== message.ts; // a reply shown in the channel too
  if (message.deleted) return tombstone(message, thread, where);
  const user = workspace.user(message.user);
  const when = moment(message.ts);
  const name = user.real_name || user.name;
  const article = el(
    "article",
    { tabindex: "-1", "data-ts": message.ts, "aria-label": `${name}, ${clock(when)}` },
    el("div", { class: "gutter" }, compact ? time(when) : avatar(user, workspace)),
    el(
      "div",
      { class: "content" },
      message.ephemeral && el("p", { class: "only-you" }, icon("eye"), "Only visible to you"),
      !compact &&
        el(
          "header",
          {},
          el("strong", {}, name),
          user.is_bot && el("span", { class: "badge" }, "App"),
          time(when),
        ),
      isEcho &&
        el(
          "a",
          { class: "echo", href: hrefFor({ channel: channel.id, thread: message.thread_ts }) },
          "replied to a thread",
        ),
      body(message, where),
      message.warning && el("p", { class: "warning" }, icon("warning"), message.warning),
      message.metadata && metadata(message.metadata),
      !inThread && thread.count > 0 && threadLink(message, thread, workspace),
    ),
    tools(message, where, () => dismiss(message, article)),
  );
  return el(
    "li",
    { class: ["message", compact && "compact", message.ephemeral && "ephemeral"].filter(Boolean).join(" ") },
    article,
  );
}

const time = (when) => el("time", { datetime: when.toISOString(), title: fullDate(when) }, clock(when));

function body(message, { workspace, channel }) {
  const edited = message.edited && el("span", { class: "edited" }, "(edited)");
  if (!message.blocks?.length)
    return el("div", { class: "words" }, mrkdwn(message.text ?? "", workspace), edited && [" ", edited]);
  const surface = { workspace, origin: { channel: channel.id, message_ts: message.ts } };
  return el("div", { class: "blocks" }, drawBlocks(message.blocks, surface), edited);
}

function metadata(metadata) {
  return el(
    "details",
    { class: "metadata" },
    el("summary", {}, `Metadata: ${metadata.event_type}`),
    el("pre", {}, JSON.stringify(metadata.event_payload, null, 2)),
  );
}

function tombstone(message, thread, where) {
  return el(
    "li",
    { class: "message" },
    el(
      "article",
      { tabindex: "-1", "data-ts": message.ts },
      el("div", { class: "gutter" }),
      el(
        "div",
        { class: "content" },
        el("p", { class: "placeholder" }, "This message was deleted."),
        !where.inThread && threadLink(message, thread, where.workspace),
      ),
    ),
  );
}

function threadLink(message, thread, workspace) {
  const count = thread.count === 1 ? "1 reply" : `${thread.count} replies`;
  return el(
    "button",
    {
      type: "button",
      class: "thread-link",
      "data-focus": "thread",
      click: () => go({ thread: message.ts, message: null }),
    },
    el(
      "span",
      { class: "faces" },
      thread.users.slice(0, 4).map((id) => avatar(workspace.user(id), workspace)),
    ),
    el("span", { class: "count" }, count),
    thread.last && el("span", { class: "last" }, slackDate(thread.last, "last reply {ago}", { opens: true })),
  );
}

function tools(message, { inThread }, putAway) {
  if (message.ephemeral) return el("div", { class: "tools always" }, tool("Dismiss", "close", putAway));
  return (
    !inThread &&
    el(
      "div",
      { class: "tools" },
      tool("Reply in thread", "reply", () => go({ thread: message.thread_ts ?? message.ts, message: null })),
    )
  );
}

const tool = (label, drawing, click) =>
  el(
    "button",
    { type: "button", class: "quiet", "aria-label": label, title: label, "data-focus": label, click },
    icon(drawing),
  );

function dismiss(message, article) {
  dismissed.add(message.ts);
  const row = article.parentElement;
  (row.previousElementSibling ?? row.nextElementSibling)?.querySelector("article")?.focus();
  row.remove();
}

/** Leads the reader to a linked message. */
export function reveal(list, ts) {
  const article = list.querySelector(`[data-ts="${CSS.escape(ts)}"]`);
  article?.scrollIntoView({ block: "center" });
  article?.focus({ preventScroll: true });
  article?.classList.add("found");
}
