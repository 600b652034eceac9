"""What an approval says to the outside: an in-toto statement that holds a verification summary.

github.com/in-toto/attestation, spec/v1/statement.md; slsa.dev/spec/v1.1/verification_summary.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from app.domain.audit.canonical import canonical
from app.domain.deploy import Decision, Deploy
from app.domain.errors import BadInput
from app.domain.table import is_approved

STATEMENT = "https://in-toto.io/Statement/v1"
SUMMARY = "https://slsa.dev/verification_summary/v1"
OURS = "urn:airlock:approval:v1"  # what Airlock adds; extension fields of a summary have URIs as names
VERIFIER = "urn:airlock"  # who says so, where AIRLOCK_URL is not set
APPROVED, OVERRIDDEN = "AIRLOCK_APPROVED", "AIRLOCK_OVERRIDDEN"  # own levels must not begin with SLSA_
PASSED = "PASSED"
FORM = "%Y-%m-%dT%H:%M:%SZ"  # RFC 3339 in UTC, as in-toto's field_types.md asks
SHA256 = "sha256:"


@dataclass(frozen=True)
class Verifier:
    """Who says that it was approved. Nothing here may differ between two attempts at one promotion."""

    id: str  # URI
    version: str  # of Airlock
    web_url: str | None = None  # where OWNER/NAME is to be fetched; None: nowhere that others know


def statement(deploy: Deploy, verifier: Verifier) -> bytes:
    """Return what people decided on this deploy as canonical JSON. Raises BadInput when they have not."""
    decision = deploy.decision
    if decision is None or decision.digest is None or not is_approved(deploy):
        raise BadInput(f"Deploy {deploy.id} was not approved, so there is nothing to sign.")
    uri = resource(deploy, verifier.web_url)
    subject = {"name": uri or deploy.key.repository, "digest": {"gitCommit": deploy.key.sha}}
    return canonical(
        {
            "_type": STATEMENT,
            "subject": [subject],
            "predicateType": SUMMARY,
            "predicate": _summary(deploy, decision, verifier),
        }
    )


def resource(deploy: Deploy, web_url: str | None) -> str | None:
    """Return where the commit is to be had, in SPDX's form; None for a repository on Airlock's own disk."""
    if web_url is None or deploy.request.local_path is not None:
        return None
    return f"git+{web_url}/{quote(deploy.key.repository)}"


def _summary(deploy: Deploy, decision: Decision, verifier: Verifier) -> dict[str, Any]:
    key, digest = deploy.key, decision.digest or ""
    named = f"{quote(key.repository)}:{quote(key.environment, safe='')}"
    policy = _digest(deploy.rules.policy if deploy.rules else "")
    return {
        "verifier": {"id": verifier.id, "version": {"airlock": verifier.version}},
        "timeVerified": moment(decision.at),
        "resourceUri": resource(deploy, verifier.web_url)
        or f"urn:airlock:repository:{quote(key.repository)}",
        "policy": {"uri": f"urn:airlock:policy:{named}", **policy},
        "inputAttestations": [{"uri": f"urn:airlock:report:{digest}", **_digest(digest)}],
        "verificationResult": PASSED,
        "verifiedLevels": [OVERRIDDEN if deploy.is_overridden else APPROVED],
        OURS: _ours(deploy, decision),
    }


def _ours(deploy: Deploy, decision: Decision) -> dict[str, Any]:
    key = deploy.key
    counted = [given for given in deploy.approvals if given.digest == decision.digest]
    return {
        "deploy": deploy.id,
        "repository": key.repository,
        "environment": key.environment,
        "run_id": key.run_id,
        "run_attempt": key.run_attempt,
        "report_digest": decision.digest,
        "decided_by": decision.by,
        "decided_at": moment(decision.at),
        "rule": decision.rule,
        "approvals": [{"by": given.by, "at": moment(given.at)} for given in counted],
        "override": deploy.is_overridden,
        "expires": moment(_expiry(deploy)),
    }


def _expiry(deploy: Deploy) -> datetime:
    """Return until when it may be acted on: until the CI has to have answered."""
    if deploy.promotion is None or deploy.promotion.answer_by is None:
        raise BadInput(f"Deploy {deploy.id} waits in line, so its approval is not handed out yet.")
    return deploy.promotion.answer_by


def _digest(digest: str) -> Mapping[str, Any]:
    """Return a digest as in-toto writes it; nothing where none was recorded."""
    return {"digest": {"sha256": digest.removeprefix(SHA256)}} if digest.startswith(SHA256) else {}


def moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime(FORM)
