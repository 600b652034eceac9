"""Who calls: the App itself by its JWT, an installation by its token, a person by theirs, or nobody."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["app", "installation", "user", "nobody"]

LEVELS = {"none": 0, "read": 1, "write": 2, "admin": 3}


@dataclass(frozen=True)
class Caller:
    kind: Kind
    login: str = ""  # "ana", or "airlock[bot]" for an installation
    installation: int | None = None
    permissions: Mapping[str, str] = field(default_factory=dict)  # permission → read, write or admin
    repositories: frozenset[int] | None = None  # ids that a token is cut down to; None: all of its own
    app_id: int | None = None

    @property
    def rate_key(self) -> str:
        """Return whose rate limit the calls count against."""
        return f"{self.kind}:{self.installation or self.login}"

    def may(self, needs: str) -> bool:
        """Whether the caller holds `permission:level`. People hold everything, nobody only reads."""
        if not needs or self.kind in {"user", "app"}:
            return True
        name, _, level = needs.partition(":")
        if self.kind == "nobody":
            return level == "read"
        return LEVELS[self.permissions.get(name, "none")] >= LEVELS[level]
