"""What was measured of a commit on GitHub, and who stands behind it: added to the evidence."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from app.adapters.github.account import Account
from app.adapters.github.api import Api
from app.adapters.github.evidence import checks as results
from app.adapters.github.evidence.artifacts import Shelf, runs_to_ask
from app.adapters.github.evidence.people import hidden_authors, people_of, who_queued
from app.adapters.github.evidence.pulls import Brought, brought_by
from app.adapters.github.evidence.required import Required, required_of
from app.adapters.github.evidence.rows import Doubts, Name, Row, readable
from app.adapters.github.evidence.runs import Run, own_run, runs_of
from app.adapters.github.evidence.vulnerabilities import vulnerable_in
from app.adapters.github.site import Site
from app.domain.deploy import Deploy
from app.domain.evidence import Document, Evidence
from app.domain.policy import Artifacts

_LATEST = 4_102_444_800  # the year 2100, Unix seconds: a commit may claim any day
BASE_RUNS_MAX = 3  # successful ones that are asked for the base's coverage


class _Repository(Row):
    default_branch: Name


class _Asked(NamedTuple):
    """What every question is about."""

    api: Api
    repository: str
    deploy: Deploy
    site: Site
    doubts: Doubts
    runs: Sequence[Run]
    own: Run | None


def measured(api: Api, deploy: Deploy, evidence: Evidence, artifacts: Artifacts, site: Site) -> Evidence:
    """Return the evidence with everything that GitHub measured; what cannot be read is unknown there.

    Raises Transient; call it again then.
    """
    doubts, repository = Doubts(), deploy.key.repository
    runs = runs_of(api, repository, evidence.head, doubts)
    asked = _Asked(api, repository, deploy, site, doubts, runs, own_run(api, deploy.key, list(runs), doubts))
    evidence = _with_checks(asked, evidence)
    evidence = _with_artifacts(asked, evidence, artifacts)
    evidence = _with_vulnerable(asked, evidence)
    evidence = _with_people(asked, evidence)
    return replace(evidence, unknown=(*evidence.unknown, *dict.fromkeys(doubts.unknown)))


def _with_checks(asked: _Asked, evidence: Evidence) -> Evidence:
    suites = {run.check_suite_id: (run.workflow_id, run.event) for run in asked.runs if run.check_suite_id}
    own = asked.own.check_suite_id if asked.own else None
    commit = results.Commit(evidence.head, _made_at(evidence), suites, own)
    found = results.checks_of(asked.api, asked.repository, commit, asked.site, asked.doubts)
    required = _required(asked)
    told = sorted({(_name(each, required), each.word) for each in found.told})
    return replace(
        evidence,
        checks=(*evidence.checks, *told),
        required_checks=tuple(sorted({each.context for each in required})),
        flaky_checks=found.flaky,
    )


def _made_at(evidence: Evidence) -> int:
    """Return when the head was committed, Unix seconds; 0 when nobody told."""
    at = next((commit.at for commit in evidence.commits if commit.sha == evidence.head), 0)
    return at if at < _LATEST else 0


def _required(asked: _Asked) -> tuple[Required, ...]:
    told = asked.doubts.ask("required checks", lambda: asked.api.get(f"/repos/{asked.repository}"), None)
    known = readable(_Repository, told)
    if known is None:
        return ()
    return required_of(asked.api, asked.repository, known.default_branch, asked.site, asked.doubts)


def _name(told: results.Told, required: Sequence[Required]) -> str:
    """Return a check's name; one that only another app may give does not stand for the required one."""
    apps = {each.app for each in required if each.context == told.name} - {None}
    return f"{told.name} (of another app than is required)" if apps and told.app not in apps else told.name


def _with_artifacts(asked: _Asked, evidence: Evidence, wanted: Artifacts) -> Evidence:
    shelf = Shelf(asked.api, asked.repository, evidence.head, asked.site)
    runs = runs_to_ask(asked.runs, asked.own)
    if wanted.junit is not None:
        found = shelf.junit(wanted.junit, runs, asked.doubts)
        evidence = replace(evidence, junit=evidence.junit if found is None else found)
    if wanted.coverage is not None:
        coverage = shelf.coverage(wanted.coverage, runs, asked.doubts) or evidence.coverage
        base = evidence.base_coverage or _base_coverage(asked, evidence.base, wanted.coverage)
        evidence = replace(evidence, coverage=coverage, base_coverage=base)
    return evidence


def _base_coverage(asked: _Asked, base: str | None, pattern: str) -> Document | None:
    """Return what the base had, where that can still be had; that it cannot is no doubt about the head."""
    if base is None:
        return None
    unheard = Doubts()
    runs = [run for run in runs_of(asked.api, asked.repository, base, unheard) if run.conclusion == "success"]
    shelf = Shelf(asked.api, asked.repository, base, asked.site)
    return shelf.coverage(pattern, runs_to_ask(runs, None)[:BASE_RUNS_MAX], unheard)


def _with_vulnerable(asked: _Asked, evidence: Evidence) -> Evidence:
    if evidence.base is None or evidence.base == evidence.head:
        return evidence
    found = vulnerable_in(asked.api, asked.repository, evidence.base, evidence.head, asked.doubts)
    return replace(evidence, vulnerable=found)


def _with_people(asked: _Asked, evidence: Evidence) -> Evidence:
    """Name who started, queued, opened or wrote it: none of them may be the one who approves."""
    brought = _brought(asked, evidence)
    openers = [pull.author for pull in brought.pulls] if brought else []
    accounts = [
        *(asked.own.starters if asked.own else ()),
        *who_queued(asked.deploy.request.actor, asked.doubts),
        *(Account(login=login) for login in (*openers, *hidden_authors(evidence.commits))),
    ]
    starters = people_of(asked.api, asked.repository, accounts, asked.doubts, _made_at(evidence))
    return replace(
        evidence,
        pulls=brought.pulls if brought else None,
        direct=brought.direct if brought else (),
        starters=evidence.starters | starters,
    )


def _brought(asked: _Asked, evidence: Evidence) -> Brought | None:
    """Return what brought the range; a rollback brings nothing that was not there before."""
    if evidence.takes_back and not evidence.commits:
        return Brought((), ())
    return brought_by(asked.api, asked.repository, evidence.head, evidence.commits, asked.doubts)
