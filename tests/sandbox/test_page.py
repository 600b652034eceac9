"""What the page in the browser is told and may do; and that no other page may."""

import json
from typing import Any

import requests
import websocket

from sandbox.slack import SlackSandbox
from tests.sandbox.cards import Json, actions, button, home, modal, text_input
from tests.sandbox.client import client_of
from tests.sandbox.wire import Wire, connected, heard

APPROVAL = "C0APPROVAL"
BO = "U0BO000001"


def send(slack: SlackSandbox, path: str, **body: Any) -> requests.Response:
    return requests.post(f"{slack.page_url}ui/{path}", json={"as": BO, **body}, timeout=5)


def state(slack: SlackSandbox, viewer: str = BO) -> Json:
    answer: Json = requests.get(f"{slack.page_url}ui/state", params={"as": viewer}, timeout=5).json()
    return answer


def channel(drawn: Json, name: str) -> Json:
    return next(one for one in drawn["channels"] if one["name"] == name)


def card(slack: SlackSandbox) -> Json:
    blocks = [actions(button("yes"))]
    client_of(slack).chat_postMessage(channel=APPROVAL, text="card", blocks=blocks)
    drawn: Json = channel(state(slack), "deploy-approval")["messages"][0]
    return drawn


def test_the_state_of_the_workspace(slack: SlackSandbox) -> None:
    drawn = state(slack)
    assert drawn["team"] == {"id": "T0HARBOUR1", "name": "Harbour"}
    assert (drawn["me"]["real_name"], drawn["me"]["initials"]) == ("Bo Chen", "BC")
    assert {"id": "S0DBA00001", "handle": "dba", "users": ["U0DEE00001"]} in drawn["groups"]
    assert {"id": "A0CI000001", "name": "CI", "user": "U0CIBOT001"} in drawn["apps"]
    assert (drawn["home"], drawn["modal"], drawn["connections"], drawn["faults"]) == (None, None, 0, [])
    assert drawn["commands"][0]["completions"] == ["status", "help"]


def test_a_message_with_its_thread(slack: SlackSandbox) -> None:
    parent = slack.post("ana", "#deploys", "parent")
    slack.post("bo", "#deploys", "reply", thread_ts=parent.ts)
    drawn = channel(state(slack), "deploys")["messages"]
    assert [(one["text"], one["reply_count"]) for one in drawn] == [("parent", 1)]
    assert drawn[0]["replies"][0]["text"] == "reply"
    assert drawn[0]["replies"][0]["thread_ts"] == parent.ts


def test_ephemerals_are_drawn_for_their_reader_alone(slack: SlackSandbox) -> None:
    client_of(slack).chat_postEphemeral(channel=APPROVAL, user=BO, text="psst")
    mine, theirs = (
        channel(state(slack, viewer), "deploy-approval")["messages"] for viewer in (BO, "U0ANA00001")
    )
    assert [(one["text"], one["ephemeral"]) for one in mine] == [("psst", True)]
    assert theirs == []


def test_at_most_the_newest_200_messages_are_drawn(slack: SlackSandbox) -> None:
    for number in range(201):
        slack.post("ana", "#deploys", str(number))
    drawn = channel(state(slack), "deploys")["messages"]
    assert (len(drawn), drawn[0]["text"], drawn[-1]["text"]) == (200, "1", "200")


def test_direct_conversations_are_for_the_two(slack: SlackSandbox) -> None:
    client_of(slack).chat_postMessage(channel=BO, text="hello")
    assert channel(state(slack), "airlock")["is_direct"]
    assert "airlock" not in {one["name"] for one in state(slack, "U0ANA00001")["channels"]}


def test_changes_reach_an_open_page(slack: SlackSandbox) -> None:
    live = websocket.create_connection(f"{slack.page_url.replace('http', 'ws')}ui/live?as={BO}", timeout=5)
    assert channel(json.loads(live.recv())["state"], "deploys")["messages"] == []
    slack.post("ana", "#deploys", "hello")
    frame = json.loads(live.recv())
    assert frame["type"] == "state"
    assert channel(frame["state"], "deploys")["messages"][0]["text"] == "hello"
    live.close()


def test_a_click_from_the_page(slack: SlackSandbox, wire: Wire) -> None:
    drawn = card(slack)
    click = {"channel": APPROVAL, "message_ts": drawn["ts"], "action_id": "yes"}
    block_id = drawn["blocks"][0]["block_id"]
    payload, answer = heard(wire, lambda: send(slack, "click", block_id=block_id, **click))
    assert answer.json() == {"acked": True}
    assert payload["user"]["id"] == BO


