/** Where the reader writes: messages, and slash commands with their completion. */
import { createCompletion } from "./completion.js";
import { el, icon } from "./element.js";
import { post } from "./live.js";
import { notify } from "./notice.js";
import { typed } from "./typed.js";

const drafts = new Map(); // half-written words by person, channel and thread

/** `sent` is called as soon as the reader sends something: what comes of it is at the end. */
export function createComposer(sent) {
  const field = el("textarea", {
    rows: "1",
    class: "composer-field",
    input: () => {
      remember();
      completion.suggest();
    },
    keydown: press,
  });
  const send = el("button", { type: "submit", class: "send", "aria-label": "Send" }, icon("send"));
  const completion = createCompletion(field);
  const node = el(
    "form",
    { class: "composer", submit },
    completion.node,
    el("div", { class: "composer-box" }, field, send),
  );
  let target = null; // {key, channel, thread, workspace}

  function draw(workspace, { channel, thread }) {
    const key = `${workspace.me.id} ${channel.id} ${thread ?? ""}`;
    completion.commands = thread ? [] : workspace.state.commands;
    const isNew = target?.key !== key;
    target = { key, channel, thread, workspace };
    if (!isNew) return;
    write(drafts.get(key) ?? "");
    field.placeholder = thread ? "Reply…" : `Message ${workspace.titleOf(channel)}, or / for commands`;
    field.setAttribute("aria-label", thread ? "Reply in thread" : `Message ${channel.name}`);
  }

  function write(words) {
    field.value = words;
    remember();
    completion.hide();
  }

  function remember() {
    drafts.set(target.key, field.value);
    send.disabled = !field.value.trim();
  }

  function press(event) {
    if (completion.press(event)) remember();
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
  }

  async function submit(event) {
    event.preventDefault();
    const text = field.value.trim();
    if (!text) return;
    const { key, channel, thread, workspace } = target;
    if (thread && text.startsWith("/")) {
      notify("Slash commands do not work in threads. Write it in the channel.");
      return;
    }
    write("");
    sent();
    const isCommand = text.startsWith("/");
    const answer = await post(isCommand ? "/ui/command" : "/ui/post", {
      channel: channel.id,
      text: isCommand ? text : typed(text, workspace),
      ...(thread && { thread_ts: thread }),
    });
    if (!answer && target.key === key && !field.value) write(text);
  }

  return { node, draw, focus: () => field.focus() };
}
