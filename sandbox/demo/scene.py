"""What people do in the demo, and what they see come of it: Slack, GitHub, CI and command line."""

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from blocks.card import APPROVE, REJECT
from blocks.decision import REASON_BLOCK, REASON_INPUT
from blocks.leads import SIGN_OFF
from sandbox.demo import forge
from sandbox.demo.product import Product, Unexpected
from sandbox.demo.stage import Stage
from sandbox.github.actions.run import Run
from sandbox.sample import Candidate
from sandbox.slack import Message, NeverHappened

T = TypeVar("T")
APPROVAL, LEADS, DEPLOYS = "#deploy-approval", "#eng-leads", "#deploys"
MERGED_BY = "U0ELI00001"  # whose merges the CI queues: Eli decides on nothing, so nobody is barred by it
DEPLOY_ID = re.compile(r"Deploy `([a-z2-7]{12})`")  # at the card's foot
PATIENCE = 20.0  # seconds; each of these takes one or two


@dataclass(frozen=True)
class Scene:
    stage: Stage
    product: Product

    def queue(self, candidate: Candidate, environment: str = "production", run: str = "ci-1") -> Message:
        """Have a deploy wait, and return its card once it asks for an answer.

        For production a run waits on GitHub; elsewhere a CI job calls `airlock queue`.
        """
        if environment == forge.PRODUCTION:
            mark = f"/actions/runs/{forge.begin(self.stage.hub, self.stage.sample, candidate)}"
        else:
            mark = f"`{self._queued(candidate, environment, run)}`"
        return self.seen(f"a card for {candidate.name}", lambda: self._asking(mark))

    def card(self, card: Message) -> str:
        """Return the whole card as it looks now."""
        now = self.stage.slack.message(APPROVAL, card.ts)
        return f"{now.text} {now.blocks}"

    def shows(self, card: Message, words: str) -> None:
        self.seen(f"“{words}” on the card", lambda: words in self.card(card))

    def answers_in_thread(self, card: Message, words: str) -> None:
        self.seen(
            f"“{words}” in the card's thread",
            lambda: any(words in reply.text for reply in self.stage.slack.thread(APPROVAL, card)),
        )

    def says(self, channel: str, *words: str) -> None:
        self.seen(f"“{words[-1]}” in {channel}", lambda: self.said(channel, *words))

    def said(self, channel: str, *words: str) -> list[Message]:
        """Return what has been said there with all these words."""
        return [one for one in self.stage.slack.messages(channel) if all(word in one.text for word in words)]

    def tells(self, user: str, words: str) -> None:
        """Wait for something that only this person sees."""
        self.seen(
            f"“{words}” for {user} alone",
            lambda: any(words in told.text for told in self.stage.slack.ephemerals(user)),
        )

    def approve(self, user: str, card: Message) -> None:
        self._click(user, card, APPROVE)

    def reject(self, user: str, card: Message, reason: str) -> str | None:
        """Click Reject and submit the reason; return the error that the modal shows, if any."""
        if self.stage.slack.view(user) is None:
            self._click(user, card, REJECT)
            self.seen(f"a modal for {user}", lambda: self.stage.slack.view(user))
        errors = self.stage.slack.submit(user, {REASON_BLOCK: {REASON_INPUT: reason}})
        return next(iter(errors.values())) if errors else None

    def says_deploy(self, user: str, words: str) -> None:
        """Type `/deploy` and the words."""
        if not self.stage.slack.command(user, "/deploy", words).acked:
            raise Unexpected(f"nobody acknowledged {user}'s /deploy {words}")

    def sign_off(self, user: str, candidate: Candidate) -> None:
        """Click the button of the message to the leads."""
        (told,) = self.said(LEADS, "The gate was overridden", candidate.sha[:12])
        if not self.stage.slack.click(user, told, SIGN_OFF).acked:
            raise Unexpected(f"nobody acknowledged {user}'s click")

    def promotions(self, candidate: Candidate) -> int:
        """Return how often GitHub, or the CI, began to bring this commit live."""
        told = self.stage.ci.promotions
        by_ci = sum(one.started for one in told if one.payload.sha == candidate.sha)
        return by_ci + forge.promotions(self.stage.hub, self.stage.sample, candidate)

    def run(self, candidate: Candidate) -> Run:
        """Return the newest run that brings this commit to production."""
        runs = self.stage.hub.runs(self.stage.sample.repository)
        return next(run for run in runs if run.head_sha == candidate.sha and forge.is_deployment(run))

    def listens(self) -> None:
        """Wait until Airlock is up and hears what people do."""
        self.product.wait()
        self.seen("an open socket", lambda: self.stage.slack.connections)

    def seen(self, what: str, look: Callable[[], T | None], patience: float = PATIENCE) -> T:
        """Wait for something to be seen. Raises Unexpected."""

        def watch() -> T | None:
            if self.product.is_over:
                raise Unexpected(f"everything has stopped before {what} was seen")
            return look()

        try:
            answer = self.stage.slack.wait_for(watch, patience)
        except NeverHappened as never:
            raise Unexpected(f"{what} was not seen within {patience:.0f} s") from never
        assert answer is not None
        return answer

    def _click(self, user: str, card: Message, action_id: str) -> None:
        now = self.stage.slack.message(APPROVAL, card.ts)
        if not self.stage.slack.click(user, now, action_id).acked:
            raise Unexpected(f"nobody acknowledged {user}'s click")

    def _queued(self, candidate: Candidate, environment: str, run: str) -> str:
        sample = self.stage.sample
        given = {
            "--repository": sample.repository,
            "--sha": candidate.name,
            "--base": sample.branch,
            "--environment": environment,
            "--run-id": run,
            "--repo": str(sample.path),
            "--junit": str(candidate.junit),
            "--coverage": str(candidate.coverage),
            "--base-coverage": str(candidate.base_coverage),
            "--actor": MERGED_BY,
        }
        argv = [sys.executable, "-m", "app.cli", "queue", *(part for pair in given.items() for part in pair)]
        # In a session of its own: Ctrl-C is for the demo, which then needs no answer any more.
        try:
            done = subprocess.run(
                argv, check=False, capture_output=True, text=True, start_new_session=True, timeout=PATIENCE
            )
        except subprocess.TimeoutExpired as slow:
            raise Unexpected(f"`airlock queue` has not ended within {PATIENCE:.0f} s") from slow
        if done.returncode:
            raise Unexpected(f"`airlock queue` says: {done.stderr.strip() or done.returncode}")
        return done.stdout.strip()

    def _asking(self, mark: str) -> Message | None:
        """Return the card once it has its buttons, the tests that came after it, and the report below."""
        for card in self.stage.slack.messages(APPROVAL):
            drawn = str(card.blocks)
            if mark in drawn and APPROVE in drawn and " passed" in drawn:
                return card if self.stage.slack.thread(APPROVAL, card) else None
        return None
