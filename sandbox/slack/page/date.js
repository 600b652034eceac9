/** Moments in the reader's own time zone, and Slack's date tokens: docs.slack.dev/messaging/formatting-message-text. */
import { el } from "./element.js";
import { link } from "./link.js";

const DAY = 86_400_000;
const AGO_STEPS = [
  ["day", DAY],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

const part = (when, options) => new Intl.DateTimeFormat("en-US", options).format(when);
const two = (number) => String(number).padStart(2, "0");

/** The hour as this reader's browser writes it: 6:39 AM or 06:39. */
export const clock = (when, seconds) =>
  new Intl.DateTimeFormat(undefined, {
    hour: "numeric",
    minute: "2-digit",
    ...(seconds && { second: "2-digit" }),
  }).format(when);

export const fullDate = (when) => `${TOKENS.date_long(when)} at ${clock(when, true)}`;
export const moment = (ts) => new Date(Number(ts) * 1000);
export const dayOf = (when) => `${when.getFullYear()}-${two(when.getMonth() + 1)}-${two(when.getDate())}`;
export const dayLabel = (when) =>
  capital(
    nearDay(when) ??
      `${part(when, { weekday: "long" })}, ${part(when, { month: "long" })} ${ordinal(when.getDate())}`,
  );

function ordinal(number) {
  const teen = number % 100 >= 11 && number % 100 <= 13;
  return number + ((!teen && { 1: "st", 2: "nd", 3: "rd" }[number % 10]) || "th");
}

const capital = (word) => word[0].toUpperCase() + word.slice(1);

function nearDay(when) {
  const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate());
  const days = Math.round((midnight(when) - midnight(new Date())) / DAY);
  return { "-1": "yesterday", 0: "today", 1: "tomorrow" }[days];
}

function ago(when) {
  const distance = when - Date.now();
  const [unit, size] = AGO_STEPS.find(([, size]) => Math.abs(distance) >= size) ?? AGO_STEPS.at(-1);
  return relative.format(Math.trunc(distance / size), unit);
}

const TOKENS = {
  date_num: dayOf,
  date_slash: (when) => `${two(when.getMonth() + 1)}/${two(when.getDate())}/${when.getFullYear()}`,
  date: (when) => `${part(when, { month: "long" })} ${ordinal(when.getDate())}, ${when.getFullYear()}`,
  date_short: (when) => part(when, { month: "short", day: "numeric", year: "numeric" }),
  date_long: (when) => `${part(when, { weekday: "long" })}, ${TOKENS.date(when)}`,
  date_pretty: (when) => nearDay(when) ?? TOKENS.date(when),
  date_short_pretty: (when) => nearDay(when) ?? TOKENS.date_short(when),
  date_long_pretty: (when) => nearDay(when) ?? TOKENS.date_long(when),
  time: (when) => clock(when),
  time_secs: (when) => clock(when, true),
  ago,
};

function format(when, template, opens) {
  const words = template.replace(/\{(\w+)\}/g, (whole, token) =>
    Object.hasOwn(TOKENS, token) ? TOKENS[token](when) : whole,
  );
  return opens && words ? capital(words) : words;
}

/** A moment drawn by a template such as `{date_short_pretty} at {time}`; `opens` says that it begins a line. */
export function slackDate(unix, template, { url, fallback, opens }) {
  const when = moment(unix);
  if (!Number.isFinite(when.getTime())) return fallback ?? "";
  const time = el(
    "time",
    { datetime: when.toISOString(), title: fullDate(when), "data-template": template, "data-opens": opens },
    format(when, template, opens),
  );
  return url ? link(url, time) : time;
}

/** Words such as "today" and "3 minutes ago" grow old while the page is open. */
export function keepDatesFresh() {
  setInterval(() => {
    for (const time of document.querySelectorAll("time[data-template]")) {
      const words = format(new Date(time.dateTime), time.dataset.template, "opens" in time.dataset);
      if (time.textContent !== words) time.textContent = words;
    }
  }, 15_000);
}
