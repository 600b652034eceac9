"""Random events at random times through the real store, and the promises of DESIGN.md after each.

The machine knows no rule of the gate: it remembers what was accepted, and judges that by the promises alone.
"""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from redis import Redis
from rq import Queue

from app.adapters import keys
from app.adapters.archive import RedisArchive
from app.adapters.audit import RedisAudit
from app.adapters.gate import DEPLOY, RedisGate
from app.adapters.lanes import RedisLanes
from app.adapters.outage import text
from app.domain import event as e
from app.domain.audit.chain import GENESIS, hash_of
from app.domain.deploy import Deploy, Key, Request, State
from app.domain.effect import Effect, Receipt
from app.domain.errors import Refused
from app.domain.halt import Halt, Place
from app.domain.person import Person, Standing
from app.domain.policy import Escalate, Freeze, People, Rung
from app.domain.report import GateName, Level
from app.domain.summary import Summary
from tests.unit.example import ANA, BO, CY, DEE, GIL, RULES, SUMMARY

START = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)  # a Monday
LANES = [("harbour/shop", "production"), ("harbour/shop", "staging"), ("harbour/pier", "production")]
GUEST = replace(BO, id="U0GUEST001", standing=Standing.GUEST)
AGENT = replace(BO, id="U0AGENT001", email="agent@harbour.example")
OUTSIDER = Person("U0OUT00001", Standing.MEMBER, "out@harbour.example")
SECOND = replace(BO, id="U0ANA00002", email="ANA+work@harbour.example")  # the author's other account
PEOPLE = [ANA, BO, CY, DEE, GIL, GUEST, AGENT, OUTSIDER, SECOND]
MAY_APPROVE = {BO.id, CY.id, GIL.id, DEE.id, OUTSIDER.id}  # at the most; groups and quorum narrow it down
STRICT = replace(
    RULES,
    override=("@eng-leads",),
    gates={GateName.SCHEMA: ("@dba",)},
    freeze=(Freeze("Fri 16:00", "Mon 08:00"),),
    escalate=Escalate(("@eng-leads",), (Rung(timedelta(hours=8), "#directors"),)),
    people=People(agents=("agent@harbour.example",)),
    policy="sha256:" + "c" * 64,
)
DECIDED = {State.APPROVED, State.PROMOTING, State.LIVE, State.ROLLED_BACK}
WAITING = (State.PENDING, State.ESCALATED)
GOING = (State.APPROVED, State.PROMOTING)
ENDS = {State.LIVE, State.REJECTED, State.FAILED, State.SUPERSEDED, State.CANCELLED, State.EXPIRED}
AFTER_THE_END = {State.FAILED: {State.LIVE}, State.LIVE: {State.ROLLED_BACK}}
BY_A_PERSON = (e.Approved, e.Overridden)
PERSON = st.sampled_from(PEOPLE)
SUMMARIES = st.builds(
    lambda level, gates, strangers, back, number: replace(
        SUMMARY,
        digest=f"sha256:{number:064x}",
        level=level,
        gates=gates,
        strangers=strangers,
        takes_back=back,
    ),
    st.sampled_from(Level),
    st.sampled_from([frozenset(), frozenset({GateName.SCHEMA})]),
    st.sampled_from([(), ("who@elsewhere.example",)]),
    st.sampled_from([None, None, None, 2]),
    st.integers(0, 3),
)


def _is_weekend(at: datetime) -> bool:
    """Whether it is between Friday 16:00 and Monday 08:00, as STRICT has it."""
    return (at.weekday(), at.hour) >= (4, 16) or (at.weekday(), at.hour) < (0, 8)


