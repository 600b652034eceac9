"""Errors that nobody expected, reported to Sentry: what failed and where, and nothing that it held."""

import re
import time
from collections.abc import Callable, Mapping
from http.client import HTTPException
from importlib.metadata import version
from typing import Any

import sentry_sdk
from sentry_sdk.integrations import Integration
from sentry_sdk.integrations.aiohttp import AioHttpIntegration
from sentry_sdk.integrations.atexit import AtexitIntegration
from sentry_sdk.integrations.dedupe import DedupeIntegration
from sentry_sdk.integrations.excepthook import ExcepthookIntegration
from sentry_sdk.integrations.logging import LoggingIntegration
from sentry_sdk.integrations.rq import RqIntegration
from sentry_sdk.integrations.threading import ThreadingIntegration
from slack_sdk.errors import SlackClientError
from websocket import WebSocketException

from app.about import deploy_at_hand
from app.domain.errors import BadInput, Refused, Transient
from app.redact import mask_for
from app.settings import Settings

IsNews = Callable[[str, str | None], bool]

QUIET = 3600.0  # seconds
REMEMBERED = 1000  # faults
LIBRARIES = {"slack_bolt", "slack_sdk"}
AWAY = (OSError, HTTPException, SlackClientError, WebSocketException)
LONGEST = 200  # characters of a message: enough for a sentence, too short for a diff
ANSWERS = (BadInput, Refused, Transient, KeyboardInterrupt)  # expected, told to those whom they concern

# What a report may hold. A list of what it may not hold would miss what the next version of the SDK adds.
_KEPT = {"event_id", "timestamp", "level", "platform", "release", "environment"}
_KEPT |= {"sdk", "server_name", "logger", "transaction"}
_KEPT_OF_FRAME = {"filename", "abs_path", "function", "module", "lineno", "in_app"}
_DEPLOY_ID = re.compile(r"\b[a-z2-7]{12}\b")  # app.domain.deploy.Key.deploy_id
_KEPT_OF_MECHANISM = {"type", "handled"}


def init_sentry(settings: Settings, is_news: IsNews = lambda *_: True) -> None:
    """From here on, report what nobody caught, what ends a job or a request, and logged errors.

    `is_news`: whether a fault, of a deploy, is to be told; it may raise Transient.
    """
    if settings.sentry_dsn is None:
        return
    mask, quiet = mask_for(settings), Quiet(is_news)

    def told(event: Any, hint: Mapping[str, Any]) -> Any:
        found = report(event, hint, mask)
        return found if found is not None and quiet.lets_through(found) else None

    sentry_sdk.init(
        dsn=settings.sentry_dsn,
        release=f"airlock@{version('airlock')}",
        before_send=told,
        before_breadcrumb=lambda *_: None,
        integrations=_integrations(),
        default_integrations=False,
        auto_enabling_integrations=False,
        auto_session_tracking=False,
        send_client_reports=False,
        send_default_pii=False,
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
    )


def report(event: Any, hint: Mapping[str, Any], mask: Callable[[str], str]) -> Any:
    """Return what may be told of an event, or None when it is an answer and no fault."""
    kind = (hint.get("exc_info") or (None,))[0]
    if (kind is not None and issubclass(kind, ANSWERS)) or _is_slack_away(event, kind):
        return None
    told = _only(_KEPT, event)
    if "exception" in event:
        told["exception"] = {"values": [_exception(value) for value in event["exception"]["values"]]}
    if "logentry" in event:
        told["logentry"] = {"message": _brief(event["logentry"].get("message"))}
    if deploy := _deploy(event):
        told["tags"] = {"deploy": deploy}
    return _masked(told, mask)


def _exception(value: Mapping[str, Any]) -> dict[str, Any]:
    frames = (value.get("stacktrace") or {}).get("frames") or []
    return {
        "type": value.get("type"),
        "module": value.get("module"),
        "value": _brief(value.get("value")),
        "mechanism": _only(_KEPT_OF_MECHANISM, value.get("mechanism") or {}),
        "stacktrace": {"frames": [_only(_KEPT_OF_FRAME, frame) for frame in frames]},
    }


def _only(names: set[str], of: Mapping[str, Any]) -> dict[str, Any]:
    return {name: of[name] for name in of.keys() & names}


def _brief(text: object) -> str:
    first, *_ = str(text or "").splitlines() or [""]
    return first[:LONGEST]


def _is_slack_away(event: Mapping[str, Any], kind: type[BaseException] | None) -> bool:
    """Whether Slack's library says that it has no connection: /readyz tells that, and it is no fault."""
    is_library = str(event.get("logger")).partition(".")[0] in LIBRARIES
    return is_library and (kind is None or issubclass(kind, AWAY))


def _deploy(event: Mapping[str, Any]) -> str | None:
    """Return the deploy that it was about: as the log says, the job's description, or the request's path."""
    extra = event.get("extra", {})
    told = extra.get("deploy") or extra.get("rq-job", {}).get("description") or deploy_at_hand()
    _, _, path = str((event.get("request") or {}).get("url")).partition("/deploys/")
    found = _DEPLOY_ID.search(str(told)) or _DEPLOY_ID.match(path)
    return found and found[0]


class Quiet:
    """Lets a fault through that has not been told lately, by this process or another."""

    def __init__(self, is_news: IsNews) -> None:
        self._is_news = is_news
        self._told: dict[tuple[str, str | None], float] = {}

    def lets_through(self, event: Mapping[str, Any]) -> bool:
        fault, deploy = _fault(event), event.get("tags", {}).get("deploy")
        now, last = time.monotonic(), self._told.get((fault, deploy))
        if last is not None and now < last + QUIET:
            return False
        if len(self._told) >= REMEMBERED:
            self._told.clear()
        self._told[fault, deploy] = now
        try:
            return self._is_news(fault, deploy)
        except Transient:  # it is better told twice than not at all
            return True


def _fault(event: Mapping[str, Any]) -> str:
    """Return what two events of one fault have in common: where it was raised, or what was logged."""
    errors = event.get("exception", {}).get("values", ())
    frames = [frame for error in errors for frame in error["stacktrace"]["frames"]]
    where = [f"{frame.get('module')}:{frame.get('lineno')}" for frame in frames]
    said = [] if errors else [str(event.get("logger")), str(event.get("logentry"))]
    return "\n".join([*(str(error["type"]) for error in errors), *where, *said])


def _masked(value: Any, mask: Callable[[str], str]) -> Any:
    match value:
        case str():
            return mask(value)
        case dict():
            return {name: _masked(entry, mask) for name, entry in value.items()}
        case list():
            return [_masked(entry, mask) for entry in value]
        case _:
            return value


def _integrations() -> list[Integration]:
    return [
        AioHttpIntegration(),
        AtexitIntegration(callback=lambda *_: None),
        DedupeIntegration(),
        ExcepthookIntegration(),
        LoggingIntegration(level=None),
        RqIntegration(),
        ThreadingIntegration(),
    ]
