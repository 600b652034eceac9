"""What is known of people beside what Slack says now: of where it is kept, only what may be asked."""

from dataclasses import dataclass
from typing import Any, Protocol

from app.ports import Links


class Addresses(Protocol):
    """Where it is remembered whose an address is."""

    def get(self, email: str) -> str | None: ...
    def put(self, email: str, user_id: str | None) -> None: ...


class Answers(Protocol):
    """What Slack has said lately, for all processes; JSON values."""

    def get(self, name: str) -> Any: ...
    def put(self, name: str, answer: Any) -> None: ...


@dataclass(frozen=True)
class Memory:
    """What is known of people beside what Slack says."""

    links: Links
    addresses: Addresses
    answers: Answers | None = None
