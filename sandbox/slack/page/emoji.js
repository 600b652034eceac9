/** The emoji names that deploy talk uses; any other name stays `:text:`. */
import { el } from "./element.js";

// prettier-ignore
const EMOJI = {
  white_check_mark: "✅", heavy_check_mark: "✔️", ballot_box_with_check: "☑️", x: "❌", no_entry: "⛔",
  no_entry_sign: "🚫", warning: "⚠️", rotating_light: "🚨", octagonal_sign: "🛑", stop_sign: "🛑",
  question: "❓", grey_question: "❔", exclamation: "❗", bangbang: "‼️", information_source: "ℹ️",
  red_circle: "🔴", large_red_circle: "🔴", orange_circle: "🟠", large_orange_circle: "🟠",
  yellow_circle: "🟡", large_yellow_circle: "🟡", green_circle: "🟢", large_green_circle: "🟢",
  blue_circle: "🔵", large_blue_circle: "🔵", white_circle: "⚪", black_circle: "⚫",
  rocket: "🚀", ship: "🚢", shipit: "🐿️", package: "📦", construction: "🚧", hammer_and_wrench: "🛠️",
  wrench: "🔧", gear: "⚙️", bug: "🐛", fire: "🔥", boom: "💥", ambulance: "🚑", sos: "🆘",
  lock: "🔒", unlock: "🔓", key: "🔑", shield: "🛡️", snowflake: "❄️", ice_cube: "🧊",
  hourglass: "⌛", hourglass_flowing_sand: "⏳", alarm_clock: "⏰", stopwatch: "⏱️", clock1: "🕐",
  clock4: "🕓", calendar: "📅", spiral_calendar_pad: "🗓️", bell: "🔔", no_bell: "🔕", loudspeaker: "📢",
  mega: "📣", eyes: "👀", mag: "🔍", memo: "📝", pencil: "📝", clipboard: "📋", page_facing_up: "📄",
  bar_chart: "📊", chart_with_upwards_trend: "📈", chart_with_downwards_trend: "📉", link: "🔗",
  pushpin: "📌", label: "🏷️", bookmark: "🔖", card_index_dividers: "🗂️", floppy_disk: "💾",
  arrow_up: "⬆️", arrow_down: "⬇️", arrow_right: "➡️", arrow_left: "⬅️", rewind: "⏪",
  leftwards_arrow_with_hook: "↩️", arrows_counterclockwise: "🔄", repeat: "🔁", double_vertical_bar: "⏸️",
  "+1": "👍", thumbsup: "👍", "-1": "👎", thumbsdown: "👎", wave: "👋", pray: "🙏", clap: "👏",
  raised_hand: "✋", raised_hands: "🙌", muscle: "💪", point_right: "👉", tada: "🎉", sparkles: "✨",
  star: "⭐", heart: "❤️", smile: "😄", slightly_smiling_face: "🙂", thinking_face: "🤔", sob: "😭",
  sweat_smile: "😅", grimacing: "😬", robot_face: "🤖", bust_in_silhouette: "👤", busts_in_silhouette: "👥",
  new: "🆕", ok: "🆗", zap: "⚡", bulb: "💡", test_tube: "🧪", seedling: "🌱", door: "🚪", traffic_light: "🚥",
  vertical_traffic_light: "🚦", checkered_flag: "🏁", large_blue_diamond: "🔷", small_orange_diamond: "🔸",
};

export function emoji(name) {
  const picture = Object.hasOwn(EMOJI, name) ? EMOJI[name] : null;
  if (!picture) return `:${name}:`;
  const label = name.replaceAll("_", " ");
  return el("span", { class: "emoji", role: "img", "aria-label": label, title: `:${name}:` }, picture);
}

/** Plain words with their `:emoji:` drawn. */
export function withEmoji(text) {
  return text.split(/(:[a-z0-9_+-]+:)/).map((part, index) => (index % 2 ? emoji(part.slice(1, -1)) : part));
}
