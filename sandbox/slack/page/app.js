/** The page: listens to the sandbox, and draws each pane from the last state and the present place. */
import { createChannel } from "./channel.js";
import { keepDatesFresh } from "./date.js";
import { createHome } from "./home.js";
import { listen, post } from "./live.js";
import { createModal } from "./modal.js";
import { hrefFor, permalink, place } from "./place.js";
import { createRail } from "./rail.js";
import { createThread } from "./thread.js";
import { unread } from "./unread.js";
import { Workspace } from "./workspace.js";

const LAST_PERSON = "slack-sandbox.as"; // in localStorage

const main = document.getElementById("main");
const banner = document.getElementById("banner");
const rail = createRail(document.getElementById("rail"));
const thread = createThread(document.getElementById("thread"));
const modal = createModal(document.getElementById("modal"));
const channelPane = createChannel();
const homePane = createHome();
let state = null;
let listener = { as: null, hangUp: () => {} };
let homeOf = null; // the person whose Home tab is open

function draw() {
  if (!state) return;
  const workspace = new Workspace(state);
  const { view, channel: name, message, thread: named } = place();
  const channel = view === "home" ? null : workspace.channelNamed(name);
  const pane = channel ? channelPane : homePane;
  if (main.firstElementChild !== pane.node) main.replaceChildren(pane.node);
  pane.draw(workspace, channel, message);
  thread.draw(workspace, channel, named ?? (message && threadOf(channel, message)), message);
  rail.draw(workspace, channel);
  modal.draw(workspace);
  document.title = title(workspace, channel);
}

/** The thread in which a linked message is a reply. */
function threadOf(channel, ts) {
  return channel?.messages.find(({ replies }) => replies.some((reply) => reply.ts === ts))?.ts;
}

function title(workspace, channel) {
  const waiting = workspace.state.channels.filter(
    (other) => other !== channel && unread(workspace, other).count,
  ).length;
  return `${waiting ? `(${waiting}) ` : ""}${channel ? workspace.titleOf(channel) : workspace.app.name} · ${workspace.state.team.name}`;
}

function follow() {
  const { as, view } = place();
  if (as !== listener.as) {
    listener.hangUp();
    state = null;
    localStorage.setItem(LAST_PERSON, as);
    listener = { as, hangUp: listen(as, receive, lost) };
  }
  const opened = view === "home" ? as : null;
  if (opened && opened !== homeOf) post("/ui/home", {});
  homeOf = opened;
  draw();
}

function receive(next) {
  state = next;
  draw();
}

function lost(isLost) {
  banner.hidden = !isLost;
  banner.textContent = isLost ? "The line to the sandbox is down. Trying again…" : "";
}

/** The person asked for, else the last one, else one who may approve in a fresh workspace. */
async function whoever() {
  for (const as of [place().as, localStorage.getItem(LAST_PERSON), "bo"]) {
    if (!as) continue;
    const response = await fetch(`/ui/state?as=${encodeURIComponent(as)}`);
    if (response.ok) return (await response.json()).me.id;
  }
  return null;
}

/** A permalink arrives as /?channel=C…&message=p…, everything else in the hash. */
async function start() {
  const query = new URLSearchParams(location.search);
  const linked = permalink(`${location.origin}/archives/${query.get("channel")}/${query.get("message")}`);
  const there = { ...place(), ...linked, as: await whoever() };
  history.replaceState(null, "", `/${hrefFor(there)}`);
  document.querySelector(".skip").addEventListener("click", () => main.focus());
  addEventListener("hashchange", follow);
  document.addEventListener("visibilitychange", draw);
  keepDatesFresh();
  follow();
}

start();
