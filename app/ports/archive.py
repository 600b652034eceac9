"""What the core may ask of what is kept: reports, evidence, policies, lists and figures."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from app.domain.deploy import Deploy
from app.domain.figures import Kept
from app.domain.filter import EVERYTHING, Filter, Found, Some, Waiting
from app.domain.past import History
from app.domain.policy import Policy
from app.domain.report import Report


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

    def waiting(self) -> Iterator[Deploy]:
        """Yield every deploy that is not over, oldest first; it may be over by the time it is yielded."""

    def waiting_in(self, repository: str, environment: str | None = None) -> Iterator[Deploy]:
        """Yield the same of one repository, however it is spelt, or of one lane of it."""

    def waiting_by(self, run_id: str) -> Iterator[Deploy]:
        """Yield the same that a run has queued."""

    def waiting_ids(self) -> Sequence[str]:
        """Return the ids of what is not over, oldest first, and then of what waits for a second person."""

    def first(self, limit: int) -> Some:
        """Return so many deploys that are not over, to be shown."""

    def overview(self, asked: int, others: int) -> Waiting:
        """Return the first of what waits for an answer, and of each other kind, to be shown."""

    def history(self, offset: int, limit: int, wanted: Filter = EVERYTHING) -> Sequence[Deploy]:
        """Return deploys that are over and that somebody wants to see, newest first."""

    def search(self, offset: int, limit: int, wanted: Filter = EVERYTHING) -> Found:
        """Return the same, with how many there are."""

    def environments(self) -> Sequence[str]:
        """Return the names of environments that a deploy ended in, the latest first; 90 at most."""

    def counts(self) -> tuple[int, int]:
        """Return how many are not over, and how many are."""

    def live(self, repository: str, environment: str) -> str | None:
        """Return the commit that went live last, 40 hex digits."""

    def good_policy(self, repository: str) -> Policy | None:
        """Return the last policy of the repository that could be read."""

    def good_policies(self) -> Mapping[str, Policy]:
        """Return the same of every repository, and of the operator under a name without a slash."""

    def keep_policy(self, repository: str, policy: Policy) -> None: ...

    def count_broken_policy(self) -> None:
        """Count a policy that could not be read."""

    def attestation(self, deploy_id: str) -> bytes | None:
        """Return the signed approval, a DSSE envelope as JSON; None when nothing was signed."""

    def keep_attestation(self, deploy_id: str, envelope: bytes) -> None: ...

    def past(self, base: str, head: str) -> History | None:
        """Return what was found in the past of a change, when somebody has looked within a month."""

    def keep_past(self, base: str, head: str, past: History) -> None: ...


class FigureStore(Protocol):
    """The figures of the last 90 days, as they were counted last."""

    def kept(self) -> Kept | None: ...
