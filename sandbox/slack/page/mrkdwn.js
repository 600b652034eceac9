/** Slack's mrkdwn to nodes: docs.slack.dev/messaging/formatting-message-text. Foreign text in, text nodes out. */
import { slackDate } from "./date.js";
import { el } from "./element.js";
import { withEmoji } from "./emoji.js";
import { link } from "./link.js";
import { broadcast, channelMention, groupMention, userMention } from "./mention.js";

const HOLE = "\uFFFC"; // stands for one atom while the styles around it are found
const TOKEN = /<([@#!][^<>\n]+|(?:https?:\/\/|mailto:)[^<>\n]+)>/i;
const BARE_URL = /(https?:\/\/[^\s<>|`*~]*[\w/=&#%+-])/;
const ATOMS = new RegExp(
  `\`\`\`([\\s\\S]+?)\`\`\`\\n?|\`([^\`\\n]+)\`|${TOKEN.source}|${BARE_URL.source}`,
  "gi",
);
const STYLES = [
  ["*", "strong"],
  ["_", "em"],
  ["~", "s"],
].map(([mark, tag]) => {
  const m = `\\${mark}`;
  const styled = new RegExp(`(?<![\\w${m}])${m}(?=[^\\s${m}])([^${m}\\n]*[^\\s${m}])${m}(?![\\w${m}])`);
  return [tag, styled];
});

/** A text object: `plain_text` keeps its marks, `mrkdwn` is drawn. */
export function textObject(object, workspace) {
  if (!object) return [];
  return object.type === "mrkdwn" ? mrkdwn(object.text, workspace, object.verbatim) : withEmoji(object.text);
}

export function mrkdwn(text, workspace, verbatim = false) {
  const atoms = [];
  const holed = text
    .replaceAll(HOLE, "\uFFFD")
    .replace(ATOMS, (whole, pre, code, angle, bare, offset, all) => {
      if (bare && verbatim) return whole;
      const opens = offset === 0 || all[offset - 1] === "\n";
      atoms.push(atom(pre, code, angle ?? bare, workspace, opens));
      return HOLE;
    });
  return quotes(holed).flatMap(({ quoted, words }) => {
    const nodes = inline(words, atoms);
    return quoted ? el("blockquote", {}, nodes) : nodes;
  });
}

/** Runs of lines, quoted or not. */
function quotes(text) {
  const runs = [];
  for (const line of text.split("\n")) {
    const [mark] = /^(?:>|&gt;) ?/.exec(line) ?? [""];
    const words = line.slice(mark.length);
    const last = runs.at(-1);
    if (last && last.quoted === Boolean(mark)) last.words += `\n${words}`;
    else runs.push({ quoted: Boolean(mark), words });
  }
  return runs;
}

/** Atoms fill their holes from the left, which is the order in which words are drawn. */
function inline(text, atoms) {
  const found = STYLES.map(([tag, styled]) => ({ tag, match: styled.exec(text) })).filter(
    ({ match }) => match,
  );
  if (!found.length) return plain(text, atoms);
  const { tag, match } = found.reduce((first, other) =>
    other.match.index < first.match.index ? other : first,
  );
  const before = plain(text.slice(0, match.index), atoms);
  const styled = el(tag, {}, inline(match[1], atoms));
  return [...before, styled, ...inline(text.slice(match.index + match[0].length), atoms)];
}

function plain(text, atoms) {
  return text
    .split(/(\uFFFC)/)
    .flatMap((part) => (part === HOLE ? atoms.shift() : withEmoji(decode(part))))
    .filter(Boolean);
}

function atom(pre, code, angle, workspace, opens) {
  if (pre) return el("pre", {}, literal(pre.replace(/^\n|\n$/g, ""), workspace));
  if (code) return el("code", {}, literal(code, workspace));
  return token(angle, workspace, opens);
}

/** Inside code only tokens mean anything. */
function literal(text, workspace) {
  return text.split(TOKEN).map((part, index) => (index % 2 ? token(part, workspace) : decode(part)));
}

function token(angle, workspace, opens) {
  const bar = angle.indexOf("|");
  const [target, label] = bar < 0 ? [angle, null] : [angle.slice(0, bar), decode(angle.slice(bar + 1))];
  switch (target[0]) {
    case "@":
      return userMention(target.slice(1), workspace, label);
    case "#":
      return channelMention(target.slice(1), workspace, label);
    case "!":
      return special(target.slice(1), label, workspace, opens);
    default:
      return link(decode(target), label && withEmoji(label));
  }
}

function special(name, label, workspace, opens) {
  const [kind, ...rest] = name.split("^");
  if (kind === "subteam") return groupMention(rest[0], workspace, label);
  if (kind === "date")
    return slackDate(rest[0], decode(rest[1] ?? ""), {
      url: rest[2] && decode(rest[2]),
      fallback: label,
      opens,
    });
  if (["here", "channel", "everyone"].includes(kind)) return broadcast(kind);
  return el("span", {}, label ?? `<!${name}>`);
}

function decode(text) {
  return text.replace(/&(amp|lt|gt);/g, (_, name) => ({ amp: "&", lt: "<", gt: ">" })[name]);
}
