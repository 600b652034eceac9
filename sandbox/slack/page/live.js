/** The line to the sandbox: states come in over a WebSocket, deeds go out as POST. */
import { notify } from "./notice.js";
import { place } from "./place.js";

const BACK_OFF = [250, 500, 1000, 2000, 4000]; // milliseconds

/** Calls `onState` with every state and `onLost` with whether the line is down; returns a function that hangs up. */
export function listen(as, onState, onLost) {
  let socket;
  let attempts = 0;
  let timer;
  const open = () => {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    socket = new WebSocket(`${scheme}://${location.host}/ui/live?as=${encodeURIComponent(as)}`);
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data);
      if (message.type !== "state") return;
      attempts = 0;
      onLost(false);
      onState(message.state);
    };
    socket.onclose = () => {
      onLost(true);
      timer = setTimeout(open, BACK_OFF[Math.min(attempts++, BACK_OFF.length - 1)]);
    };
  };
  open();
  return () => {
    clearTimeout(timer);
    socket.onclose = socket.onmessage = null;
    socket.close();
  };
}

/** Does one thing as the present person. Null when the sandbox refused or is away, which the person is told. */
export async function post(path, body) {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ as: place().as, ...body }),
    });
    const answer = await response.json();
    if (response.ok) return answer;
    notify(answer.error ?? `The sandbox refused this (${response.status}).`);
  } catch {
    notify("The sandbox cannot be reached. Is it still running?");
  }
  return null;
}
