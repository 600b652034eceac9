from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from pydantic import ValidationError

from sandbox.ci import CISandbox
from sandbox.ci.fault import Kind
from sandbox.ci.promotion import State
from tests.sandbox_ci.conftest import Asker
from tests.sandbox_ci.receiver import SECRET, Receiver


def state(ci: CISandbox) -> State:
    return ci.promotions[0].state


def test_a_promotion_fails_and_says_why(airlock: Asker, ci: CISandbox, receiver: Receiver) -> None:
    ci.fail_next()
    status_url = airlock.promote().json()["status_url"]
    receiver.wait_for(lambda: receiver.states == ["started", "failed"])
    assert receiver.reports[1]["detail"] == "smoke test /checkout answered 500"
    assert airlock.get(status_url).json()["detail"] == "smoke test /checkout answered 500"
    assert ci.live == {}


def test_only_the_next_promotion_fails(airlock: Asker, ci: CISandbox) -> None:
    ci.fail_next(detail="disk full")
    airlock.promote("k1")
    airlock.promote("k2")
    ci.wait_for(lambda: State.STARTED not in {p.state for p in ci.promotions})
    assert [(p.state, p.detail) for p in ci.promotions] == [("failed", "disk full"), ("live", None)]


def test_a_known_key_takes_no_ending(airlock: Asker, ci: CISandbox) -> None:
    airlock.promote("k1")
    ci.fail_next()
    airlock.promote("k1")
    airlock.promote("k2")
    ci.wait_for(lambda: State.STARTED not in {p.state for p in ci.promotions})
    assert [p.state for p in ci.promotions] == ["live", "failed"]


def test_who_never_reports_can_be_asked(airlock: Asker, ci: CISandbox, receiver: Receiver) -> None:
    ci.fail_next(Kind.MUTE)
    status_url = airlock.promote().json()["status_url"]
    ci.wait_for(lambda: state(ci) is State.LIVE)
    assert airlock.get(status_url).json()["state"] == "live"
    assert receiver.reports == []


def test_a_stuck_run_never_ends(airlock: Asker, ci: CISandbox) -> None:
    ci.fail_next("stuck")
    airlock.promote("k1")
    airlock.promote("k2")
    ci.wait_for(lambda: ci.promotions[1].state is State.LIVE)
    assert state(ci) is State.STARTED


def test_live_is_reported_twice(airlock: Asker, ci: CISandbox, receiver: Receiver) -> None:
    ci.fail_next("live_twice")
    airlock.promote()
    receiver.wait_for(lambda: receiver.states == ["started", "live", "live"])


def test_a_late_answer_comes(airlock: Asker, ci: CISandbox) -> None:
    ci.fail_next("late", seconds=0.05)
    answer = airlock.promote()
    assert answer.status_code == 202
    assert answer.elapsed.total_seconds() >= 0.05


@pytest.mark.parametrize(("kind", "begun"), [("drop_before", 0), ("drop_after", 1)])
def test_the_connection_drops(airlock: Asker, ci: CISandbox, kind: str, begun: int) -> None:
    ci.fail_next(kind)
    with pytest.raises(requests.ConnectionError):
        airlock.promote()
    assert len(ci.promotions) == begun
    assert airlock.promote().status_code == 202
    ci.wait_for(lambda: state(ci) is State.LIVE)
    assert ci.promotions[0].started == 1


def test_errors_come_as_often_as_asked(airlock: Asker, ci: CISandbox) -> None:
    ci.fail_next("error", times=2)
    assert [airlock.promote().status_code for _ in range(3)] == [500, 500, 202]
    assert [(p.started, p.requests) for p in ci.promotions] == [(1, 1)]


def test_an_error_names_its_status_and_reason(airlock: Asker, ci: CISandbox) -> None:
    ci.fail_next("error", status=503, detail="draining")
    answer = airlock.promote()
    assert (answer.status_code, answer.json()) == (503, {"error": "draining"})


def test_a_refusal_has_no_effect(airlock: Asker, ci: CISandbox) -> None:
    ci.fail_next("refuse")
    assert airlock.promote().status_code == 403
    assert ci.promotions == []


def test_reports_come_before_the_answer(airlock: Asker, ci: CISandbox, receiver: Receiver) -> None:
    ci.fail_next("report_first")
    assert airlock.promote().status_code == 202
    assert receiver.states == ["started", "live"]


def test_an_answer_and_an_ending_go_together(airlock: Asker, ci: CISandbox, receiver: Receiver) -> None:
    ci.fail_next("fail")
    ci.fail_next("report_first")
    airlock.promote()
    assert receiver.states == ["started", "failed"]


@pytest.mark.parametrize("fault", [{"kind": "late", "seconds": 600}, {"kind": "silent"}])
def test_while_an_answer_is_out_one_can_ask_again(receiver: Receiver, fault: dict[str, str]) -> None:
    with ThreadPoolExecutor() as pool:
        with CISandbox.start(SECRET) as ci:
            ci.fail_next(**fault)
            hanging = pool.submit(Asker(ci, receiver).promote)
            ci.wait_for(lambda: ci.promotions)
            assert Asker(ci, receiver).promote().status_code == 202
            assert [(p.started, p.requests) for p in ci.promotions] == [(1, 2)]
        with pytest.raises(requests.ConnectionError):
            hanging.result(timeout=10)


@pytest.mark.parametrize("fault", [{"kind": "rain"}, {"times": 0}, {"status": 200}, {"how": "badly"}])
def test_an_unknown_fault_is_refused(ci: CISandbox, fault: dict[str, str]) -> None:
    with pytest.raises((ValueError, ValidationError)):
        ci.fail_next(**fault)


def test_it_can_be_told_to_stop_failing(airlock: Asker, ci: CISandbox) -> None:
    ci.fail_next(Kind.ERROR, times=3)
    ci.fail_next(Kind.FAIL, times=3)
    ci.stop_failing()
    assert airlock.promote().status_code == 202
    ci.wait_for(lambda: state(ci) is State.LIVE)
