/** A list that redraws only what changed, and keeps the keyboard where it was. */

/** Entries are {key, json, build}: the node of a key is built anew only when its json differs. */
export function createKeyedList(parent) {
  let drawn = new Map();
  let drawnStamp;

  /** A new `stamp` (another channel, another reader) draws everything anew. */
  return function draw(entries, stamp) {
    if (stamp !== drawnStamp) {
      parent.replaceChildren();
      drawn = new Map();
      drawnStamp = stamp;
    }
    const kept = new Set(entries.map(({ key }) => key));
    for (const [key, { node }] of drawn) if (!kept.has(key)) node.remove();
    const next = new Map();
    let cursor = parent.firstElementChild;
    for (const { key, json, build } of entries) {
      const old = drawn.get(key);
      const node = old?.json === json ? old.node : build();
      if (old && old.node !== node) {
        if (cursor === old.node) cursor = node;
        replace(old.node, node);
      }
      if (node === cursor) cursor = cursor.nextElementSibling;
      else parent.insertBefore(node, cursor);
      next.set(key, { json, node });
    }
    drawn = next;
  };
}

function replace(old, node) {
  const held = old.contains(document.activeElement) ? document.activeElement : null;
  old.replaceWith(node);
  if (!held) return;
  const controls = [...node.querySelectorAll("[data-busy-key], [data-focus]")];
  const same = (name) =>
    controls.find((control) => held.dataset[name] && control.dataset[name] === held.dataset[name]);
  const heir = same("busyKey") ?? same("actionId") ?? same("focus") ?? node.querySelector("[tabindex]");
  heir?.focus({ preventScroll: true });
}
