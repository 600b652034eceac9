"""GitHub logins of people, on Redis: each word on one is written in the MULTI that keeps it in the record."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import TypeAdapter, ValidationError
from redis import Redis
from redis.client import Pipeline

from app.adapters import keys
from app.adapters.audit import RedisAudit
from app.adapters.outage import answering, text
from app.adapters.transaction import Transactions
from app.domain.errors import BadInput, Refused
from app.domain.link import Known, Link, Word, login_of, spoken
from app.domain.person import Person
from app.domain.policy import Policy

log = logging.getLogger(__name__)

LINK = TypeAdapter(Link)
POLICY = TypeAdapter(Policy)


class RedisLinks:
    """Implements `ports.Links`."""

    def __init__(self, redis: Redis, audit: RedisAudit) -> None:
        self._redis = redis
        self._transactions = Transactions(redis)
        self._audit = audit

    def claim(self, at: datetime, by: Person, login: str) -> Link:
        link = self._say(Word("claim", at, by, login, by.id))
        assert link is not None, "a claim makes one"
        return link

    def confirm(self, at: datetime, by: Person, login: str, user_id: str, names: frozenset[str]) -> None:
        self._say(Word("link", at, by, login, user_id, names))

    def withdraw(self, at: datetime, by: Person, login: str, user_id: str, names: frozenset[str]) -> None:
        self._say(Word("withdraw", at, by, login, user_id, names))

    def pending(self) -> Sequence[Link]:
        return sorted((link for link in self.all().values() if link.by is None), key=lambda link: link.at)

    def of(self, user_id: str) -> Sequence[Link]:
        with answering():
            logins = sorted(map(text, self._redis.smembers(keys.links_of(user_id))))
            kept = self._redis.hmget(keys.LINKS, logins) if logins else []
        return [_parsed(raw) for raw in kept if raw is not None]

    def all(self) -> Mapping[str, Link]:
        with answering():
            kept = self._redis.hgetall(keys.LINKS)
        return {text(login): _parsed(raw) for login, raw in sorted(kept.items())}

    def leaders(self) -> frozenset[str]:
        with answering():
            kept = self._redis.hvals(keys.POLICY)
        return frozenset[str]().union(*map(_leaders, kept))

    def _say(self, word: Word) -> Link | None:
        login = login_of(word.login)
        link = self._transactions.do(lambda pipe: self._step(pipe, login, word))
        log.info("login spoken of", extra={"login": login, "what": word.what, "by": word.by.id})
        return link

    def _step(self, pipe: Pipeline, login: str, word: Word) -> Link | None:
        """Look at no login without this watch: what is kept by its owner changes only together with it."""
        pipe.watch(keys.LINKS)  # type: ignore[no-untyped-call] # redis-py left it untyped
        raw = pipe.hget(keys.LINKS, login)
        known = Known(_parsed(raw) if raw else None, tuple(self.of(word.user_id)))
        link, entry = spoken(known, word)
        head = self._audit.watch(pipe)
        pipe.multi()
        if link is None:
            pipe.hdel(keys.LINKS, login)
            pipe.srem(keys.links_of(word.user_id), login)
        else:
            pipe.hset(keys.LINKS, login, LINK.dump_json(link))
            pipe.sadd(keys.links_of(word.user_id), login)
        self._audit.append(pipe, head, (entry,))
        pipe.execute()
        return link


def _parsed(raw: bytes | str) -> Link:
    try:
        return LINK.validate_json(raw)
    except ValidationError as problem:
        raise Refused("The linked GitHub logins cannot be read, so nothing is decided.") from problem


def _leaders(raw: bytes | str) -> frozenset[str]:
    """Return the leaders of one policy; of one that nobody can read any more, none."""
    try:
        rules = POLICY.validate_json(raw).environments.values()
    except (ValidationError, BadInput):
        return frozenset()
    return frozenset(name for each in rules for name in each.people.leaders)
