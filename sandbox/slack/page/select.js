/** A native select for static_select, so that every keyboard and reader knows it. */
import { el } from "./element.js";

export function optionsOf(element) {
  return element.options ?? element.option_groups.flatMap((group) => group.options);
}

export function selectControl(element, label, attributes = {}) {
  const chosen = element.initial_option?.value;
  const draw = (option) =>
    el("option", { value: option.value, selected: option.value === chosen }, option.text.text);
  const groups = element.option_groups?.map((group) =>
    el("optgroup", { label: group.label.text }, group.options.map(draw)),
  );
  const blank = el(
    "option",
    { value: "", disabled: true, selected: chosen === undefined },
    element.placeholder?.text ?? "Choose an option",
  );
  const control = el(
    "select",
    { class: "select", "aria-label": label, ...attributes },
    blank,
    groups ?? element.options.map(draw),
  );
  control.restore = (option) => {
    if (optionsOf(element).some(({ value }) => value === option?.value)) control.value = option.value;
  };
  return control;
}

export function selected(control, element) {
  return optionsOf(element).find(({ value }) => value === control.value) ?? null;
}
