/** Block Kit to nodes, for messages, modals and the Home tab: docs.slack.dev/reference/block-kit/blocks. */
import { drawElement, image, imageBlock } from "./elements.js";
import { el } from "./element.js";
import { inputBlock } from "./inputs.js";
import { textObject } from "./mrkdwn.js";
import { richText } from "./rich_text.js";

/** `surface` is {workspace, origin, fields?}: where the blocks stand, and in a modal the list that collects its inputs. */
export function drawBlocks(blocks, surface) {
  return blocks.map((block) => {
    const node = draw(block, surface);
    node.classList.add("block");
    node.dataset.blockType = block.type;
    if (block.block_id) node.dataset.blockId = block.block_id;
    return node;
  });
}

function draw(block, surface) {
  const { workspace } = surface;
  switch (block.type) {
    case "header":
      return el("h3", { class: "words" }, textObject(block.text, workspace));
    case "section":
      return section(block, surface);
    case "divider":
      return el("hr");
    case "context":
      return el(
        "div",
        {},
        block.elements.map((element) =>
          element.type === "image"
            ? image(element)
            : el("span", { class: "words" }, textObject(element, workspace)),
        ),
      );
    case "actions":
      return el(
        "div",
        {},
        block.elements.map((element) => drawElement(of(block, element), surface)),
      );
    case "image":
      return imageBlock(block);
    case "rich_text":
      return richText(block, workspace);
    case "input":
      return inputBlock(block, surface);
    default:
      return el("p", { class: "placeholder" }, `(block of type ${block.type})`);
  }
}

function section(block, surface) {
  const words = [
    block.text && el("div", { class: "words" }, textObject(block.text, surface.workspace)),
    block.fields &&
      el(
        "div",
        { class: "fields" },
        block.fields.map((field) => el("div", { class: "words" }, textObject(field, surface.workspace))),
      ),
  ];
  const accessory =
    block.accessory && el("div", { class: "accessory" }, drawElement(of(block, block.accessory), surface));
  return el("div", {}, el("div", { class: "section-text" }, words), accessory);
}

const of = (block, element) => ({ ...element, block_id: block.block_id });
