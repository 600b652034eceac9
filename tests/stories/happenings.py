"""What may happen to an installation, in any order and at any time."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from app.domain import event as e
from app.domain.deploy import Deploy, Key, Request, State
from app.domain.effect import Effect, Receipt
from app.domain.errors import Refused
from app.domain.halt import Halt, Place
from app.domain.person import Person
from app.domain.summary import Summary
from tests.stories.cast import LANES, PERSON, STRICT, SUMMARIES
from tests.stories.promises import DECIDED, GOING, WAITING, Promises
from tests.unit.example import BO, CY, DEE, GIL


class Happenings(Promises):
    """One installation, and everything that may happen to it."""

    @initialize(summaries=st.lists(SUMMARIES, min_size=3, max_size=3))
    def some_wait_already(self, summaries: list[Summary]) -> None:
        for run, summary in enumerate(summaries):
            deploy, _ = self.gate.queue(Request(Key(*LANES[0], "0" * 40, str(run))), self.now)
            self.deploys[deploy.id] = deploy
            self.tell(deploy, e.ReviewStarted(self.now))
            self.tell(deploy, e.Reviewed(self.now, summary, STRICT))

    def pick(self, number: int, *states: State) -> Deploy | None:
        """Return a deploy, one in those states where there is one: mostly what might work is tried."""
        known = [self.deploys[known] for known in sorted(self.deploys)]
        fitting = [deploy for deploy in known if deploy.state in states] or known
        return fitting[number % len(fitting)] if fitting else None

    @rule(hours=st.sampled_from([0, 0, 1, 3, 20, 100, -2]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours, seconds=1)

    @rule(
        lane=st.sampled_from(LANES), commit=st.integers(0, 2), hotfix=st.sampled_from([None, "It is down."])
    )
    def somebody_queues(self, lane: tuple[str, str], commit: int, hotfix: str | None) -> None:
        key = Key(*lane, f"{commit:040x}", str(len(self.deploys) % 4))
        deploy, is_new = self.gate.queue(Request(key, actor="U0QUEUE001", hotfix=hotfix), self.now)
        assert is_new == (deploy.id not in self.deploys)
        self.deploys.setdefault(deploy.id, deploy)

    @rule(
        number=st.integers(0, 9), summary=SUMMARIES, stuck=st.sampled_from([None, None, None, "nobody may"])
    )
    def it_is_reviewed(self, number: int, summary: Summary, stuck: str | None) -> None:
        if deploy := self.pick(number, State.QUEUED, State.REVIEWING, *WAITING):
            found = replace(summary, evidence=deploy.evidence)
            self.tell(deploy, e.ReviewStarted(self.now))
            self.tell(deploy, e.Reviewed(self.now, found, STRICT, stuck))

    @rule(
        number=st.integers(0, 9),
        crowd=st.lists(PERSON, min_size=1, max_size=6),
        shown=st.sampled_from(["its own", "its own", "another"]),
    )
    def people_approve(self, number: int, crowd: list[Person], shown: str) -> None:
        deploy = self.pick(number, *WAITING)
        for by in crowd:
            if deploy and deploy.summary:
                digest = "sha256:" + "f" * 64 if shown == "another" else deploy.summary.digest
                self.tell(deploy, e.Approved(self.now, by, digest))

    @rule(number=st.integers(0, 9), crowd=st.permutations([BO, BO, CY, DEE]))
    def all_who_may_approve(self, number: int, crowd: list[Person]) -> None:
        self.people_approve(number, crowd, "its own")

    @rule(crowd=st.permutations([BO, CY, DEE]))
    def all_that_waits_is_approved(self, crowd: list[Person]) -> None:
        for number, _ in enumerate(self.deploys):
            self.people_approve(number, crowd, "its own")

    @rule(
        lane=st.sampled_from(LANES),
        place=st.sampled_from([0, 0, -1]),
        end=st.sampled_from([e.WentLive, e.WentLive, e.PromotionStarted, None]),
    )
    def one_in_line_goes(self, lane: tuple[str, str], place: int, end: type[e.WentLive] | None) -> None:
        line = self.lanes.get(Place(*lane)).line
        for kind in (e.Cleared, e.PromotionStarted, end) if line and place == 0 else (e.Cleared,):
            if line and kind is not None:
                self.tell(self.deploys[line[place]], kind(self.now))

    @rule(number=st.integers(0, 9), by=PERSON)
    def somebody_withdraws(self, number: int, by: Person) -> None:
        if deploy := self.pick(number, *WAITING):
            self.tell(deploy, e.ApprovalWithdrawn(self.now, by))

    @rule(
        number=st.integers(0, 9),
        by=st.sampled_from([GIL, GIL, BO]),
        typed=st.sampled_from(["0" * 7, "f" * 7]),
    )
    def somebody_breaks_the_glass(self, number: int, by: Person, typed: str) -> None:
        deploy = self.pick(number, *WAITING)
        if deploy and deploy.summary:
            self.tell(deploy, e.Overridden(self.now, by, deploy.summary.digest, "It is down.", typed))

    @rule(number=st.integers(0, 9), by=PERSON, kind=st.integers(0, 4))
    def somebody_has_a_word(self, number: int, by: Person, kind: int) -> None:
        if deploy := self.pick(number if kind else 0):
            digest = deploy.summary.digest if deploy.summary else ""
            words: list[e.Event] = [
                e.Rejected(self.now, by, digest, "No."),
                e.Cancelled(self.now, by, "Not today."),
                e.SignedOff(self.now, by, "Seen."),
                e.MarkedHotfix(self.now, by, "It is down."),
                e.Superseded(self.now, "abcdefghijkl"),
            ]
            self.tell(deploy, words[kind])

    @rule(number=st.integers(0, 9), kind=st.integers(0, 6))
    def the_machine_works(self, number: int, kind: int) -> None:
        if deploy := self.pick(number, *GOING):
            happens: list[e.Event] = [
                e.EvidenceGiven(self.now),
                e.Cleared(self.now),
                e.Cleared(self.now),
                e.PromotionStarted(self.now),
                e.WentLive(self.now),
                e.Failed(self.now, "It broke."),
                e.Reopened(self.now, "The policy has changed."),
            ]
            self.tell(deploy, happens[kind])

    @rule()
    def the_clock_looks(self) -> None:
        for deploy_id in self.gate.due(self.now):
            before = self.gate.get(deploy_id)
            self.gate.look(deploy_id, self.now)
            after = self.gate.get(deploy_id)
            assert after.state not in DECIDED or after.state is before.state  # silence approves nothing
            assert after.approvals in (before.approvals, ())
            if not after.approvals:
                self.accepted[deploy_id] = []
            self.deploys[deploy_id] = after

    @rule(number=st.integers(0, 9), effect=st.sampled_from([Effect.POST_CARD, Effect.REVIEW, Effect.PROMOTE]))
    def a_worker_takes_something_on(self, number: int, effect: Effect) -> None:
        deploy = self.pick(number)
        turn = self.gate.begin(deploy.id, effect, self.now) if deploy else None
        if turn and effect is Effect.POST_CARD:
            self.gate.settle(turn, self.now, Receipt(effect, turn.since, "C0APPROVAL", "1.1"))

    @rule(
        lane=st.sampled_from(LANES), by=PERSON, what=st.sampled_from(["lock", "unlock", "freeze", "unfreeze"])
    )
    def somebody_halts_a_lane(self, lane: tuple[str, str], by: Person, what: str) -> None:
        until = self.now + timedelta(hours=5) if what == "freeze" else None
        with suppress(Refused):
            self.lanes.halt(Place(*lane), Halt(what, self.now, by, "Look first.", until))  # type: ignore[arg-type]
