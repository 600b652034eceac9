"""A bot on a real Slack and a real Redis, without workers: what is asked of it, and what it answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from itertools import count
from pathlib import Path

import pytest

from app import settings, wiring
from app.adapters.addresses import RedisAddresses
from app.adapters.book import RedisBook
from app.adapters.people import People
from app.adapters.peoplememory import Memory
from app.domain.deploy import Deploy, Key, Request
from app.domain.event import EvidenceGiven, Reviewed, ReviewStarted
from app.domain.message import Block
from app.domain.policy import Environment
from app.domain.summary import Summary
from app.wiring.slack import SlackChat
from blocks.card import deploy_card
from sandbox.slack import SlackSandbox
from sandbox.slack.message import Message
from tests.eventually import eventually
from tests.stories.serving import listening, point
from tests.stories.world import APPROVAL
from tests.unit import example
from tests.unit.example import RULES

ENVIRONMENTS = ("production", "staging", "canary", "qa", "eu")
LEADERS = 'people: {leaders: ["@eng-leads"]}\nenvironments:\n'
RULES_OF = """  {name}:
    channels: {{approval: "#deploy-approval"}}
    approvers: ["@release-owners"]
    override: ["@eng-leads"]
    promote: {{kind: webhook, url: "http://127.0.0.1:1/promote"}}
"""
REPORT = replace(example.REPORT, findings=()).sealed()  # which is the same when read again
SUMMARY = replace(example.SUMMARY, digest=REPORT.digest)
NUMBERS = count(1)


@dataclass
class Minutes:
    """A clock that tests set."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@dataclass(frozen=True)
class TimedParts(wiring.Parts):
    """The parts, but for what an answer of Slack's is fresh by the test's own clock."""

    timer: Minutes = field(default_factory=Minutes)

    @cached_property
    def chat(self) -> SlackChat:
        book, memory = RedisBook(self.redis), Memory(self.links, RedisAddresses(self.redis))
        chat = SlackChat(self.client, book, memory)
        People.__init__(chat, self.client, timer=self.timer, memory=memory)
        return chat


@dataclass
class Desk:
    slack: SlackSandbox
    parts: TimedParts

    def says(self, user: str, text: str) -> Message:
        """Type `/deploy` and words; return what only this person sees then."""
        before = len(self.slack.ephemerals(user))
        assert self.slack.command(user, "/deploy", text, channel=APPROVAL).acked
        eventually(lambda: len(self.slack.ephemerals(user)) > before)
        return self.slack.ephemerals(user)[-1]

    def clicks(self, user: str, message: Message, action_id: str) -> str:
        """Click what is refused; return what only this person sees then."""
        before = len(self.slack.ephemerals(user))
        assert self.slack.click(user, message, action_id).acked
        eventually(lambda: len(self.slack.ephemerals(user)) > before)
        return self.slack.ephemerals(user)[-1].text

    def waits(
        self, environment: str = "production", rules: Environment = RULES, summary: Summary = SUMMARY
    ) -> Deploy:
        """Put a deploy before people, as its review would."""
        key = Key("harbour/shop", environment, REPORT.head, str(next(NUMBERS)))
        deploy, _ = self.parts.gate.queue(Request(key, actor="ci"), datetime.now(UTC))
        self.parts.archive.keep(REPORT)
        self.parts.gate.handle(deploy.id, ReviewStarted(datetime.now(UTC)))
        return self.parts.gate.handle(deploy.id, Reviewed(datetime.now(UTC), summary, rules))

    def reviewed_again(self, deploy: Deploy) -> Deploy:
        """Let new evidence make another report."""
        report = replace(REPORT, score=9).sealed()
        self.parts.archive.keep(report)
        deploy = self.parts.gate.handle(deploy.id, EvidenceGiven(datetime.now(UTC)))
        assert deploy.summary is not None
        assert deploy.rules is not None
        newer = replace(deploy.summary, digest=report.digest, revision=2, evidence=deploy.evidence)
        return self.parts.gate.handle(deploy.id, Reviewed(datetime.now(UTC), newer, deploy.rules))

    def get(self, deploy: Deploy) -> Deploy:
        return self.parts.gate.get(deploy.id)

    def card(self, deploy: Deploy) -> Message:
        """Post the card as it is drawn now; return what people see."""
        drawn = deploy_card(self.get(deploy), REPORT)
        return self.post(list(drawn.blocks))

    def button(self, action_id: str, value: str) -> Message:
        """Post one button, whatever it carries."""
        button = {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": "Go"}}
        return self.post([{"type": "actions", "elements": [{**button, "value": value}]}])

    def post(self, blocks: list[Block]) -> Message:
        sent = self.parts.client.chat_postMessage(channel="C0APPROVAL", text="A card", blocks=blocks)
        return self.slack.message(APPROVAL, str(sent["ts"]))


@contextmanager
def opened(redis_url: str, directory: Path) -> Iterator[Desk]:
    policy = directory / "policy.yml"
    policy.write_text(LEADERS + "".join(RULES_OF.format(name=name) for name in ENVIRONMENTS))
    with SlackSandbox.start() as slack, pytest.MonkeyPatch.context() as env:
        env.chdir(directory)
        point(env, slack, redis_url)
        env.setenv("AIRLOCK_POLICY", str(policy))
        parts = TimedParts(settings.load())
        parts.sources.operators_policy()
        with listening(slack, parts):
            yield Desk(slack, parts)
