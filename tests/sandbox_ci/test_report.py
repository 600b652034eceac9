from collections.abc import Iterator
from datetime import timedelta

import pytest

from sandbox.ci import CISandbox
from sandbox.ci.promotion import State
from tests.sandbox_ci.conftest import Asker
from tests.sandbox_ci.receiver import SECRET, Receiver


def log(ci: CISandbox) -> list[str]:
    return [line.text for line in ci.promotions[0].log]


@pytest.mark.parametrize("status", [500, 503, 429, 408])
def test_a_report_that_was_not_taken_is_sent_again(airlock: Asker, receiver: Receiver, status: int) -> None:
    receiver.answers.extend([status, status])
    airlock.promote()
    receiver.wait_for(lambda: "live" in receiver.states)
    assert receiver.states == ["started", "started", "started", "live"]


@pytest.mark.parametrize("status", [401, 404, 409, 301])
def test_a_report_that_was_refused_is_not(
    airlock: Asker, ci: CISandbox, receiver: Receiver, status: int
) -> None:
    receiver.answers.extend([status])
    airlock.promote()
    receiver.wait_for(lambda: "live" in receiver.states)
    assert receiver.states == ["started", "live"]
    assert f"telling Airlock “started”: answered {status}" in log(ci)


def test_reports_wait_for_airlock_to_come_back(ci: CISandbox) -> None:
    receiver = Receiver()
    with receiver.listening():
        pass
    Asker(ci, receiver).promote()
    ci.wait_for(lambda: any("no answer (ClientConnectorError)" in line for line in log(ci)))
    with receiver.listening():
        receiver.wait_for(lambda: receiver.states == ["started", "live"])


def test_the_deployment_does_not_wait_for_the_report(airlock: Asker, ci: CISandbox) -> None:
    airlock.promote(callback_url="http://127.0.0.1:1/away")
    ci.wait_for(lambda: ci.promotions[0].state is State.LIVE)


@pytest.fixture
def hasty() -> Iterator[CISandbox]:
    with CISandbox.start(SECRET, takes=timedelta(milliseconds=20), pauses=(0.0, 0.0)) as ci:
        yield ci


def test_patience_ends(hasty: CISandbox, receiver: Receiver) -> None:
    Asker(hasty, receiver).promote(callback_url="http://127.0.0.1:1/away")
    hasty.wait_for(lambda: len([line for line in log(hasty) if "“live”" in line]) == 3)
    assert len([line for line in log(hasty) if "“started”" in line]) == 3
