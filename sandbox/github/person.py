"""People, bots and organizations as GitHub shows them inside of other answers."""

from dataclasses import dataclass
from typing import Literal

from sandbox.github.refusal import Json

LINKS = (
    "followers",
    "following",
    "gists",
    "starred",
    "subscriptions",
    "organizations",
    "repos",
    "events",
    "received_events",
)


@dataclass(frozen=True)
class Person:
    login: str
    id: int
    email: str | None = None
    name: str | None = None
    type: Literal["User", "Bot", "Organization"] = "User"


def simple_user(person: Person, origin: str) -> Json:
    """Return the short form: GitHub's schema `simple-user`."""
    url = f"{origin}/api/v3/users/{person.login}"
    return {
        "login": person.login,
        "id": person.id,
        "node_id": f"U_{person.id}",
        "avatar_url": f"{origin}/avatars/{person.login}",
        "gravatar_id": "",
        "url": url,
        "html_url": f"{origin}/{person.login}",
        **{f"{link}_url": f"{url}/{link}" for link in LINKS},
        "type": person.type,
        "site_admin": False,
        "user_view_type": "public",
    }
