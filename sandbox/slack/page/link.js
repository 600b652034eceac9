/** Links in foreign text: harmless kinds of address only, and permalinks stay on this page. */
import { el } from "./element.js";
import { hrefFor, permalink } from "./place.js";

export const isSafe = (url) => /^(https?:\/\/|mailto:)/i.test(url) && URL.canParse(url);

/** What an `a` element needs to lead to `url`; null when it should lead nowhere. */
export function linkTo(url) {
  if (!isSafe(url)) return null;
  const there = permalink(url);
  return there ? { href: hrefFor(there) } : { href: url, target: "_blank", rel: "noopener noreferrer" };
}

export function link(url, words) {
  const target = linkTo(url);
  return target ? el("a", target, words || url) : el("span", {}, words || url);
}