class Promises(RuleBasedStateMachine):
    """One installation, and everything that may happen to it."""

    redis: Redis

    def __init__(self) -> None:
        super().__init__()
        self.redis.flushdb()
        queue = Queue("promises", connection=self.redis)
        self.gate = RedisGate(self.redis, queue)
        self.archive = RedisArchive(self.redis)
        self.lanes = RedisLanes(self.redis, queue, RedisAudit(self.redis))
        self.now = START
        self.deploys: dict[str, Deploy] = {}
        self.accepted: dict[str, list[e.Approved | e.Endorsed]] = {}  # that still count
        self.seen, self.head = 0, GENESIS

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

    def tell(self, deploy: Deploy, event: e.Event) -> None:
        """Tell the gate, and hold what comes of it against what may."""
        before = self.gate.get(deploy.id)
        try:
            after = self.gate.handle(deploy.id, event)
        except Refused:
            assert self.gate.get(deploy.id) == before  # a refusal changes nothing
            return
        self.judge(before, after, event)

    def judge(self, before: Deploy, after: Deploy, event: e.Event) -> None:
        if after.state is State.APPROVED and before.state is not State.APPROVED:
            assert isinstance(event, BY_A_PERSON)
            self.judge_approval(before, after, event)
        if before.state in ENDS:
            assert after.state is before.state or after.state in AFTER_THE_END.get(before.state, set())
        self.remember(after, event)

    def judge_approval(self, before: Deploy, after: Deploy, event: e.Event) -> None:
        """Look at who let it through, by what the machine itself has seen them do."""
        assert after.summary is not None
        if isinstance(event, e.Overridden):
            assert event.by.id == GIL.id
            assert after.override is not None
            assert after.key.sha.startswith(event.typed)
            return
        assert isinstance(event, e.Approved)
        given = [*self.accepted.get(before.id, []), event]
        by = {each.by.id for each in given}
        assert len(by) == len(given)
        assert by <= MAY_APPROVE
        assert {each.digest for each in given} == {after.summary.digest}
        owners = {each.by.id for each in given if "@release-owners" in each.by.belongs_to}
        is_back = bool(after.summary.takes_back)
        need = {Level.LOW: 1, Level.MEDIUM: 1, Level.HIGH: 2}[after.summary.level]
        assert len(owners) >= need + bool(after.summary.strangers and not is_back)
        if GateName.SCHEMA in after.summary.gates:
            assert any("@dba" in each.by.belongs_to for each in given)
        self.judge_hold(after, is_back=is_back, approvers=len(owners))

    def judge_hold(self, after: Deploy, *, is_back: bool, approvers: int) -> None:
        """Look at what stood in its way: it is still there."""
        lane, at = self.lanes.of(after.key.repository, after.key.environment), after.changed_at
        assert lane.lock is None or (is_back and lane.lock.after_rollback)
        is_frozen = _is_weekend(at) or any(pause.at <= at < pause.until for pause in lane.pauses)
        assert not is_frozen or is_back or (after.hotfix and approvers >= RULES.approvals.high)

    def remember(self, after: Deploy, event: e.Event) -> None:
        given = self.accepted.setdefault(after.id, [])
        if isinstance(event, e.Approved) and after.state is not State.APPROVED:
            given.append(event)
        if isinstance(event, e.ApprovalWithdrawn):
            self.accepted[after.id] = [each for each in given if each.by.id != event.by.id]
        if isinstance(event, e.Reviewed | e.Reopened) and after.approvals == ():
            self.accepted[after.id] = []
        self.deploys[after.id] = after

    # What may happen.

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

    # What is promised.

    @invariant()
    def a_decision_stands_behind_whatever_moves(self) -> None:
        for deploy in self.read():
            if deploy.state in DECIDED:
                assert deploy.decision is not None
                assert deploy.summary is not None
                assert deploy.decision.digest == deploy.summary.digest
                assert deploy.rules is not None

    @invariant()
    def one_deploy_at_a_time_goes_through_a_lane(self) -> None:
        for lane in LANES:
            mine = [d for d in self.read() if (d.key.repository, d.key.environment) == lane]
            going = [d for d in mine if d.state in {State.APPROVED, State.PROMOTING}]
            line = self.lanes.get(Place(*lane)).line
            assert sorted(line) == sorted(d.id for d in going)
            # A CI may say by itself that it has started; nobody asks it to out of turn.
            asked = [d.id for d in going if d.promotion and d.promotion.answer_by]
            by_itself = {d.id for d in going if d.promotion and d.promotion.started_at}
            assert set(asked) - by_itself <= set(line[:1])

    @invariant()
    def nothing_is_lost(self) -> None:
        named = [keys.DUE, keys.OPEN, keys.HISTORY]
        due, opened, over = (set(map(text, self.redis.zrange(name, 0, -1))) for name in named)
        assert opened | over == set(self.deploys)
        assert not opened & over
        for deploy in self.read():
            is_over = deploy.state in ENDS | {State.ROLLED_BACK}
            assert (deploy.id in over) == is_over
            assert is_over or deploy.id in due  # somebody looks at it again
            if deploy.state is State.APPROVED:
                assert deploy.debt(Effect.PROMOTE) is not None
            if deploy.state in {State.PENDING, State.ESCALATED} and deploy.card is None:
                assert deploy.debt(Effect.POST_CARD) is not None

    @invariant()
    def the_record_only_grows_and_holds_together(self) -> None:
        lines = [text(line).encode() for line in self.redis.lrange(keys.AUDIT, self.seen, -1)]
        for line in lines:
            told = json.loads(line)
            assert (told["seq"], told["previous"]) == (self.head.seq + 1, self.head.hash)
            self.head = replace(self.head, seq=told["seq"], hash=hash_of(line))
        self.seen += len(lines)

    @invariant()
    def every_decision_is_in_the_record(self) -> None:
        approved = {d.id for d in self.read() if d.state in DECIDED}
        lines = [json.loads(line) for line in self.redis.lrange(keys.AUDIT, 0, -1)]
        assert approved <= {told["deploy"] for told in lines if told["what"] in {"approve", "override"}}

    def read(self) -> list[Deploy]:
        return [DEPLOY.validate_json(raw) for raw in self.redis.mget(map(keys.deploy, self.deploys)) if raw]
