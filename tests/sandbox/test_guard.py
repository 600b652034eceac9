"""That only the page itself may speak for the person in front of it."""

import pytest
import requests
import websocket

from sandbox.slack import SlackSandbox

APPROVAL = "C0APPROVAL"
BO = "U0BO000001"


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:80"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
    ids=str,
)
def test_other_sites_may_not_speak_here(slack: SlackSandbox, headers: dict[str, str]) -> None:
    body = {"as": BO, "channel": "C0DEPLOYS1", "text": "evil"}
    for path in ("ui/post", "api/chat.postMessage"):
        answer = requests.post(f"{slack.page_url}{path}", json=body, headers=headers, timeout=5)
        assert answer.status_code == 403
    assert requests.get(f"{slack.page_url}ui/state", headers=headers, timeout=5).status_code == 403
    assert slack.messages("#deploys") == []


def test_other_sites_may_not_listen_here(slack: SlackSandbox) -> None:
    url = f"{slack.page_url.replace('http', 'ws')}ui/live?as={BO}"
    with pytest.raises(websocket.WebSocketBadStatusException, match="403"):
        websocket.create_connection(url, origin="https://evil.example", timeout=5)


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b'{"as": "U0BO000001"}', "text/plain", 415),
        (b"as=U0BO000001", "application/x-www-form-urlencoded", 415),
        (b"{", "application/json", 415),
        (b"[]", "application/json", 415),
        (b"{}", "application/json", 400),
        (b'{"as": "U0NOBODY"}', "application/json", 400),
        (b'{"as": "' + b"x" * (1 << 20) + b'"}', "application/json", 413),
    ],
    ids=["text", "form", "broken", "list", "nobody", "unknown", "huge"],
)
def test_only_small_json_objects_are_taken(slack: SlackSandbox, body: bytes, kind: str, status: int) -> None:
    headers = {"Content-Type": kind}
    answer = requests.post(f"{slack.page_url}ui/home", data=body, headers=headers, timeout=5)
    assert answer.status_code == status
