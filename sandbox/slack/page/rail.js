/** The left rail: the channels, the app, and who the reader is. */
import { avatar } from "./avatar.js";
import { el, icon } from "./element.js";
import { createKeyedList } from "./keyed_list.js";
import { go, place } from "./place.js";
import { unread } from "./unread.js";

export function createRail(rail) {
  const team = el("p", { class: "team" });
  const channels = el("ul");
  const apps = el("ul");
  const faults = el("ul", { class: "faults", "aria-label": "Faults that the sandbox will cause" });
  const face = el("span", { class: "face" });
  const name = el("strong");
  const role = el("span", { class: "role", id: "role" });
  const person = el("select", { id: "person", "aria-describedby": "role", change: () => go({ as: person.value }) });
  const drawChannels = createKeyedList(channels);
  const drawApps = createKeyedList(apps);
  const drawFaults = createKeyedList(faults);
  let people;
  rail.append(
    el("header", {}, team, el("p", { class: "subtitle" }, "Local Slack sandbox")),
    el("div", { class: "lists" }, el("h2", {}, "Channels"), channels, el("h2", {}, "Apps"), apps, faults),
    el("footer", {}, face, el("div", {}, el("label", { for: "person" }, "You are"), name, role), icon("choose"), person));

  function draw(workspace, channel) {
    const { state, me } = workspace;
    team.textContent = state.team.name;
    drawChannels(state.channels.map((other) => channelEntry(other, other === channel, workspace)));
    drawApps(state.apps.map((app, index) => appEntry(app, index === 0 && !channel, state.connections, workspace)));
    drawFaults(state.faults.map((fault, index) => ({ key: index, json: JSON.stringify(fault), build: () => el("li", {}, icon("warning"), describe(fault)) })));
    if (people !== workspace.directory) drawPeople(workspace);
    people = workspace.directory;
    person.value = me.id;
  }

  function drawPeople(workspace) {
    const humans = workspace.state.users.filter((user) => !user.is_bot);
    person.replaceChildren(...humans.map((user) => el("option", { value: user.id }, [user.real_name, workspace.role(user)].filter(Boolean).join(" · "))));
    face.replaceChildren(avatar(workspace.me, workspace));
    name.textContent = workspace.me.real_name;
    role.textContent = workspace.role(workspace.me) || "member";
  }

  return { draw };
}

function hrefFor(change) {
  const { as } = place();
  return `#${new URLSearchParams({ as, ...change })}`;
}

function channelEntry(channel, isOpen, workspace) {
  const { count, callsMe } = isOpen ? { count: 0 } : unread(workspace, channel);
  const badge = count > 0 && el("span", { class: callsMe ? "unread calls" : "unread" }, String(count), el("span", { class: "hushed" }, callsMe ? " unread, mentioning you" : " unread"));
  return {
    key: channel.id,
    json: JSON.stringify([channel.name, isOpen, count, callsMe, workspace.me.id]),
    build: () => el("li", {}, el("a", { href: hrefFor({ channel: channel.name }), class: count ? "has-unread" : null, "aria-current": isOpen ? "page" : null, "data-focus": "link" },
      icon("hash"), el("span", { class: "name" }, channel.name), badge)),
  };
}

function appEntry(app, isOpen, connections, workspace) {
  const isUp = connections > 0;
  const status = isUp ? "connected" : "not connected";
  return {
    key: app.id,
    json: JSON.stringify([app, isOpen, isUp, workspace.me.id]),
    build: () => el("li", {}, el("a", { href: hrefFor({ view: "home" }), "aria-current": isOpen ? "page" : null, "data-focus": "link" },
      avatar(workspace.user(app.user), workspace), el("span", { class: "name" }, app.name),
      el("span", { class: isUp ? "status up" : "status" }, status))),
  };
}

function describe(fault) {
  return typeof fault === "string" ? fault : Object.values(fault).filter((value) => value !== null).join(" ");
}
