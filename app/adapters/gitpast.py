"""The main line of a repository, change by change: what landed, by whom, in which files."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.adapters.gitprogram import Git
from app.domain.past import Inner, Landed

MOST = 20_000  # changes; older ones hardly count any more, and reading them takes its time
_BODY_MAX = 4_000  # characters of a message
_PATHS_MAX = 400  # of one change; what moves more is no change of a part
_FIELDS = ("%H", "%P", "%ae", "%an", "%at", "%ct", "%s", "%b")
_FORM = "--format=%x01" + "%x02".join(_FIELDS)
_TRAILING = re.compile(r"\n+\Z")


@dataclass(slots=True)
class _Commit:
    sha: str
    parents: tuple[str, ...]
    email: str
    name: str
    at: int
    subject: str
    body: str
    inner: list["_Commit"] = field(default_factory=list)


def landed(git: Git, head: str, most: int = MOST) -> Iterator[Landed]:
    """Yield the last `most` changes of the main line up to and with `head`, the oldest first.

    A change is a commit reached by first parents only; a merge's own commits are its `inner` ones.
    """
    paths = dict(_paths(git, head, most))
    order = list(reversed(paths))
    commits = {commit.sha: commit for commit in _commits(git, head, order[0] if len(order) == most else None)}
    main, taken = set(order), set[str]()
    for sha in order:
        if sha in commits:
            commit = commits[sha]
            yield _landed(commit, paths[sha], _inner(commit, commits, main, taken))


def _paths(git: Git, head: str, most: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield (commit, paths), the newest first."""
    output = git.read(
        "log", "-z", "--first-parent", "--diff-merges=first-parent", "--no-renames", "--name-only",
        f"--max-count={most}", "--format=%x01%H", head, "--",
        problem=f"The history of {head} cannot be read.",
    )  # fmt: skip
    for record in output.decode("utf-8", "replace").split("\1")[1:]:
        sha, *paths = record.replace("\n", "", 1).split("\0")
        yield sha, tuple(path for path in paths[:_PATHS_MAX] if path)


def _commits(git: Git, head: str, oldest: str | None) -> Iterator[_Commit]:
    revisions = [head, f"^{oldest}"] if oldest else [head]
    output = git.read("log", _FORM, *revisions, "--", problem=f"The history of {head} cannot be read.")
    for record in output.decode("utf-8", "replace").split("\1")[1:]:
        fields = record.split("\2")
        if len(fields) == len(_FIELDS):
            yield _commit(fields)


def _commit(fields: Sequence[str]) -> _Commit:
    sha, parents, email, name, _, at, subject, body = fields
    return _Commit(
        sha,
        tuple(parents.split()),
        email.lower(),
        name,
        int(at),
        subject,
        _TRAILING.sub("", body)[:_BODY_MAX],
    )


def _inner(commit: _Commit, commits: Mapping[str, _Commit], main: set[str], taken: set[str]) -> list[_Commit]:
    """Return the commits that came in with this one and with none before it, the oldest first."""
    found, waiting = [], list(commit.parents[1:])
    while waiting:
        sha = waiting.pop()
        if sha in main or sha in taken or sha not in commits:
            continue
        taken.add(sha)
        found.append(commits[sha])
        waiting.extend(commits[sha].parents)
    return sorted(found, key=lambda inner: (inner.at, inner.sha))


def _landed(commit: _Commit, paths: tuple[str, ...], inner: Sequence[_Commit]) -> Landed:
    return Landed(
        sha=commit.sha,
        base=commit.parents[0] if commit.parents else None,
        at=commit.at,
        email=commit.email,
        name=commit.name,
        subject=commit.subject,
        body=commit.body,
        paths=paths,
        inner=tuple(Inner(each.sha, each.email, each.name, each.subject, each.body) for each in inner),
    )
