"""Who is who in the workspace: standing, e-mail and membership, looked up afresh every minute."""

from collections.abc import Iterable, Mapping
from threading import Lock
from typing import Any

from cachetools import TTLCache, cachedmethod
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from app.adapters.slack import translated
from app.domain.person import Person, Standing

FRESH = 60  # seconds; a removed approver may decide for so long at the most


class People:
    """Implements the people half of `ports.Chat`. Fails closed: what Slack does not say, nobody is."""

    def __init__(self, client: WebClient) -> None:
        self._client = client
        self._cache: TTLCache[Any, Any] = TTLCache(maxsize=10_000, ttl=FRESH)
        self._lock = Lock()

    def person(self, user_id: str, names: Iterable[str]) -> Person:
        """Return the person; `names` are the policy's, and those that hold come back in `belongs_to`."""
        with translated():
            user = self._user(user_id)
            holds = frozenset(name for name in names if self._holds(name, user_id))
        email = (user.get("profile") or {}).get("email")
        standing = _standing(user, self._team())
        return Person(user_id, standing, email.lower() if email else None, holds)

    def person_of(self, email: str, names: Iterable[str]) -> Person | None:
        """Return the member whose address it is, with `names` as above; None when nobody's."""
        with translated():
            user_id = self._id_of(email)
        return self.person(user_id, names) if user_id else None

    def _holds(self, name: str, user_id: str) -> bool:
        if name == user_id:
            return True
        group = self._groups().get(name.lstrip("@")) if name.startswith("@") else name
        return group is not None and group.startswith("S") and user_id in self._members(group)

    @cachedmethod(lambda self: self._cache, key=lambda _, user: ("user", user), lock=lambda self: self._lock)
    def _user(self, user_id: str) -> Mapping[str, Any]:
        return dict(self._client.users_info(user=user_id)["user"])

    @cachedmethod(lambda self: self._cache, key=lambda _, email: ("of", email), lock=lambda self: self._lock)
    def _id_of(self, email: str) -> str | None:
        try:
            return str(self._client.users_lookupByEmail(email=email)["user"]["id"])
        except SlackApiError as error:
            if error.response.get("error") != "users_not_found":
                raise
            return None

    @cachedmethod(lambda self: self._cache, key=lambda _: "groups", lock=lambda self: self._lock)
    def _groups(self) -> Mapping[str, str]:
        groups = self._client.usergroups_list(include_disabled=False)["usergroups"]
        return {group["handle"]: group["id"] for group in groups}

    @cachedmethod(lambda self: self._cache, key=lambda _, group: ("in", group), lock=lambda self: self._lock)
    def _members(self, group: str) -> frozenset[str]:
        return frozenset(self._client.usergroups_users_list(usergroup=group)["users"])

    @cachedmethod(lambda self: self._cache, key=lambda _: "team", lock=lambda self: self._lock)
    def _team(self) -> str:
        return str(self._client.auth_test()["team_id"])


def _standing(user: Mapping[str, Any], team: str) -> Standing:
    """Return what somebody is; `is_stranger` alone misses people who share a channel."""
    if user.get("deleted"):
        return Standing.DEACTIVATED
    if user.get("is_bot") or user.get("is_workflow_bot") or user.get("id") == "USLACKBOT":
        return Standing.BOT
    if user.get("is_stranger") or user.get("team_id") != team:
        return Standing.EXTERNAL
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return Standing.GUEST
    return Standing.MEMBER
