"""What the handlers register, written down in place of Bolt."""

from collections.abc import Callable
from dataclasses import dataclass, field
from re import Pattern
from typing import Any, cast

from slack_bolt import App

from app.ports import Parts
from handlers import register

Constraint = str | Pattern[str]


@dataclass
class Listeners:
    """Stands where Bolt's App does at registration."""

    actions: list[Constraint] = field(default_factory=list)
    views: list[Constraint] = field(default_factory=list)
    events: list[Constraint] = field(default_factory=list)
    commands: list[Constraint] = field(default_factory=list)

    def action(self, constraint: Constraint, **_: Any) -> Callable[..., None]:
        return self._note(self.actions, constraint)

    def view(self, constraint: Constraint, **_: Any) -> Callable[..., None]:
        return self._note(self.views, constraint)

    def event(self, constraint: Constraint, **_: Any) -> Callable[..., None]:
        return self._note(self.events, constraint)

    def command(self, constraint: Constraint, **_: Any) -> Callable[..., None]:
        return self._note(self.commands, constraint)

    def error(self, answer: Callable[..., Any]) -> None:
        """Nothing to write down: it answers every fault."""

    def _note(self, where: list[Constraint], constraint: Constraint) -> Callable[..., None]:
        def listen(_: Callable[..., Any]) -> None:
            where.append(constraint)

        return listen


def registered() -> Listeners:
    """Return every listener of the bot; what they would call is not needed to register them."""
    listeners = Listeners()
    register(cast("App", listeners), cast("Parts", None), frozenset())
    return listeners


def named(constraints: list[Constraint]) -> set[str]:
    return {one for one in constraints if isinstance(one, str)}


def patterns(constraints: list[Constraint]) -> list[Pattern[str]]:
    return [one for one in constraints if not isinstance(one, str)]
