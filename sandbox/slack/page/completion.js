/** Completion of slash commands: typing "/" lists them, arrows choose, Tab or Enter takes, Escape puts away. */
import { el } from "./element.js";

let made = 0; // makes list ids unique on the page

export function createCompletion(field) {
  const id = `completion-${made++}`;
  const node = el("ul", { class: "completion", id, role: "listbox", "aria-label": "Commands", hidden: true });
  let matches = [];
  let active = 0;
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", id);
  field.addEventListener("blur", hide);

  const completion = { node, commands: [], suggest, hide, press };

  function suggest() {
    const typed = field.value.toLowerCase();
    matches = typed.startsWith("/")
      ? phrases(completion.commands).filter(
          ({ phrase }) => phrase.startsWith(typed.trimEnd()) && !typed.startsWith(`${phrase} `),
        )
      : [];
    if (matches.length === 1 && matches[0].phrase === typed.trimEnd()) matches = [];
    active = 0;
    draw();
  }

  function draw() {
    node.hidden = !matches.length;
    node.replaceChildren(
      ...matches.map(({ phrase, usage, hint }, index) =>
        el(
          "li",
          {
            role: "option",
            id: `${id}-${index}`,
            "aria-selected": String(index === active),
            mousedown: (event) => {
              event.preventDefault();
              take(index);
            },
          },
          el("span", { class: "phrase" }, phrase),
          usage && el("span", { class: "usage" }, usage),
          hint && el("span", { class: "hint" }, hint),
        ),
      ),
    );
    if (matches.length) field.setAttribute("aria-activedescendant", `${id}-${active}`);
    else field.removeAttribute("aria-activedescendant");
    node.children[active]?.scrollIntoView({ block: "nearest" });
  }

  function hide() {
    matches = [];
    draw();
  }

  function take(index) {
    field.value = `${matches[index].phrase} `;
    field.dispatchEvent(new Event("input"));
  }

  /** Returns whether the key was meant for the list. */
  function press(event) {
    if (!matches.length || event.isComposing) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      active = (active + step + matches.length) % matches.length;
      draw();
    } else if (event.key === "Escape") hide();
    else if ((event.key === "Enter" && matches[active].phrase !== field.value.trim()) || event.key === "Tab")
      take(active);
    else return false;
    event.preventDefault();
    return true;
  }

  return completion;
}

function phrases(commands) {
  return commands.flatMap(({ command, description, usage_hint, completions }) => [
    { phrase: command, usage: usage_hint, hint: description },
    ...(completions ?? []).map((completion) => subcommand(command, completion)),
  ]);
}

function subcommand(command, completion) {
  const { text, usage, hint } = typeof completion === "string" ? { text: completion } : completion;
  return { phrase: `${command} ${text}`, usage, hint };
}
