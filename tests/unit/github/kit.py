"""A GitHub with one repository, and deploys of it as the record would hold them."""

import os
import subprocess
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from app.adapters.github.access import GitHub
from app.adapters.github.credentials import Credentials
from app.domain.deploy import Approval, Decision, Deploy, Key, Promotion, Request, State
from app.domain.effect import Debt, Effect, Receipt
from app.domain.policy import Promote, PromoteKind
from sandbox.github import GitHubSandbox
from tests.unit.example import APPROVED, BO, PENDING, REPORT, RULES
from tests.unit.signing import LocalSigner

REPO = "harbour/shop"
SIGNER = LocalSigner()
LINK = "https://harbour.slack.com/archives/C0APPROVAL/p1"
NOW = datetime.now(UTC)
RUN = "/repos/{owner}/{repo}/actions/runs/{run_id}"
STREAM = "".join(
    f"commit refs/heads/main\nmark :{n}\ncommitter Ana <ana@harbour.example> {1_700_000_000 + n} +0000\n"
    f"data 2\n{n}\n\nM 644 inline cart.py\ndata 2\n{n}\n\n"
    for n in (1, 2, 3)
)


@dataclass(frozen=True)
class Shop:
    path: Path
    shas: tuple[str, ...]  # oldest first; the last is the head of main


def shop(path: Path) -> Shop:
    """Write the repository in one git process."""
    _git(path, "init", "-q", "--bare", "-b", "main")
    _git(path, "fast-import", "--quiet", "--export-marks=marks", told=STREAM)
    marks = sorted((path / "marks").read_text().splitlines())
    return Shop(path, tuple(line.split()[1] for line in marks))


def _git(path: Path, *words: str, told: str = "") -> None:
    env = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", *words], cwd=path, env=env, input=told.encode(), check=True, capture_output=True)


def as_app(hub: GitHubSandbox) -> GitHub:
    return GitHub(Credentials(hub.api_url, str(hub.app_id), hub.private_key))


def as_token(hub: GitHubSandbox) -> GitHub:
    return GitHub(Credentials(hub.api_url, token=hub.token))


_numbers = count(1)


def deploy_of(
    sha: str,
    kind: PromoteKind = PromoteKind.PROTECTION_RULE,
    state: State = State.APPROVED,
    **key: object,
) -> Deploy:
    """Return a deploy with a card that people decided on, as far as its state says."""
    named = Key(
        REPO, "production", sha, str(key.get("run_id", next(_numbers))), int(str(key.get("attempt", 1)))
    )
    decided = state not in {State.PENDING, State.ESCALATED, State.SUPERSEDED}
    held = APPROVED if decided else PENDING
    digest = REPORT.digest
    reason = "The cart loses its coupon." if state in {State.REJECTED, State.CANCELLED} else None
    decision = Decision(BO.id, NOW, digest, "approver as @release-owners", reason) if decided else None
    approvals = (Approval(BO.id, NOW, digest, "approver as @release-owners", BO.belongs_to),)
    workflow = "deploy.yml" if kind is PromoteKind.WORKFLOW else None
    return replace(
        held,
        id=named.deploy_id,
        request=Request(named),
        state=state,
        rules=replace(RULES, promote=Promote(kind, workflow=workflow)),
        decision=decision,
        approvals=approvals if decided else (),
        promotion=Promotion(NOW + timedelta(minutes=30)) if decided and reason is None else None,
        receipts=(Receipt(Effect.POST_CARD, 1, "C0APPROVAL", "1.1", LINK),),
        detail={State.SUPERSEDED: "abcdefghijkl", State.FAILED: "No word!"}.get(state),
    )


def tried(deploy: Deploy, attempts: int) -> Deploy:
    """Return the deploy at this attempt at its promotion."""
    return replace(deploy, owed=(Debt(Effect.PROMOTE, 1, NOW, attempts=attempts, in_doubt=True),))


def started(deploy: Deploy, status_url: str | None) -> Deploy:
    promotion = Promotion(NOW + timedelta(minutes=31), started_at=NOW, status_url=status_url)
    return replace(deploy, state=State.PROMOTING, promotion=promotion)
