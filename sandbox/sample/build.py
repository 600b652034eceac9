"""Builds the shop's repository commit by commit. The same rules give the same shas, anywhere."""

import shutil
from dataclasses import dataclass, field
from importlib.resources import as_file, files
from pathlib import Path

from sandbox.sample.git import Git
from sandbox.sample.rules import Rules

REPOSITORY = "harbour/shop"
BRANCH = "main"
POLICY = ".github/airlock.yml"
POLICY_MESSAGE = """\
Ask before anything goes to production

Friday's rollback took two hours, and nobody remembered who had said yes.
From now on Airlock asks in #deploy-approval, and keeps the answer.
"""
POLICY_BY = {
    "GIT_AUTHOR_NAME": "Ana Lima",
    "GIT_AUTHOR_EMAIL": "ana@harbour.example",
    "GIT_AUTHOR_DATE": "2026-11-10T09:18:27+01:00",
    "GIT_COMMITTER_DATE": "2026-11-10T09:18:27+01:00",
}


@dataclass(frozen=True)
class Candidate:
    """A branch that somebody wants live, and what its CI run left behind."""

    name: str  # also of the branch
    sha: str  # of its tip, 40 hex digits
    author: str  # e-mail address
    artifacts: Path

    @property
    def junit(self) -> Path:
        return self.artifacts / "junit.xml"

    @property
    def coverage(self) -> Path:
        return self.artifacts / "coverage.xml"

    @property
    def base_coverage(self) -> Path:
        return self.artifacts / "base-coverage.xml"


@dataclass(frozen=True)
class Sample:
    path: Path
    base: str  # tip of main, live now, 40 hex digits
    routine: Candidate  # Ana: words and a small fix, with tests
    risky: Candidate  # Dee: drops a column still read, adds a dependency, touches sign-in
    failing: Candidate  # Ana: three tests fail
    hotfix: Candidate  # Bo: one small fix, its subject full of Slack's mark-up
    wording: Candidate  # Cy: two sentences
    upgrade: Candidate  # Bo: a patch release of a dependency
    repository: str = field(default=REPOSITORY, init=False)
    branch: str = field(default=BRANCH, init=False)

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        return (self.routine, self.risky, self.failing, self.hotfix, self.wording, self.upgrade)


def build(path: Path, rules: Rules | None = None) -> Sample:
    """Make the repository at `path` and the CI's files at `path/../artifacts`. Raises FileExistsError."""
    path = path.resolve()
    path.mkdir(parents=True)
    with as_file(files("sandbox.sample")) as source:
        git = Git(path)
        base = _main(git, source, rules or Rules())
        names = ("routine", "risky", "failing", "hotfix", "wording", "upgrade")
        candidates = {name: _candidate(git, source, name) for name in names}
    return Sample(path, base, **candidates)


def _main(git: Git, source: Path, rules: Rules) -> str:
    git.init(BRANCH)
    git.apply(source / "patches" / "main.patch")
    (git.path / POLICY).write_text(rules.text, "utf-8")
    git("add", POLICY)
    git("commit", "--quiet", f"--message={POLICY_MESSAGE}", **POLICY_BY)
    return git("rev-parse", "HEAD")


def _candidate(git: Git, source: Path, name: str) -> Candidate:
    git("switch", "--quiet", "--create", name)
    git.apply(source / "patches" / f"{name}.patch")
    sha, author = git("show", "--no-patch", "--format=%H %ae").split()
    git("switch", "--quiet", BRANCH)
    return Candidate(name, sha, author, _artifacts(git.path.parent / "artifacts" / name, source, name))


def _artifacts(target: Path, source: Path, name: str) -> Path:
    """Put the files where a CI job's download would; nobody measured main again for each branch."""
    shutil.copytree(source / "artifacts" / name, target, dirs_exist_ok=True)
    shutil.copy(source / "artifacts" / "main" / "coverage.xml", target / "base-coverage.xml")
    return target
