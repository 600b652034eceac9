"""The checks of a commit, and which of them GitHub's rules require: as of now, whenever that is asked."""

from collections.abc import Sequence
from typing import NamedTuple

from pydantic import AwareDatetime

from app.adapters.github.api import Api
from app.adapters.github.evidence import checks as results
from app.adapters.github.evidence.required import Required, required_of
from app.adapters.github.evidence.rows import Doubts, Name, Row, readable
from app.adapters.github.evidence.runs import Run, own_run, runs_of
from app.adapters.github.site import Site
from app.adapters.repository import Checked
from app.domain.deploy import Deploy

_LATEST = 4_102_444_800  # the year 2100, Unix seconds: a commit may claim any day


class Asked(NamedTuple):
    """What every question is about."""

    api: Api
    repository: str
    deploy: Deploy
    site: Site
    doubts: Doubts
    runs: Sequence[Run]
    own: Run | None


class _Repository(Row):
    default_branch: Name


class _Signature(Row):
    date: AwareDatetime | None = None


class _Signed(Row):
    committer: _Signature | None = None


class _Commit(Row):
    """docs.github.com/en/rest/commits/commits."""

    commit: _Signed


def asked_about(api: Api, deploy: Deploy, site: Site, sha: str) -> Asked:
    doubts, repository = Doubts(), deploy.key.repository
    runs = runs_of(api, repository, sha, doubts)
    return Asked(api, repository, deploy, site, doubts, runs, own_run(api, deploy.key, runs, doubts))


def checks_now(api: Api, deploy: Deploy, site: Site) -> Checked:
    """Return how the checks of a reviewed deploy stand now; what GitHub does not tell is not in there.

    Raises Transient.
    """
    return checked(asked_about(api, deploy, site, deploy.key.sha), _committed_at(api, deploy))[0]


def checked(asked: Asked, at: int) -> tuple[Checked, tuple[str, ...]]:
    """Return the checks, and the names of those that failed and passed on this very commit.

    `at`: when it was committed, Unix seconds; 0 is not known.
    """
    suites = {run.check_suite_id: (run.workflow_id, run.event) for run in asked.runs if run.check_suite_id}
    own = asked.own.check_suite_id if asked.own else None
    commit = results.Commit(asked.deploy.key.sha, sane(at), suites, own)
    found = results.checks_of(asked.api, asked.repository, commit, asked.site, asked.doubts)
    required = _required(asked)
    told = sorted({(_name(each, required), each.word) for each in found.told})
    return Checked(tuple(told), tuple(sorted({each.context for each in required}))), found.flaky


def sane(at: int) -> int:
    return at if at < _LATEST else 0


def _committed_at(api: Api, deploy: Deploy) -> int:
    """Return what the review knew: it reads the day of the head where that is among what comes in."""
    if deploy.summary is None or not deploy.summary.commits:
        return 0
    rows = api.rows(f"/repos/{deploy.key.repository}/commits", most=1, sha=deploy.key.sha).rows
    told = readable(_Commit, rows[0]) if rows else None
    made = told.commit.committer if told else None
    return int(made.date.timestamp()) if made and made.date else 0


def _required(asked: Asked) -> tuple[Required, ...]:
    told = asked.doubts.ask("required checks", lambda: asked.api.get(f"/repos/{asked.repository}"), None)
    known = readable(_Repository, told)
    if known is None:
        return ()
    return required_of(asked.api, asked.repository, known.default_branch, asked.site, asked.doubts)


def _name(told: results.Told, required: Sequence[Required]) -> str:
    """Return a check's name; one that only another app may give does not stand for the required one."""
    apps = {each.app for each in required if each.context == told.name} - {None}
    return f"{told.name} (of another app than is required)" if apps and told.app not in apps else told.name
