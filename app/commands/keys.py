"""`airlock keys` and `airlock attestation`: what approvals are verified with, and a signed approval."""

import json

import click

from app import wiring
from app.adapters import remote
from app.adapters.ed25519 import PublicKey
from app.domain.errors import BadInput, Missing, Refused, Transient

MADE = "It was made now, in {where}: an Airlock that runs elsewhere signs with another key; ask there."


@click.group()
def keys() -> None:
    """Show the keys that approvals are verified with, or have another one sign."""


@keys.command()
@click.argument("key_id", metavar="[ID]", required=False)
def show(key_id: str | None) -> None:
    """Print the public key that signs now, or the one of ID; its id goes to standard error."""
    parts = wiring.parts()
    if key_id is None:
        is_first = not parts.keyring.is_there
        _print(parts.keyring.signing.public)
        if is_first:
            click.echo(MADE.format(where=parts.settings.airlock_data_dir.absolute()), err=True)
        return
    found = [key for key in _known(parts) if key.id.startswith(key_id)]
    if len(found) != 1 or not key_id:
        raise Missing(f"No single key has an id that begins with `{key_id[:64]}`; see `airlock keys list`.")
    _print(found[0])


@keys.command(name="list")
def list_() -> None:
    """List the key that signs here, and every other one whose signatures still hold."""
    parts = wiring.parts()
    signing = parts.keyring.signing.id
    for key in _known(parts):
        click.echo(f"{key.id}  {'signs here' if key.id == signing else 'is trusted'}")


@keys.command()
def new() -> None:
    """Make another key, which signs from now on; what the old one has signed still holds."""
    made = wiring.parts().keyring.renew()
    _print(made.public)
    click.echo("It signs from now on; give it to every job that verifies, beside the old one.", err=True)


@click.command()
@click.argument("deploy_id", metavar="ID")
def attestation(deploy_id: str) -> None:
    """Print the signed approval of a deploy: a DSSE envelope, one line of JSON."""
    settings = wiring.parts().settings
    if settings.airlock_url is not None:
        envelope = remote.Airlock.of(settings, wiring.now).show(deploy_id).get("attestation")
    else:
        parts = wiring.parts()
        envelope = parts.signer.kept(parts.gate.get(deploy_id))
    if envelope is None:
        raise Refused(f"Nothing is signed for deploy {deploy_id[:40]}: its promotion has not begun.")
    click.echo(json.dumps(envelope))


def _known(parts: wiring.Parts) -> tuple[PublicKey, ...]:
    try:
        return parts.signer.publics()
    except (BadInput, Transient) as problem:
        click.echo(f"Only the keys of this machine: {problem}", err=True)
        return parts.keyring.publics()


def _print(key: PublicKey) -> None:
    click.echo(key.pem, nl=False)
    click.echo(f"key id {key.id}", err=True)
