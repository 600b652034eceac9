"""The rules that hold one account against another: clicks, record, promotions, logs and deaths."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import Any

from sandbox.ci.promotion import Promotion
from sandbox.github.actions.run import Run
from tests.chaos.crowd import Click
from tests.chaos.evidence import Evidence
from tests.chaos.plan import APPROVERS, AUTHORS

Found = Iterator[tuple[str | None, str]]  # deploy id, and what is wrong
Entry = Mapping[str, Any]
DIGEST, BY = re.compile(r"On report `(sha256:\w+)`"), re.compile(r"by `(U\w+)`")  # in what we say there
ANSWERS = 12.0  # seconds after the acknowledgement within which a bot gives its private answer, or has died
WORDS = {"approve", "withdraw", "reject"}  # what is recorded
# How jobs may end that were not finished: their worker was killed, or Redis was away. The outbox has them.
KNOWN_ENDS = re.compile(
    r"AbandonedJobError|stuck in intermediate queue|Work-horse terminated|"
    r"Redis does not answer|redis\.exceptions\."
)
OUTAGE = re.compile(
    r"redis\.exceptions\.|redis\.sock|BusyLoadingError|Connection closed by server|"
    r"ConnectionError: Error \d+ (connecting|while writing)|"
    r"Redis does not answer|did not answer|cannot be reached"
)


@dataclass(frozen=True)
class Gone:
    """Something was told to go ahead: the CI by a webhook, or a run that waited on GitHub."""

    id: str  # of the deploy
    sha: str
    environment: str
    digest: str  # of the report that was approved, as was told
    decided_by: frozenset[str]  # Slack user ids, as was told
    at: float  # seconds since 1970


def invalid_promotions(seen: Evidence) -> Found:
    """Find what went ahead and nobody who may had said yes to, on that report of that commit."""
    for gone in (*map(_at_the_ci, seen.promotions), *on_github(seen.runs)):
        asked = seen.asked.get(gone.id)
        if asked is None or (gone.sha, gone.environment) != (asked.key.sha, asked.key.environment):
            yield gone.id, f"{gone.sha[:12]} was promoted to {gone.environment}, which nobody had asked for"
            continue
        entries = _stood(seen.entries, gone)
        yes, need, may = set(entries), asked.ask.lane.quorum, set(APPROVERS)
        if any(entry["inputs"]["authors"] for entry in entries.values()):
            may -= {AUTHORS[asked.ask.author]}
        else:  # it only takes back what is live, so nobody wrote it; then it needs one more
            need += 1
        if not yes <= may:
            yield gone.id, f"was approved by {sorted(yes - may)}, who may not"
        if len(yes & may) < need:
            yield gone.id, f"was promoted with {len(yes & may)} of {need} approvals"
        if not gone.decided_by <= yes:
            told = sorted(gone.decided_by)
            yield gone.id, f"was promoted on the word of {told}, which the record does not hold"


def _at_the_ci(promotion: Promotion) -> Gone:
    told, by = promotion.payload, promotion.payload.decided_by
    at = promotion.log[0].at.timestamp() if promotion.log else inf
    who = frozenset([by] if isinstance(by, str) else by)
    return Gone(told.id, told.sha, told.environment, told.report_digest, who, at)


def on_github(runs: Mapping[str, Run]) -> Iterator[Gone]:
    """Yield each run that we let go on, with what we said there."""
    for deploy_id, run in runs.items():
        for review in run.reviews:
            if review.is_ours and review.state == "approved":
                digest = "".join(DIGEST.findall(review.comment))
                by, at = frozenset(BY.findall(review.comment)), review.at.timestamp()
                yield Gone(deploy_id, run.head_sha, review.environment, digest, by, at)


def _stood(entries: tuple[Entry, ...], gone: Gone) -> dict[str, Entry]:
    """Return whose approval of that very report stood by then, with the entry that holds it."""
    given = dict[str, Entry]()
    for entry in entries:
        if entry.get("deploy") != gone.id or _at(entry) > gone.at:
            continue
        if entry["what"] == "approve" and entry["digest"] == gone.digest:
            given[entry["by"]["id"]] = entry
        if entry["what"] == "withdraw":
            given.pop(entry["by"]["id"], None)
        if entry["what"] == "reopen":
            given.clear()
    return given


def clicks_lost(seen: Evidence) -> Found:
    """Find clicks that were acknowledged, and neither count nor were answered to who clicked.

    Each has its own address for a private answer. What counts is in the record, made while Slack waited.
    """
    free = [entry for entry in seen.entries if entry.get("deploy")]
    for click in sorted(seen.clicks, key=lambda click: click.ended):
        if click.what not in WORDS or not click.acked or click.response_url in seen.answered:
            continue
        if entry := next((entry for entry in free if _is_of(entry, click)), None):
            free.remove(entry)
        elif not _is_excused(seen, click):
            yield click.deploy, f"{click.user} clicked {click.what}, was acknowledged, and nothing came of it"


def _is_of(entry: Entry, click: Click) -> bool:
    told = entry["deploy"], entry["by"]["id"], entry["what"]
    return told == (click.deploy, click.user, click.what) and click.began <= _at(entry) <= click.ended


def _is_excused(seen: Evidence, click: Click) -> bool:
    """Whether a private answer may have died with the bot, which gives it after the acknowledgement."""
    bots = [death.at for death in seen.deaths if death.process.startswith("bot")]
    return click.response_url != "" and any(click.began <= at <= click.ended + ANSWERS for at in bots)


def jobs_unseen(seen: Evidence) -> Found:
    """Find jobs that failed otherwise than by the death of a worker or of Redis."""
    for what, end in seen.failed_jobs.items():
        last = end.strip().splitlines()[-1] if end.strip() else "no word"
        if not (seen.deaths and KNOWN_ENDS.search(last)):
            yield None, f"the job “{what}” failed: {last}"


def faults_of_our_own(seen: Evidence) -> Found:
    """Find tracebacks that do not end in the outage of something that a run takes away."""
    for name, said in seen.logs.items():
        for trace in traces(said):
            last = trace.strip().splitlines()[-1]
            if not (seen.deaths and OUTAGE.search(last)):
                yield None, f"{name} has met an error of its own: {last}"


def traces(said: str) -> Iterator[str]:
    """Yield every traceback in a log: one in a line of JSON, or one that was printed."""
    printed: list[str] = []
    for line in said.splitlines():
        told = _json(line)
        if trace := told.get("trace"):
            yield str(trace)
        if "Traceback (most recent call last)" in str(told.get("message", "")):
            yield str(told["message"])
        if told and printed:
            yield "\n".join(printed)
            printed = []
        if not told and (printed or line.startswith("Traceback (most recent call last)")):
            printed.append(line)
    if printed:
        yield "\n".join(printed)


def ends(seen: Evidence) -> Counter[str]:
    """Count the deploys by where they stand."""
    return Counter(deploy.state.value for deploy in seen.deploys.values())


def _json(line: str) -> dict[str, Any]:
    try:
        told = json.loads(line)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _at(entry: Entry) -> float:
    return datetime.fromisoformat(entry["at"]).timestamp()
