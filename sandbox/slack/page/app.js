/** The page: listens to the sandbox, and draws each pane from the last state and the present place. */
import { createChannel } from "./channel.js";
import { keepDatesFresh } from "./date.js";
import { createHome } from "./home.js";
import { listen, post } from "./live.js";
import { createModal } from "./modal.js";
import { place } from "./place.js";
import { createRail } from "./rail.js";
import { createThread } from "./thread.js";
import { unread } from "./unread.js";
import { Workspace } from "./workspace.js";

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
  if (!state || state.me.id !== place().as) return;
  const workspace = new Workspace(state);
  const { view, channel: name, thread: ts } = place();
  const channel = view === "home" ? null : workspace.channelNamed(name);
  const pane = channel ? channelPane : homePane;
  if (main.firstElementChild !== pane.node) main.replaceChildren(pane.node);
  pane.draw(workspace, channel);
  thread.draw(workspace, channel, ts);
  rail.draw(workspace, channel);
  modal.draw(workspace);
  document.title = title(workspace, channel);
}

function title(workspace, channel) {
  const waiting = workspace.state.channels.filter((other) => other !== channel && unread(workspace, other).count).length;
  return `${waiting ? `(${waiting}) ` : ""}${channel ? `#${channel.name}` : workspace.app.name} · ${workspace.state.team.name}`;
}

function follow() {
  const { as, view } = place();
  if (as !== listener.as) {
    listener.hangUp();
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

async function start() {
  if (!place().as) {
    const response = await fetch("/ui/state");
    const { users } = await response.json();
    const first = users.find((user) => !user.is_bot && !user.deleted);
    history.replaceState(null, "", `#${new URLSearchParams({ as: first.id })}`);
  }
  addEventListener("hashchange", follow);
  document.addEventListener("visibilitychange", draw);
  keepDatesFresh();
  follow();
}

start();
