"""A GitHub that answers what it was told to, and what it answers when all is well."""

from collections.abc import Mapping
from typing import Any, NoReturn
from urllib.parse import unquote

from github.Requester import Requester

from app.adapters.github.api import Answer, Api
from app.adapters.github.credentials import Credentials
from app.adapters.github.evidence.measured import measured
from app.adapters.github.refusal import NotFound
from app.adapters.github.site import Site
from app.domain.deploy import Key, Request, queued
from app.domain.evidence import Commit, Evidence
from app.domain.policy import Artifacts
from tests.unit.example import BASE, NOON, SHA

SITE = Site(Credentials("https://api.github.com", "7", "key"))
NOTHING = Artifacts()
DEPLOY = queued(Request(Key("harbour/shop", "production", SHA, "17"), base=BASE, actor="ana"), NOON)
GIVEN = Evidence("harbour/shop", SHA, BASE, commits=(Commit(SHA, "Ana", "ana@harbour.example", "A", at=1),))
ANA = {"login": "ana", "type": "User"}
REPO = "/repos/harbour/shop"
RUN = {
    "id": 17,
    "head_sha": SHA,
    "event": "push",
    "conclusion": "success",
    "workflow_id": 3,
    "check_suite_id": 5,
    "actor": ANA,
    "triggering_actor": ANA,
    "repository": {"id": 1},
    "head_repository": {"id": 1},
}
CHECK = {
    "id": 1,
    "name": "test",
    "head_sha": SHA,
    "status": "completed",
    "conclusion": "success",
    "started_at": "2026-11-20T12:00:00Z",
    "app": {"id": 9, "client_id": "Iv1.9"},
    "check_suite": {"id": 5},
}
# What GitHub answers when all is well.
WELL: dict[str, Any] = {
    REPO: {"default_branch": "main"},
    f"{REPO}/actions/runs": {"workflow_runs": [RUN]},
    f"{REPO}/actions/runs/17/artifacts": {
        "artifacts": [{"id": 1, "name": "a", "expired": False, "workflow_run": {"head_sha": SHA}}]
    },
    f"{REPO}/commits/{SHA}/check-runs": {"check_runs": [CHECK]},
    f"{REPO}/commits/{SHA}/status": {"statuses": [{"context": "ci", "state": "success"}]},
    f"{REPO}/rules/branches/main": [
        {"type": "required_status_checks", "parameters": {"required_status_checks": [{"context": "test"}]}}
    ],
    f"{REPO}/branches/main": {
        "protected": True,
        "protection": {
            "required_status_checks": {"contexts": ["a"], "checks": [{"context": "a", "app_id": 3}]}
        },
    },
    f"{REPO}/dependency-graph/compare/{BASE}...{SHA}": [
        {
            "change_type": "added",
            "name": "x",
            "vulnerabilities": [{"severity": "low", "advisory_ghsa_id": "GHSA-1", "advisory_summary": "s"}],
        }
    ],
    f"{REPO}/commits/{SHA}/pulls": [
        {"number": 3, "title": "T", "html_url": "u", "user": ANA, "head": {"sha": SHA}, "merged_at": None}
    ],
    f"{REPO}/pulls/3/reviews": [
        {"user": {"login": "bo"}, "state": "APPROVED", "commit_id": SHA, "author_association": "MEMBER"}
    ],
    f"{REPO}/commits": [{"author": ANA, "commit": {"author": {"email": "ana@harbour.example"}}}],
    "/users/ana": {"email": None},
}


class Told(Api):
    """A GitHub that answers what it was told to."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        super().__init__(self._nobody)
        self._answers = answers

    def _nobody(self) -> Requester:
        raise AssertionError("asked for credentials")

    def request(self, verb: str, path: str, **_: Any) -> Answer:
        if path not in self._answers:
            raise NotFound(f"{verb} {path}", 404)
        if isinstance(told := self._answers[unquote(path)], Exception):
            raise told
        return Answer(200, {}, told)

    def location(self, path: str) -> NoReturn:
        raise NotFound(path, 410)


def look(answers: Mapping[str, Any], evidence: Evidence = GIVEN, artifacts: Artifacts = NOTHING) -> Evidence:
    """Return what Airlock reads of these answers."""
    return measured(Told(answers), DEPLOY, evidence, artifacts, SITE)
