"""What the core may ask of the outside."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.domain.deploy import Deploy, Request
from app.domain.effect import Effect, Receipt
from app.domain.event import Event
from app.domain.evidence import Evidence
from app.domain.halt import Halt, Place
from app.domain.lane import Lane
from app.domain.outbox import Trouble, Turn
from app.domain.past import History, Landed
from app.domain.policy import Environment
from app.domain.report import FileChange
from app.ports.archive import Archive, FigureStore
from app.ports.arrivals import Inbox, Lookout, Proposals
from app.ports.chat import Chat
from app.ports.people import Directory, Links
from app.ports.platform import Platform, Promoter, Signer
from app.ports.watch import Watch

__all__ = [
    "Archive",
    "Chat",
    "Directory",
    "FigureStore",
    "Gate",
    "Inbox",
    "Lanes",
    "Links",
    "Lookout",
    "Parts",
    "Platform",
    "Promoter",
    "Proposals",
    "Reading",
    "Redraw",
    "Signer",
    "Sources",
]


class Gate(Protocol):
    """The record, and the only way to change it: each call is one transaction."""

    def queue(self, request: Request, at: datetime) -> tuple[Deploy, bool]:
        """Record a deploy; return it and whether it is new. The same key twice is one deploy."""

    def get(self, deploy_id: str) -> Deploy:
        """Return the deploy. Raises Refused when there is none."""

    def handle(self, deploy_id: str, event: Event, here: frozenset[Effect] = frozenset()) -> Deploy:
        """Move the deploy, keep the decision and owe the work: all or nothing. Raises Refused.

        `here`: effects that the caller does right after; should it die, the clock looks again.
        """

    def begin(self, deploy_id: str, effect: Effect, at: datetime) -> Turn | None:
        """Take the lease on one effect; None when there is nothing to do."""

    def settle(self, turn: Turn, at: datetime, receipt: Receipt | None = None) -> Deploy:
        """Strike the debt, with its receipt."""

    def postpone(self, turn: Turn, at: datetime, trouble: Trouble) -> Deploy:
        """Give the lease back after a failed attempt."""

    def due(self, at: datetime) -> list[str]:
        """Return the ids of deploys that somebody should look at by now."""

    def look(self, deploy_id: str, at: datetime) -> None:
        """Do what the passing of time asks: fire its event, hint at lost work. Safe to run twice."""


class Lanes(Protocol):
    """Where each environment's locks and freezes are, and who goes through it."""

    def halt(self, place: Place, halt: Halt) -> Lane:
        """Record somebody's word on a lane, in the record too: all or nothing. Raises Refused."""

    def of(self, repository: str, environment: str) -> Lane:
        """Return the lane with what holds in every repository."""

    def held(self) -> Mapping[Place, Lane]:
        """Return every lane that is locked, or frozen by command; an ended freeze may be among them."""


class Sources(Protocol):
    """Where evidence and rules come from."""

    def foresee(self, deploy: Deploy) -> None:
        """Begin to read what `rules` and `gather` will ask for, where that is quick; promises nothing."""

    def gather(self, deploy: Deploy) -> Evidence:
        """Return what can be read; what cannot is named in its `unknown`."""

    def has_own(self, deploy: Deploy) -> bool:
        """Whether Airlock can read the change itself, so that the CI need not send it."""

    def rules(self, repository: str, path: str | None, environment: str) -> Environment:
        """Return the rules that hold there. Raises BadInput when there are none."""

    def allows(self, repository: str, path: str) -> bool:
        """Whether the operator has named that path for the repository."""

    def resolve(self, repository: str, revision: str) -> str:
        """Return the 40 hex digits of a commit. Raises BadInput."""

    def live(self, repository: str, environment: str) -> str | None:
        """Return the commit that is live there, 40 hex digits: as the platform says, else as the record."""

    def is_ancestor(self, older: Deploy, newer: Deploy) -> bool:
        """Whether the older commit is known to be contained in the newer one."""

    def is_within(self, deploy: Deploy, sha: str) -> bool:
        """Whether `sha` is known to lie between the base that was reviewed and the deploy's commit."""

    def required_checks(self, deploy: Deploy) -> tuple[tuple[str, str], ...] | None:
        """Return today's conclusion of each required check, by name; None when there is nobody to ask."""

    def check_commit(self, deploy: Deploy) -> None:
        """Raise BadInput when the commit is no longer what was reviewed."""


class Redraw(Protocol):
    """Draws a card anew from the record, soon, in this process."""

    def __call__(self, deploy_id: str) -> None: ...
    def close(self) -> None:
        """Wait for what has begun."""


class Parts(Protocol):
    """Everything that a handler may call."""

    @property
    def gate(self) -> Gate: ...
    @property
    def archive(self) -> Archive: ...
    @property
    def chat(self) -> Chat: ...
    @property
    def lanes(self) -> Lanes: ...
    @property
    def links(self) -> Links: ...
    @property
    def sources(self) -> Sources: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def figures(self) -> FigureStore: ...
    @property
    def signer(self) -> Signer: ...
    @property
    def vitals(self) -> Watch: ...
    @property
    def redraw(self) -> Redraw: ...


@dataclass(frozen=True)
class Reading:
    """What the review asks of a source, besides the change itself."""

    wanted: Callable[[FileChange], bool]  # which changed files it reads whole
    recall: Callable[[Iterable[Landed], Evidence], History]  # what the main line before it says of a change
