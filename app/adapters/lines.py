"""The lines in which calls to Slack wait for each other, over all workers and machines, on Redis.

All of it may be lost: each effect is also looked at by itself, only later. Redis tells the time.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from redis import Redis
from redis.commands.core import Script

from app.adapters import keys
from app.adapters.member import read, written
from app.adapters.outage import answering, text
from app.domain.effect import Effect
from app.domain.errors import BadInput, NotYet, Transient
from app.domain.line import Line, Ticket

PROBE = 10  # seconds at most between two tries while Slack is away; also above the client's own time-out
AGAIN = 5  # seconds until who was called and has not come is called again, and twice as long each time
CALLS = 4  # after which who has not come loses the place: nobody may hold up those behind for ever
FALLBACK = 60.0  # seconds, beyond its turn, after which an effect comes by itself

_NOW = """
local told = redis.call('TIME')
local now = told[1] + told[2] / 1000000
if (tonumber(redis.call('HGET', KEYS[2], 'at')) or 0) > now + 1 then  -- the clock was set back
  redis.call('DEL', KEYS[2])
end
local function tokens(state, rate, burst)
  local kept = redis.call('HMGET', state, 'tokens', 'seen')
  return math.min(burst, (tonumber(kept[1]) or burst) + (now - (tonumber(kept[2]) or now)) * rate)
end
local function field(state, name) return tonumber(redis.call('HGET', state, name)) or 0 end
"""
# KEYS: line, state, lines. ARGV: name, member, rank, rate, burst. Returns seconds to wait, as text:
# "go", or "probe" when whether Slack is back is found out by this very call.
_ENTER = (
    _NOW
    + """
local line, state, member = KEYS[1], KEYS[2], ARGV[2]
local rate, burst = tonumber(ARGV[4]), tonumber(ARGV[5])
redis.call('ZADD', line, ARGV[3], member)
local place, hold = redis.call('ZRANK', line, member), field(state, 'hold')
local left, failures = tokens(state, rate, burst), field(state, 'failures')
local is_open = failures == 0 and redis.call('ZCARD', line) == 1
local is_turn = is_open or place < left - left % 1
if failures > 0 then is_turn = place == 0 end
if hold <= now and is_turn then
  redis.call('ZREM', line, member)
  redis.call('HDEL', state, 'called:' .. member, 'calls:' .. member)
  if redis.call('ZCARD', line) == 0 then redis.call('SREM', KEYS[3], ARGV[1]) end
  if not is_open then redis.call('HSET', state, 'tokens', left - 1, 'seen', now) end
  redis.call('HSET', state, 'rate', rate, 'burst', burst, 'at', now)
  redis.call('EXPIRE', state, 86400)
  if failures == 0 then return 'go' end
  redis.call('HSET', state, 'hold', now + PROBE)
  return 'probe'
end
redis.call('HDEL', state, 'calls:' .. member)
redis.call('SADD', KEYS[3], ARGV[1])
return tostring(math.max(0, hold - now) + math.max(0, place + 1 - left) / rate)
""".replace("PROBE", str(PROBE))
)
# KEYS: line, state, lines. ARGV: name, member, rank, seconds that Slack asked for or "". One that fails for
# no stated reason lets the next try first, for it may be its own fault, and has used nothing up.
_FAILED = (
    _NOW
    + """
local line, state, wait = KEYS[1], KEYS[2], tonumber(ARGV[4])
local rank, left = tonumber(ARGV[3]), 1
if not wait then
  left = math.max(1, tokens(state, field(state, 'rate'), field(state, 'burst')))
  local failures = redis.call('HINCRBY', state, 'failures', 1)
  wait = math.min(2 ^ (failures - 1), PROBE)
  local next = redis.call('ZRANGE', line, 0, 0, 'WITHSCORES')
  if next[2] then rank = math.max(rank, tonumber(next[2]) + 0.001) end
