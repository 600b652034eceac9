"""What the core may ask about what happens on GitHub: what it told, and what a look around finds."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Protocol

from app.domain.arrival import ANY_RUN_LASTS, Lost, Mail, Review, Run, Waiting
from app.domain.pullgate import PullRequest, Reviewer, Standing, Verdict
from app.domain.pullmark import Watermark


class Inbox(Protocol):
    """What GitHub told, until it is done with: each is a debt, and its job only a hint."""

    def take(self, delivery: str, mail: Mail, at: datetime) -> bool:
        """Record a webhook and what it asks for, in one transaction; False when it was here before."""

    def settle(self, mail: Mail) -> None:
        """Strike it: it is done, or nothing is to be done."""

    def postpone(
        self, mail: Mail, at: datetime, wait: float | None = None, within: timedelta = ANY_RUN_LASTS
    ) -> None:
        """Look at it again after `wait` seconds, else after as long as it has been there, 5 minutes at most.

        What has been there for longer than `within` is struck.
        """

    def hint(self, at: datetime) -> None:
        """Queue jobs for what it is time to look at. Safe to run twice."""

    def begin_round(self, name: str, job: str, every: timedelta) -> None:
        """Queue a round of looking around, unless one was within `every`."""

    def hold_round(self, name: str, seconds: float) -> None:
        """Let the next round not begin before that."""

    def lease(self, name: str) -> AbstractContextManager[bool]:
        """Whether this one may do the round; nobody else may meanwhile."""

    def once(self, what: str) -> bool:
        """Whether this is the first time that somebody asks to do `what`."""

    def undo_once(self, what: str) -> None:
        """Forget it: it did not work out."""

    def has_taken(self, delivery: str) -> bool:
        """Whether a webhook was recorded."""


class Lookout(Protocol):
    """GitHub, as far as it tells what waits there. Raises Transient, BadInput."""

    def run(self, repository: str, run_id: int) -> Run:
        """Return a run. Raises Gone when there is none, or none that Airlock may see."""

    def waiting(self, run: Run) -> frozenset[str]:
        """Return the environments that jobs of the run wait for, as GitHub writes them."""

    def is_guarded(self, run: Run, environment: str) -> bool:
        """Whether our rule protects the environment."""

    def reviews(self, run: Run) -> Sequence[Review]:
        """Return who let jobs go on, or stopped them, oldest first."""

    def say(self, run: Run, environment: str, words: str) -> None:
        """Show `words` beside the jobs that wait; at most 1,024 characters, ten times."""

    def repositories(self) -> Sequence[str]:
        """Return the repositories to look at this time, OWNER/NAME; others have their turn the next."""

    def waiting_runs(self, repository: str) -> Waiting:
        """Return the runs that wait, and whether that is news."""

    def note_read(self, repository: str, waiting: Waiting) -> None:
        """Remember that this has been dealt with, and is no news any more."""

    def lost(self, since: datetime) -> Sequence[Lost]:
        """Return webhooks that did not get through since then, newest first."""

    def ask_again(self, lost: Lost) -> None:
        """Have one delivered again."""


class Proposals(Protocol):
    """Pull requests on GitHub, and the check on them. Raises Transient, BadInput."""

    def read(self, repository: str, number: int) -> PullRequest | None:
        """Return a pull request with all that was said of it; None when it is not open."""

    def same_head(self, pull: PullRequest) -> Sequence[int]:
        """Return the other open pull requests of the same commit into the same branch."""

    def merge_base(self, pull: PullRequest) -> tuple[str, int]:
        """Return the commit at which it left its branch, 40 hex digits, and how many commits it brings."""

    def changed(self, repository: str, since: Watermark) -> tuple[Sequence[int], Watermark]:
        """Return which open ones changed since then, and up to where that is known now."""

    def reviewer(self, pull: PullRequest, login: str, stands: Standing) -> Reviewer:
        """Return who somebody is, and which of the names that are asked for hold; raises nothing."""

    def draw(self, pull: PullRequest, verdict: Verdict) -> None:
        """Show the verdict as a check run on its head, redrawn whole."""
