"""The trust boundary: the only place where foreign dictionaries become types."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.domain.answer import is_http
from app.domain.deploy import Key, Request
from app.domain.errors import BadInput, Refused
from app.domain.filter import EVERYTHING, Filter, Outcome
from app.domain.reference import COMMIT, REPOSITORY
from blocks import look
from handlers.typed import Asked, words_of

Payload = Mapping[str, Any]

CARRIED = re.compile(r"([a-z2-7]{12}) (sha256:[0-9a-f]{64})")
ENVIRONMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,99}")
RUN_ID = re.compile(r"[A-Za-z0-9._:/-]{0,100}")
FORMS = {
    "repository": (REPOSITORY, "OWNER/NAME"),
    "environment": (ENVIRONMENT, "the name of an environment in the policy"),
    "sha": (COMMIT, "a commit id of 40 hex digits"),
    "base": (COMMIT, "a commit id of 40 hex digits"),
    "run_id": (RUN_ID, "the CI's run id"),
}
KNOWN = frozenset({*FORMS, "run_attempt", "run_url", "actor", "local_path", "hotfix"})
ACTOR_MAX = 200  # characters
USER = re.compile(r"[UW][A-Z0-9]{2,20}")
CARRIED_MAX = 1000  # characters of what App Home carries


@dataclass(frozen=True)
class Click:
    user: str  # Slack user id, vouched for by Slack
    deploy_id: str
    digest: str  # of the report that was on the card
    trigger_id: str = ""

    @property
    def carried(self) -> str:
        return f"{self.deploy_id} {self.digest}"


def click(body: Payload, action: Payload) -> Click:
    """Return what was clicked. Raises Refused when the button is not one of ours of today."""
    return _click(body, str(action.get("value")), str(body.get("trigger_id")))


def asked(body: Payload) -> Asked:
    """Return the command that somebody gave."""
    trigger = body.get("trigger_id")
    return Asked(str(body["user_id"]), words_of(str(body.get("text") or "")), str(trigger or ""))


def opened_by(body: Payload, view: Payload) -> Click:
    """Return the click that opened a modal. Raises Refused when it carries nothing of ours."""
    return _click(body, str(view.get("private_metadata")))


def user_of(body: Payload) -> str:
    return str(body["user"]["id"])


def page_of(action: Payload) -> int:
    """Return a page number that a button carries; whatever else it carries is page 1."""
    value = str(action.get("value"))
    return int(value) if value.isascii() and value.isdigit() and len(value) <= len("99999") else 1


def filter_of(body: Payload) -> Filter:
    """Return the filter that App Home carries; whatever is not as we wrote it is no filter at all."""
    view = body.get("view")
    written = view.get("private_metadata") if isinstance(view, Mapping) else None
    if not isinstance(written, str) or len(written) > CARRIED_MAX:
        return EVERYTHING
    try:
        held = json.loads(written)
    except (ValueError, RecursionError):
        return EVERYTHING
    if not isinstance(held, Mapping) or not set(held) <= {"environment", "person", "outcome"}:
        return EVERYTHING
    environment, person = _named(held.get("environment")), _user(held.get("person"))
    found = Filter(environment, person, outcome=_outcome(held.get("outcome")))
    is_ours = all(getattr(found, key) is not None for key in held)
    return found if is_ours else EVERYTHING


def narrowed(wanted: Filter, action: Payload) -> Filter:
    """Return the filter after what somebody chose in one of App Home's menus."""
    option = action.get("selected_option")
    value = option.get("value") if isinstance(option, Mapping) else None
    action_id = action.get("action_id")
    if action_id == look.ENVIRONMENT:
        return replace(wanted, environment=_named(value))
    if action_id == look.OUTCOME:
        return replace(wanted, outcome=_outcome(value))
    if action_id == look.PERSON:
        return replace(wanted, person=_user(action.get("selected_user")))
    return EVERYTHING


def _named(value: Any) -> str | None:
    is_name = isinstance(value, str) and 0 < len(value) <= look.ENVIRONMENT_MAX and value.isprintable()
    return value if is_name and value != look.ANY else None


def _user(value: Any) -> str | None:
    return value if isinstance(value, str) and USER.fullmatch(value) else None


def _outcome(value: Any) -> Outcome | None:
    return Outcome(value) if isinstance(value, str) and value in set(Outcome) else None


def request(told: Any) -> Request:
    """Return a deploy request that a CI told. Raises BadInput naming the field."""
    if not isinstance(told, Mapping):
        raise BadInput("body: must be a JSON object.")
    if unknown := sorted(set(told) - KNOWN):
        raise BadInput(f"{unknown[0][:60]}: is not a field; there are {', '.join(sorted(KNOWN))}.")
    key = Key(
        repository=_matched(told, "repository"),
        environment=_matched(told, "environment"),
        sha=_matched(told, "sha"),
        run_id=_matched(told, "run_id", default=""),
        run_attempt=_attempt(told.get("run_attempt", 1)),
    )
    base = _matched(told, "base", default="") or None
    words = (_text(told, "actor"), _text(told, "local_path"), _text(told, "hotfix") or None)
    return Request(key, base, _run_url(told), *words)


def _click(body: Payload, carried: str, trigger_id: str = "") -> Click:
    match = CARRIED.fullmatch(carried)
    if match is None:
        raise Refused("This button is no longer in use; `/deploy status` shows what waits.")
    return Click(user_of(body), match[1], match[2], trigger_id)


def _matched(told: Payload, field: str, default: str | None = None) -> str:
    form, words = FORMS[field]
    value = told.get(field)
    if value is None and default is not None:
        return default
    if field == "run_id" and isinstance(value, int):
        value = str(value)
    if not isinstance(value, str) or not form.fullmatch(value):
        raise BadInput(f"{field}: must be {words}.")
    return value


def _attempt(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 10_000:  # noqa: PLR2004
        raise BadInput("run_attempt: must be a whole number from 1.")
    return value


def _run_url(told: Payload) -> str | None:
    url = told.get("run_url")
    if url is not None and not is_http(url):
        raise BadInput("run_url: must be an http or https URL.")
    return url


def _text(told: Payload, field: str) -> str | None:
    value = told.get(field)
    if value is None or (isinstance(value, str) and len(value) <= ACTOR_MAX and value.isprintable()):
        return value
    raise BadInput(f"{field}: must be a line of text, {ACTOR_MAX} characters at most.")
