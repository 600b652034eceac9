"""This machine: the data directory, its disk, and where `web` listens."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import requests

from app import wiring
from app.commands.doctor.line import Check, Line, Mark, checked
from app.domain.address import is_loopback
from app.domain.errors import BadInput

LEAST = 1 << 30  # bytes free: room for clones of repositories, and for a rewrite of the append-only file
SCARCE = 5 << 30
TIMEOUT = 5  # seconds


def lines(parts: wiring.Parts, least: int = LEAST) -> Iterator[Line]:
    """`least`: bytes that have to be free where the data are."""
    place = parts.settings.airlock_data_dir.absolute()
    yield checked(Check.DATA, lambda: _writable(place))
    yield checked(Check.PRIVACY, lambda: _private(place))
    yield _space(_nearest(place), least)
    yield _listening(parts)
    if parts.settings.airlock_url is not None:
        yield checked(Check.URL, lambda: _reachable(str(parts.settings.airlock_url)))


def _nearest(place: Path) -> Path:
    """Return the directory, or what is there of its path: it is made when it is first needed."""
    return next(path for path in (place, *place.parents) if path.exists())


def _writable(place: Path) -> str:
    there = _nearest(place)
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        raise BadInput(
            f"{there} cannot be written to: give Airlock's user that right, or set AIRLOCK_DATA_DIR."
        )
    return f"is {place}" if there == place else f"will be {place}"


def _private(place: Path) -> str:
    """Check that others on this machine cannot read decisions, keys and clones."""
    if not place.exists():
        return "it will be for Airlock's user alone"
    mode = stat.S_IMODE(place.stat().st_mode)
    if mode & 0o077:
        raise BadInput(f"others may enter {place} (it is {mode:04o}): `chmod 700 {place}`.")
    return "it is for Airlock's user alone"


def _space(place: Path, least: int) -> Line:
    free = shutil.disk_usage(place).free
    words = f"{free / (1 << 30):.1f} GB are free at {place}"
    if free >= max(least, SCARCE):
        return Line(Mark.OK, Check.SPACE, words)
    mark = Mark.NOTE if free >= least else Mark.MEND
    return Line(mark, Check.SPACE, f"{words}: make room, for what cannot be written is not recorded.")


def _listening(parts: wiring.Parts) -> Line:
    """Say where `web` is to be reached; whether it is up is another line."""
    host, port, url = (
        parts.settings.airlock_http_host,
        parts.settings.airlock_http_port,
        parts.settings.airlock_url,
    )
    where = f"`web` listens on {host}:{port}"
    if url is None or not is_loopback(host) or is_loopback(urlsplit(url).hostname or ""):
        return Line(Mark.OK, Check.LISTENING, where)
    words = (
        f"{where}, which only this machine reaches, while AIRLOCK_URL is {url}: right behind a proxy that "
        "runs here, else set AIRLOCK_HTTP_HOST to 0.0.0.0"
    )
    return Line(Mark.NOTE, Check.LISTENING, words)


def _reachable(url: str) -> str:
    """Ask for what every `web` answers, and nobody else with these words."""
    try:
        answer = requests.get(f"{url.rstrip('/')}/healthz", timeout=TIMEOUT, allow_redirects=False)
        is_ours = answer.ok and answer.json() == {"ok": True}
    except (requests.RequestException, ValueError):
        is_ours = False
    if not is_ours:
        raise BadInput(
            f"{url}/healthz does not answer as Airlock's `web` does: is it up, and does the proxy lead to it?"
        )
    return f"{url} leads to a `web`"
