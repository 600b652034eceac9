"""The promises of DESIGN.md, held against whatever happens to one installation.

Nothing in here knows a rule of the gate: it remembers what was accepted, and judges by the promises alone.
"""

import json
import re
from dataclasses import replace
from datetime import datetime
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine, invariant
from redis import Redis
from rq import Queue

from app.adapters import indexes, keys
from app.adapters.archive import RedisArchive
from app.adapters.audit import RedisAudit
from app.adapters.deploys import DEPLOY
from app.adapters.gate import RedisGate
from app.adapters.lanes import RedisLanes
from app.adapters.member import written
from app.adapters.outage import text
from app.domain import event as e
from app.domain.audit.chain import GENESIS, hash_of
from app.domain.deploy import Deploy, State
from app.domain.effect import Effect
from app.domain.errors import Refused
from app.domain.halt import Place
from app.domain.report import GateName, Level
from tests.stories.cast import LANES, MAY_APPROVE, START
from tests.unit.example import GIL, RULES

DECIDED = {State.APPROVED, State.PROMOTING, State.LIVE, State.ROLLED_BACK}
WAITING = (State.PENDING, State.ESCALATED)
GOING = (State.APPROVED, State.PROMOTING)
ENDS = {State.LIVE, State.REJECTED, State.FAILED, State.SUPERSEDED, State.CANCELLED, State.EXPIRED}
AFTER_THE_END = {State.FAILED: {State.LIVE}, State.LIVE: {State.ROLLED_BACK}}
INDEX = re.compile(f"({keys.OPEN}|{keys.HISTORY})(:.*)?|{keys.DUE}|{keys.OWED}|{keys.UNSIGNED}")
BY_A_PERSON = (e.Approved, e.Overridden)


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
    def every_index_holds_what_it_would_if_written_anew(self) -> None:
        wanted: dict[str, dict[str, float]] = {}
        deploys = self.read()
        for deploy in deploys:
            for name, score in indexes.places(deploy).items():
                wanted.setdefault(name, {})[deploy.id] = score
        named = filter(INDEX.fullmatch, map(text, self.redis.keys("airlock:*")))
        kept: dict[str, Any] = {name: self.redis.zrange(name, 0, -1, withscores=True) for name in named}
        assert {name: {text(one): at for one, at in found} for name, found in kept.items()} == wanted
        owed = {written(deploy.id, debt.effect) for deploy in deploys for debt in deploy.owed}
        assert set(map(text, self.redis.smembers(keys.DEBTS))) == owed

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
