"""Reports, evidence and policies on Redis."""

import gzip
import json
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from pydantic import TypeAdapter, ValidationError
from redis import Redis

from app.adapters import keys, meter, parts
from app.adapters.lists import RedisLists
from app.adapters.outage import answering, text
from app.domain.errors import Refused
from app.domain.past import History
from app.domain.policy import Policy
from app.domain.report import Report, digest_of

log = logging.getLogger(__name__)

REPORT = TypeAdapter(Report)
POLICY = TypeAdapter(Policy)
PAST = TypeAdapter(History)
PAST_KEPT = timedelta(days=30)  # a change is reviewed again while it waits
EVIDENCE_KEPT = timedelta(days=30)  # of a deploy that nobody decides
UNHELD_KEPT = timedelta(days=1)  # a report that no deploy holds: newer evidence came while it was made
# KEYS: report. ARGV: the report, seconds. A deploy that holds it takes the end away from it.
_KEEP = """
if redis.call('EXISTS', KEYS[1]) == 0 then
  redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
elseif redis.call('TTL', KEYS[1]) >= 0 then
  redis.call('EXPIRE', KEYS[1], ARGV[2])
end
"""


class RedisArchive(RedisLists):
    """Implements `ports.Archive`, the lists included."""

    def __init__(self, redis: Redis) -> None:
        super().__init__(redis)
        self._keep = redis.register_script(_KEEP)

    def keep(self, report: Report) -> None:
        packed = gzip.compress(REPORT.dump_json(report), mtime=0)
        with answering():
            self._keep([keys.report(report.digest)], [packed, int(UNHELD_KEPT.total_seconds())])

    def report(self, digest: str) -> Report:
        with answering():
            packed = self._redis.get(keys.report(digest))
        if packed is None:
            raise Refused("The report of this deploy is gone; queue the deploy again.")
        kept = _unpacked(packed)
        report = REPORT.validate_json(kept)
        # Over what was kept: a version that knew fewer fields sealed it without those that have come since.
        if digest != report.digest or digest != digest_of(json.loads(kept)):
            raise Refused("The stored report does not match its digest; queue the deploy again.")
        return report

    def give(self, deploy_id: str, body: bytes) -> None:
        packed = {part: gzip.compress(content, mtime=0) for part, content in parts.parse(body).items()}
        with answering(), self._redis.pipeline() as pipe:
            for part, content in packed.items():
                pipe.hset(keys.evidence(deploy_id), part, content)
            pipe.expire(keys.evidence(deploy_id), EVIDENCE_KEPT)
            pipe.execute()

    def given(self, deploy_id: str) -> Mapping[str, bytes]:
        with answering():
            packed = self._redis.hgetall(keys.evidence(deploy_id))
        return {text(part): _unpacked(content) for part, content in packed.items()}

    def live(self, repository: str, environment: str) -> str | None:
        with answering():
            sha = self._redis.hget(keys.LIVE, keys.live_field(repository, environment))
        return text(sha) if sha else None

    def good_policy(self, repository: str) -> Policy | None:
        with answering():
            kept = self._redis.hget(keys.POLICY, repository)
        return POLICY.validate_json(kept) if kept else None

    def good_policies(self) -> Mapping[str, Policy]:
        with answering():
            kept = self._redis.hgetall(keys.POLICY)
        read = {text(name): _policy(text(name), raw) for name, raw in kept.items()}
        return {name: policy for name, policy in read.items() if policy is not None}

    def keep_policy(self, repository: str, policy: Policy) -> None:
        with answering():
            self._redis.hset(keys.POLICY, repository, POLICY.dump_json(policy).decode())

    def count_broken_policy(self) -> None:
        meter.policy_failed(self._redis)

    def attestation(self, deploy_id: str) -> bytes | None:
        with answering():
            kept = self._redis.get(keys.attestation(deploy_id))
        return kept.encode() if isinstance(kept, str) else kept

    def keep_attestation(self, deploy_id: str, envelope: bytes) -> None:
        with answering():
            self._redis.set(keys.attestation(deploy_id), envelope)

    def past(self, base: str, head: str) -> History | None:
        with answering():
            kept = self._redis.get(keys.past(base, head))
        try:
            return PAST.validate_json(kept) if kept else None
        except ValidationError:  # an older version's: it is looked up again
            return None

    def keep_past(self, base: str, head: str, past: History) -> None:
        with answering():
            self._redis.set(keys.past(base, head), PAST.dump_json(past), ex=PAST_KEPT)


def _policy(name: str, raw: bytes | str) -> Policy | None:
    """Return the policy; one of another version must not hide the others, and is read again in time."""
    try:
        return POLICY.validate_json(raw)
    except ValidationError:
        log.exception("policy cannot be read", extra={"repository": name})
        return None


def _unpacked(content: Any) -> bytes:
    return gzip.decompress(bytes(content))
