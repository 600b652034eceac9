import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import requests

from sandbox.ci import CISandbox
from sandbox.ci.promotion import State
from sandbox.ci.signature import SIGNATURE, TIMESTAMP, signed
from tests.sandbox_ci.conftest import Asker
from tests.sandbox_ci.receiver import SECRET, Receiver


def test_a_promotion_goes_live_and_says_so(airlock: Asker, ci: CISandbox, receiver: Receiver) -> None:
    answer = airlock.promote()
    assert answer.status_code == 202
    assert answer.json() == {"status_url": f"{ci.origin}/promotions/k1", "url": f"{ci.origin}/runs/1"}
    receiver.wait_for(lambda: len(receiver.reports) == 2)
    url = f"{ci.origin}/runs/1"
    assert receiver.reports == [{"state": "started", "url": url}, {"state": "live", "url": url}]


def test_what_was_asked_for_is_kept(airlock: Asker, ci: CISandbox) -> None:
    airlock.promote(decided_by=["U_BO", "U_CY"])
    ci.wait_for(lambda: ci.promotions[0].state is State.LIVE)
    (promotion,) = ci.promotions
    assert promotion.key == "k1"
    assert promotion.payload.sha == "ab" * 20
    assert promotion.payload.decided_by == ["U_BO", "U_CY"]
    assert (promotion.started, promotion.requests) == (1, 1)


def test_asking_tells_how_it_stands(airlock: Asker, ci: CISandbox) -> None:
    status_url = airlock.promote("a key/with & all").json()["status_url"]
    ci.wait_for(lambda: ci.promotions[0].state is State.LIVE)
    assert airlock.get(status_url).json() == {"state": "live", "url": f"{ci.origin}/runs/1", "detail": None}


def test_asking_for_what_never_was_is_not_found(airlock: Asker, ci: CISandbox) -> None:
    assert airlock.get(f"{ci.origin}/promotions/k9").status_code == 404


def test_asking_needs_a_signature(airlock: Asker) -> None:
    status_url = airlock.promote().json()["status_url"]
    assert requests.get(status_url, timeout=10).status_code == 401


def test_the_version_is_what_went_live_last(airlock: Asker, ci: CISandbox) -> None:
    ci.set_live("harbour/shop", "production", "cd" * 20)
    ci.set_live("harbour/shop", "staging", "ef" * 20)
    airlock.promote()
    ci.wait_for(lambda: ci.promotions[0].state is State.LIVE)
    version = requests.get(f"{ci.origin}/version", timeout=10).json()
    assert version == {"harbour/shop": {"production": "ab" * 20, "staging": "ef" * 20}} == ci.live


def test_the_same_key_starts_nothing_new(airlock: Asker, ci: CISandbox, receiver: Receiver) -> None:
    with ThreadPoolExecutor() as pool:
        answers = list(pool.map(lambda _: airlock.promote(), range(8)))
    receiver.wait_for(lambda: "live" in receiver.states)
    again = airlock.promote()
    assert {(a.status_code, a.text) for a in (*answers, again)} == {(202, again.text)}
    assert [(p.started, p.requests) for p in ci.promotions] == [(1, 9)]
    assert receiver.states == ["started", "live"]


def test_a_key_means_one_promotion(airlock: Asker, ci: CISandbox) -> None:
    airlock.promote()
    answer = airlock.promote(sha="cd" * 20)
    assert answer.status_code == 422
    assert answer.json() == {"error": "Idempotency-Key: was used for another promotion"}
    assert ci.promotions[0].payload.sha == "ab" * 20


def test_another_key_is_another_promotion(airlock: Asker, ci: CISandbox) -> None:
    assert [airlock.promote(key).json()["url"][-1] for key in ("k1", "k2")] == ["1", "2"]
    assert [p.key for p in ci.promotions] == ["k1", "k2"]


NOW = time.time()


@pytest.mark.parametrize(
    "changes",
    [
        {SIGNATURE: ""},
        {SIGNATURE: "sha256=" + "0" * 64},
        {SIGNATURE: "sha256=é"},
        {TIMESTAMP: ""},
        {TIMESTAMP: "soon"},
        {TIMESTAMP: "9" * 400},
        {TIMESTAMP: str(int(NOW) - 1)},
        signed("another secret", b"{}", NOW),
        signed(SECRET, b"[]", NOW),
        signed(SECRET, b"{}", NOW - 310),
        signed(SECRET, b"{}", NOW + 3600),
    ],
)
def test_what_is_not_signed_now_by_airlock_is_refused(airlock: Asker, changes: dict[str, str]) -> None:
    answer = airlock.send(b"{}", signed(SECRET, b"{}", NOW) | {"Idempotency-Key": "k1"} | changes)
    assert answer.status_code == 401
    assert answer.json() == {"error": "the signature is wrong, or too old"}
    assert airlock.ci.promotions == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"id": ""}, "id: "),
        ({"id": 7}, "id: "),
        ({"repository": "shop"}, "repository: "),
        ({"sha": "abc"}, "sha: "),
        ({"sha": "AB" * 20}, "sha: "),
        ({"environment": None}, "environment: "),
        ({"report_digest": "md5:0"}, "report_digest: "),
        ({"decided_by": ""}, "decided_by: "),
        ({"decided_by": []}, "decided_by: "),
        ({"callback_url": "javascript:alert(1)"}, "callback_url: "),
    ],
)
def test_a_wrong_field_is_named(airlock: Asker, changes: dict[str, Any], words: str) -> None:
    answer = airlock.promote(**changes)
    assert answer.status_code == 422
    assert answer.json()["error"].startswith(words)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff"])
def test_what_is_no_object_is_refused(airlock: Asker, body: bytes) -> None:
    headers = signed(SECRET, body, time.time()) | {"Idempotency-Key": "k1"}
    answer = airlock.send(body, headers)
    assert (answer.status_code, answer.json()["error"].split(":")[0]) == (422, "body")


@pytest.mark.parametrize("key", [None, "", "k" * 256])
def test_a_promotion_needs_a_key(airlock: Asker, key: str | None) -> None:
    body = json.dumps(airlock.payload).encode()
    headers = signed(SECRET, body, time.time()) | ({} if key is None else {"Idempotency-Key": key})
    assert airlock.send(body, headers).status_code == 422


def test_waiting_in_vain_says_what_there_is(airlock: Asker, ci: CISandbox) -> None:
    airlock.promote("lonely")
    with pytest.raises(TimeoutError, match="lonely"):
        ci.wait_for(lambda: False, timeout=0.01)


def test_a_taken_port_is_said_to_whoever_starts(ci: CISandbox) -> None:
    port = int(ci.origin.rsplit(":", 1)[1])
    with pytest.raises(OSError, match="in use"), CISandbox.start(SECRET, port=port):
        pass


def test_switching_off_stops_what_runs(receiver: Receiver) -> None:
    with CISandbox.start(SECRET, takes=timedelta(hours=1)) as ci:
        Asker(ci, receiver).promote()
        receiver.wait_for(lambda: receiver.states == ["started"])
    assert ci.promotions[0].state is State.STARTED
