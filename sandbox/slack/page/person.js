/** The switch for who the reader is; everybody but the bots, with what matters about them. */
import { avatar } from "./avatar.js";
import { el, icon } from "./element.js";
import { go } from "./place.js";

export function createPersonSwitch() {
  const face = el("span");
  const name = el("strong");
  const role = el("span", { class: "role", id: "role" });
  const select = el("select", {
    id: "person",
    "aria-describedby": "role",
    change: () => go({ as: select.value }),
  });
  const label = el("label", { for: "person" }, "You are");
  const node = el("footer", {}, face, el("div", {}, label, name, role), icon("choose"), select);
  let drawn = null;

  function draw(workspace) {
    if (drawn === workspace.directory) return;
    drawn = workspace.directory;
    const { me, state } = workspace;
    const words = (user) => [user.real_name, workspace.role(user)].filter(Boolean).join(" · ");
    const people = state.users.filter((user) => !user.is_bot);
    select.replaceChildren(
      ...people.map((user) => el("option", { value: user.id, selected: user.id === me.id }, words(user))),
    );
    face.replaceChildren(avatar(me, workspace));
    name.textContent = me.real_name;
    role.textContent = workspace.role(me) || "member";
  }

  return { node, draw };
}
