/** The menu that makes Slack misbehave, to see how the app bears it. */
import { el, icon } from "./element.js";
import { post } from "./live.js";
import { openMenu } from "./menu.js";

const TROUBLES = [
  ["Next card update is rate limited", { method: "chat.update", status: 429, retry_after: 5 }],
  ["Next card update works, but the line is cut", { method: "chat.update", drop: "after" }],
  ["Next message is refused with a server error", { method: "chat.postMessage", status: 500 }],
  ["Next click is delivered twice", { action: "deliver_twice" }],
  ["Next click is delivered 4 seconds late", { action: "deliver_late", seconds: 4 }],
  ["Cut the app's connection", { action: "cut" }],
];

/** `state` gives the last state, which knows whether Slack is away. */
export function troubleButton(state) {
  const open = () => {
    const away = state().is_away
      ? ["Slack comes back", { action: "back" }]
      : ["Slack goes away", { action: "away" }];
    openMenu(
      button,
      [...TROUBLES, away].map(([words, fault]) => ({ words, choose: () => post("/ui/faults", fault) })),
    );
  };
  const attributes = {
    type: "button",
    class: "trouble",
    "aria-haspopup": "menu",
    "aria-expanded": "false",
    click: open,
  };
  const button = el("button", attributes, icon("warning"), "Make trouble");
  return button;
}
