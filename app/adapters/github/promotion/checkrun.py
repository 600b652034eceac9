"""The check run on the commit: the report and where the deploy stands, for people who look at GitHub.

docs.github.com/en/rest/checks/runs; for a token, docs.github.com/en/rest/commits/statuses.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.adapters.github.answers import read
from app.adapters.github.app import our_app
from app.adapters.github.checkruns import CheckRun, path_of, runs_named
from app.adapters.github.markdown import clean, escaped
from app.adapters.github.promotion import digest
from app.adapters.github.promotion.comment import decided_by, risk, yes
from app.domain.deploy import Deploy, State
from app.domain.effect import Effect, Receipt
from app.domain.report import Report

if TYPE_CHECKING:
    from app.adapters.github.access import GitHub
    from app.adapters.github.api import Api

TITLE_MAX = 200  # characters
DESCRIPTION_MAX = 140  # characters


@dataclass(frozen=True)
class Look:
    """How a state shows on a check run, and as a commit status."""

    conclusion: str | None  # None: in progress
    status: str  # a commit status knows only these four: pending, success, failure, error
    title: str
    remark: str | None = None  # once somebody has decided


LOOKS = {
    State.QUEUED: Look(None, "pending", "Waits for its review"),
    State.REVIEWING: Look(None, "pending", "Is being reviewed"),
    State.PENDING: Look(None, "pending", "Waits for approval: {risk}"),
    State.ESCALATED: Look(None, "pending", "Nobody answered in time, still waits for approval: {risk}"),
    State.APPROVED: Look("success", "success", "{yes}: {risk}; promotion is starting"),
    State.PROMOTING: Look("success", "success", "{yes}: {risk}; promotion is running"),
    State.LIVE: Look("success", "success", "Live: {risk}"),
    State.REJECTED: Look("failure", "failure", "Rejected: {risk}"),
    State.FAILED: Look(
        "failure",
        "failure",
        "Failed: {risk}",
        "Airlock ended nothing on GitHub: look there before you try again",
    ),
    State.SUPERSEDED: Look("neutral", "error", "Superseded by a newer deploy"),
    State.CANCELLED: Look("cancelled", "error", "Cancelled"),
    State.EXPIRED: Look("neutral", "error", "Expired: nobody decided in time"),
    State.ROLLED_BACK: Look("neutral", "error", "Rolled back"),
}


class CheckRuns:
    """Draws one check run a deploy, whole, however often it is asked."""

    def __init__(self, github: "GitHub") -> None:
        self._github = github

    def show(self, deploy: Deploy, report: Report) -> Receipt:
        """Draw it as the record stands; by a commit status where a token is used: it makes no checks."""
        if not self._github.credentials.is_app:
            return self._show_status(deploy, report)
        api = self._github.of(deploy.key.repository)
        found = self._found(api, deploy)
        path = path_of(deploy.key.repository)
        if found is None:
            made = api.post(path, _first(deploy, report))
        else:
            made = api.patch(f"{path}/{found}", _drawn(deploy, report))
        check = read(CheckRun, made, f"the check run of {deploy.id}")
        return Receipt(Effect.SHOW_CHECK, since=0, channel="github", ts=str(check.id), link=check.html_url)

    def _found(self, api: "Api", deploy: Deploy) -> int | None:
        """Return the id of this deploy's check run: as noted, or made by an attempt whose answer was lost."""
        noted = [r.ts for r in deploy.receipts if r.effect is Effect.SHOW_CHECK and r.ts.isdecimal()]
        if noted:
            return int(noted[-1])
        key = deploy.key
        checks = runs_named(api, key.repository, key.sha, name(deploy), which="all")
        marked = [check for check in checks if check.external_id == deploy.id]
        if not marked:
            return None
        app = our_app(self._github).id  # anybody's workflow could write the same mark
        return next((check.id for check in marked if check.app and check.app.id == app), None)

    def _show_status(self, deploy: Deploy, report: Report) -> Receipt:
        look, context = LOOKS[deploy.state], f"airlock/{clean(deploy.key.environment, 80)}"
        told = {
            "state": look.status,
            "context": context,
            "description": _title(deploy, look, report)[:DESCRIPTION_MAX],
        }
        url = {"target_url": deploy.card.link} if deploy.card and deploy.card.link else {}
        path = f"/repos/{deploy.key.repository}/statuses/{deploy.key.sha}"
        self._github.of(deploy.key.repository).post(path, told | url)
        return Receipt(Effect.SHOW_CHECK, since=0, channel="github", ts=context)


def name(deploy: Deploy) -> str:
    """Return the check's name: one commit may wait for several environments."""
    return f"Airlock / {clean(deploy.key.environment, 80)}"


def _first(deploy: Deploy, report: Report) -> dict[str, Any]:
    """Return a new check run, with annotations; later ones would be added to these, so there are none."""
    drawn = _drawn(deploy, report)
    return drawn | {
        "name": name(deploy),
        "head_sha": deploy.key.sha,
        "external_id": deploy.id,
        "started_at": f"{deploy.queued_at:%Y-%m-%dT%H:%M:%SZ}",
        "output": drawn["output"] | {"annotations": digest.annotations(report)},
    }


def _drawn(deploy: Deploy, report: Report) -> dict[str, Any]:
    look = LOOKS[deploy.state]
    title = _title(deploy, look, report)
    output = {"title": title, "summary": digest.summary(deploy, report, _standing(deploy, look, report))}
    stands = (
        {"status": "completed", "conclusion": look.conclusion}
        if look.conclusion
        else {"status": "in_progress"}
    )
    link = {"details_url": deploy.card.link} if deploy.card and deploy.card.link else {}
    return {**stands, **link, "output": output}


def _title(deploy: Deploy, look: Look, report: Report) -> str:
    return look.title.format(risk=risk(report), yes=yes(deploy))[:TITLE_MAX]


def _standing(deploy: Deploy, look: Look, report: Report) -> str:
    """Say where it stands, and who decided why."""
    words = [_title(deploy, look, report)]
    if decision := deploy.decision:
        words.append(decided_by(deploy))
        words += [f"reason: {escaped(decision.reason, 1000)}"] if decision.reason else []
    if deploy.detail:
        words.append(escaped(deploy.detail, 1000))
    if look.remark and deploy.decision:
        words.append(look.remark)
    return "; ".join(words)
