"""`airlock github manifest`: what the GitHub App is to be, and how to create it in five minutes."""

import json
import re

import click

from app import settings as configuration
from app import wiring
from app.adapters.github.manifest import WEBHOOKS, manifest, registration
from app.domain.address import is_url
from app.domain.errors import BadInput

LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})")  # of a user or an organisation
NAME_MAX = 34  # characters of an App's name; docs.github.com/en/apps/creating-github-apps


@click.group()
def github() -> None:
    """Set up the GitHub App."""


@github.command("manifest")
@click.option("--org", help="The organisation that is to own the App.  [default: you]")
@click.option(
    "--url",
    help="Where GitHub reaches `airlock web`, as in https://airlock.example.com.  "
    "[default: AIRLOCK_URL, else nowhere]",
)
@click.option("--name", help="Of the App; no other App may have it.  [default: Airlock and the organisation]")
def print_manifest(org: str | None, url: str | None, name: str | None) -> None:
    """Print the App's manifest, and on standard error the steps that create it."""
    settings = configuration.load()
    address = _address(url or settings.airlock_url)
    if org is not None and not LOGIN.fullmatch(org):
        raise BadInput(f"--org: `{org[:60]}` is no organisation; give its name as in github.com/NAME.")
    name = (name or f"Airlock {org or ''}").strip()[: None if name else NAME_MAX]
    if len(name) > NAME_MAX:
        raise BadInput(f"--name: at most {NAME_MAX} characters.")
    told = manifest(address, name)
    click.echo(json.dumps(told, indent=2))
    link = registration(wiring.github_credentials(settings).web_url, org, told)
    for line in _steps(link, address):
        click.echo(line, err=True)


def _address(url: str | None) -> str | None:
    if url is None:
        return None
    if not is_url(url, "https"):
        raise BadInput(f"--url: `{url[:80]}` must be an https URL that GitHub can reach, or be left out.")
    return url.rstrip("/")


def _steps(link: str, address: str | None) -> list[str]:
    pushed = "   Webhook secret: paste what `openssl rand -hex 32` prints; it is GITHUB_WEBHOOK_SECRET."
    polled = "   No webhook: Airlock asks GitHub for waiting runs every AIRLOCK_GITHUB_POLL (30s)."
    return [
        "",
        "1. Open this link, logged in to GitHub as an owner; look it through, and press “Create GitHub App”:",
        "",
        f"   {link}",
        "",
        pushed if address else polled,
        "2. Copy “App ID” to GITHUB_APP_ID. Press “Generate a private key”; its file is",
        "   GITHUB_APP_PRIVATE_KEY_FILE.",
        "3. “Install App”: on the repositories that Airlock is to guard, and no others.",
        "4. In each: .github/airlock.yml on the default branch; then Settings → Environments → production:",
        "   tick Airlock under “Deployment protection rules”, untick “Allow administrators to bypass",
        "   configured protection rules”, save.",
        "5. Start Airlock; `airlock doctor` says what is missing.",
        *([f"   GitHub sends webhooks to {address}{WEBHOOKS}."] if address else []),
        f"   All of it can be changed later under {link.partition('/new?')[0]}.",
    ]
