"""Who is who in the workspace: standing, e-mail and membership, looked up afresh every minute."""

import re
from collections.abc import Callable, Iterable, Mapping
from threading import Lock
from time import monotonic
from typing import Any, TypeVar

from cachetools import TTLCache, cachedmethod
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from app.adapters.peoplememory import Answers, Memory
from app.adapters.slack import translated
from app.domain.email import mailbox
from app.domain.errors import BadInput
from app.domain.freeze import parse_zone
from app.domain.link import logins_of
from app.domain.person import Person, Standing
from app.domain.policy import People as Known
from app.ports.people import NOBODY

Answer = TypeVar("Answer")
FRESH = 60  # seconds; a removed approver may decide for so long at the most
ADDRESS_MAX = 254  # characters
_ADDRESS = re.compile(r"[!-?A-~]{1,64}@[a-z0-9][a-z0-9.-]*")
# What Slack says of a user group that was deleted, or of any where the plan has none.
NO_GROUP = frozenset({"no_such_subteam", "plan_upgrade_required"})


class People:
    """Implements the people half of `ports.Chat`. Fails closed: what Slack does not say, nobody is."""

    def __init__(
        self,
        client: WebClient,
        timer: Callable[[], float] = monotonic,
        memory: Memory | None = None,
        answers: Answers | None = None,
    ) -> None:
        """`timer` counts the seconds for which an answer is fresh; `answers` are nothing to decide by."""
        self._client = client
        self._memory = memory
        self._answers = answers
        self._cache: TTLCache[Any, Any] = TTLCache(maxsize=10_000, ttl=FRESH, timer=timer)
        self._lock = Lock()

    def person(self, user_id: str, names: Iterable[str], people: Known = NOBODY) -> Person:
        """Return the person; `names` are the policy's, and those that hold come back in `belongs_to`."""
        with translated():
            user = self._user(user_id)
            holds = frozenset(name for name in names if self._holds(name, user_id))
            standing = _standing(user, self._team())
        email = str((user.get("profile") or {}).get("email") or "").lower() or None
        links = self._memory.links.of(user_id) if self._memory else ()
        logins, claims = logins_of([user_id, *([email] if email else [])], links, people)
        return Person(user_id, standing, email, holds, logins, claims)

    def person_of(self, email: str, names: Iterable[str]) -> Person | None:
        """Return the member whose address it is, with `names` as above; None when nobody's."""
        with translated():
            user_id = self._id_of(email)
        return self.person(user_id, names) if user_id else None

    def afresh(self) -> "People":
        """Return the same with nothing remembered: a review may take longer than an answer is fresh."""
        return People(self._client, memory=self._memory)

    def lately(self) -> "People":
        """Return the same with what any worker was told in the last minute, for twenty reviews a minute."""
        answers = self._memory.answers if self._memory else None
        return People(self._client, memory=self._memory, answers=answers)

    def members(self, names: Iterable[str]) -> Mapping[str, frozenset[str] | None]:
        """Return who is behind each name; None for what is no user group in Slack."""
        with translated():
            return {name: self._behind(name) for name in names}

    def user_of(self, email: str) -> str | None:
        """Return the id of the member whose address it is, or whose it is without the +tag."""
        for address in dict.fromkeys((email.strip().lower(), mailbox(email))):
            if is_plausible(address) and (user_id := self._remembered(address)):
                return user_id
        return None

    def zone(self, user_id: str) -> str | None:
        """Return the name of the zone that somebody's profile tells, when it is one that is known here."""
        with translated():
            name = self._user(user_id).get("tz")
        try:
            return parse_zone(name).key if isinstance(name, str) else None
        except BadInput:
            return None

    def mentions(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return for each of the policy's names the id that calls it; a name nobody has stays a name."""
        with translated():
            return tuple(
                self._groups().get(name[1:], name) if name.startswith("@") else name for name in names
            )

    def _holds(self, name: str, user_id: str) -> bool:
        return name == user_id or user_id in (self._behind(name) or ())

    def _behind(self, name: str) -> frozenset[str] | None:
        if name[:1] in {"U", "W"}:
            return frozenset({name})
        try:
            known = self._groups()
            group = known.get(name.removeprefix("@")) if name.startswith("@") else name
            return self._members(group) if group and group in known.values() else None
        except SlackApiError as error:
            if error.response.get("error") not in NO_GROUP:
                raise
            return None

    def _remembered(self, email: str) -> str | None:
        known = self._memory.addresses.get(email) if self._memory else None
        if known is None:
            with translated():
                known = self._id_of(email) or ""
            if self._memory:
                self._memory.addresses.put(email, known)
        return known or None

    @cachedmethod(lambda self: self._cache, key=lambda _, user: ("user", user), lock=lambda self: self._lock)
    def _user(self, user_id: str) -> Mapping[str, Any]:
        return self._said(f"user {user_id}", lambda: dict(self._client.users_info(user=user_id)["user"]))

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
        return self._said("groups", lambda: _by_handle(self._client))

    @cachedmethod(lambda self: self._cache, key=lambda _, group: ("in", group), lock=lambda self: self._lock)
    def _members(self, group: str) -> frozenset[str]:
        users = self._client.usergroups_users_list
        return frozenset(self._said(f"group {group}", lambda: list(users(usergroup=group)["users"])))

    @cachedmethod(lambda self: self._cache, key=lambda _: "team", lock=lambda self: self._lock)
    def _team(self) -> str:
        return self._said("team", lambda: str(self._client.auth_test()["team_id"]))

    def _said(self, name: str, ask: Callable[[], Answer]) -> Answer:
        """Return what Slack says, or said to another worker a moment ago where that will do."""
        known: Answer | None = self._answers.get(name) if self._answers else None
        if known is None:
            known = ask()
            if self._answers:
                self._answers.put(name, known)
        return known


def is_plausible(address: str) -> bool:
    """Whether Slack may be asked for it: a commit may give anything as its author's."""
    return len(address) <= ADDRESS_MAX and _ADDRESS.fullmatch(address) is not None


def _by_handle(client: WebClient) -> dict[str, str]:
    groups = client.usergroups_list(include_disabled=False)["usergroups"]
    return {group["handle"]: group["id"] for group in groups}


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
