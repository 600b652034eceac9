"""Pull requests whose human gates somebody should look at, in Redis: debts, with jobs as hints."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from json import dumps, loads

from pydantic import TypeAdapter, ValidationError
from redis import Redis
from redis.client import Pipeline
from rq import Queue

from app.adapters import keys
from app.adapters.hints import FAILURE_KEPT
from app.adapters.outage import answering, text
from app.adapters.transaction import Transactions
from app.domain.pullgate import PullRequest, Standing
from app.domain.pullmark import Watermark

WATERMARK = TypeAdapter(Watermark)
STANDING = TypeAdapter(Standing)
STANDING_KEPT = timedelta(hours=1)  # the change is not read again for every review
LOOK = "workers.gatecheck.run"
JOB_TIMEOUT = 170  # seconds; the repository may have to be fetched first
LEASE = 200  # seconds; above the job's
HINT_AGAIN = timedelta(seconds=60)  # a job that has not begun by then is taken for lost
MOST = 100  # jobs in one look


@dataclass(frozen=True)
class Turn:
    """Leave to look at one pull request; nobody else does meanwhile."""

    repository: str  # OWNER/NAME
    number: int
    asked: float  # by which it is known whether somebody asked again


class RedisPullGates:
    """However many ask, one looks at a time; and again, when somebody asked after it began."""

    def __init__(self, redis: Redis, queue: Queue) -> None:
        self._redis = redis
        self._transactions = Transactions(redis)
        self._queue = queue

    def ask(self, repository: str, number: int, at: datetime) -> None:
        """Owe a look, and hint at it."""
        with answering(), self._redis.pipeline() as pipe:
            pipe.multi()  # RQ calls it otherwise, once commands are there
            pipe.zadd(keys.PULLS, {_written(repository, number): _soon(at)})
            self._hint(pipe, repository, number)
            pipe.execute()

    def take(self, repository: str, number: int) -> Turn | None:
        """Return the turn; None when nothing is owed, or somebody is at it, who will look again."""
        with answering():
            if not self._redis.set(_lease(repository, number), 1, nx=True, ex=LEASE):
                return None
            asked = self._redis.zscore(keys.PULLS, _written(repository, number))
            if asked is None:
                self._redis.delete(_lease(repository, number))
                return None
        return Turn(repository, number, float(asked))

    def done(self, turn: Turn) -> None:
        """Strike the debt, unless somebody asked meanwhile: then it is looked at again."""
        self._give_back(turn, None)

    def later(self, turn: Turn, at: datetime) -> None:
        """Look again at that time, or at once when somebody asked meanwhile."""
        self._give_back(turn, at)

    def hint(self, at: datetime) -> None:
        """Queue jobs for what it is time to look at. Safe to run twice."""
        with answering():
            due = self._redis.zrange(keys.PULLS, "-inf", at.timestamp(), byscore=True, offset=0, num=MOST)
            for member in due:
                with self._redis.pipeline() as pipe:
                    pipe.multi()
                    if pull := _read(text(member)):
                        pipe.zadd(keys.PULLS, {_written(*pull): _soon(at)}, xx=True)
                        self._hint(pipe, *pull)
                    else:
                        pipe.zrem(keys.PULLS, text(member))
                    pipe.execute()

    def watermark(self, repository: str) -> Watermark:
        """Return up to where the repository's pull requests were looked through."""
        with answering():
            found = self._redis.hget(keys.PULLS_SEEN, repository)
        return WATERMARK.validate_json(found) if found else Watermark()

    def keep_watermark(self, repository: str, watermark: Watermark) -> None:
        with answering():
            self._redis.hset(keys.PULLS_SEEN, repository, WATERMARK.dump_json(watermark).decode())

    def standing(self, pull: PullRequest, policy: str) -> Standing | None:
        """Return what was found to stand for these two commits under this policy ("sha256:…")."""
        with answering():
            kept = self._redis.get(keys.standing(pull.tip, pull.head, policy))
        try:
            return STANDING.validate_json(kept) if kept else None
        except ValidationError:  # an older version's: it is found again
            return None

    def keep_standing(self, pull: PullRequest, policy: str, stands: Standing) -> None:
        with answering():
            key = keys.standing(pull.tip, pull.head, policy)
            self._redis.set(key, STANDING.dump_json(stands), ex=STANDING_KEPT)

    def _give_back(self, turn: Turn, at: datetime | None) -> None:
        self._transactions.do(lambda pipe: self._settle(pipe, turn, at))

    def _settle(self, pipe: Pipeline, turn: Turn, at: datetime | None) -> None:
        pipe.watch(keys.PULLS)  # type: ignore[no-untyped-call] # redis-py left it untyped
        is_same = pipe.zscore(keys.PULLS, _written(turn.repository, turn.number)) == turn.asked
        pipe.multi()
        self._write(pipe, turn, at, is_same=is_same)
        pipe.delete(_lease(turn.repository, turn.number))
        pipe.execute()

    def _write(self, pipe: Pipeline, turn: Turn, at: datetime | None, *, is_same: bool) -> None:
        member = _written(turn.repository, turn.number)
        if not is_same:
            self._hint(pipe, turn.repository, turn.number)
        elif at is None:
            pipe.zrem(keys.PULLS, member)
        else:
            pipe.zadd(keys.PULLS, {member: at.timestamp()})

    def _hint(self, pipe: Pipeline, repository: str, number: int) -> None:
        self._queue.enqueue_call(
            LOOK,
            args=(repository, number),
            timeout=JOB_TIMEOUT,
            result_ttl=0,
            failure_ttl=FAILURE_KEPT,
            description=f"human gates of {repository}",
            pipeline=pipe,
        )


def _soon(at: datetime) -> float:
    return (at + HINT_AGAIN).timestamp()


def _lease(repository: str, number: int) -> str:
    return keys.lease(f"pull:{repository}:{number}")


def _written(repository: str, number: int) -> str:
    return dumps([repository, number])


def _read(member: str) -> tuple[str, int] | None:
    """Return the pull request; None for what another version of Airlock, or nobody, wrote in that form."""
    try:
        repository, number = loads(member)
        return str(repository), int(number)
    except (ValueError, TypeError, RecursionError):
        return None
