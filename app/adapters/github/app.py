"""The GitHub App as GitHub has it: what it asks for, where it is installed, and how its webhooks fare."""

from collections.abc import Mapping

from pydantic import AwareDatetime, BaseModel, Field

from app.adapters.github.access import GitHub
from app.adapters.github.answers import read

MOST_INSTALLATIONS = 100
MOST_REPOSITORIES = 300  # of all installations, at one look
RECENT = 10  # deliveries


class OurApp(BaseModel):
    """`GET /app`: docs.github.com/en/rest/apps/apps."""

    id: int
    name: str
    url: str = Field(default="", validation_alias="html_url")  # of its public page
    permissions: Mapping[str, str]
    events: frozenset[str]


class _Owner(BaseModel):
    login: str = ""
    slug: str = ""  # of an enterprise, which has no login


class Installation(BaseModel):
    id: int
    account: _Owner
    url: str = Field(validation_alias="html_url")  # where its owner accepts permissions
    permissions: Mapping[str, str]
    suspended_at: str | None = None

    @property
    def owner(self) -> str:
        """The organisation, user or enterprise."""
        return self.account.login or self.account.slug

    @property
    def is_suspended(self) -> bool:
        return self.suspended_at is not None


class Installed(BaseModel):
    """A repository that the App may see."""

    name: str = Field(validation_alias="full_name")  # OWNER/NAME
    is_archived: bool = Field(default=False, validation_alias="archived")


class Delivery(BaseModel):
    """A webhook that was sent: docs.github.com/en/rest/apps/webhooks."""

    id: int
    guid: str
    event: str
    status: str  # in GitHub's words
    status_code: int
    delivered_at: AwareDatetime

    @property
    def is_received(self) -> bool:
        return 200 <= self.status_code < 400  # noqa: PLR2004


def our_app(github: GitHub) -> OurApp:
    """Return what the App asks for. Raises Transient, BadInput."""
    return read(OurApp, github.app().get("/app"), "GET /app")


def installations(github: GitHub, most: int = MOST_INSTALLATIONS) -> list[Installation]:
    """Return where the App is installed. Raises Transient, BadInput."""
    path = "/app/installations"
    return read(list[Installation], github.app().rows(path, most=most).rows, f"GET {path}")


def repositories(
    github: GitHub, installation: Installation, most: int = MOST_REPOSITORIES + 1
) -> list[Installed]:
    """Return what an installation may see. Raises Transient, BadInput."""
    path = "/installation/repositories"
    found = github.installation(installation.id).rows(path, key="repositories", most=most)
    return read(list[Installed], found.rows, f"GET {path}")


def recent_deliveries(github: GitHub) -> list[Delivery]:
    """Return the last webhooks, newest first. Raises Transient, BadInput."""
    path = "/app/hook/deliveries"
    return read(list[Delivery], github.app().get(path, per_page=RECENT), f"GET {path}")


def lost_deliveries(github: GitHub, most: int) -> list[Delivery]:
    """Return the webhooks that did not get through, newest first. Raises Transient, BadInput."""
    path = "/app/hook/deliveries"
    rows = github.app().rows(path, status="failure", most=most).rows
    return read(list[Delivery], rows, f"GET {path}")
