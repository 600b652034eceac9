"""What a change is called: a merge's own subject is that of the platform, not of the people."""

import re
from collections.abc import Sequence

_PULL = re.compile(r"Merge pull request #(\d+) from (\S+)")
_GERRIT = re.compile(r'Merge "(.+?)"?(?: into \S+)?\Z')
_BRANCH = re.compile(r"Merge (?:remote-tracking )?branch '([^']+)'")
_NUMBER = re.compile(r"\s*\(#(\d+)\)\s*\Z")
_FIX = re.compile(r"\b(fix\w*|bug\w*|hotfix\w*|patch)\b", re.IGNORECASE)
_FEW = 2  # commits that a merge of a branch may hold to be called after its last one


def title_of(subject: str, body: str, inner: Sequence[str]) -> str:
    """Return the title as people wrote it. `inner`: the subjects that a merge brought in, oldest first."""
    if pull := _PULL.match(subject):
        only = inner[-1] if len(inner) == 1 else _words(pull[2].partition("/")[2])
        return _first_line(body) or only
    if gerrit := _GERRIT.match(subject):
        return gerrit[1].rstrip('."…')
    if branch := _BRANCH.match(subject):
        return inner[-1] if 0 < len(inner) <= _FEW else _words(branch[1])
    return _NUMBER.sub("", subject)


def is_fix(title: str) -> bool:
    """Whether a title says that it mends something."""
    return _FIX.search(title) is not None


def branch_of(subject: str) -> str:
    """Return the branch that a pull request came from, without its owner; "" when nothing tells."""
    pull, branch = _PULL.match(subject), _BRANCH.match(subject)
    return pull[2].partition("/")[2] if pull else branch[1] if branch else ""


def number_of(subject: str) -> str:
    """Return the number of the pull request that a subject names, or ""."""
    told = _PULL.match(subject) or _NUMBER.search(subject)
    return told[1] if told else ""


def _first_line(body: str) -> str:
    return next((line.strip() for line in body.split("\n") if line.strip()), "")


def _words(branch: str) -> str:
    return re.sub(r"[-_]", " ", branch)
