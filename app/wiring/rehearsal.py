"""What a review does, with a change made up and nothing kept: memory is written to before it matters."""

import gzip
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from slack_sdk import WebClient

from app.adapters import gitprogram
from app.adapters.archive import REPORT
from app.adapters.book import RedisBook
from app.adapters.deploys import DEPLOY
from app.adapters.slack import Slack
from app.domain import event as e
from app.domain import outbox
from app.domain.deploy import Deploy, Key, Request, queued
from app.domain.effect import Effect
from app.domain.errors import Missing, Transient
from app.domain.evidence import Commit, Evidence, Expectation, Teller
from app.domain.message import Message
from app.domain.policy import Channels, Environment, Promote, PromoteKind
from app.domain.report import Report, digest_of
from app.domain.summary import Summary
from app.review import review
from app.review.warm import of_many_kinds
from blocks.card import deploy_card

if TYPE_CHECKING:
    from app.wiring import Parts

_NOWHERE = "http://127.0.0.1:0/"
_WHO = "a@example.org"
_RULES = Environment(Channels("#a"), ("@a",), Promote(PromoteKind.WEBHOOK, url="https://example.org"))


def rehearse(parts: "Parts") -> None:
    """Review, move a deploy, draw its card, and ask Redis and git something. Changes nothing anywhere."""
    at = datetime.now(UTC)
    evidence = _evidence()
    report = _kept(review(evidence, Expectation()))
    deploy = _stored(_reviewed(queued(Request(Key("a/b", "c", evidence.head)), at), report, at))
    _post(deploy_card(deploy, report), parts)
    _ = parts.lines
    with suppress(Missing):
        parts.gate.handle(deploy.id, e.ReviewStarted(at))
    gitprogram.run(["version"], {}, "git cannot be run.", given=b"")


def _post(message: Message, parts: "Parts") -> None:
    """Post it to where nobody can listen."""
    client = WebClient("none", base_url=_NOWHERE, timeout=1, retry_handlers=[])
    with suppress(Transient):
        Slack(client, RedisBook(parts.redis)).post("C0", message, "none")


def _evidence() -> Evidence:
    change = of_many_kinds()
    commit = Commit(change.head, "A", _WHO, "A subject", (), _WHO, 0, (change.base or "",), "")
    return replace(change, commits=(commit,))


def _kept(report: Report) -> Report:
    told = gzip.decompress(gzip.compress(REPORT.dump_json(report), mtime=0))
    kept = REPORT.validate_json(told)
    digest_of(REPORT.dump_python(kept, mode="json"))
    return kept


def _reviewed(deploy: Deploy, report: Report, at: datetime) -> Deploy:
    deploy, _ = outbox.begin(deploy, Effect.REVIEW, at)
    summary = Summary(
        report.digest, 1, 0, report.level, report.score, "", "A", frozenset({_WHO}), 1, None, None, Teller.GIT
    )
    deploy = outbox.move(_stored(deploy), e.ReviewStarted(at))
    return outbox.move(_stored(deploy), e.Reviewed(at, summary, _RULES))


def _stored(deploy: Deploy) -> Deploy:
    return DEPLOY.validate_json(DEPLOY.dump_json(deploy))
