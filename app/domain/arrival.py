"""What GitHub tells and what is made of it: a run that waits, and what has become of one that waited."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.deploy import Deploy, Key, Request

# GitHub runs these on a merge commit that is not the run's `head_sha`:
# docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
_PULL_EVENTS = frozenset(
    {"pull_request", "pull_request_target", "pull_request_review", "pull_request_review_comment"}
)
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


Mail = Arrival | Moved | Checked


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

    @property
    def is_over(self) -> bool:
        return self.status == "completed"

    def request(self, environment: str) -> Request:
        """Return the deploy that its waiting jobs of one environment ask for, however many they are."""
        key = Key(self.repository, environment, self.sha, str(self.id), self.attempt)
        return Request(key, run_url=self.url, actor=self.actor)


@dataclass(frozen=True)
class Review:
    """An entry in the log of who let an environment's jobs go on, or stopped them."""

    state: str  # "approved", "rejected" or "pending"
    by: str  # login
    environments: frozenset[str]


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
    if run.is_over and run.conclusion != "success":
        return _ended(run, environment, reviews)
    passed = [r for r in reviews if r.state == "approved" and environment in map(str.lower, r.environments)]
    if not passed and run.status in ("waiting", "requested", "pending"):
        return None  # what GitHub shows of it is not all of one moment
    by = f" by {passed[-1].by}" if passed else ""
    return f"was let through on GitHub{by}, {BYPASSED}"


BYPASSED = "without Airlock's approval"


def is_bypass(reason: str) -> bool:
    """Whether a deploy's end means that somebody got around the gate."""
    return reason.endswith(BYPASSED)


def _ended(run: Run, environment: str, reviews: Iterable[Review]) -> str:
    if run.conclusion == "cancelled":
        return "was cancelled on GitHub"
    stopped = [r for r in reviews if r.state == "rejected" and environment in map(str.lower, r.environments)]
    if stopped:
        return f"was rejected on GitHub by {stopped[-1].by}"
    return f"ended on GitHub without it ({run.conclusion})"
