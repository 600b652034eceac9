"""What the gate found wrong about itself, and what people were told of it, on Redis."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain

from pydantic import TypeAdapter, ValidationError
from redis import Redis

from app.adapters import keys
from app.adapters.deploys import DEPLOY
from app.adapters.livecommit import ended
from app.adapters.outage import answering, text
from app.domain import halt
from app.domain.alarm import Cursor, Look, Place, Told, reconciled
from app.domain.deploy import Deploy, Key
from app.domain.errors import BadInput
from app.domain.policy import OPERATOR
from app.ports import Archive

TOLD, CURSOR = TypeAdapter(Told), TypeAdapter(Cursor)


class RedisAlarms:
    """Keeps alarms and how far deployments were looked at; both change together."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    def told(self) -> list[Told]:
        """Return every alarm that is kept, oldest first."""
        with answering():
            kept = self._redis.hvals(keys.ALARMS)
        known = (each for raw in kept if (each := _parsed(raw)) is not None)
        return sorted(known, key=lambda each: (each.since, each.alarm.id))

    def cursors(self) -> Mapping[str, Cursor]:
        with answering():
            kept = self._redis.hgetall(keys.AUDITED)
        return {text(lane): CURSOR.validate_json(raw) for lane, raw in kept.items()}

    def record(self, look: Look, at: datetime) -> list[Told]:
        """Take in what an audit saw, all or nothing; return what is kept now."""
        kept = reconciled(self.told(), look, at)
        with answering(), self._redis.pipeline() as pipe:
            pipe.delete(keys.ALARMS)
            for each in kept:
                pipe.hset(keys.ALARMS, each.alarm.id, TOLD.dump_json(each))
            for lane, cursor in look.cursors.items():
                pipe.hset(keys.AUDITED, lane, CURSOR.dump_json(cursor))
            pipe.execute()
        return kept

    def keep(self, told: Told) -> None:
        with answering():
            self._redis.hset(keys.ALARMS, told.alarm.id, TOLD.dump_json(told).decode())

    def drop(self, told: Told) -> None:
        with answering():
            self._redis.hdel(keys.ALARMS, told.alarm.id)


class Leads:
    """Where people who look after the gate read, by the policies that were read last."""

    def __init__(self, redis: Redis, archive: Archive) -> None:
        self._redis = redis
        self._archive = archive

    def repositories(self) -> frozenset[str]:
        """Return the repositories that have a policy of their own."""
        with answering():
            names = map(text, self._redis.hkeys(keys.POLICY))
            return frozenset(name for name in names if "/" in name)

    def channel(self, place: Place) -> str:
        """Return the escalation channel of a place: its own, else the nearest. Raises BadInput."""
        owner = place.repository.partition("/")[0]
        others = sorted(self.repositories(), key=lambda name: (name.partition("/")[0] != owner, name))
        for name in (place.repository, OPERATOR, *others):
            policy = self._archive.good_policy(name)
            if policy is not None:
                rules = policy.environments
                return (rules.get(place.environment) or next(iter(rules.values()))).channels.escalation
        raise BadInput("No policy has been read yet, so nobody knows where the leads read.")


class Approvals:
    """The record, asked what was approved; implements `github.judged.Approvals`."""

    def __init__(self, redis: Redis, archive: Archive) -> None:
        self._redis = redis
        self._archive = archive

    def named(self, wanted: Iterable[Key]) -> list[Deploy]:
        with answering():
            kept = self._redis.mget([keys.deploy(key.deploy_id) for key in wanted])
        return [DEPLOY.validate_json(raw) for raw in kept if raw is not None]

    def of_commit(self, repository: str, environment: str, sha: str) -> Iterator[Deploy]:
        wanted = (repository, environment, sha)
        place = halt.Place(repository, environment)
        for deploy in chain(self._archive.waiting_in(repository, environment), ended(self._archive, place)):
            if (deploy.key.repository, deploy.key.environment, deploy.key.sha) == wanted:
                yield deploy


def _parsed(raw: bytes | str) -> Told | None:
    """Return the alarm; one of another version is found anew by the next look."""
    try:
        return TOLD.validate_json(raw)
    except ValidationError:
        return None
