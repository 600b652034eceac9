"""What GitHub points to is fetched without credentials, whole, within bounds, or not at all."""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Event, Thread

import pytest

from app.adapters.github.credentials import Credentials
from app.adapters.github.evidence.download import fetch
from app.adapters.github.site import Site
from app.domain.errors import BadInput, Transient

CONTENT = b"PK" * 1000
DIGEST = f"sha256:{hashlib.sha256(CONTENT).hexdigest()}"


class Store(BaseHTTPRequestHandler):
    """Answers /STATUS with that status; /cut with less than it promised; /digest-like paths with CONTENT."""

    asked: list[dict[str, str]]

    def do_GET(self) -> None:
        self.asked.append({name.lower(): value for name, value in self.headers.items()})
        status = int(self.path[1:]) if self.path[1:].isdecimal() else 200
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/200")
        self.send_header("Content-Length", str(len(CONTENT) + (self.path == "/cut")))
        self.end_headers()
        if self.path == "/drip":
            self._drip()
        self.wfile.write(CONTENT)

    def _drip(self) -> None:
        """Send a byte at a time, faster than any wait for the next piece ends, until nobody listens."""
        with suppress(OSError):
            for byte in CONTENT:
                self.wfile.write(bytes([byte]))
                Event().wait(0.005)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    Store.asked = []
    with HTTPServer(("127.0.0.1", 0), Store) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def site(store: str) -> Site:
    return Site(Credentials(f"{store}/api/v3", "7", "key"))


def test_it_is_fetched_without_anything_of_ours(
    store: str, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    assert fetch(f"{store}/200", site, most=len(CONTENT), digest=DIGEST.upper()) == CONTENT
    assert not {"authorization", "cookie"} & Store.asked[-1].keys()


@pytest.mark.parametrize(
    ("asked", "error", "told"),
    [
        (("/200", len(CONTENT) - 1, None), BadInput, "larger than"),
        (("/200", 10_000, "sha256:" + "0" * 64), BadInput, "digest"),
        (("/200", 10_000, "md5:1"), BadInput, "digest"),
        (("/302", 10_000, None), BadInput, "answered 302"),
        (("/403", 10_000, None), BadInput, "answered 403"),
        (("/206", 10_000, None), BadInput, "answered 206"),
        (("/429", 10_000, None), Transient, "answered 429"),
        (("/503", 10_000, None), Transient, "answered 503"),
        (("/cut", 10_000, None), Transient, "did not answer"),
    ],
)
def test_what_is_not_whole_is_not_taken(
    store: str, site: Site, asked: tuple[str, int, str | None], error: type[Exception], told: str
) -> None:
    path, most, digest = asked
    before = len(Store.asked)
    with pytest.raises(error, match=told):
        fetch(store + path, site, most=most, digest=digest)
    assert len(Store.asked) == before + 1  # no redirect was followed


def test_nobody_there_is_asked_again_later(site: Site) -> None:
    with pytest.raises(Transient, match=r"127\.0\.0\.1 did not answer"):
        fetch("http://127.0.0.1:9/x", site)


def test_a_place_that_nobody_named_is_not_asked(store: str) -> None:
    before = len(Store.asked)
    with pytest.raises(BadInput, match="AIRLOCK_ALLOWED_HOSTS"):
        fetch(f"{store}/200", Site(Credentials("https://api.github.com")))
    assert len(Store.asked) == before


def test_what_comes_drop_by_drop_ends_in_time(store: str, site: Site) -> None:
    with pytest.raises(Transient, match=r"took more than 0\.1 seconds"):
        fetch(f"{store}/drip", site, seconds=0.1)
