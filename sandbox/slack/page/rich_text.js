/** The rich_text block: docs.slack.dev/reference/block-kit/blocks/rich-text-block. */
import { slackDate } from "./date.js";
import { el } from "./element.js";
import { emoji } from "./emoji.js";
import { link } from "./link.js";
import { broadcast, channelMention, groupMention, userMention } from "./mention.js";

const STYLE_TAGS = { bold: "strong", italic: "em", strike: "s", underline: "u", code: "code" };

export function richText(block, workspace) {
  const words = (element) => element.elements.map((leaf, index) => styled(leaf, workspace, index === 0));
  return el(
    "div",
    { class: "rich-text" },
    block.elements.map((element) => {
      switch (element.type) {
        case "rich_text_section":
          return el("div", { class: "words" }, words(element));
        case "rich_text_quote":
          return el("blockquote", { class: "words" }, words(element));
        case "rich_text_preformatted":
          return el("pre", {}, words(element));
        case "rich_text_list":
          return list(element, words);
        default:
          return el("p", { class: "placeholder" }, `(rich text of type ${element.type})`);
      }
    }),
  );
}

function list(element, words) {
  const tag = element.style === "ordered" ? "ol" : "ul";
  const attributes = {
    "data-indent": element.indent ?? 0,
    start: tag === "ol" && element.offset ? element.offset + 1 : null,
  };
  return el(
    tag,
    attributes,
    element.elements.map((item) => el("li", { class: "words" }, words(item))),
  );
}

function styled(element, workspace, opens) {
  const tags = Object.entries(STYLE_TAGS).filter(([style]) => element.style?.[style]);
  return tags.reduce((node, [, tag]) => el(tag, {}, node), leaf(element, workspace, opens));
}

function leaf(element, workspace, opens) {
  switch (element.type) {
    case "text":
      return element.text;
    case "link":
      return link(element.url, element.text);
    case "user":
      return userMention(element.user_id, workspace);
    case "usergroup":
      return groupMention(element.usergroup_id, workspace);
    case "channel":
      return channelMention(element.channel_id, workspace);
    case "broadcast":
      return broadcast(element.range);
    case "date":
      return slackDate(element.timestamp, element.format, { ...element, opens });
    case "emoji":
      return emoji(element.name);
    default:
      return `(${element.type})`;
  }
}
