"""One operation of GitHub's API: what answers it and who may call it."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.github.caller import Kind
from sandbox.github.reply import Reply
from sandbox.github.request import Request

READERS: frozenset[Kind] = frozenset({"installation", "user", "nobody"})
CALLERS: frozenset[Kind] = frozenset({"installation", "user"})
APP: frozenset[Kind] = frozenset({"app"})
INSTALLATION: frozenset[Kind] = frozenset({"installation"})


@dataclass(frozen=True)
class Route:
    run: Callable[[Request], Reply]  # raises Refusal
    needs: str = "metadata:read"  # permission:level that an installation must hold; "" for none
    callers: frozenset[Kind] = READERS


Table = dict[str, Route]  # "GET /repos/{owner}/{repo}" → Route


def reads(run: Callable[[Request], Reply], permission: str = "metadata") -> Route:
    return Route(run, f"{permission}:read")


def writes(run: Callable[[Request], Reply], permission: str) -> Route:
    return Route(run, f"{permission}:write", CALLERS)


def of_app(run: Callable[[Request], Reply]) -> Route:
    """Return an operation that only the App's JWT opens."""
    return Route(run, "", APP)


def of_installation(run: Callable[[Request], Reply], needs: str = "") -> Route:
    """Return an operation that only an installation token opens."""
    return Route(run, needs, INSTALLATION)