end
redis.call('ZADD', line, rank, ARGV[2])
redis.call('SADD', KEYS[3], ARGV[1])
redis.call('HSET', state, 'hold', now + wait, 'tokens', left, 'seen', now + wait, 'at', now)
redis.call('EXPIRE', state, 86400)
return tostring(wait)
""".replace("PROBE", str(PROBE))
)
# KEYS: line, state, lines. ARGV: name. Returns the members whose turn it is. Who never comes is let go, and
# comes by itself later: it may wait in another line by now, or be one that nobody can read.
_CALLED = (
    _NOW
    + """
local line, state = KEYS[1], KEYS[2]
if redis.call('ZCARD', line) == 0 then
  redis.call('SREM', KEYS[3], ARGV[1])
  return {}
end
if field(state, 'hold') > now then return {} end
local left = tokens(state, field(state, 'rate'), field(state, 'burst'))
local most = field(state, 'failures') > 0 and 1 or math.max(1, left - left % 1)
local called = {}
for _, member in ipairs(redis.call('ZRANGE', line, 0, most - 1)) do
  local last, calls = 'called:' .. member, field(state, 'calls:' .. member)
  local is_time = field(state, last) + AGAIN * 2 ^ math.max(0, calls - 1) <= now
  if is_time and calls >= CALLS then
    redis.call('ZREM', line, member)
    redis.call('HDEL', state, last, 'calls:' .. member)
  elseif is_time then
    redis.call('HSET', state, last, now, 'calls:' .. member, calls + 1, 'at', now)
    table.insert(called, member)
  end
end
return called
""".replace("AGAIN", str(AGAIN)).replace("CALLS", str(CALLS))
)


class RedisLines:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._enter, self._failed, self._called = map(redis.register_script, (_ENTER, _FAILED, _CALLED))

    @contextmanager
    def passing(self, ticket: Ticket) -> Iterator[None]:
        """Do what is inside when it is the ticket's turn. Raises NotYet when it is not."""
        line, member = ticket.line, written(ticket.deploy_id, ticket.effect)
        said = self._run(self._enter, line.name, member, ticket.rank, line.rate, line.burst)
        if said not in {"go", "probe"}:
            raise NotYet("It waits for its turn.", retry_after=float(said) + FALLBACK)
        try:
            yield
        except Transient as problem:
            with suppress(Transient):  # only what the call itself met with tells whether it is in doubt
                wait = self._run(self._failed, line.name, member, ticket.rank, problem.retry_after or "")
                problem.retry_after, problem.is_in_line = float(wait) + FALLBACK, True
            raise
        except BadInput:  # an answer too
            self._answered(line, said)
            raise
        self._answered(line, said)

    def called(self) -> Sequence[tuple[str, str, Effect]]:
        """Return whose turn it is, of all lines: the line's name, the deploy's id and the effect."""
        with answering():
            names = sorted(map(text, self._redis.smembers(keys.LINES)))
        return [found for name in names for found in self._called_in(name)]

    def leave(self, name: str, deploy_id: str, effect: Effect) -> None:
        """Give up a place in a line."""
        self._remove(name, written(deploy_id, effect))

    def _called_in(self, name: str) -> Iterator[tuple[str, str, Effect]]:
        for member in map(text, self._run_any(self._called, name)):
            if found := read(member):
                yield name, *found
            else:
                self._remove(name, member)

    def _remove(self, name: str, member: str) -> None:
        with answering(), self._redis.pipeline() as pipe:
            pipe.zrem(keys.line(name), member)
            pipe.hdel(keys.line_state(name), f"called:{member}", f"calls:{member}")
            pipe.execute()

    def _answered(self, line: Line, said: str) -> None:
        """Note that Slack is back; a call that went through has not failed where that cannot be noted."""
        if said == "probe":
            with suppress(Transient), answering():
                self._redis.hset(keys.line_state(line.name), mapping={"failures": 0, "hold": 0})

    def _run(self, script: Script, name: str, *args: str | float) -> str:
        return text(self._run_any(script, name, *args))

    def _run_any(self, script: Script, name: str, *args: str | float) -> Any:
        with answering():
            return script(keys=[keys.line(name), keys.line_state(name), keys.LINES], args=[name, *args])
