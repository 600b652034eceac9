"""A waiting run as GitHub itself shows it: which commit, who, and what its jobs wait for."""

import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from app.adapters.github import markdown
from app.adapters.github.access import GitHub
from app.adapters.github.api import Api
from app.adapters.github.refusal import GitHubRefusal, NotFound
from app.domain.answer import is_http
from app.domain.arrival import LONGEST_REPORT, Review, Run
from app.domain.errors import Transient

WORDS_MAX = 500  # characters, before what is foreign in them is escaped
_SHA = re.compile(r"[0-9a-f]{40}")


class Arrivals:
    """The half of `ports.Lookout` that reads one run, and says something beside it."""

    def __init__(self, github: GitHub) -> None:
        self._github = github
        self._slug: str | None = None

    def run(self, repository: str, run_id: int) -> Run:
        try:
            return run_of(self._api(repository).get(f"/repos/{repository}/actions/runs/{run_id}"))
        except GitHubRefusal as refused:
            if refused.status == HTTPStatus.NOT_FOUND:  # also where the App is not installed
                raise NotFound(str(refused), refused.status) from refused
            raise

    def waiting(self, run: Run) -> frozenset[str]:
        told = self._api(run.repository).get(f"{_path(run)}/pending_deployments")
        names = [entry.get("environment", {}).get("name") for entry in _objects(told, "waiting jobs")]
        return frozenset(name for name in names if isinstance(name, str))

    def is_guarded(self, run: Run, environment: str) -> bool:
        where = f"/repos/{run.repository}/environments/{quote(environment, safe='')}"
        try:
            told = self._api(run.repository).get(f"{where}/deployment_protection_rules")
        except NotFound:  # it was deleted while a job waited for it
            return False
        rules = told.get("custom_deployment_protection_rules") if isinstance(told, dict) else None
        apps = [rule.get("app", {}) for rule in _objects(rules, "rules") if rule.get("enabled")]
        return any(app.get("slug") == self._own_slug() for app in apps)

    def reviews(self, run: Run) -> Sequence[Review]:
        told = _objects(self._api(run.repository).get(f"{_path(run)}/approvals"), "reviews")
        return [_review(entry) for entry in told]

    def say(self, run: Run, environment: str, words: str) -> None:
        comment = markdown.told(words, WORDS_MAX)[:LONGEST_REPORT]
        body = {"environment_name": environment, "comment": comment}
        self._api(run.repository).post(f"{_path(run)}/deployment_protection_rule", body)

    def _api(self, repository: str) -> Api:
        return self._github.of(repository)

    def _own_slug(self) -> str:
        """Return our App's name in URLs: its setting may be an id of another kind."""
        if self._slug is None:
            self._slug = str(self._github.app().get("/app").get("slug"))
        return self._slug


def run_of(told: Any) -> Run:
    """Read GitHub's `workflow-run`. Raises Transient when it is none."""
    try:
        attempt, sha, url = int(told["run_attempt"]), str(told["head_sha"]), told.get("html_url")
        conclusion, actor = told.get("conclusion"), told.get("triggering_actor") or told.get("actor")
        run = Run(
            repository=str(told["repository"]["full_name"]),
            id=int(told["id"]),
            attempt=attempt,
            sha=sha,
            event=str(told["event"]),
            status=str(told["status"]),
            conclusion=str(conclusion) if conclusion else None,
            actor=str(actor["login"]) if actor else None,
            url=url if is_http(url) else None,
            changed=str(told.get("updated_at")),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise Transient("GitHub answered with something that is no workflow run.") from problem
    if not _SHA.fullmatch(run.sha):
        raise Transient("GitHub answered with a workflow run of no commit.")
    return run


def _path(run: Run) -> str:
    return f"/repos/{run.repository}/actions/runs/{run.id}"


def _review(told: dict[str, Any]) -> Review:
    environments = [entry.get("name") for entry in told.get("environments") or []]
    by = (told.get("user") or {}).get("login")
    return Review(str(told.get("state")), str(by or "somebody"), frozenset(map(str, environments)))


def _objects(told: Any, what: str) -> list[dict[str, Any]]:
    if not isinstance(told, list):
        raise Transient(f"GitHub answered with something that is no list of {what}.")
    return [entry for entry in told if isinstance(entry, dict)]
