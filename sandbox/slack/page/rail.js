/** The left rail: the channels, the app, what has been told to fail, and who the reader is. */
import { avatar } from "./avatar.js";
import { el, icon } from "./element.js";
import { createKeyedList } from "./keyed_list.js";
import { createPersonSwitch } from "./person.js";
import { hrefFor } from "./place.js";
import { troubleButton } from "./trouble.js";
import { unread } from "./unread.js";

export function createRail(rail) {
  const team = el("p", { class: "team" });
  const [channels, directs, apps, faults] = Array.from({ length: 4 }, () => el("ul"));
  const directsHead = el("h2", {}, "Direct messages");
  const person = createPersonSwitch();
  const [drawChannels, drawDirects, drawApps, drawFaults] = [channels, directs, apps, faults].map(
    createKeyedList,
  );
  let state = null;
  faults.className = "faults";
  rail.append(
    el("header", {}, team, el("p", { class: "subtitle" }, "Local Slack sandbox")),
    el(
      "div",
      { class: "lists" },
      el("h2", {}, "Channels"),
      channels,
      directsHead,
      directs,
      el("h2", {}, "Apps"),
      apps,
    ),
    faults,
    troubleButton(() => state),
    person.node,
  );

  function draw(workspace, open) {
    state = workspace.state;
    const entries = (list) => list.map((channel) => channelEntry(channel, channel === open, workspace));
    const directChannels = state.channels.filter(
      (channel) => channel.is_direct && (channel.messages.length || channel === open),
    );
    team.textContent = state.team.name;
    drawChannels(entries(state.channels.filter((channel) => !channel.is_direct)));
    drawDirects(entries(directChannels));
    directsHead.hidden = !directChannels.length;
    drawApps([appEntry(workspace, !open)]);
    drawFaults([...(state.is_away ? ["Slack is away"] : []), ...state.faults].map(faultEntry));
    person.draw(workspace);
  }

  return { draw };
}

function channelEntry(channel, isOpen, workspace) {
  const other = workspace.correspondent(channel);
  const { count, callsMe } = isOpen ? { count: 0 } : unread(workspace, channel);
  return {
    key: channel.id,
    json: JSON.stringify([channel.name, isOpen, count, callsMe, workspace.me.id]),
    build: () => {
      const badge = el(
        "span",
        { class: callsMe ? "unread calls" : "unread" },
        String(count),
        el("span", { class: "hushed" }, callsMe ? " unread, calling you" : " unread"),
      );
      const sign = other ? avatar(other, workspace) : icon("hash");
      const attributes = {
        href: hrefFor({ channel: other ? channel.id : channel.name }),
        class: count ? "has-unread" : null,
      };
      return row(attributes, isOpen, sign, other?.real_name ?? channel.name, count > 0 && badge);
    },
  };
}

function appEntry(workspace, isOpen) {
  const { app, me } = workspace;
  const isUp = workspace.state.connections > 0;
  const status = el("span", { class: isUp ? "status up" : "status" }, isUp ? "connected" : "not connected");
  return {
    key: app.id,
    json: JSON.stringify([app, isOpen, isUp, me.id]),
    build: () =>
      row(
        { href: hrefFor({ view: "home" }) },
        isOpen,
        avatar(workspace.user(app.user), workspace),
        app.name,
        status,
      ),
  };
}

function row(attributes, isOpen, sign, name, note) {
  const current = isOpen ? "page" : null;
  return el(
    "li",
    {},
    el(
      "a",
      { ...attributes, "aria-current": current, "data-focus": "link" },
      sign,
      el("span", { class: "name" }, name),
      note,
    ),
  );
}

const faultEntry = (words, index) => ({
  key: index,
  json: words,
  build: () => el("li", {}, icon("warning"), words),
});
