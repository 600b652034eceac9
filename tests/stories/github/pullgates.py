"""A shop whose sign-in and schema are gated by the policy, and whose payments have owners."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from redis import Redis

from app.domain.pullgate import Need, PullRequest, Reviewer, Source, Standing
from sandbox.github.checks import CheckRun
from tests.eventually import eventually
from tests.stories.github.world import SHOP, GitHubWorld, with_github
from tests.stories.gitwork import Work

if TYPE_CHECKING:
    from sandbox.github import GitHubSandbox

GATES = {"auth": ["@security"], "schema": ["@dba"]}
NAME = "Airlock / human review"
OPERATORS = {  # for repositories without a policy; the shop has one
    "environments": {
        "production": {
            "channels": {"approval": "#deploy-approval"},
            "approvers": ["@release-owners"],
            "promote": {"kind": "github-protection-rule"},
        }
    }
}
CODEOWNERS = "/payments/ @harbour/payments\n/payments/refunds.py @bo\n"
LOGIN, PAYMENTS, REFUNDS = "auth/login.py", "payments/checkout.py", "payments/refunds.py"
ADDRESS = "{}@harbour.example"
RED, GREEN = "action_required", "success"


@dataclass
class Desk:
    """People propose, review and look; every pull request is a branch of its own."""

    world: GitHubWorld
    work: Work
    numbers: Iterator[int]
    policy: Path  # the operator's
    opened: list[int] = field(default_factory=list)

    @property
    def hub(self) -> "GitHubSandbox":
        return self.world.hub

    def commit(self, branch: str, by: str = "ana", body: str = "", start: str = "main", **files: str) -> str:
        """Commit on a branch, beginning it at `start` when it is new; return the commit."""
        is_new = not self.work.git("branch", "--list", branch)
        self.work.git("switch", "--quiet", *(("--create", branch, start) if is_new else (branch,)))
        for name, content in files.items():
            self.work.write(name, content)
        self.work.git("add", "--all")
        author = f"{by} <{ADDRESS.format(by)}>"
        self.work.git(
            "commit", "--quiet", "--allow-empty", f"--author={author}", f"--message=Change\n\n{body}"
        )
        self.work.git("switch", "--quiet", "main")
        return self.work.git("rev-parse", branch)

    def propose(self, *files: str, by: str = "ana", base: str = "main", **how: str) -> "Proposal":
        """Open a pull request that changes these files."""
        branch = f"change-{next(self.numbers)}"
        self.commit(branch, by, start=base, **dict.fromkeys(files, f"left = '{branch}'\n"), **how)
        return self.open(branch, base, by)

    def open(self, branch: str, base: str = "main", by: str = "ana") -> "Proposal":
        """Open a pull request of a branch that is there."""
        self.opened.append(self.hub.add_pull(SHOP, branch, base, by))
        return Proposal(self, branch, self.opened[-1])

    def reviewer(self, login: str, source: Source, name: str) -> Reviewer:
        """Look somebody up, asking for one name."""
        proposals = self.world.parts.proposals
        assert proposals is not None
        pull = PullRequest(SHOP, 1, "0" * 40, "main", "0" * 40, author="ana")
        return proposals.reviewer(pull, login, Standing((Need(None, (name,), source),)))

    def nearby(self) -> None:
        """Have the change read from a clone that the operator keeps: cheaper than a fetch for each story."""
        self.policy.write_text(yaml.safe_dump({**OPERATORS, "local_paths": {SHOP: str(self.work.path)}}))

    @contextmanager
    def far(self) -> Iterator[None]:
        """Have it read from GitHub meanwhile."""
        self.policy.write_text(yaml.safe_dump(OPERATORS))
        yield
        self.nearby()

    def is_calm(self) -> bool:
        """Whether everything that was told has been looked at; asks no git, for it is asked often."""
        queue = self.world.parts.queue
        if not all(one.is_over for one in self.hub.deliveries):
            return False
        return not queue.count and not queue.started_job_registry.count

    def clear(self) -> None:
        self.world.rests()
        while self.opened:
            self.hub.close_pull(SHOP, self.opened.pop())


@dataclass
class Proposal:
    desk: Desk
    branch: str
    number: int

    @cached_property
    def head(self) -> str:
        return self.desk.work.git("rev-parse", self.branch)

    def review(self, by: str, state: str = "APPROVED", commit: str | None = None) -> int:
        return int(self.desk.hub.review(SHOP, self.number, by, state, commit))

    def push(self, *files: str, by: str = "ana", body: str = "") -> None:
        self.desk.commit(self.branch, by, body, **dict.fromkeys(files, f"right = '{self.head}'\n"))
        del self.head
        self.desk.hub.push_pull(SHOP, self.number)

    def check(self, name: str = NAME) -> CheckRun | None:
        runs = [run for run in self.desk.hub.check_runs(SHOP, self.head) if run.name == name]
        assert len(runs) <= 1
        return runs[0] if runs else None

    def shows(self, conclusion: str, *words: str, name: str = NAME) -> str:
        """Wait until the check of the head stands so, with these words in it; return its summary."""
        with suppress(AssertionError):
            eventually(lambda: self.desk.is_calm() and self._stands(name, conclusion, words))
        assert self._stands(name, conclusion, words), self._says(name)
        return self._says(name)[1]

    def _stands(self, name: str, conclusion: str, words: tuple[str, ...]) -> bool:
        said = self._says(name)
        return said[0] == conclusion and all(each in said[1] for each in words)

    def _says(self, name: str) -> tuple[str | None, str]:
        """Return what people read; Markdown takes the backslashes away."""
        check = self.check(name)
        return (check.conclusion, _drawn(check)) if check else (None, "")


def _drawn(check: CheckRun) -> str:
    return f"{check.output.title}\n{(check.output.summary or '').replace(chr(92), '')}"


@contextmanager
def desk(redis: Redis, redis_url: str, directory: Path, env: pytest.MonkeyPatch) -> Iterator[Desk]:
    policy = directory / "operator.yml"
    policy.write_text(yaml.safe_dump(OPERATORS))
    env.setenv("AIRLOCK_POLICY", str(policy))
    with with_github(redis, redis_url, directory, env, gates=GATES) as world:
        work = Work(world.sample.path)
        found = Desk(world, work, count(1), policy)
        work.write(".github/CODEOWNERS", CODEOWNERS)
        for name in (LOGIN, PAYMENTS, REFUNDS, "notes.md"):
            work.write(name, "old = True\n")
        work.git("add", "--all")
        work.git("commit", "--quiet", "--message=Say who owns what")
        world.hub.add_team("harbour", "payments", ["dee"])
        found.nearby()
        yield found
        assert not world.hub.violations
