"""Where each check of this machine, its settings and the record fails, and the words for it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from app.commands.doctor import (
    alarms,
    clock,
    machine,
    operator,
    processes,
    redis,
    settings,
)
from app.commands.doctor.line import Check, Line
from app.domain.alarm import Alarm, Aspect, Kind, Place, Told
from app.domain.deploy import Key, Request
from app.domain.event import Reviewed, ReviewStarted
from tests.stories.doctor.conftest import Clinic
from tests.stories.world import free_port
from tests.unit.example import RULES, SUMMARY

LONG_AGO = datetime.now(UTC) - timedelta(hours=1)
STRAY = Alarm(Kind.UNAPPROVED, Place(Aspect.DEPLOYMENTS, "a/b", "production"), "cy deployed it.", "Ask.")
NO_KEY = SecretStr("-----BEGIN PRIVATE KEY-----\nbm9uZQ==\n-----END PRIVATE KEY-----\n")


NO_APP: dict[str, Any] = {"github_app_id": None, "github_app_private_key": None}


def _settings(_: Clinic) -> Iterator[Line]:
    with pytest.MonkeyPatch.context() as env:
        env.setenv("SLACK_BOT_TOKEN", "xapp-1")
        env.setenv("AIRLOCK_HTTP_PORT", "high")
        yield from settings.lines()


def _process(clinic: Clinic) -> Iterator[Line]:
    pulse = clinic.parts.pulse("bot")
    pulse.beat(sockets=1)
    yield from processes.lines(clinic.parts)
    pulse.end()


def _durability(clinic: Clinic) -> Iterator[Line]:
    clinic.parts.redis.config_set("appendfsync", "no")
    yield from redis.lines(clinic.parts)


def _data(clinic: Clinic) -> Iterable[Line]:
    return machine.lines(clinic.under(airlock_data_dir=Path("/dev/null/x")))


def _private(clinic: Clinic) -> Iterable[Line]:
    place = clinic.directory / "open"
    place.mkdir(mode=0o755, exist_ok=True)
    return machine.lines(clinic.under(airlock_data_dir=place))


def _url(clinic: Clinic) -> Iterable[Line]:
    return machine.lines(clinic.under(airlock_url=f"http://127.0.0.1:{free_port()}"))


def _standstill(clinic: Clinic) -> Iterator[Line]:
    gate = clinic.parts.gate
    deploy, _ = gate.queue(Request(Key("harbour/shop", "production", "a" * 40, "1")), LONG_AGO)
    gate.handle(deploy.id, ReviewStarted(LONG_AGO))
    gate.handle(deploy.id, Reviewed(LONG_AGO, SUMMARY, RULES))
    yield from alarms.lines(clinic.parts)
    clinic.parts.redis.flushall()


def _around(clinic: Clinic) -> Iterator[Line]:
    told = Told(STRAY, LONG_AGO)
    clinic.parts.alarms.keep(told)
    yield from alarms.lines(clinic.parts)
    clinic.parts.alarms.drop(told)


def _later() -> datetime:
    return datetime.now(UTC) + timedelta(minutes=10)


INSIDE: Mapping[Check, tuple[Callable[[Clinic], Iterable[Line]], str]] = {
    Check.SETTINGS: (_settings, "MEND  settings: AIRLOCK_HTTP_PORT must be a port, 0 to 65535"),
    Check.REDIS: (
        lambda c: redis.lines(c.under(redis_url="unix:///nowhere/redis.sock")),
        "MEND  Redis: Redis does not answer (ConnectionError); check REDIS_URL.",
    ),
    Check.DURABILITY: (_durability, "MEND  Redis: appendfsync: appendfsync is no, so a power cut can lose"),
    Check.PROCESS: (_process, "MEND  processes: No worker is running: start `airlock worker`."),
    Check.DATA: (
        _data,
        "MEND  data directory: /dev/null cannot be written to: give Airlock's user that right",
    ),
    Check.SPACE: (
        lambda c: machine.lines(c.parts, least=1 << 60),
        ": make room, for what cannot be written is not recorded.",
    ),
    Check.PRIVACY: (_private, "others may enter "),
    Check.CLOCK: (
        lambda c: clock.lines(c.parts, _later),
        "MEND  clock against Redis's: this machine is 600 s ahead",
    ),
    Check.CI_SECRET: (
        lambda c: operator.lines(c.under(airlock_ci_secret=None, **NO_APP)),
        "MEND  CI secret: AIRLOCK_CI_SECRET is not set",
    ),
    Check.SIGNING_KEY: (
        lambda c: operator.lines(c.under(airlock_signing_key=NO_KEY)),
        "MEND  signing key: AIRLOCK_SIGNING_KEY",
    ),
    Check.LISTENING: (
        lambda c: machine.lines(c.under(airlock_url="https://airlock.invalid")),
        "note  HTTP: `web` listens on 127.0.0.1:8080, which only this machine reaches, while AIRLOCK_URL is",
    ),
    Check.URL: (_url, "/healthz does not answer as Airlock's `web` does: is it up"),
    Check.STANDSTILL: (
        _standstill,
        "waits for a decision, but its card cannot be posted: no worker has tried yet.",
    ),
    Check.AROUND: (_around, " UTC: cy deployed it."),
}
