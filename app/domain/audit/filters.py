"""Which entries somebody asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.audit.entry import written


@dataclass(frozen=True)
class Filters:
    """What an entry has to be; None asks for nothing."""

    since: datetime | None = None  # aware; this moment and later
    until: datetime | None = None  # aware; before this moment
    environment: str | None = None
    repository: str | None = None
    person: str | None = None  # Slack user id or e-mail

    def keep(self, found: Mapping[str, Any]) -> bool:
        """Whether an export holds the entry: when it is asked for, and always what was pruned."""
        return found["what"] == "prune" or self.asks(found)

    def asks(self, found: Mapping[str, Any]) -> bool:
        """Whether the entry with these fields is asked for."""
        return (
            self._is_in_time(found["at"])
            and self.environment in (None, found["environment"])
            and self.repository in (None, found["repository"])
            and (self.person is None or self._is_by(found["by"]))
        )

    @property
    def named(self) -> dict[str, str]:
        """What was asked for, as an export's head line tells it."""
        asked = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {
            name: written(value) if isinstance(value, datetime) else value
            for name, value in asked.items()
            if value is not None
        }

    def _is_in_time(self, at: object) -> bool:
        if not isinstance(at, str):
            return False
        return not (
            (self.since is not None and at < written(self.since))
            or (self.until is not None and at >= written(self.until))
        )

    def _is_by(self, by: object) -> bool:
        if not isinstance(by, Mapping) or self.person is None:
            return False
        asked = self.person.lower()
        return any(str(by.get(name)).lower() == asked for name in ("id", "email"))
