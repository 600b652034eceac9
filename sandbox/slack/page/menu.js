/** A small menu that opens beside its button: arrows move, Escape or a press elsewhere closes. */
import { el } from "./element.js";

export function openMenu(opener, items) {
  const menu = el(
    "div",
    { class: "menu", role: "menu", popover: "auto", keydown: (event) => move(event, menu) },
    items.map(({ words, choose }) =>
      el(
        "button",
        {
          type: "button",
          role: "menuitem",
          tabindex: "-1",
          click: () => {
            menu.hidePopover();
            choose();
          },
        },
        words,
      ),
    ),
  );
  menu.addEventListener("toggle", ({ newState }) => {
    if (newState === "open") return;
    opener.setAttribute("aria-expanded", "false");
    if (menu.contains(document.activeElement)) opener.focus();
    menu.remove();
  });
  opener.after(menu);
  menu.showPopover();
  opener.setAttribute("aria-expanded", "true");
  placeBy(menu, opener);
  menu.firstElementChild.focus();
}

function placeBy(menu, opener) {
  const anchor = opener.getBoundingClientRect();
  const below = anchor.bottom + 4 + menu.offsetHeight < innerHeight;
  menu.style.top = `${below ? anchor.bottom + 4 : anchor.top - menu.offsetHeight - 4}px`;
  menu.style.left = `${Math.max(8, Math.min(anchor.left, innerWidth - menu.offsetWidth - 8))}px`;
}

function move(event, menu) {
  const items = [...menu.children];
  const here = items.indexOf(document.activeElement);
  const next = {
    ArrowDown: (here + 1) % items.length,
    ArrowUp: (here - 1 + items.length) % items.length,
    Home: 0,
    End: items.length - 1,
  }[event.key];
  if (event.key === "Tab") menu.hidePopover();
  if (next === undefined) return;
  event.preventDefault();
  items[next].focus();
}
