/** People are round, apps are square; the app under test wears its own sign. */
import { el } from "./element.js";

const PALETTE = ["#8a4b9c", "#2f6f4f", "#a5512f", "#33629e", "#93415e", "#5a6a1f", "#57519e", "#1f7380"];

export function avatar(user, workspace) {
  if (user.id === workspace.app?.user)
    return el("img", { class: "avatar avatar-app", src: "/page/airlock.svg", alt: "" });
  const node = el(
    "span",
    { class: user.is_bot ? "avatar avatar-app" : "avatar", "aria-hidden": "true" },
    user.initials || "?",
  );
  const sum = [...user.id].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  node.style.backgroundColor = /^#?[0-9a-f]{6}$/i.test(user.color)
    ? `#${user.color.replace("#", "")}`
    : PALETTE[sum % PALETTE.length];
  return node;
}
