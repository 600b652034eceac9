"""The approval that travels with a promotion: read from its envelope, and held against what is wanted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from app.domain import attestation, dsse
from app.domain.attestation import FORM, OURS, PASSED, SHA256, STATEMENT, SUMMARY
from app.domain.deploy import Deploy
from app.domain.errors import BadInput, Refused

SKEW = timedelta(minutes=5)  # how far the clock of who decided may be ahead of the verifier's
TEXT_MAX = 4096  # characters


@dataclass(frozen=True)
class Statement:
    """What was approved, by whom, and until when it may be acted on."""

    deploy: str  # id
    repository: str  # OWNER/NAME
    resource: str  # URI
    sha: str
    environment: str
    policy: str | None  # "sha256:…" of the file whose rules held
    report_digest: str
    decided_by: str  # Slack user id
    decided_at: datetime
    expires: datetime
    override: bool  # one person let it through, past the rules


@dataclass(frozen=True)
class Wanted:
    """What somebody is about to deploy. What is None is not asked for."""

    sha: str
    at: datetime
    repository: str | None = None  # OWNER/NAME, or the statement's resourceUri
    environment: str | None = None
    policy: str | None = None  # "sha256:…"


def sealed(deploy: Deploy, verifier: attestation.Verifier, key_id: str, sign: dsse.Sign) -> dsse.Envelope:
    """Return the signed statement of what was decided. Raises BadInput when nothing was."""
    return dsse.signed(dsse.IN_TOTO, attestation.statement(deploy, verifier), key_id, sign)


def opened(envelope: object, holds: dsse.Holds) -> Statement:
    """Return the statement of an envelope that a trusted key signed. It may be about anything, and old.

    Names that are not known are ignored, as the specifications ask. Raises BadInput.
    """
    told = dsse.read_object(dsse.opened(envelope, dsse.IN_TOTO, holds), "The statement")
    if told.get("_type") != STATEMENT:
        raise BadInput(f"What was signed is no statement of the type {STATEMENT}.")
    if told.get("predicateType") != SUMMARY:
        raise BadInput(f"The statement's predicateType is not {SUMMARY}, so it approves nothing.")
    result = _text(told, "predicate", "verificationResult")
    if result != PASSED:
        raise BadInput(
            "The statement's verificationResult is not PASSED: it says that this was not approved."
        )
    return _read(told)


def check(said: Statement, wanted: Wanted) -> None:
    """Raise Refused unless the statement approves what is wanted, at that time."""
    resources = (said.repository, said.resource)
    if said.sha != wanted.sha.lower():
        raise Refused(f"The approval is for commit {said.sha}, not for {wanted.sha}.")
    if wanted.repository is not None and wanted.repository not in resources:
        raise Refused(f"The approval is for {said.repository}, not for {wanted.repository}.")
    if wanted.environment is not None and said.environment != wanted.environment:
        raise Refused(f"The approval is for {said.environment}, not for {wanted.environment}.")
    if wanted.policy is not None and said.policy != wanted.policy:
        raise Refused(f"The approval was given under the policy {said.policy}, not {wanted.policy}.")
    if wanted.at >= said.expires:
        raise Refused(f"The approval has expired: it held until {attestation.moment(said.expires)}.")
    if wanted.at < said.decided_at - SKEW:
        raise Refused(f"The approval was given at {attestation.moment(said.decided_at)}: set the clock here.")


def is_of(said: Statement, deploy: Deploy) -> bool:
    """Whether it approves this very deploy; it may tell of a decision that was voided since."""
    key = deploy.key
    told = (said.deploy, said.repository, said.sha, said.environment)
    return told == (deploy.id, key.repository, key.sha, key.environment)


def stands(said: Statement, deploy: Deploy) -> bool:
    """Whether it tells of the decision that stands on this deploy; its expiry may be an earlier attempt's."""
    decision = deploy.decision
    if decision is None or not is_of(said, deploy):
        return False
    decided = (said.report_digest, said.decided_by, attestation.moment(said.decided_at))
    return decided == (decision.digest, decision.by, attestation.moment(decision.at))


def _read(told: dict[str, Any]) -> Statement:
    policy = _get(told, "predicate", "policy", "digest", "sha256")
    override = _get(told, "predicate", OURS, "override")
    if not isinstance(override, bool):
        raise BadInput("The statement does not say whether it is an override.")
    return Statement(
        deploy=_text(told, "predicate", OURS, "deploy"),
        repository=_text(told, "predicate", OURS, "repository"),
        resource=_text(told, "predicate", "resourceUri"),
        sha=_commit(told.get("subject")),
        environment=_text(told, "predicate", OURS, "environment"),
        policy=f"{SHA256}{policy}" if isinstance(policy, str) else None,
        report_digest=_text(told, "predicate", OURS, "report_digest"),
        decided_by=_text(told, "predicate", OURS, "decided_by"),
        decided_at=_time(told, "decided_at"),
        expires=_time(told, "expires"),
        override=override,
    )


def _commit(subjects: Any) -> str:
    if not isinstance(subjects, list) or len(subjects) != 1:
        raise BadInput("The statement must have exactly one subject, the commit.")
    return _text(subjects[0], "digest", "gitCommit")


def _time(told: Any, name: str) -> datetime:
    text = _text(told, "predicate", OURS, name)
    try:
        return datetime.strptime(text, FORM).replace(tzinfo=UTC)
    except ValueError as problem:
        raise BadInput(f"The statement's {name} is no time such as 2026-11-20T12:00:00Z.") from problem


def _text(told: Any, *path: str) -> str:
    found = _get(told, *path)
    if not isinstance(found, str) or not found or len(found) > TEXT_MAX:
        raise BadInput(f"The statement says nothing of {path[-1]}.")
    return found


def _get(told: Any, *path: str) -> Any:
    for name in path:
        told = told.get(name) if isinstance(told, Mapping) else None
    return told
