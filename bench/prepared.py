"""Deploys whose cards are up, made through the gate: each a copy of one that was really reviewed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count

from app import wiring
from app.domain import event as e
from app.domain.deploy import Deploy, Key, Request
from app.domain.effect import Effect, Receipt
from bench.installed import Installed
from blocks.card import deploy_card
from sandbox.slack.message import Message
from tests.eventually import eventually

APPROVAL, APP = "#deploy-approval", "A0AIRLOCK1"
ALL = frozenset(Effect)
RUNS = count(1)


@dataclass(frozen=True)
class Waiting:
    id: str
    card: Message


def request(airlock: Installed, repository: str | None = None, environment: str = "production") -> Request:
    """Return a request for a small change that nobody has asked for yet."""
    sample = airlock.sample
    key = Key(repository or sample.repository, environment, sample.routine.sha, str(next(RUNS)))
    return Request(key, base=sample.base, local_path=str(sample.path))


def reviewed(airlock: Installed) -> Deploy:
    """Queue a deploy as a CI does and return it once its card is up."""
    gate = airlock.parts.gate
    deploy, _ = gate.queue(request(airlock), wiring.now())
    eventually(lambda: gate.get(deploy.id).card)
    airlock.rest()
    return gate.get(deploy.id)


def waiting(airlock: Installed, model: Deploy, number: int) -> list[Waiting]:
    """Return so many with cards, each in a lane of its own; Redis does not wait for its disk meanwhile."""
    redis = airlock.parts.redis
    redis.config_set("appendfsync", "no")
    made = [_one(airlock, model) for _ in range(number)]
    redis.config_set("appendfsync", "always")
    return made


def put_away(airlock: Installed, some: Sequence[Waiting]) -> None:
    """Let what was approved end, with the jobs that nobody has begun, and nothing be said of it."""
    redis = airlock.parts.redis
    redis.delete(*(f"rq:queue:{name}" for name in wiring.QUEUES))
    redis.config_set("appendfsync", "no")
    for one in some:
        deploy = airlock.parts.gate.handle(one.id, e.Failed(wiring.now(), "It is over."), here=ALL)
        _settle(airlock, deploy, None)
    redis.config_set("appendfsync", "always")


def _one(airlock: Installed, model: Deploy) -> Waiting:
    asked = request(airlock, f"harbour/shop-{next(RUNS)}")
    gate, archive = airlock.parts.gate, airlock.parts.archive
    assert model.summary
    assert model.rules
    report = replace(archive.report(model.summary.digest), repository=asked.key.repository).sealed()
    archive.keep(report)
    deploy, _ = gate.queue(asked, wiring.now())
    gate.handle(deploy.id, e.ReviewStarted(wiring.now()), here=ALL)
    summary = replace(model.summary, digest=report.digest)
    deploy = gate.handle(deploy.id, e.Reviewed(wiring.now(), summary, model.rules), here=ALL)
    card = deploy_card(deploy, report, None)
    message = airlock.slack.post_as_app(APP, APPROVAL, card.text, blocks=list(card.blocks))
    _settle(airlock, deploy, Receipt(Effect.POST_CARD, deploy.version, message.channel, message.ts))
    return Waiting(deploy.id, message)


def _settle(airlock: Installed, deploy: Deploy, receipt: Receipt | None) -> None:
    gate = airlock.parts.gate
    for effect in sorted((debt.effect for debt in deploy.owed), key=lambda one: one is not Effect.POST_CARD):
        turn = gate.begin(deploy.id, effect, wiring.now())
        if turn:
            gate.settle(turn, wiring.now(), receipt if effect is Effect.POST_CARD else None)