def test_a_click_on_what_is_gone_is_explained(slack: SlackSandbox) -> None:
    ts = card(slack)["ts"]
    answer = send(slack, "click", channel=APPROVAL, message_ts=ts, action_id="no")
    assert (answer.status_code, answer.json()["error"]) == (
        400,
        "nothing called 'no' to click; there is ['yes']",
    )
    answer = send(slack, "click", channel=APPROVAL, message_ts="1.000001", action_id="no")
    assert answer.json() == {"error": "message_not_found"}


def test_a_modal_from_the_page(slack: SlackSandbox, wire: Wire) -> None:
    payload, _ = heard(wire, lambda: send(slack, "command", channel=APPROVAL, text="/deploy status"))
    assert payload["text"] == "status"
    client_of(slack).views_open(trigger_id=payload["trigger_id"], view=modal(text_input()))
    shown = state(slack)["modal"]
    assert (shown["view"]["title"]["text"], shown["errors"], shown["busy"]) == ("Title", None, False)
    empty = send(slack, "submit", modal_id=shown["id"], values={})
    assert empty.json() == {"errors": {"reason": "Please complete this required field."}, "acked": False}
    assert state(slack)["modal"]["errors"] == empty.json()["errors"]
    values = {"reason": {"words": {"type": "plain_text_input", "value": "because"}}}
    payload, answer = heard(wire, lambda: send(slack, "submit", modal_id=shown["id"], values=values))
    assert answer.json() == {"errors": None, "acked": True}
    assert payload["view"]["state"]["values"] == values
    assert state(slack)["modal"] is None


def test_a_modal_is_closed_from_the_page(slack: SlackSandbox, wire: Wire) -> None:
    payload, _ = heard(wire, lambda: send(slack, "command", channel=APPROVAL, text="/deploy"))
    client_of(slack).views_open(trigger_id=payload["trigger_id"], view=modal(text_input()))
    modal_id = state(slack)["modal"]["id"]
    assert send(slack, "close", modal_id=modal_id).ok
    assert state(slack)["modal"] is None
    assert send(slack, "close", modal_id=modal_id).json() == {"error": "that view is no longer open"}


def test_the_home_tab_from_the_page(slack: SlackSandbox, wire: Wire) -> None:
    payload, _ = heard(wire, lambda: send(slack, "home"))
    assert payload["event"]["type"] == "app_home_opened"
    view = client_of(slack).views_publish(user_id=BO, view=home(actions(button("next"))))["view"]
    assert state(slack)["home"]["hash"] == view["hash"]
    payload, answer = heard(wire, lambda: send(slack, "click", view_id=view["id"], action_id="next"))
    assert answer.json() == {"acked": True}
    assert payload["view"]["id"] == view["id"]


def test_a_message_and_a_reply_from_the_page(slack: SlackSandbox) -> None:
    ts = send(slack, "post", channel="C0DEPLOYS1", text="hello").json()["ts"]
    send(slack, "post", channel="C0DEPLOYS1", text="again", thread_ts=ts)
    assert [message.text for message in slack.thread("#deploys", ts)] == ["again"]


def test_faults_from_the_page(slack: SlackSandbox) -> None:
    asked = send(slack, "faults", method="auth.test", status=429, retry_after=2, times=3)
    assert asked.json() == {"faults": ["auth.test: 429, 3 more"]}
    with connected(slack) as wire:
        send(slack, "faults", action="disconnect", reason="warning")
        assert wire.read()["reason"] == "warning"
        send(slack, "faults", action="away")
        assert state(slack)["is_away"]
        assert state(slack)["connections"] == 0
    for action in ("back", "cut", "deliver_twice", "deliver_late", "limit_rates"):
        assert send(slack, "faults", action=action).ok
    assert send(slack, "faults", action="explode").json() == {"error": "no such fault: explode"}
    assert send(slack, "faults", method="auth.test").status_code == 400


def test_the_page_and_its_files_are_served(slack: SlackSandbox) -> None:
    answer = requests.get(slack.page_url, timeout=5)
    assert answer.ok
    assert answer.headers["Content-Security-Policy"] == "frame-ancestors 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_permalink_leads_to_the_message(slack: SlackSandbox) -> None:
    ts = card(slack)["ts"]
    link = client_of(slack).chat_getPermalink(channel=APPROVAL, message_ts=ts)["permalink"]
    answer = requests.get(link, timeout=5, allow_redirects=False)
    assert answer.headers["Location"] == f"/#channel={APPROVAL}&message={ts}"


def test_without_a_viewer_the_first_person_looks(slack: SlackSandbox) -> None:
    assert requests.get(f"{slack.page_url}ui/state", timeout=5).json()["me"]["name"] == "ana"
