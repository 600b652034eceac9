/** The Home tab of the app. */
import { drawBlocks } from "./blocks.js";
import { el } from "./element.js";
import { createKeyedList } from "./keyed_list.js";

export function createHome() {
  const picture = el("img", { class: "avatar avatar-app", src: "/page/airlock.svg", alt: "" });
  const title = el("h1");
  const list = el("div", { class: "blocks home" });
  const empty = el("p", { class: "empty" }, "The app has published nothing for you yet.");
  const problem = el("p", { class: "warning problem", role: "alert" });
  const scroller = el(
    "div",
    { class: "scroller", tabindex: "0", role: "region", "aria-label": "Home" },
    problem,
    list,
    empty,
  );
  const head = el("header", { class: "pane-head" }, picture, title, el("p", { class: "purpose" }, "Home"));
  const node = el("section", { class: "pane" }, head, el("div", { class: "stage" }, scroller));
  const drawList = createKeyedList(list);

  function draw(workspace) {
    const { home } = workspace.state;
    title.textContent = workspace.app.name;
    empty.hidden = Boolean(home?.blocks.length);
    problem.textContent = home?.problem ?? "";
    const surface = { workspace, origin: { view_id: home?.id } };
    const entries = (home?.blocks ?? []).map((block, index) => ({
      key: block.block_id ?? index,
      json: JSON.stringify(block),
      build: () => drawBlocks([block], surface)[0],
    }));
    drawList(entries, `${workspace.me.id} ${workspace.directory}`);
  }

  return { node, draw };
}
