/** Words to the reader that are no message: notices for the eye, announcements for the ear. */
import { el, icon } from "./element.js";

const NOTICE_STAYS = 8000; // milliseconds

export function notify(words) {
  const close = () => notice.remove();
  const notice = el(
    "div",
    { class: "notice" },
    icon("warning"),
    el("p", {}, words),
    el("button", { type: "button", class: "quiet", "aria-label": "Dismiss", click: close }, icon("close")),
  );
  (document.querySelector("dialog[open] .notices") ?? document.getElementById("notices")).append(notice);
  setTimeout(close, NOTICE_STAYS);
}

export function announce(words) {
  document.getElementById("announcer").textContent = words;
}
