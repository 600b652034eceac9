"""Everything that Slack, GitHub and the CI can be told to do wrong, by a name that the summary counts."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sandbox.ci.fault import Kind
from tests.chaos.outside import Outside

Do = Callable[[Outside, int], None]  # how often in a row
AWAY = "Slack is away"
GITHUB_AWAY, GITHUB_BACK = "GitHub is away", "GitHub is back"
LIMITED, UNLIMITED = "rate limits on", "rate limits off"
PACED = frozenset({"chat.postMessage", "chat.update"})  # at Slack's real pace for a whole run


def _call(method: str, **how: Any) -> Do:
    return lambda outside, times: outside.slack.fail_next(method, times=times, **how)


def _ci(kind: Kind, **how: Any) -> Do:
    return lambda outside, times: outside.ci.fail_next(kind, times=times, **how)


def _late(outside: Outside, times: int) -> None:
    for number in range(times):
        outside.slack.deliver_late(timedelta(seconds=0.3 + number * 1.5))


WAYS: dict[str, dict[str, Any]] = {
    "429": {"status": 429},
    "500": {"status": 500},
    "cut before": {"drop": "before"},
    "cut after": {"drop": "after"},
}
POSTS: dict[str, Do] = {f"post {way}": _call("chat.postMessage", **how) for way, how in WAYS.items()}
UPDATES: dict[str, Do] = {f"update {way}": _call("chat.update", **how) for way, how in WAYS.items()}
CALLS: dict[str, Do] = {
    "post internal_error": _call("chat.postMessage", error="internal_error"),
    "post never answered": lambda outside, _: outside.slack.fail_next("chat.postMessage", drop="never"),
    "update never answered": lambda outside, _: outside.slack.fail_next("chat.update", drop="never"),
    "history 500": _call("conversations.history", status=500),
    "history 429": _call("conversations.history", status=429),
    "replies cut before": _call("conversations.replies", drop="before"),
    "people 500": _call("users.info", status=500),
    "groups 429": _call("usergroups.users.list", status=429),
    "link cut after": _call("chat.getPermalink", drop="after"),
    "dialog 500": _call("views.open", status=500),
    "dialog cut after": _call("views.open", drop="after"),
    "socket url 500": _call("apps.connections.open", status=500),
    "private answer cut before": _call("response_url", drop="before"),
}
DELIVERIES: dict[str, Do] = {
    "delivered twice": lambda outside, times: outside.slack.deliver_twice(times),
    "delivered late": _late,
    "sockets cut": lambda outside, _: outside.slack.cut(),
    "sockets to be renewed": lambda outside, _: outside.slack.disconnect(),
    "sockets warned": lambda outside, _: outside.slack.disconnect("warning"),
    AWAY: lambda outside, _: outside.slack.away(),
    LIMITED: lambda outside, _: outside.slack.limit_rates(),
    UNLIMITED: lambda outside, _: outside.slack.limit_rates(on=False),
}
CI_FAULTS: dict[str, Do] = {
    f"CI {kind}": _ci(kind, **how)
    for kind, how in {
        Kind.FAIL: {},
        Kind.MUTE: {},
        Kind.LIVE_TWICE: {},
        Kind.LATE: {"seconds": 1.5},
        Kind.DROP_BEFORE: {},
        Kind.DROP_AFTER: {},
        Kind.ERROR: {},
        Kind.REFUSE: {},
        Kind.REPORT_FIRST: {},
    }.items()
}
RUN = "/repos/{owner}/{repo}/actions/runs/{run_id}"
CHECKS = "/repos/{owner}/{repo}/check-runs"
ANSWER = f"POST {RUN}/deployment_protection_rule"
ASKED = "deployment_protection_rule"  # the webhook
FAILURES: dict[str, dict[str, Any]] = {
    "500": {"status": 500},
    "limited": {"status": 403, "retry_after": 1},
    "late": {"late": 1.5},
    "cut before": {"drop": "before"},
    "cut after": {"drop": "after"},
}


def _github(operation: str, **how: Any) -> Do:
    return lambda outside, times: outside.hub.fail_next(operation, times=times, **how)


def _unanswered(operation: str) -> Do:
    return lambda outside, _: outside.hub.fail_next(operation, drop="never")


GITHUB: dict[str, Do] = {
    **{f"GitHub {way}": _github("*", **how) for way, how in FAILURES.items()},
    **{f"GitHub answer {way}": _github(ANSWER, **how) for way, how in FAILURES.items()},
    "GitHub answer 502": _github(ANSWER, status=502),
    "GitHub waiting 502": _github(f"GET {RUN}/pending_deployments", status=502),
    "GitHub check cut after": _github(f"POST {CHECKS}", drop="after"),
    "GitHub check 500": _github(f"PATCH {CHECKS}/{{check_run_id}}", status=500),
    "GitHub git 500": _github("POST /{owner}/{name}.git/git-upload-pack", status=500),
    "GitHub job fails": lambda outside, _: outside.hub.fail_next_run(),
    "GitHub job cancelled": lambda outside, _: outside.cancel_a_run(),
    "webhook lost": lambda outside, times: outside.hub.lose_next_delivery(times),
    "webhook twice": lambda outside, times: outside.hub.deliver_twice(times),
    "webhook late": lambda outside, times: outside.hub.deliver_late(1.5, times),
    "asking webhook lost": lambda outside, times: outside.hub.lose_next_delivery(times, ASKED),
    "asking webhook twice": lambda outside, times: outside.hub.deliver_twice(times, ASKED),
    "asking webhook late": lambda outside, times: outside.hub.deliver_late(1.5, times, ASKED),
}
SLOW: dict[str, Do] = {  # what takes its time to come right: the CI's patience, or the policy's
    "GitHub never answers": _unanswered("*"),
    "GitHub answer never answered": _unanswered(ANSWER),
    "GitHub job hangs": lambda outside, _: outside.hub.hang_next_run(),
    GITHUB_AWAY: lambda outside, _: outside.hub.away(),
    GITHUB_BACK: lambda outside, _: outside.hub.back(),
    "CI silent": lambda outside, _: outside.ci.fail_next(Kind.SILENT),
    "CI stuck": lambda outside, _: outside.ci.fail_next(Kind.STUCK),
}
DOING: dict[str, Do] = {**POSTS, **UPDATES, **CALLS, **DELIVERIES, **CI_FAULTS, **GITHUB, **SLOW}
TROUBLE = tuple(name for name in DOING if name not in {UNLIMITED, GITHUB_BACK})


def do(outside: Outside, what: str, times: int) -> None:
    """Let it happen, so often in a row."""
    DOING[what](outside, times)
