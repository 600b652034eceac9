/** The confirmation dialog that may stand between a person and an action. */
import { el } from "./element.js";
import { textObject } from "./mrkdwn.js";

/** Resolves to whether the person confirmed. */
export function confirmed(confirm, workspace) {
  const answer = (words, value, look) =>
    el("button", { type: "submit", class: `button ${look}`, value }, textObject(words, workspace));
  const dialog = el(
    "dialog",
    {
      class: "confirm",
      role: "alertdialog",
      "aria-labelledby": "confirm-title",
      "aria-describedby": "confirm-text",
    },
    el(
      "form",
      { method: "dialog" },
      el("h2", { id: "confirm-title" }, textObject(confirm.title, workspace)),
      el("div", { id: "confirm-text", class: "words" }, textObject(confirm.text, workspace)),
      el(
        "footer",
        {},
        answer(confirm.deny ?? { text: "Cancel" }, "deny", ""),
        answer(
          confirm.confirm ?? { text: "Yes" },
          "confirm",
          confirm.style === "danger" ? "danger" : "primary",
        ),
      ),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector("button[value=confirm]").focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "confirm");
    });
  });
}
