"""What the core may ask of the outside."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from app.domain.answer import Answer
from app.domain.arrival import ANY_RUN_LASTS, Lost, Mail, Review, Run, Waiting
from app.domain.deploy import Deploy, Request
from app.domain.effect import Effect, Receipt
from app.domain.event import Event
from app.domain.evidence import Evidence
from app.domain.message import Block, Message
from app.domain.outbox import Trouble, Turn
from app.domain.past import History, Landed
from app.domain.person import Person
from app.domain.policy import Environment, Policy
from app.domain.pullgate import PullRequest, Reviewer, Standing, Verdict
from app.domain.pullmark import Watermark
from app.domain.report import FileChange, Report


class Gate(Protocol):
    """The record, and the only way to change it: each call is one transaction."""

    def queue(self, request: Request, at: datetime) -> tuple[Deploy, bool]:
        """Record a deploy; return it and whether it is new. The same key twice is one deploy."""

    def get(self, deploy_id: str) -> Deploy:
        """Return the deploy. Raises Refused when there is none."""

    def handle(self, deploy_id: str, event: Event) -> Deploy:
        """Move the deploy, keep the decision and owe the work: all or nothing. Raises Refused."""

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


class Archive(Protocol):
    """Reports, evidence and lists."""

    def keep(self, report: Report) -> None:
        """Store an immutable report under its digest."""

    def report(self, digest: str) -> Report:
        """Return a report. Raises Refused when it is missing or does not match its digest."""

    def give(self, deploy_id: str, body: bytes) -> None:
        """Keep evidence that the CI sent, as JSON; each part replaces its like. Raises BadInput."""

    def given(self, deploy_id: str) -> Mapping[str, bytes]:
        """Return what the CI has sent so far, by part."""

    def waiting(self, limit: int = 1000) -> Sequence[Deploy]:
        """Return deploys that are not over, oldest first."""

    def history(self, offset: int, limit: int) -> Sequence[Deploy]:
        """Return deploys that are over, newest first."""

    def counts(self) -> tuple[int, int]:
        """Return how many are not over, and how many are."""

    def live(self, repository: str, environment: str) -> str | None:
        """Return the commit that went live last, 40 hex digits."""

    def good_policy(self, repository: str) -> Policy | None:
        """Return the last policy of the repository that could be read."""

    def keep_policy(self, repository: str, policy: Policy) -> None: ...

    def past(self, base: str, head: str) -> History | None:
        """Return what was found in the past of a change, when somebody has looked within a month."""

    def keep_past(self, base: str, head: str, past: History) -> None: ...


class Chat(Protocol):
    """Slack, as far as Airlock needs it. Calls raise Transient, or BadInput for what people must mend."""

    def post(self, channel: str, message: Message, mark: str, thread: str | None = None) -> tuple[str, str]:
        """Post once; return channel id and ts. `mark` is kept in the message's metadata."""

    def find(
        self, channel: str, mark: str, since: datetime, thread: str | None = None
    ) -> tuple[str, str] | None:
        """Return channel id and ts of an own message with that mark, posted since then."""

    def update(self, channel: str, ts: str, message: Message) -> None:
        """Redraw a message whole."""

    def link(self, channel: str, ts: str) -> str:
        """Return the permalink of a message."""

    def person(self, user_id: str, names: Iterable[str]) -> Person:
        """Look somebody up, and which of the policy's names hold for them; at most a minute old."""

    def ask(self, trigger_id: str, view: Block) -> None:
        """Open a modal for who clicked; within three seconds of the click."""

    def show_home(self, user_id: str, blocks: Sequence[Block]) -> None:
        """Publish somebody's App Home."""


class Sources(Protocol):
    """Where evidence and rules come from."""

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

    def check_commit(self, deploy: Deploy) -> None:
        """Raise BadInput when the commit is no longer what was reviewed."""


class Promoter(Protocol):
    """The CI platform that makes a commit live."""

    def start(self, deploy: Deploy) -> Answer:
        """Ask for the promotion; the same deploy asked twice is started once. Raises Transient, BadInput."""

    def ask(self, deploy: Deploy) -> Answer | None:
        """Ask how it goes; None when there is nobody to ask."""


class Platform(Protocol):
    """The CI platform as a place where people look. Calls may be repeated; they raise Transient, BadInput."""

    def decline(self, deploy: Deploy) -> None:
        """Say no, so that nothing waits there any more."""

    def explain(self, deploy: Deploy, report: Report) -> Receipt | None:
        """Say why the job waits; the receipt counts what was said, for there is a limit."""

    def show_check(self, deploy: Deploy, report: Report) -> Receipt | None:
        """Redraw the check run on the commit; the receipt holds its id."""


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


class Parts(Protocol):
    """Everything that a handler may call."""

    @property
    def gate(self) -> Gate: ...
    @property
    def archive(self) -> Archive: ...
    @property
    def chat(self) -> Chat: ...
    @property
    def sources(self) -> Sources: ...
    @property
    def inbox(self) -> Inbox: ...


@dataclass(frozen=True)
class Reading:
    """What the review asks of a source, besides the change itself."""

    wanted: Callable[[FileChange], bool]  # which changed files it reads whole
    recall: Callable[[Iterable[Landed], Evidence], History]  # what the main line before it says of a change
