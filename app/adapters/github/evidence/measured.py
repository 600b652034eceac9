"""What was measured of a commit on GitHub, and who stands behind it: added to the evidence."""

from dataclasses import replace

from app.adapters.github.account import Account
from app.adapters.github.api import Api
from app.adapters.github.evidence.artifacts import Shelf, runs_to_ask
from app.adapters.github.evidence.checked import Asked, asked_about, checked, sane
from app.adapters.github.evidence.people import (
    authors_of,
    hidden_authors,
    nameless,
    people_of,
    together,
    who_queued,
)
from app.adapters.github.evidence.pulls import Brought, brought_by
from app.adapters.github.evidence.rows import Doubts
from app.adapters.github.evidence.runs import runs_of
from app.adapters.github.evidence.vulnerabilities import vulnerable_in
from app.adapters.github.site import Site
from app.domain.deploy import Deploy
from app.domain.evidence import Document, Evidence
from app.domain.policy import Artifacts

BASE_RUNS_MAX = 3  # successful ones that are asked for the base's coverage


def measured(api: Api, deploy: Deploy, evidence: Evidence, artifacts: Artifacts, site: Site) -> Evidence:
    """Return the evidence with everything that GitHub measured; what cannot be read is unknown there.

    Raises Transient; call it again then.
    """
    asked = asked_about(api, deploy, site, evidence.head)
    evidence = _with_checks(asked, evidence)
    evidence = _with_artifacts(asked, evidence, artifacts)
    evidence = _with_vulnerable(asked, evidence)
    evidence = _with_people(asked, evidence)
    return replace(evidence, unknown=(*evidence.unknown, *dict.fromkeys(asked.doubts.unknown)))


def _with_checks(asked: Asked, evidence: Evidence) -> Evidence:
    found, flaky = checked(asked, _made_at(evidence))
    return replace(
        evidence,
        checks=(*evidence.checks, *found.told),
        platform_checks=found.told,
        required_checks=found.required,
        flaky_checks=flaky,
    )


def _made_at(evidence: Evidence) -> int:
    """Return when the head was committed, Unix seconds; 0 when nobody told."""
    return sane(next((commit.at for commit in evidence.commits if commit.sha == evidence.head), 0))


def _with_artifacts(asked: Asked, evidence: Evidence, wanted: Artifacts) -> Evidence:
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


def _base_coverage(asked: Asked, base: str | None, pattern: str) -> Document | None:
    """Return what the base had, where that can still be had; that it cannot is no doubt about the head."""
    if base is None:
        return None
    unheard = Doubts()
    runs = [run for run in runs_of(asked.api, asked.repository, base, unheard) if run.conclusion == "success"]
    shelf = Shelf(asked.api, asked.repository, base, asked.site)
    return shelf.coverage(pattern, runs_to_ask(runs, None)[:BASE_RUNS_MAX], unheard)


def _with_vulnerable(asked: Asked, evidence: Evidence) -> Evidence:
    if evidence.base is None or evidence.base == evidence.head:
        return evidence
    found = vulnerable_in(asked.api, asked.repository, evidence.base, evidence.head, asked.doubts)
    return replace(evidence, vulnerable=found)


def _with_people(asked: Asked, evidence: Evidence) -> Evidence:
    """Name who started, queued, opened or wrote it: none of them may be the one who approves."""
    brought = _brought(asked, evidence)
    openers = [pull.author for pull in brought.pulls] if brought else []
    accounts = [
        *(asked.own.starters if asked.own else ()),
        *who_queued(asked.deploy.request.actor, asked.doubts),
        *(Account(login=login) for login in (*openers, *hidden_authors(evidence.commits))),
    ]
    logins = people_of(asked.api, asked.repository, accounts, asked.doubts, _made_at(evidence))
    authors = authors_of(asked.api, asked.repository, evidence.head, evidence.commits, asked.doubts)
    return replace(
        evidence,
        pulls=brought.pulls if brought else None,
        direct=brought.direct if brought else (),
        starters=evidence.starters.union(*logins.values()),
        logins=together(logins, authors),
        nameless=nameless(accounts, logins),
    )


def _brought(asked: Asked, evidence: Evidence) -> Brought | None:
    """Return what brought the range; a rollback brings nothing that was not there before."""
    if evidence.takes_back and not evidence.commits:
        return Brought((), ())
    return brought_by(asked.api, asked.repository, evidence.head, evidence.commits, asked.doubts)
