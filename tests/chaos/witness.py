"""The rules that hold one account against another: clicks, record, promotions, logs and deaths."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sandbox.ci.promotion import Promotion
from tests.chaos.crowd import Click
from tests.chaos.evidence import Evidence
from tests.chaos.plan import APPROVERS, AUTHORS

Found = Iterator[tuple[str | None, str]]  # deploy id, and what is wrong
Entry = Mapping[str, Any]
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


def invalid_promotions(seen: Evidence) -> Found:
    """Find promotions that nobody who may has said yes to, on that report of that commit."""
    for promotion in seen.promotions:
        told = promotion.payload
        asked = seen.asked.get(told.id)
        if asked is None or (told.sha, told.environment) != (asked.key.sha, asked.key.environment):
            yield told.id, f"{told.sha[:12]} was promoted to {told.environment}, which nobody had asked for"
            continue
        entries = _stood(seen.entries, promotion)
        yes, need, may = set(entries), asked.ask.lane.quorum, set(APPROVERS)
        if any(entry["inputs"]["authors"] for entry in entries.values()):
            may -= {AUTHORS[asked.ask.author]}
        else:  # it only takes back what is live, so nobody wrote it; then it needs one more
            need += 1
        if not yes <= may:
            yield told.id, f"was approved by {sorted(yes - may)}, who may not"
        if len(yes & may) < need:
            yield told.id, f"was promoted with {len(yes & may)} of {need} approvals"
        if not set([told.decided_by] if isinstance(told.decided_by, str) else told.decided_by) <= yes:
            yield (
                told.id,
                f"the CI was told of a decision by {told.decided_by}, which the record does not hold",
            )


def _stood(entries: tuple[Entry, ...], promotion: Promotion) -> dict[str, Entry]:
    """Return whose approval of that very report stood when the CI began, with the entry that holds it."""
    began, given = promotion.log[0].at if promotion.log else None, dict[str, Entry]()
    for entry in entries:
        if entry.get("deploy") != promotion.payload.id or (began and _at(entry) > began.timestamp()):
            continue
        if entry["what"] == "approve" and entry["digest"] == promotion.payload.report_digest:
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
    return click.response_url != "" and any(
        death.process == "bot" and click.began <= death.at <= click.ended + ANSWERS for death in seen.deaths
    )


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
