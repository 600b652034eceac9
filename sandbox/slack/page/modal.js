/** The modal the app has opened. The server's view is the truth; typed answers survive its updates. */
import { drawBlocks } from "./blocks.js";
import { el, icon } from "./element.js";
import { withEmoji } from "./emoji.js";
import { carryOver, showErrors, valuesOf } from "./fields.js";
import { post } from "./live.js";
import { announce } from "./notice.js";

export function createModal(dialog) {
  const problem = el("p", { class: "warning problem", role: "alert" });
  let shown = null; // {id, view, errors, fields, sending}
  let closed = null; // the id of the modal that the person has closed, until the server agrees

  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });

  function draw(workspace) {
    const modal = workspace.state.modal;
    if (!modal || modal.id === closed) return hide(modal ? closed : null);
    const view = JSON.stringify(modal.view);
    if (shown?.id !== modal.id || shown.view !== view) build(modal, view, workspace);
    const errors = JSON.stringify(modal.errors);
    if (errors !== shown.errors) say(modal.errors);
    shown.errors = errors;
    problem.textContent = modal.problem ?? "";
    setBusy(modal.busy || shown.sending);
  }

  function build(modal, view, workspace) {
    const fields = [];
    const blocks = drawBlocks(modal.view.blocks, { workspace, origin: { view_id: modal.id }, fields });
    const isSame = shown?.id === modal.id;
    if (isSame) carryOver(shown.fields, fields);
    shown = { id: modal.id, view, errors: "null", fields, sending: isSame && shown.sending };
    dialog.dataset.callbackId = modal.view.callback_id ?? "";
    const held = dialog.contains(document.activeElement) && document.activeElement.dataset.actionId;
    dialog.replaceChildren(frame(modal.view, blocks));
    if (!dialog.open) dialog.showModal();
    const first =
      dialog.querySelector("[autofocus]") ??
      dialog.querySelector(".body :is(input, textarea, select, .button)");
    const same = held && dialog.querySelector(`[data-action-id="${CSS.escape(held)}"]`);
    (same || first)?.focus();
  }

  function frame(view, blocks) {
    const title = el("h2", { id: "modal-title" }, withEmoji(view.title?.text ?? ""));
    const cross = el(
      "button",
      { type: "button", class: "quiet", "aria-label": "Close", click: close },
      icon("close"),
    );
    const submit =
      view.submit && el("button", { type: "submit", class: "button primary" }, withEmoji(view.submit.text));
    return el(
      "form",
      { submit: send, novalidate: true },
      el("header", {}, title, cross),
      el("div", { class: "body" }, blocks),
      problem,
      el("div", { class: "notices", role: "alert" }),
      el(
        "footer",
        {},
        el(
          "button",
          { type: "button", class: "button", click: close },
          withEmoji(view.close?.text ?? (submit ? "Cancel" : "Close")),
        ),
        submit,
      ),
    );
  }

  function say(errors) {
    const words = showErrors(shown.fields, errors);
    if (words.length) announce(words.join(" "));
  }

  function setBusy(busy) {
    const submit = dialog.querySelector("[type=submit]");
    if (busy) submit?.setAttribute("aria-busy", "true");
    else submit?.removeAttribute("aria-busy");
  }

  async function send(event) {
    event.preventDefault();
    const { id, fields } = shown;
    if (dialog.querySelector("[type=submit][aria-busy]")) return;
    shown.sending = true;
    setBusy(true);
    const answer = await post("/ui/submit", { modal_id: id, values: valuesOf(fields) });
    if (shown?.id !== id) return;
    shown.sending = false;
    setBusy(false);
    if (answer?.errors) say(answer.errors);
  }

  function close() {
    closed = shown.id;
    hide(closed);
    post("/ui/close", { modal_id: closed });
  }

  function hide(stillClosed) {
    closed = stillClosed;
    shown = null;
    if (dialog.open) dialog.close();
  }

  return { draw };
}
