/** Block Kit elements that act at once: buttons, overflow menus, selects; and images. */
import { el, icon } from "./element.js";
import { withEmoji } from "./emoji.js";
import { act, wire } from "./interaction.js";
import { isSafe, linkTo } from "./link.js";
import { openMenu } from "./menu.js";
import { textObject } from "./mrkdwn.js";
import { selectControl, selected } from "./select.js";

/** Draws an element of a section or an actions block. `surface` is {workspace, origin, fields?}. */
export function drawElement(element, surface) {
  switch (element.type) {
    case "button":
    case "workflow_button":
      return button(element, surface);
    case "overflow":
      return overflow(element, surface);
    case "static_select":
      return select(element, surface);
    case "users_select":
      return people(element, surface);
    case "image":
      return image(element);
    default:
      return el("span", { class: "placeholder" }, `(element of type ${element.type})`);
  }
}

function button(element, surface) {
  const look = ["primary", "danger"].includes(element.style) ? element.style : "";
  const attributes = { class: `button ${look}`, "aria-label": element.accessibility_label };
  const press = () => act(surface, element, { value: element.value });
  const words = textObject(element.text, surface.workspace);
  const target = element.url && linkTo(element.url);
  const control = target
    ? el("a", { ...attributes, ...target, click: press }, words, icon("open"))
    : el("button", { ...attributes, type: "button", click: press }, words);
  return wire(control, surface, element);
}

function overflow(element, surface) {
  const choose = (option) => {
    if (option.url && isSafe(option.url)) window.open(option.url, "_blank", "noopener");
    act(surface, element, { selected_option: option });
  };
  const items = element.options.map((option) => ({
    words: textObject(option.text, surface.workspace),
    choose: () => choose(option),
  }));
  const opener = el(
    "button",
    {
      type: "button",
      class: "button overflow",
      "aria-label": element.accessibility_label ?? "More actions",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      click: () => openMenu(opener, items),
    },
    icon("more"),
  );
  return wire(opener, surface, element);
}

function select(element, surface) {
  const control = selectControl(element, element.placeholder?.text);
  surface.fields?.push({
    element,
    control,
    read: () => ({ selected_option: selected(control, element) }),
    write: (saved) => control.restore(saved.selected_option),
  });
  let settled = control.value;
  control.addEventListener("change", async () => {
    const sent = await act(surface, element, { selected_option: selected(control, element) });
    if (sent) settled = control.value;
    else control.value = settled;
  });
  return wire(control, surface, element);
}

/** Draws a menu of everybody who is no bot. */
function people(element, surface) {
  const option = ({ id, real_name }) => ({ value: id, text: { type: "plain_text", text: real_name } });
  const options = surface.workspace.state.users.filter((user) => !user.is_bot).map(option);
  const initial_option = options.find(({ value }) => value === element.initial_user);
  const control = selectControl({ ...element, options, initial_option }, element.placeholder?.text);
  control.addEventListener("change", () => act(surface, element, { selected_user: control.value }));
  return wire(control, surface, element);
}

export function image(element) {
  const file = element.slack_file?.id;
  const url = file ? `/ui/files/${encodeURIComponent(file)}` : (element.image_url ?? "");
  if (!file && !isSafe(url)) return el("span", { class: "placeholder" }, `(image: ${element.alt_text})`);
  return el("img", {
    src: url,
    alt: element.alt_text,
    title: element.alt_text,
    loading: "lazy",
    referrerpolicy: "no-referrer",
  });
}

export function imageBlock(block) {
  const title = block.title && el("figcaption", {}, withEmoji(block.title.text));
  return el("figure", {}, title, image(block));
}
