"""`airlock status` and `airlock show` for who runs Airlock: what is owed, and why it is not done."""

import json
from dataclasses import replace
from datetime import timedelta

from app import wiring
from app.domain.deploy import Request
from app.domain.effect import Effect
from app.domain.evidence import Teller
from app.domain.outbox import Trouble
from tests.stories.calls import run
from tests.stories.still import Still

GONE = "The channel is archived: name another."


def test_they_tell_what_is_owed_and_why_it_is_not_done(still: Still) -> None:
    deploy = still.pending(still.sample.routine.sha)
    assert GONE not in run("status")[1]
    turn = still.parts.gate.begin(deploy.id, Effect.POST_CARD, deploy.changed_at)
    assert turn is not None
    still.parts.gate.postpone(turn, deploy.changed_at, Trouble(GONE, timedelta(minutes=1), in_doubt=False))
    code, out, _ = run("status")
    assert code == 0
    assert out.strip().endswith(f"post_card: {GONE}")
    owed = json.loads(run("show", deploy.id)[1])["owed"]
    assert {"effect": "post_card", "attempts": 1, "problem": GONE} in owed


def test_a_change_that_nobody_can_read_is_not_said_to_have_been_read(still: Still) -> None:
    key = replace(still.queue(still.sample.routine.sha).key, repository="harbour/elsewhere")
    deploy, _ = still.parts.gate.queue(Request(key), wiring.now())
    assert still.parts.sources.gather(deploy).teller is Teller.CI
