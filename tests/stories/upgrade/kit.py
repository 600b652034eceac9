"""What earlier versions wrote, each with its own gate in its own stories' world, put into today's Redis.

`first.json` is of the first version that could run (2149c4e), `fourth.json` of the last before lanes and the
chained record (86ee71d). Commits and addresses in them are places to fill in; reports are named by a digest,
so theirs stay as they were.
"""

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from redis import Redis

from app.adapters import keys
from app.adapters.deploys import DEPLOY
from app.adapters.outage import text
from app.domain.deploy import Deploy
from tests.stories.still import Still

VERSIONS = ("first", "fourth")
NOWHERE = dict.fromkeys(("base", "first", "live", "newer", "risky"), "a" * 40) | {
    "shop": "/nowhere",
    "ci": "http://127.0.0.1:1/promote",
}


@dataclass(frozen=True)
class Older:
    """What an earlier version left, on its way into today's."""

    still: Still
    names: Mapping[str, str]  # what a deploy is an example of → its id

    def get(self, name: str) -> Deploy:
        return self.still.parts.gate.get(self.names[name])


def places(still: Still) -> dict[str, str]:
    """Return what stands for each place: real commits, one on top of the other."""
    first = still.child(still.sample.base)
    live = still.child(first)
    commits = {"base": still.sample.base, "first": first, "live": live, "newer": still.child(live)}
    return {**commits, "risky": still.sample.risky.sha, "shop": str(still.sample.path), "ci": still.ci.url}


def load(redis: Redis, version: str, filled: Mapping[str, str]) -> Mapping[str, str]:
    """Write all of it; return the ids of its deploys by what each is an example of."""
    kept = json.loads((Path(__file__).parent / f"{version}.json").read_text("utf-8"))
    with redis.pipeline() as pipe:
        for key, one in kept["keys"].items():
            _write(pipe, key, one["type"], _filled(one["holds"], filled))
        pipe.execute()
    names: Mapping[str, str] = kept["names"]
    return names


def dump(redis: Redis) -> dict[str, object]:
    """Return every key of Airlock's with what it holds."""
    return {key: _read(redis, key) for key in sorted(map(text, redis.keys("airlock:*")))}


def _write(pipe: Any, key: str, kind: str, holds: Any) -> None:
    match kind:
        case "string":
            pipe.set(key, _raw(holds))
        case "hash":
            pipe.hset(key, mapping={field: _raw(value) for field, value in holds.items()})
        case "zset":
            pipe.zadd(key, holds)
        case "list":
            pipe.rpush(key, *holds)
        case _:
            raise AssertionError(kind)


def _read(redis: Redis, key: str) -> object:
    match redis.type(key):
        case b"string" if key.startswith(keys.deploy("")):
            return DEPLOY.validate_json(redis.get(key) or b"")  # sets are written in any order
        case b"string":
            return redis.get(key)
        case b"hash":
            return redis.hgetall(key)
        case b"zset":
            return redis.zrange(key, 0, -1, withscores=True)
        case b"list":
            return redis.lrange(key, 0, -1)
        case b"set":
            return redis.smembers(key)
        case other:
            raise AssertionError(other)


def _filled(holds: Any, filled: Mapping[str, str]) -> Any:
    written = json.dumps(holds)
    for name, value in filled.items():
        written = written.replace(f"{{{name}}}", value)
    return json.loads(written)


def _raw(value: Any) -> Any:
    return gzip.compress(value["gzip"].encode(), mtime=0) if isinstance(value, dict) else value
