"""What GitHub tells and what is made of it: a run that waits, and what has become of one that waited."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from app.domain.deploy import Deploy, Key, Request

# GitHub runs these on a merge commit that is not the run's `head_sha`:
# docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
_PULL_EVENTS = frozenset(
    {"pull_request", "pull_request_target", "pull_request_review", "pull_request_review_comment"}
)
BYPASSED = "without Airlock's approval"
ANY_RUN_LASTS = timedelta(days=35)  # docs.github.com/en/actions/reference/limits
LONGEST_REPORT = 1024  # characters; docs.github.com/en/rest/actions/workflow-runs


@dataclass(frozen=True)
class Arrival:
    """Jobs of a run wait for our rule, as somebody says; nothing in here is believed but as a name."""

    repository: str  # OWNER/NAME
    run_id: int
    environment: str
    sha: str = ""  # of the deployment, 40 hex digits; empty: nobody said


@dataclass(frozen=True)
class Moved:
    """Something happened to a run, or to the deployments of a commit."""

    repository: str
    what: str  # a run's id, or 40 hex digits


@dataclass(frozen=True)
class Checked:
    """A check has ended on a commit."""

    repository: str
    sha: str  # 40 hex digits


@dataclass(frozen=True)
class Proposed:
    """Something happened to a pull request that may open or shut its human gates."""

    repository: str
    number: int


Mail = Arrival | Moved | Checked | Proposed


@dataclass(frozen=True)
class Hook:
    """How GitHub's webhooks are told from forged ones, and our own doings in them from those of others."""

    secret: str | None
    api_url: str  # without a slash at the end
    app_id: str | None = None  # the App's id, or its client id


@dataclass(frozen=True)
class Run:
    """A workflow run as GitHub itself shows it."""

    repository: str  # OWNER/NAME, as GitHub writes it today
    id: int
    attempt: int
    sha: str  # 40 hex digits
    event: str  # what started it: "push", "deployment", …
    status: str  # in GitHub's words: "waiting", "in_progress", "completed", …
    conclusion: str | None
    actor: str | None  # login of who started this attempt
    url: str | None  # where people look
    changed: str = ""  # when it changed last, in GitHub's words

    @property
    def mark(self) -> str:
        """What is another text as soon as anything about the run has changed."""
        return f"{self.id} {self.attempt} {self.changed}"

    @property
    def is_over(self) -> bool:
        return self.status == "completed"

    def request(self, environment: str) -> Request:
        """Return the deploy that its waiting jobs of one environment ask for, however many they are."""
        key = Key(self.repository, environment, self.sha, str(self.id), self.attempt)
        return Request(key, run_url=self.url, actor=self.actor)


@dataclass(frozen=True)
class Waiting:
    """The runs of a repository that wait."""

    ids: frozenset[int]
    news: tuple[Run, ...] = ()  # those that have changed since they were read last
    marks: frozenset[str] = frozenset()  # of all
    etag: str = ""  # GitHub's mark of this very answer


@dataclass(frozen=True)
class Review:
    """An entry in the log of who let an environment's jobs go on, or stopped them."""

    state: str  # "approved", "rejected" or "pending"
    by: str  # login
    environments: frozenset[str]


@dataclass(frozen=True)
class Lost:
    """A webhook that did not get through."""

    id: int  # of the attempt
    delivery: str  # GUID; stays the same when it is delivered again
    event: str


def unclear(run: Run, sha: str) -> str | None:
    """Say why it cannot be told which commit would be deployed; None when it can.

    `sha` is the deployment's, where the event named it. A run's jobs work on the commit that GitHub calls
    `GITHUB_SHA`. For a push, a tag (also an annotated one), a dispatch and `on: deployment` that is the
    run's `head_sha`, which is what Airlock reviews; where the two differ, or may, nothing is let through.
    """
    if sha and sha != run.sha:
        return f"its deployment is of {sha[:12]} and the run of {run.sha[:12]}"
    if run.event in _PULL_EVENTS:
        return f"a run on {run.event} works on a merge commit that nobody can review"
    return None


def refusal(environment: str, why: str) -> str:
    """Return what GitHub shows beside jobs that wait for Airlock in vain."""
    return f"Airlock keeps `{environment}` shut: {why}"[:LONGEST_REPORT]


def fate(deploy: Deploy, run: Run, waiting: Iterable[str], reviews: Iterable[Review]) -> str | None:
    """Say what became of a deploy that Airlock holds and GitHub does not wait for any more.

    None: it waits, or it is too early to tell. The words go on from "it".
    """
    environment = deploy.key.environment.lower()
    if run.attempt != deploy.key.run_attempt:
        return f"was run again on GitHub, as attempt {run.attempt}"
    if environment in (name.lower() for name in waiting):
        return None
    said = {r.state: r.by for r in reviews if environment in map(str.lower, r.environments)}
    if run.conclusion == "cancelled":
        return "was cancelled on GitHub"
    if "rejected" in said:
        return f"was rejected on GitHub by {said['rejected']}"
    if "approved" in said:
        return f"was let through on GitHub by {said['approved']}, {BYPASSED}"
    return _gone(run)


def is_bypass(reason: str) -> bool:
    """Whether a deploy's end means that somebody got around the gate."""
    return reason.endswith(BYPASSED)


def _gone(run: Run) -> str | None:
    """Say what became of it where nobody said anything on GitHub."""
    if run.status in ("waiting", "requested", "pending"):
        return None  # what GitHub shows of it is not all of one moment
    if run.is_over and run.conclusion != "success":
        return f"ended on GitHub as {run.conclusion}"
    return f"was let through on GitHub, {BYPASSED}"
