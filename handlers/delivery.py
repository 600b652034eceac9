"""The trust boundary for GitHub's webhooks: the only place where their payloads become types."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from app.domain import pullmark
from app.domain.arrival import Arrival, Checked, Hook, Mail, Moved, Proposed
from app.domain.callback import run_of
from app.domain.errors import BadInput
from app.domain.reference import is_commit, is_repository

Payload = Mapping[str, Any]

_GUID = re.compile(r"[0-9A-Za-z-]{1,100}")  # a UUID, as it happens
LONGEST_ENVIRONMENT = 255  # characters; docs.github.com/en/rest/deployments/environments
LARGEST_ID = 1 << 63


def guid(header: str) -> str:
    """Return the delivery's own id. Raises BadInput."""
    if not _GUID.fullmatch(header):
        raise BadInput("X-GitHub-Delivery: must be the id of a delivery.")
    return header


def mail(event: str, payload: Any, hook: Hook) -> Mail | None:
    """Return what a webhook asks for; None when nothing is to be done. Raises BadInput naming the field."""
    if not isinstance(payload, Mapping):
        raise BadInput("body: must be a JSON object.")
    action = payload.get("action")
    if event in EVENTS and not isinstance(action, str):
        raise BadInput("action: must be text.")
    read = _EVENTS.get((event, action)) if event in EVENTS else None
    return read(payload, hook) if read else None


def _arrival(payload: Payload, hook: Hook) -> Mail:
    repository, environment = _repository(payload), payload.get("environment")
    callback = payload.get("deployment_callback_url")
    if not isinstance(callback, str):
        raise BadInput("deployment_callback_url: must be a URL.")
    run_id = run_of(callback, hook.api_url, repository)
    if not _is_environment(environment):
        raise BadInput(f"environment: must be a name of {LONGEST_ENVIRONMENT} characters at most.")
    sha = _sha(payload, "deployment", "sha") if payload.get("deployment") is not None else ""
    return Arrival(repository, run_id, str(environment), sha)


def _moved_run(payload: Payload, _: Hook) -> Mail | None:
    if payload.get("workflow_run") is None:  # as GitHub's description allows for a review
        return None
    return Moved(_repository(payload), str(_id(payload, "workflow_run", "id")))


def _moved_job(payload: Payload, _: Hook) -> Mail:
    return Moved(_repository(payload), str(_id(payload, "workflow_job", "run_id")))


def _moved_deployment(payload: Payload, _: Hook) -> Mail:
    return Moved(_repository(payload), _sha(payload, "deployment", "sha"))


def _checked(of: str) -> Callable[[Payload, Hook], Mail | None]:
    def read(payload: Payload, hook: Hook) -> Mail | None:
        """Leave our own check run out: each look at it would redraw it, and so on for ever."""
        app = _object(payload, of).get("app")
        ours = isinstance(app, Mapping) and hook.app_id in (str(app.get("id")), app.get("client_id"))
        return None if ours else Checked(_repository(payload), _sha(payload, of, "head_sha"))

    return read


def _proposed(payload: Payload, _: Hook) -> Mail:
    return Proposed(_repository(payload), _id(payload, "pull_request", "number"))


def _proposed_elsewhere(payload: Payload, hook: Hook) -> Mail | None:
    """Of all that can be edited, only the branch that it goes into says what it changes."""
    changes = payload.get("changes")
    return _proposed(payload, hook) if isinstance(changes, Mapping) and "base" in changes else None


def _asked_again(payload: Payload, _: Hook) -> Mail | None:
    """Read the pull request that a check of ours is about from what we wrote on it."""
    told = pullmark.number_of(_object(payload, "check_run").get("external_id"))
    return Proposed(_repository(payload), told) if told else None


# (X-GitHub-Event, action) → what it asks for. Whatever is not here is answered, and nothing done.
_EVENTS: Mapping[tuple[str, Any], Callable[[Payload, Hook], Mail | None]] = {
    ("deployment_protection_rule", "requested"): _arrival,
    ("workflow_run", "in_progress"): _moved_run,
    ("workflow_run", "completed"): _moved_run,
    ("workflow_job", "in_progress"): _moved_job,
    ("workflow_job", "completed"): _moved_job,
    ("deployment_review", "approved"): _moved_run,
    ("deployment_review", "rejected"): _moved_run,
    ("deployment_status", "created"): _moved_deployment,
    ("check_run", "completed"): _checked("check_run"),
    ("check_suite", "completed"): _checked("check_suite"),
    ("check_run", "rerequested"): _asked_again,
    ("pull_request", "opened"): _proposed,
    ("pull_request", "synchronize"): _proposed,
    ("pull_request", "reopened"): _proposed,
    ("pull_request", "ready_for_review"): _proposed,
    ("pull_request", "edited"): _proposed_elsewhere,
    ("pull_request_review", "submitted"): _proposed,
    ("pull_request_review", "edited"): _proposed,
    ("pull_request_review", "dismissed"): _proposed,
}
EVENTS = frozenset(event for event, _ in _EVENTS)


def _object(payload: Payload, field: str) -> Payload:
    value = payload.get(field)
    if not isinstance(value, Mapping):
        raise BadInput(f"{field}: must be an object.")
    return value


def _repository(payload: Payload) -> str:
    name = _object(payload, "repository").get("full_name")
    if not is_repository(name):
        raise BadInput("repository.full_name: must be OWNER/NAME.")
    return str(name)


def _id(payload: Payload, of: str, field: str) -> int:
    value = _object(payload, of).get(field)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < LARGEST_ID:
        raise BadInput(f"{of}.{field}: must be an id.")
    return value


def _sha(payload: Payload, of: str, field: str) -> str:
    value = _object(payload, of).get(field)
    if not is_commit(value):
        raise BadInput(f"{of}.{field}: must be a commit id of 40 hex digits.")
    return str(value)


def _is_environment(name: object) -> bool:
    return isinstance(name, str) and 0 < len(name) <= LONGEST_ENVIRONMENT and name.isprintable()
