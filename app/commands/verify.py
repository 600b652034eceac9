"""`airlock verify-approval`: whether a signed approval holds; asks nobody and reads no settings."""

from datetime import UTC, datetime
from pathlib import Path

import click

from app.adapters import ed25519, files
from app.adapters.ed25519 import PublicKey
from app.domain import approval, dsse
from app.domain.approval import Statement, Wanted
from app.domain.attestation import SHA256, moment
from app.domain.errors import BadInput, Refused
from app.domain.reference import is_commit
from app.review.foreign import foreign


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--key",
    "keys",
    required=True,
    multiple=True,
    type=click.Path(path_type=Path),
    help="A public key that is trusted, as `airlock keys show` prints it. May be repeated.",
)
@click.option("--sha", required=True, help="The commit that is about to be deployed, 40 hex digits.")
@click.option("--repository", required=True, help="OWNER/NAME, for a fork has the same commits.")
@click.option("--environment", required=True, help="Where it is about to be deployed.")
@click.option("--policy-digest", help="SHA-256 of the policy file whose rules must have held.")
@click.option("--now", "at", type=click.DateTime(), help="Judge as of this time, UTC; the clock's otherwise.")
def verify_approval(
    file: Path, keys: tuple[Path, ...], at: datetime | None, policy_digest: str | None, **wanted: str
) -> None:
    """Say whether FILE (- is standard input) approves that commit; exit 0 only when it does."""
    if not is_commit(wanted["sha"].lower()):
        raise BadInput("--sha must be a commit's 40 hex digits.")
    trusted = [ed25519.public_key(files.read(key)[: ed25519.PEM_MAX], str(key)) for key in keys]
    policy = policy_digest and SHA256 + policy_digest.removeprefix(SHA256).lower()
    said = _opened(files.read(file), trusted)
    time = at.replace(tzinfo=UTC) if at else datetime.now(UTC)
    approval.check(said, Wanted(at=time, policy=policy, **wanted))
    click.echo(_words(said))


def _opened(content: bytes, trusted: list[PublicKey]) -> Statement:
    """Return the statement. Raises Refused, for what cannot be read approves nothing."""

    def holds(message: bytes, signature: bytes) -> bool:
        return any(key.holds(message, signature) for key in trusted)

    try:
        return approval.opened(dsse.parsed(content), holds)
    except BadInput as problem:
        raise Refused(f"Not approved: {problem}") from problem


def _words(said: Statement) -> str:
    by = "let through past the rules by" if said.override else "approved by"
    return foreign(
        f"{said.sha} of {said.repository} was {by} {said.decided_by} for {said.environment}, "
        f"deploy {said.deploy}, until {moment(said.expires)}."
    )
