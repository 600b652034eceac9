"""From the first form to the second: indexes, lines and the chained record of data that have none yet."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from pydantic import ValidationError
from redis import Redis
from redis.client import Pipeline

from app.adapters import indexes, keys, lanes, meter
from app.adapters.audit import RedisAudit
from app.adapters.deploys import DEPLOY
from app.adapters.lists import RedisLists
from app.adapters.outage import text
from app.adapters.schema.unchained import chained
from app.adapters.transaction import Transactions
from app.domain import event as e
from app.domain import outbox
from app.domain.deploy import Deploy
from app.domain.effect import Effect
from app.domain.filter import Filter, Outcome
from app.domain.halt import Place
from app.domain.passage import in_lane
from app.domain.table import is_going, is_open, may

log = logging.getLogger(__name__)

Beat = Callable[[], object]  # keeps the lease; raises when it is lost
CHUNK = 200  # deploys in one transaction, about 1 MB
LINES = 500  # of the record in one transaction
TOLD = 5000  # deploys between two words on how far it is


def migrate(redis: Redis, beat: Beat, at: datetime) -> None:
    """Give data of the first form all that later versions look up. Safe to run twice, and beside others."""
    _index(redis, beat, at)
    _line_up(redis, beat, at)
    _chain(redis, beat)


def _index(redis: Redis, beat: Beat, at: datetime) -> None:
    """Write each deploy to every index, have it hold its report, and have it reviewed by today's rules."""
    transactions, audit, done = Transactions(redis), RedisAudit(redis), 0
    for some in _scanned(redis):
        transactions.do(partial(_indexed, audit=audit, names=some, at=at))
        beat()
        if done // TOLD != (done := done + len(some)) // TOLD:
            log.info("data are brought to a newer form", extra={"deploys": done})
    if done:
        log.info("data were brought to a newer form", extra={"deploys": done})


def _scanned(redis: Redis) -> Iterator[list[str]]:
    """Yield the keys of all deploys; SCAN leaves none out that is there all the time."""
    cursor = 0
    while True:
        cursor, found = redis.scan(cursor, match=keys.deploy("*"), count=CHUNK)
        if found:
            yield [text(name) for name in found]
        if not cursor:
            return


def _indexed(pipe: Pipeline, audit: RedisAudit, names: Sequence[str], at: datetime) -> None:
    deploys = _watched(pipe, names)
    pipe.multi()
    for deploy in deploys:
        _write(pipe, deploy, _to_be_reviewed(deploy, at), at)
        if deploy.summary is not None:
            audit.hold(pipe, deploy.id, deploy.summary.digest)
    pipe.execute()


def _to_be_reviewed(deploy: Deploy, at: datetime) -> Deploy:
    """Have a report made that says which policy it goes by, or the last look would stop what is approved."""
    names_policy = deploy.rules is None or deploy.rules.policy
    if names_policy or deploy.debt(Effect.REVIEW) or not is_open(deploy):
        return deploy
    return outbox.move(deploy, e.EvidenceGiven(at))


def _watched(pipe: Pipeline, names: Sequence[str]) -> list[Deploy]:
    """Return the deploys, none of which may change before EXEC; one that cannot be read stays as it is."""
    pipe.watch(*names)  # type: ignore[no-untyped-call] # redis-py left it untyped
    found = []
    for name, raw in zip(names, pipe.mget(names), strict=True):
        try:
            if raw is not None:
                found.append(DEPLOY.validate_json(raw))
        except ValidationError:
            log.exception("deploy cannot be read", extra={"deploy": name.rpartition(":")[2]})
    return found


def _line_up(redis: Redis, beat: Beat, at: datetime) -> None:
    """Put into the line of each lane who is on the way, in the order of the decisions, and what is live."""
    transactions, live = Transactions(redis), _live(redis)
    going: dict[Place, list[Deploy]] = {place: [] for place in live}
    for deploy in RedisLists(redis).waiting():
        if is_going(deploy):
            place = Place(deploy.key.repository, deploy.key.environment)
            going.setdefault(place, []).append(deploy)
    for place, deploys in going.items():
        names = [keys.deploy(one.id) for one in sorted(deploys, key=_decided_at)]
        transactions.do(partial(_lined_up, place=place, names=names, live=live.get(place), at=at))
        beat()


