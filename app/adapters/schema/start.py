"""What a process does about the data before it begins: bring them to its own form, or refuse newer ones."""

import logging
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from importlib.metadata import version

from redis import Redis
from redis.client import Pipeline
from redis.exceptions import LockError

from app.adapters import keys
from app.adapters.outage import answering
from app.adapters.schema import second
from app.adapters.schema.stamp import SCHEMA, STAMP, Stamp, read
from app.adapters.transaction import Transactions
from app.domain.errors import BadInput

log = logging.getLogger(__name__)

# Form → what makes it of the one before; each may be broken off anywhere, and then begins anew.
MIGRATIONS: Mapping[int, Callable[[Redis, second.Beat, datetime], None]] = {2: second.migrate}
LEASE = 10.0  # seconds; taken again with every part, none of which takes a second
POLL = 0.05  # seconds
NEWER = (
    "These data were written by Airlock {theirs} (schema {schema}) and this is {ours} (schema {own}): start "
    "the newer version, or restore the backup made before the upgrade."
)


def prepare(redis: Redis, at: datetime) -> None:
    """Bring the data to this version's form; one process does it, and those that begin meanwhile wait.

    Safe to run twice, and after one that was killed. Raises BadInput when the data are newer, Transient.
    """
    while (kept := _kept(redis)).schema < SCHEMA:
        if not _migrate(redis, at):
            time.sleep(POLL)
    if kept.schema > SCHEMA:
        told = {"theirs": kept.version, "ours": version("airlock")}
        raise BadInput(NEWER.format(**told, schema=kept.schema, own=SCHEMA))


def _kept(redis: Redis) -> Stamp:
    with answering():
        return read(redis.get(keys.SCHEMA))


def _migrate(redis: Redis, at: datetime) -> bool:
    """Go through the migrations that are missing; False when somebody else is at it."""
    lease = redis.lock(keys.lease("schema"), timeout=LEASE, blocking=False)
    with answering():
        try:  # within, for it is one of Redis's errors too
            if not lease.acquire():
                return False
            for schema in range(_kept(redis).schema + 1, SCHEMA + 1):
                MIGRATIONS[schema](redis, lease.reacquire, at)
                _note(redis, Stamp(schema, version("airlock")))
            lease.release()
        except LockError:  # it took too long, and somebody else has gone on
            return False
    return True


def _note(redis: Redis, stamp: Stamp) -> None:
    """Write which form the data have now, unless somebody has gone on while this process stood still."""

    def put(pipe: Pipeline) -> None:
        pipe.watch(keys.SCHEMA)  # type: ignore[no-untyped-call] # redis-py left it untyped
        if read(pipe.get(keys.SCHEMA)).schema < stamp.schema:
            pipe.multi()
            pipe.set(keys.SCHEMA, STAMP.dump_json(stamp))
            pipe.execute()

    Transactions(redis).do(put)
