/** Input blocks of a modal. */
import { el } from "./element.js";
import { textObject } from "./mrkdwn.js";
import { optionsOf, selectControl, selected } from "./select.js";

let drawn = 0; // makes element ids unique on the page

export function inputBlock(block, surface) {
  const id = `input-${drawn++}`;
  const describedBy = [block.hint && `${id}-hint`, `${id}-error`].filter(Boolean).join(" ");
  const element = { ...block.element, block_id: block.block_id };
  const draw = INPUTS[element.type];
  if (!draw) return el("p", { class: "placeholder" }, `(input of type ${element.type})`);
  const { control, read, write, grouped } = draw(
    element,
    { id, "aria-describedby": describedBy, "aria-required": block.optional ? null : "true" },
    surface,
  );
  const error = el("p", { class: "error", id: `${id}-error` });
  surface.fields.push({ element, control, read, write, error });
  const label = [
    textObject(block.label, surface.workspace),
    block.optional && el("span", { class: "optional" }, " (optional)"),
  ];
  return el(
    grouped ? "fieldset" : "div",
    {},
    grouped ? el("legend", { class: "label" }, label) : el("label", { class: "label", for: id }, label),
    control,
    error,
    block.hint && el("p", { class: "hint", id: `${id}-hint` }, textObject(block.hint, surface.workspace)),
  );
}

const INPUTS = { plain_text_input: text, static_select: select, checkboxes: choices, radio_buttons: choices };

function text(element, attributes) {
  const control = el(element.multiline ? "textarea" : "input", {
    ...attributes,
    class: "text-input",
    placeholder: element.placeholder?.text,
    rows: element.multiline ? 4 : null,
    type: element.multiline ? null : "text",
    autofocus: element.focus_on_load,
    "data-action-id": element.action_id,
  });
  control.value = element.initial_value ?? "";
  return {
    control,
    read: () => ({ value: control.value || null }),
    write: ({ value }) => {
      control.value = value ?? "";
    },
  };
}

function select(element, attributes) {
  const control = selectControl(element, null, { ...attributes, "data-action-id": element.action_id });
  return {
    control,
    read: () => ({ selected_option: selected(control, element) }),
    write: ({ selected_option }) => control.restore(selected_option),
  };
}

function choices(element, attributes, surface) {
  const many = element.type === "checkboxes";
  const initial = many ? (element.initial_options ?? []) : [element.initial_option];
  const boxes = optionsOf(element).map((option) => {
    const isInitial = initial.some((other) => other?.value === option.value);
    return {
      option,
      box: el("input", {
        type: many ? "checkbox" : "radio",
        name: attributes.id,
        value: option.value,
        checked: isInitial,
      }),
    };
  });
  const control = el(
    "div",
    { ...attributes, "aria-required": null, class: "choices", "data-action-id": element.action_id },
    boxes.map(({ option, box }) =>
      el(
        "label",
        { class: "choice" },
        box,
        el(
          "span",
          {},
          textObject(option.text, surface.workspace),
          option.description &&
            el("span", { class: "hint" }, textObject(option.description, surface.workspace)),
        ),
      ),
    ),
  );
  const chosen = () => boxes.filter(({ box }) => box.checked).map(({ option }) => option);
  return {
    control,
    grouped: true,
    read: () => (many ? { selected_options: chosen() } : { selected_option: chosen()[0] ?? null }),
    write: ({ selected_options, selected_option }) => {
      const values = (selected_options ?? [selected_option]).map((option) => option?.value);
      for (const { option, box } of boxes) box.checked = values.includes(option.value);
    },
  };
}
