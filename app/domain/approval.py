"""The approval that travels with a promotion: a statement of what was decided, and a signature on it."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

from app.domain.deploy import Deploy
from app.domain.errors import BadInput

SCHEMA = 1
PREFIX = "sha256="
FORM = "%Y-%m-%dT%H:%M:%SZ"  # RFC 3339, UTC
STATEMENT_MAX = 4096  # characters


@dataclass(frozen=True)
class Statement:
    """What was approved, by whom, and until when it may be acted on."""

    deploy: str  # id
    repository: str  # OWNER/NAME
    sha: str  # 40 hex digits
    environment: str
    report_digest: str
    decided_by: str  # Slack user id
    decided_at: datetime
    expires: datetime


def statement_of(deploy: Deploy) -> Statement:
    """Return what the decision on this deploy says. Raises BadInput when there is none on a report."""
    decision, promotion = deploy.decision, deploy.promotion
    if decision is None or decision.digest is None or promotion is None:
        raise BadInput(f"Deploy {deploy.id} was not approved, so there is nothing to sign.")
    key = deploy.key
    return Statement(
        deploy.id,
        key.repository,
        key.sha,
        key.environment,
        decision.digest,
        decision.by,
        decision.at.replace(microsecond=0),
        promotion.answer_by.replace(microsecond=0),
    )


def written(statement: Statement) -> str:
    """Return the statement as canonical JSON: sorted keys, no spaces, times in whole seconds of UTC."""
    held = {field.name: _plain(getattr(statement, field.name)) for field in fields(Statement)}
    return json.dumps({**held, "schema": SCHEMA}, sort_keys=True, separators=(",", ":"))


def sealed(secret: str, statement: Statement) -> dict[str, str]:
    """Return the envelope that goes along: the statement's exact text, and its signature."""
    text = written(statement)
    return {"deploy": statement.deploy, "statement": text, "signature": _sign(secret, text)}


def opened(secret: str, envelope: object) -> Statement:
    """Return the statement of an envelope that we sealed. Raises BadInput. It may have expired."""
    text, signature = _parts(envelope)
    if not hmac.compare_digest(_sign(secret, text).encode(), signature.encode("utf-8", "surrogatepass")):
        raise BadInput("The approval's signature does not hold: it was not sealed with AIRLOCK_CI_SECRET.")
    return _read(text)


def _parts(envelope: object) -> tuple[str, str]:
    held = envelope if isinstance(envelope, Mapping) else {}
    text, signature = held.get("statement"), held.get("signature")
    if not isinstance(text, str) or not isinstance(signature, str) or len(text) > STATEMENT_MAX:
        raise BadInput("This is no approval: it has no statement with a signature.")
    return text, signature


def _read(text: str) -> Statement:
    try:
        told: dict[str, Any] = dict(json.loads(text))
        if told.pop("schema") != SCHEMA:
            raise BadInput("The approval is of another version of Airlock.")
        times = {name: datetime.strptime(told[name], FORM).replace(tzinfo=UTC) for name in _TIMES}
        return Statement(**{**told, **times})
    except (ValueError, KeyError, TypeError) as problem:
        raise BadInput("The approval cannot be read.") from problem


_TIMES = ("decided_at", "expires")


def _plain(value: str | datetime) -> str:
    return value.astimezone(UTC).strftime(FORM) if isinstance(value, datetime) else value


def _sign(secret: str, text: str) -> str:
    """Sign the text alone: it begins with a brace, so it never passes for a signed request's `time.body`."""
    digest = hmac.new(secret.encode(), text.encode("utf-8", "surrogatepass"), hashlib.sha256)
    return PREFIX + digest.hexdigest()
