"""GET /metrics: what one look at Redis shows, in Prometheus' text; nothing is kept in this process."""

import asyncio
import hmac
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping

from aiohttp import HttpVersion11, web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from app.domain import meter
from app.domain.address import is_loopback
from app.domain.vitals import Vitals, age, named
from app.ports.watch import Watch

SECRET_NEEDED = "Send `Authorization: Bearer` with AIRLOCK_METRICS_TOKEN."  # noqa: S105 - no secret
LOCAL_ONLY = "Set AIRLOCK_METRICS_TOKEN to read this from elsewhere; without it, only this machine may."
# By any part of a header's name: what proxies, balancers and content networks add of who asks.
FORWARDED = re.compile(r"forward|\bvia\b|real-ip|client-ip|connecting-ip|-original-|envoy", re.IGNORECASE)
LOCAL_HOST = re.compile(r"(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?", re.ASCII | re.IGNORECASE)
HOST_MAX = 60  # characters of a label

# What `meter` counts → its labels, and what it is.
COUNTERS: dict[str, tuple[tuple[str, ...], str]] = {
    meter.QUEUED: ((), "Deploys queued."),
    meter.UNKNOWNS: ((), "Deploys with something that their review could not read or was not given."),
    meter.REVIEWS: (("level",), "Reports put before people."),
    meter.DECISIONS: (("kind",), "Decisions, and what expired without one."),
    meter.PROMOTIONS: (("outcome",), "Promotions that began, ended, or were stopped by the last look."),
    meter.FAILURES: (("effect", "kind"), "Attempts at owed work that failed, or ended without a word."),
    meter.POLICIES: ((), "Policies that could not be read; the last good one held."),
}
HISTOGRAMS = {
    meter.CARD: "From queued to the card in Slack.",
    meter.DECISION: "From when people were asked first to when they decided.",
}


def metrics(watch: Watch, token: str | None) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Return the route. Its port faces the internet, so only who has `token`, or this machine, may read."""

    async def route(request: web.Request) -> web.Response:
        if declined := _declined(request, token):
            return declined
        body = await asyncio.to_thread(lambda: written(watch.look()))
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    return route


def written(vitals: Vitals) -> bytes:
    """Return Prometheus' text."""
    registry = CollectorRegistry()
    registry.register(_Look(vitals))
    return generate_latest(registry)


class _Look(Collector):
    def __init__(self, vitals: Vitals) -> None:
        self._vitals = vitals

    def collect(self) -> Iterator[Metric]:
        yield from _counters(self._vitals.counts)
        yield from (_histogram(name, words, self._vitals.counts) for name, words in HISTOGRAMS.items())
        yield from _gauges(self._vitals)
        yield from _queues(self._vitals)
        yield from _processes(self._vitals)


def _counters(counts: Mapping[str, float]) -> Iterator[Metric]:
    for name, (labels, words) in COUNTERS.items():
        family = CounterMetricFamily(f"airlock_{name}", words, labels=labels)
        for key in sorted(counts) if labels else (name,):
            first, *values = key.split(" ")
            if first == name and len(values) == len(labels):
                family.add_metric(values, counts.get(key, 0))
        yield family


def _histogram(name: str, words: str, counts: Mapping[str, float]) -> Metric:
    buckets, total = [], 0.0
    for end in (*(f"{end:g}" for end in meter.SCALES[name]), "+Inf"):
        total += counts.get(f"{name} {end}", 0)
        buckets.append((end, total))
    return HistogramMetricFamily(
        f"airlock_{name}", words, buckets=buckets, sum_value=counts.get(f"{name} sum", 0)
    )


def _gauges(vitals: Vitals) -> Iterator[Metric]:
    yield _gauge("deploys", "Deploys by where they stand.", ("state",), vitals.states.items())
    alone = {
        "outbox_debts": (vitals.debts, "Work owed, with what waits for its turn or for the CI."),
        "outbox_deploys": (vitals.owing, "Deploys that owe what should be done by now."),
        "outbox_oldest_seconds": (age(vitals).total_seconds(), "Age of the oldest of that."),
        "record_entries": (vitals.record, "Entries of the record of decisions."),
        "redis_memory_bytes": (vitals.memory, "Memory that Redis uses."),
        "slack_failures_in_a_row": (vitals.failing, "Calls to Slack that failed since one went through."),
    }
    for name, (value, words) in alone.items():
        yield GaugeMetricFamily(f"airlock_{name}", words, value=value)


def _queues(vitals: Vitals) -> Iterator[Metric]:
    waiting = vitals.backlogs
    label = ("queue",)
    yield _gauge("queue_jobs", "Jobs that wait.", label, ((one.queue, one.depth) for one in waiting))
    yield _gauge("queue_oldest_seconds", "Age of the oldest.", label, ((b.queue, b.oldest) for b in waiting))
    yield _gauge(
        "queue_failed_jobs", "Jobs that failed, for 7 days.", label, ((b.queue, b.failed) for b in waiting)
    )


def _processes(vitals: Vitals) -> Iterator[Metric]:
    counts = ((name, len(named(vitals, name))) for name in ("bot", "web", "worker", "clock"))
    yield _gauge("processes", "Processes that are alive.", ("process",), counts)
    sockets: dict[str, int] = {}
    for bot in named(vitals, "bot"):  # one that was killed is alive for some seconds, beside its successor
        label = f"{bot.host[:HOST_MAX]}:{bot.pid}"
        sockets[label] = max(sockets.get(label, 0), bot.sockets or 0)
    shown = sockets.items() or [("none", 0)]
    yield _gauge("slack_connections", "Connections to Slack that are open.", ("bot",), shown)


def _gauge(
    name: str, words: str, labels: tuple[str, ...], values: Iterable[tuple[str, float]]
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"airlock_{name}", words, labels=labels)
    for label, value in values:
        family.add_metric((label,), value)
    return family


def _declined(request: web.Request, token: str | None) -> web.Response | None:
    """Return why not; a proxy on this machine is no local reader, whoever it speaks for."""
    if token is None:
        return None if _is_local(request) else web.json_response({"error": LOCAL_ONLY}, status=403)
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    sent = given.strip().encode(errors="surrogateescape")  # as it came: not all of it need be UTF-8
    if scheme.lower() == "bearer" and hmac.compare_digest(sent, token.encode()):
        return None
    return web.json_response({"error": SECRET_NEEDED}, status=401, headers={"WWW-Authenticate": "Bearer"})


def _is_local(request: web.Request) -> bool:
    """Whether a reader on this machine asks, as far as can be told; proxies of old speak HTTP/1.0.

    nginx, told to speak 1.1, closes after each answer: nginx.org/en/docs/http/ngx_http_proxy_module.html.
    """
    closes = request.headers.get("Connection", "").lower() == "close"
    is_old = request.version < HttpVersion11
    is_forwarded = is_old or closes or any(FORWARDED.search(name) for name in request.headers)
    is_named = LOCAL_HOST.fullmatch(request.headers.get("Host", "")) is not None
    return is_named and not is_forwarded and is_loopback(request.remote or "")
