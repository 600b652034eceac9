/** Where the reader is and who they are, kept in the URL hash so that a link or a test opens straight there. */

const KEYS = ["as", "channel", "thread", "message", "view"];

export function place() {
  const hash = new URLSearchParams(location.hash.slice(1));
  return Object.fromEntries(KEYS.map((key) => [key, hash.get(key)]));
}

/** Changes some of the place; null takes a part away. Listeners of `hashchange` draw it. */
export function go(change) {
  location.hash = written({ ...place(), ...change });
}

/** The address of another place for the same person. */
export function hrefFor(there) {
  return `#${written({ as: place().as, ...there })}`;
}

/** The place of a permalink such as /archives/C0APPROVAL/p1700000000000100; null for any other address. */
export function permalink(url) {
  const { origin, pathname } = new URL(url);
  const [, channel, seconds, rest] = /^\/archives\/(\w+)\/p(\d+)(\d{6})$/.exec(pathname) ?? [];
  return origin === location.origin && channel ? { channel, message: `${seconds}.${rest}` } : null;
}

function written(there) {
  return new URLSearchParams(Object.entries(there).filter(([, value]) => value)).toString();
}
