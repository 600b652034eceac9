/** Where the reader is and who they are, kept in the URL hash so that a link or a test opens straight there. */

const KEYS = ["as", "channel", "thread", "view"];

export function place() {
  const hash = new URLSearchParams(location.hash.slice(1));
  return Object.fromEntries(KEYS.map((key) => [key, hash.get(key)]));
}

/** Changes some of the place; null takes a part away. Listeners of `hashchange` draw it. */
export function go(change) {
  const next = Object.entries({ ...place(), ...change }).filter(([, value]) => value);
  location.hash = new URLSearchParams(next).toString();
}
