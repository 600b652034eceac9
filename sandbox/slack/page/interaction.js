/** What happens between a press and its acknowledgement: the question before it, and that it is under way. */
import { confirmed } from "./confirm.js";
import { valuesOf } from "./fields.js";
import { post } from "./live.js";

const inFlight = new Set();

/** Names an element over redraws, so that the new button stays as busy as the old one was. */
const keyOf = (surface, element) => JSON.stringify([surface.origin, element.block_id, element.action_id]);

/** Marks a control as belonging to a Block Kit element. */
export function wire(control, surface, element) {
  control.dataset.actionId = element.action_id;
  control.dataset.busyKey = keyOf(surface, element);
  if (inFlight.has(control.dataset.busyKey)) control.setAttribute("aria-busy", "true");
  return control;
}

/** Returns whether the action was sent: false when the person thought better of it. */
export async function act(surface, element, answer = {}) {
  const key = keyOf(surface, element);
  if (inFlight.has(key)) return false;
  if (element.confirm && !(await confirmed(element.confirm, surface.workspace))) return false;
  inFlight.add(key);
  mark(key);
  const { block_id, action_id } = element;
  const values = surface.fields && valuesOf(surface.fields);
  await post("/ui/click", { ...surface.origin, block_id, action_id, values, ...answer });
  inFlight.delete(key);
  mark(key);
  return true;
}

function mark(key) {
  for (const control of document.querySelectorAll("[data-busy-key]")) {
    if (control.dataset.busyKey !== key) continue;
    if (inFlight.has(key)) control.setAttribute("aria-busy", "true");
    else control.removeAttribute("aria-busy");
  }
}
