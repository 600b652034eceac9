"""Whether a result is of the head commit: results from before it, or of another commit, do not count."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from app.domain.evidence import Evidence
from app.review.place.word import words

_SLACK = 5 * 60  # seconds that two machines' clocks may differ
_SLACK_WITHOUT_ZONE = 26 * 60 * 60  # seconds from the first time zone's noon to the last one's
_EARLIEST, _LATEST = 946_684_800, 4_102_444_800  # 2000 and 2100; beyond, a number is a placeholder
_MILLISECONDS_FROM = 10**11  # as seconds, that is the year 5138
_FULL_DATE = 16  # characters of 2026-11-19T10:27; a day alone is too coarse
_COMMIT = re.compile(r"[0-9a-f]{7,64}")
_SHA1, _SHA256 = 40, 64  # hex digits
_PLAIN = re.compile(r"[^a-z0-9]")

# What CI systems and build tools call the commit, without case and marks. GitHub, GitLab, CircleCI, Jenkins,
# Azure, TeamCity, Travis, Buildkite, Bitbucket and Drone name it in their variables; Maven has a plugin.
_COMMIT_NAMES = words("""
    commit commitid commitsha commithash sha gitsha gitcommit gitcommitid gitcommitsha githash gitrevision
    revision vcsrevision scmrevision githubsha cicommitsha circlesha1 buildsourceversion buildvcsnumber
    traviscommit buildkitecommit bitbucketcommit dronecommitsha
""")


@dataclass(frozen=True, slots=True)
class Moment:
    at: float  # Unix seconds
    slack: int = _SLACK  # seconds that it may be off


@dataclass(frozen=True, slots=True)
class Head:
    """The commit that results must be of."""

    sha: str = ""  # 40 hex digits; empty is not known
    at: int = 0  # Unix seconds; 0 is not known

    def is_other(self, commits: Iterable[str]) -> str | None:
        """Return the commit that the results name, when it is not this one."""
        return next((told for told in commits if self.sha and not self.sha.startswith(told)), None)

    def is_after(self, moment: Moment | None) -> bool:
        """Whether this commit was made when the results were there already."""
        return moment is not None and self.at > 0 and moment.at + moment.slack < self.at

    def why_not(self, moment: Moment | None, commits: Iterable[str] = ()) -> str | None:
        """Return why the results do not count; None when nothing speaks against them."""
        named = list(commits)
        if other := self.is_other(named):
            return f"its results are of the commit {other[:12]}, not of this one"
        if named and self.sha:
            return None  # it names this commit; clocks say less
        return self.too_early(moment) if moment and self.is_after(moment) else None

    def too_early(self, moment: Moment) -> str:
        return f"its results are from {_day(moment.at)}, before this commit was made ({_day(self.at)})"


def head_of(evidence: Evidence) -> Head:
    """Return what is known of the head; a diff without a repository has none."""
    sha = "" if set(evidence.head) <= {"0"} else evidence.head.lower()
    known = next((commit for commit in evidence.commits if commit.sha == evidence.head), None)
    newest = known or next(iter(evidence.commits), None)
    at = newest.at if newest else 0
    return Head(sha, at if _EARLIEST < at < _LATEST else 0)


def moment_of(text: str | None) -> Moment | None:
    """Read ISO 8601, or Unix time in seconds or milliseconds; what cannot be read was not told."""
    text = (text or "").strip()[:40]
    if re.fullmatch(r"[0-9]{1,16}(\.[0-9]{1,9})?", text):
        return _plausible(float(text), _SLACK)
    if len(text) < _FULL_DATE:
        return None
    try:
        told = datetime.fromisoformat(text)
        return _plausible(
            told.replace(tzinfo=told.tzinfo or UTC).timestamp(),
            _SLACK if told.tzinfo else _SLACK_WITHOUT_ZONE,
        )
    except (ValueError, OverflowError):
        return None


def commit_of(name: str | None, value: str | None) -> str | None:
    """Return the commit that a property tells, at least its first seven hex digits."""
    plain = _PLAIN.sub("", (name or "")[:100].lower())
    if plain.removeprefix("env") not in _COMMIT_NAMES:
        return None
    told = (value or "").strip()[:65].lower()
    is_whole = len(told) in {_SHA1, _SHA256}
    # Digits alone may as well be a revision of Subversion or a build's number.
    return told if _COMMIT.fullmatch(told) and (is_whole or not told.isdecimal()) else None


def _plausible(at: float, slack: int) -> Moment | None:
    at = at / 1000 if at >= _MILLISECONDS_FROM else at
    return Moment(at, slack) if _EARLIEST < at < _LATEST else None


def _day(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC"
