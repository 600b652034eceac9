"""An operator's shell, with Redis and nothing else; and what is put into Redis for the tests."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from redis import Redis, WatchError

from app import wiring
from app.adapters import keys
from app.adapters.audit import RedisAudit
from app.adapters.deploys import DEPLOY
from app.domain.audit.chain import Head
from app.domain.audit.entry import Entry
from app.domain.deploy import Deploy, Key, Request, State
from app.domain.report import Report
from tests.unit.audit.records import NOON
from tests.unit.example import RULES, SUMMARY

DAY = timedelta(days=1)
LONG_AGO = NOON - 3000 * DAY
KEY = Key("harbour/shop", "production", "a" * 40)


@dataclass(frozen=True)
class Desk:
    """An operator's shell: Redis, and no Slack, GitHub or CI."""

    redis: Redis
    parts: wiring.Parts

    def append(self, *entries: Entry) -> Head:
        return append(self.redis, entries)

    def lines(self) -> list[bytes]:
        return [bytes(line) for line in self.redis.lrange(keys.AUDIT, 0, -1) if isinstance(line, bytes)]

    def keep(self, deploy: Deploy, reports: Sequence[Report] = ()) -> Deploy:
        """Put a deploy there that is over, with the reports that it was reviewed with."""
        self.redis.set(keys.deploy(deploy.id), DEPLOY.dump_json(deploy))
        self.redis.zadd(keys.HISTORY, {deploy.id: deploy.changed_at.timestamp()})
        for report in reports:
            self.parts.archive.keep(report)
            with self.redis.pipeline() as pipe:
                self.parts.record.hold(pipe, deploy.id, report.digest)
                pipe.execute()
        return deploy


def append(redis: Redis, entries: Sequence[Entry]) -> Head:
    audit = RedisAudit(redis)
    with redis.pipeline() as pipe:
        while True:
            try:
                head = audit.watch(pipe)
                pipe.multi()
                head = audit.append(pipe, head, entries)
                pipe.execute()
            except WatchError:
                continue
            return head


def over(number: int, **change: object) -> Deploy:
    """Return a deploy that was rejected long ago."""
    key = replace(KEY, run_id=str(number))
    deploy = Deploy(
        key.deploy_id, Request(key), LONG_AGO, LONG_AGO, State.REJECTED, rules=RULES, summary=SUMMARY
    )
    return replace(deploy, **change)  # type: ignore[arg-type] # each test names the fields that it varies
