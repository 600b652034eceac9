/** The fields of a modal: {element, control, read, write, error?}; their answers, and what is wrong with them. */

/** The answers as Slack writes `state.values`. */
export function valuesOf(fields) {
  const values = {};
  for (const { element, read } of fields) {
    const { block_id, action_id, type } = element;
    values[block_id] = { ...values[block_id], [action_id]: { type, ...read() } };
  }
  return values;
}

/** Fills new fields with what was typed into the old ones of the same names. */
export function carryOver(before, fields) {
  for (const { element, write } of fields) {
    const old = before.find(
      (other) => other.element.block_id === element.block_id && other.element.action_id === element.action_id,
    );
    if (old) write(old.read());
  }
}

/** Shows the words about each block, takes away the others, and leads the person to the first. */
export function showErrors(fields, errors) {
  const wrong = fields.filter((field) => {
    if (!field.error) return false;
    const words = errors?.[field.element.block_id];
    field.error.textContent = words ?? "";
    if (words) field.control.setAttribute("aria-invalid", "true");
    else field.control.removeAttribute("aria-invalid");
    return Boolean(words);
  });
  const first = wrong[0]?.control;
  (first?.matches("input, textarea, select") ? first : first?.querySelector("input"))?.focus();
  return wrong.map((field) => field.error.textContent);
}