def _decided_at(deploy: Deploy) -> datetime:
    return deploy.decision.at if deploy.decision else deploy.changed_at


def _lined_up(pipe: Pipeline, place: Place, names: Sequence[str], live: str | None, at: datetime) -> None:
    own, everywhere = lanes.watch(pipe, place.repository, place.environment)
    deploys = [one for one in (_watched(pipe, names) if names else []) if is_going(one)]
    lane = replace(own, live=own.live or live)
    for deploy in deploys:
        lane = lane.with_in_line(deploy.id)
    pipe.multi()
    if lane != own:
        lanes.write(pipe, place, lane)
    for deploy in deploys:
        _write(pipe, deploy, in_lane(_not_cleared(deploy), lane.under(everywhere), at), at)
    pipe.execute()


def _write(pipe: Pipeline, before: Deploy, after: Deploy, at: datetime) -> None:
    if after != before:
        pipe.set(keys.deploy(after.id), DEPLOY.dump_json(after))
    indexes.index(pipe, after)
    meter.note(pipe, (after, after), None, at)


def _not_cleared(deploy: Deploy) -> Deploy:
    """Let what nobody has asked the CI for yet wait for its turn and the last look, as is the rule now."""
    debt, promotion = deploy.debt(Effect.PROMOTE), deploy.promotion
    is_untried = may(deploy, e.Cleared) and debt is not None and debt.attempts == 0
    if not is_untried or promotion is None or promotion.cleared_at is not None:
        return deploy
    return replace(deploy, promotion=replace(promotion, answer_by=None))


def _live(redis: Redis) -> dict[Place, str | None]:
    """Return the deploy that is live in each lane, as far as the history still has it."""
    shas = {text(field): text(sha) for field, sha in redis.hgetall(keys.LIVE).items()}
    fields = {field.rpartition(" "): sha for field, sha in shas.items()}
    wanted = {Place(repository, name): sha for (repository, _, name), sha in fields.items() if repository}
    found: dict[Place, str | None] = {}
    for deploy in _ended_live(redis):
        place = Place(deploy.key.repository, deploy.key.environment)
        if wanted.get(place) == deploy.key.sha:
            found.setdefault(place, deploy.id)
        if len(found) == len(wanted):
            break
    return found


def _ended_live(redis: Redis) -> Iterator[Deploy]:
    """Yield what went live and is live as far as anybody knows, the newest first."""
    offset, lists = 0, RedisLists(redis)
    while page := lists.history(offset, CHUNK, Filter(outcome=Outcome.LIVE)):
        yield from page
        offset += CHUNK


def _chain(redis: Redis, beat: Beat) -> None:
    """Move the record of before it was chained to the chained one, entry by entry."""
    transactions, audit = Transactions(redis), RedisAudit(redis)
    while transactions.do(lambda pipe: _chained(pipe, audit)):
        beat()


def _chained(pipe: Pipeline, audit: RedisAudit) -> int:
    head = audit.watch(pipe)
    pipe.watch(keys.UNCHAINED)  # type: ignore[no-untyped-call] # redis-py left it untyped
    lines = [text(line) for line in pipe.lrange(keys.UNCHAINED, 0, LINES - 1)]
    entries = [chained(line) for line in lines]
    unread = [line for line, entry in zip(lines, entries, strict=True) if entry is None]
    pipe.multi()
    audit.append(pipe, head, [entry for entry in entries if entry is not None])
    if unread:
        pipe.rpush(keys.UNCHAINED_UNREAD, *unread)
        log.error("entries of the old record cannot be read", extra={"entries": len(unread)})
    pipe.ltrim(keys.UNCHAINED, len(lines), -1)
    pipe.execute()
    return len(lines)
