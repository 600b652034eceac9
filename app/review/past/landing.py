"""The commits of a range as the changes that landed on the main line, one after the other."""

from collections.abc import Iterator, Mapping, Sequence

from app.domain.evidence import Commit
from app.domain.past import Inner, Landed


def landings(commits: Sequence[Commit]) -> tuple[Landed, ...]:
    """Return the changes of a range, the newest first, each with what it merged; their paths are not known.

    Where nobody told the commits' parents, every commit is a change of its own.
    """
    by_id = {commit.sha: commit for commit in commits}
    main = _main_line(commits, by_id)
    if len(main) < len(commits) and not any(commit.parents for commit in commits):
        main = list(commits)
    taken = {commit.sha for commit in main}
    inner = {commit.sha: list(_merged(commit, by_id, taken)) for commit in reversed(main)}
    return tuple(_landed(commit, inner[commit.sha]) for commit in main)


def _main_line(commits: Sequence[Commit], by_id: Mapping[str, Commit]) -> list[Commit]:
    line, commit = list[Commit](), commits[0] if commits else None
    while commit is not None and len(line) <= len(by_id):
        line.append(commit)
        commit = by_id.get(commit.parents[0]) if commit.parents else None
    return line


def _merged(commit: Commit, by_id: Mapping[str, Commit], taken: set[str]) -> Iterator[Commit]:
    """Yield the commits that came in with this one and with none before it, the newest first."""
    waiting = list(commit.parents[1:])
    while waiting:
        sha = waiting.pop()
        if sha in by_id and sha not in taken:
            taken.add(sha)
            yield by_id[sha]
            waiting.extend(by_id[sha].parents)


def _landed(commit: Commit, inner: Sequence[Commit]) -> Landed:
    return Landed(
        sha=commit.sha,
        base=commit.parents[0] if commit.parents else None,
        at=commit.at,
        email=commit.email.lower(),
        name=commit.author,
        subject=commit.subject,
        body=commit.body,
        paths=(),
        inner=tuple(
            Inner(each.sha, each.email.lower(), each.author, each.subject, each.body)
            for each in reversed(inner)
        ),
    )
