"""The GitHub App as GitHub has it: what it asks for, where it is installed, and how its webhooks fare."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from app.adapters.github.access import GitHub
from app.domain.errors import Transient

MOST_INSTALLATIONS = 100
MOST_REPOSITORIES = 300  # of all installations, at one look
RECENT = 10  # deliveries


@dataclass(frozen=True)
class OurApp:
    """`GET /app`: docs.github.com/en/rest/apps/apps."""

    id: int
    slug: str
    name: str
    url: str  # of its public page
    permissions: Mapping[str, str]
    events: frozenset[str]


@dataclass(frozen=True)
class Installation:
    id: int
    owner: str  # login of the organisation or user
    url: str  # where its owner accepts permissions
    permissions: Mapping[str, str]
    is_suspended: bool


@dataclass(frozen=True)
class Installed:
    """A repository that the App may see."""

    name: str  # OWNER/NAME
    is_private: bool


@dataclass(frozen=True)
class Delivery:
    event: str
    status: str  # in GitHub's words
    is_received: bool


def our_app(github: GitHub) -> OurApp:
    """Return what the App asks for. Raises Transient, BadInput."""
    with known_form("GET /app"):
        found = github.app().get("/app")
        return OurApp(
            id=int(found["id"]),
            slug=str(found.get("slug") or ""),
            name=str(found["name"]),
            url=str(found.get("html_url") or ""),
            permissions=_permissions(found),
            events=frozenset(map(str, found["events"])),
        )


def installations(github: GitHub) -> tuple[Installation, ...]:
    """Return where the App is installed, at most MOST_INSTALLATIONS. Raises Transient, BadInput."""
    with known_form("GET /app/installations"):
        rows = github.app().rows("/app/installations", most=MOST_INSTALLATIONS).rows
        return tuple(
            Installation(
                id=int(row["id"]),
                owner=str((row["account"] or {}).get("login") or (row["account"] or {})["slug"]),
                url=str(row["html_url"]),
                permissions=_permissions(row),
                is_suspended=row.get("suspended_at") is not None,
            )
            for row in rows
        )


def repositories(github: GitHub, installation: Installation) -> Iterator[Installed]:
    """Yield what an installation may see, at most MOST_REPOSITORIES + 1. Raises Transient, BadInput."""
    api = github.installation(installation.id)
    with known_form("GET /installation/repositories"):
        found = api.rows("/installation/repositories", key="repositories", most=MOST_REPOSITORIES + 1)
        for row in found.rows:
            yield Installed(str(row["full_name"]), bool(row["private"]))


def recent_deliveries(github: GitHub) -> tuple[Delivery, ...]:
    """Return the last webhooks, newest first: docs.github.com/en/rest/apps/webhooks. Raises as above."""
    with known_form("GET /app/hook/deliveries"):
        rows = github.app().get("/app/hook/deliveries", per_page=RECENT)
        return tuple(
            Delivery(str(row["event"]), str(row["status"])[:100], 200 <= int(row["status_code"]) < 400)  # noqa: PLR2004
            for row in rows
        )


def _permissions(row: Mapping[str, Any]) -> Mapping[str, str]:
    return {str(name): str(level) for name, level in row["permissions"].items()}


@contextmanager
def known_form(asked: str) -> Iterator[None]:
    """Raise Transient for an answer of a form that nobody knows. `asked`: "GET /path", for the message."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Transient(f"GitHub answered {asked} in a form that Airlock does not know.") from error
