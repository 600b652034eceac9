"""Airlock with nobody at work: a story takes each step by hand, in whatever order, or leaves it out."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, Literal

import pytest
from redis import Redis

from app import wiring
from app.domain import event as e
from app.domain.deploy import Deploy, Key, Request, State
from app.domain.effect import Effect
from app.domain.halt import Halt, Place
from app.domain.outbox import Turn
from app.domain.person import Person
from app.domain.policy import Environment, Supersede
from sandbox.ci import CISandbox
from sandbox.ci.fault import Kind
from sandbox.sample import Sample
from sandbox.sample.git import Git
from tests.stories.shop import ci_port, shop
from tests.stories.world import SECRET
from tests.unit.example import BO, REPORT, SUMMARY
from workers import promote

PLACE = Place("harbour/shop", "production")
AUTHOR = {"GIT_AUTHOR_NAME": "Ana Lima", "GIT_AUTHOR_EMAIL": "ana@harbour.example"}
Word = Literal["lock", "unlock", "freeze", "unfreeze"]
LONG_AGO = timedelta(minutes=5)  # longer than any lease


@dataclass(eq=False)
class Still:
    """Redis, the shop's repository and the CI are real; the CI begins what it is told to and ends nothing."""

    redis: Redis
    ci: CISandbox
    sample: Sample
    parts: wiring.Parts
    _runs: Iterator[int] = field(default_factory=count)  # the CI takes no key twice

    def queue(self, sha: str, environment: str = "production") -> Deploy:
        key = Key(PLACE.repository, environment, sha, str(next(self._runs)))
        request = Request(key, self.sample.base, local_path=str(self.sample.path))
        return self.parts.gate.queue(request, wiring.now())[0]

    def pending(self, sha: str, environment: str = "production", **told: Any) -> Deploy:
        return self.reviewed(self.queue(sha, environment), **told)

    def reviewed(self, deploy: Deploy, supersede: Supersede = Supersede.NEVER, **told: Any) -> Deploy:
        """Put a report about its commit before people; `told` is what else is in the summary."""
        key, now = deploy.key, wiring.now()
        report = replace(REPORT, head=key.sha, base=self.sample.base, findings=()).sealed()
        self.parts.archive.keep(report)
        self.tell(deploy, e.ReviewStarted(now))
        live = self.parts.sources.live(key.repository, key.environment)
        summary = replace(SUMMARY, digest=report.digest, base=self.sample.base, live=live, **told)
        rules = replace(self._rules(key.environment), supersede=supersede)
        return self.tell(deploy, e.Reviewed(now, summary, rules))

    def review(self, deploy: Deploy) -> Deploy:
        """Have it reviewed anew, against what is live and by what the policy says today."""
        deploy, key = self.get(deploy), deploy.key
        live = self.parts.sources.live(key.repository, key.environment)
        assert deploy.summary is not None
        summary = replace(deploy.summary, live=live, evidence=deploy.evidence)
        rules = self.parts.sources.rules(key.repository, str(self.sample.path), key.environment)
        return self.tell(deploy, e.Reviewed(wiring.now(), summary, rules))

    @cache  # noqa: B019 - a handful, and as long as the tests of one module
    def _rules(self, environment: str) -> Environment:
        return self.parts.sources.rules(PLACE.repository, str(self.sample.path), environment)

    def approved(self, sha: str, environment: str = "production", **told: Any) -> Deploy:
        return self.approve(self.pending(sha, environment, **told))

    def approve(self, deploy: Deploy, by: Person = BO, parts: wiring.Parts | None = None) -> Deploy:
        """Approve it; `parts` are those of another process."""
        assert deploy.summary is not None
        gate = (parts or self.parts).gate
        return gate.handle(deploy.id, e.Approved(wiring.now(), by, deploy.summary.digest))

    def elsewhere(self) -> wiring.Parts:
        """Return the parts as another process has them, whose threads take no turns with ours."""
        return wiring.Parts(self.parts.settings)

    def tell(self, deploy: Deploy, event: e.Event) -> Deploy:
        return self.parts.gate.handle(deploy.id, event)

    def get(self, deploy: Deploy) -> Deploy:
        return self.parts.gate.get(deploy.id)

    def promote(self, deploy: Deploy) -> Deploy:
        """Run the job that makes it live."""
        promote.run(deploy.id, Effect.PROMOTE)
        return self.get(deploy)

    def goes(self, deploy: Deploy) -> Deploy:
        """Run the job, and see the CI begin."""
        deploy = self.promote(deploy)
        assert deploy.state is State.PROMOTING
        return deploy

    def stops(self, deploy: Deploy, words: str) -> Deploy:
        """Run the job, and see people asked again without a word to the CI."""
        asked = len(self.ci.promotions)
        deploy = self.promote(deploy)
        assert deploy.state is State.PENDING
        assert words in (deploy.stopped or ""), deploy.stopped
        assert (deploy.approvals, deploy.decision, len(self.ci.promotions)) == ((), None, asked)
        assert deploy.debt(Effect.POST_REOPENED)
        return deploy

    def lives(self, deploy: Deploy) -> Deploy:
        return self.tell(deploy, e.WentLive(wiring.now()))

    def dies_at(self, deploy: Deploy) -> Turn:
        """Begin the job as a worker does that dies at once; its lease has run out by now."""
        turn = self.parts.gate.begin(deploy.id, Effect.PROMOTE, wiring.now() - LONG_AGO)
        assert turn is not None
        return turn

    def halt(self, what: Word, reason: str = "Look first.", until: datetime | None = None) -> None:
        self.parts.lanes.halt(PLACE, Halt(what, wiring.now(), BO, reason, until))

    def child(self, sha: str, name: str = "One thing more") -> str:
        """Return a new commit on top."""
        return Git(self.sample.path)("commit-tree", f"{sha}^{{tree}}", "-p", sha, "-m", name, **AUTHOR)

    @contextmanager
    def policy(self, old: str, new: str) -> Iterator[None]:
        """Have the policy on the default branch say something else for a while."""
        git, path = Git(self.sample.path), self.sample.path / ".github" / "airlock.yml"
        path.write_text(path.read_text().replace(old, new))
        git("commit", "--quiet", "--all", "--message=Say something else", **AUTHOR)
        try:
            yield
        finally:
            git("reset", "--quiet", "--hard", "HEAD^")


@contextmanager
def standing_still(redis: Redis, redis_url: str, directory: Path) -> Iterator[Still]:
    """Stand everything up, with a key of its own, for stories that empty Redis between them."""
    with (
        pytest.MonkeyPatch.context() as env,
        CISandbox.start(secret=SECRET, takes=timedelta(hours=1), port=ci_port()) as ci,
    ):
        sample = shop(
            directory,
            ci.url,
            supersede="never",
            more={"override": ["@eng-leads"]},
            staging={"override": ["@eng-leads"]},
        )
        for name, value in {
            "REDIS_URL": redis_url,
            "SLACK_BOT_TOKEN": "xoxb-0",
            "SLACK_APP_TOKEN": "xapp-0",
            "AIRLOCK_CI_SECRET": SECRET,
            "AIRLOCK_ALLOWED_HOSTS": "127.0.0.1",
            "AIRLOCK_DATA_DIR": str(directory),
        }.items():
            env.setenv(name, value)
        env.chdir(directory)
        ci.fail_next(Kind.MUTE, times=100)
        wiring.parts.cache_clear()
        yield Still(redis, ci, sample, wiring.parts())
        wiring.parts.cache_clear()
