"""Downloads that GitHub points to: without our credentials, from known hosts, bounded in size and time."""

import hashlib
import time
from collections.abc import Iterator
from http import HTTPStatus
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from app.adapters.github.site import Site
from app.domain.errors import BadInput, Transient

PACKED_MAX = 64 * 1024 * 1024  # bytes
LASTS_MAX = 60.0  # seconds of one download; well below the lease of a review
TIMEOUT = (4, 10)  # seconds to connect, between two pieces
_PIECE = 256 * 1024
_LATER = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}


def fetch(
    url: str,
    site: Site,
    *,
    most: int = PACKED_MAX,
    digest: str | None = None,
    seconds: float = LASTS_MAX,
) -> bytes:
    """Return what is there. `digest`: "sha256:…", when it was told. Raises Transient, BadInput."""
    if not site.may_fetch(url):
        raise BadInput(f"GitHub keeps it at {_host(url)}, which is not in AIRLOCK_ALLOWED_HOSTS")
    try:
        content = b"".join(_pieces(url, most, seconds))
    except (requests.RequestException, HTTPError) as error:
        words = f"{_host(url)} did not answer ({type(error).__name__})."
        raise Transient(words) from error
    if digest is not None and digest.lower() != f"sha256:{hashlib.sha256(content).hexdigest()}":
        raise BadInput("what was downloaded is not what GitHub has the digest of")
    return content


def _pieces(url: str, most: int, seconds: float) -> Iterator[bytes]:
    began, size = time.monotonic(), 0
    with requests.Session() as session:
        session.trust_env = False  # no proxy and no .netrc: nothing of ours goes along
        headers = {"Accept-Encoding": "identity", "User-Agent": "airlock"}
        with session.get(
            url, headers=headers, timeout=TIMEOUT, allow_redirects=False, stream=True
        ) as response:
            _check(response, url)
            while piece := response.raw.read1(_PIECE, decode_content=False):  # what is there, be it one byte
                size += len(piece)
                if size > most:
                    raise BadInput(f"it is larger than {most // 1024**2:,} MiB, with what was read before it")
                if time.monotonic() - began > seconds:
                    raise Transient(f"{_host(url)} took more than {seconds:g} seconds.")
                yield piece


def _check(response: requests.Response, url: str) -> None:
    if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR or response.status_code in _LATER:
        raise Transient(f"{_host(url)} answered {response.status_code}.")
    if response.status_code != HTTPStatus.OK:
        raise BadInput(f"{_host(url)} answered {response.status_code} instead of the file")


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "an address without a host")[:100]
    except ValueError:
        return "an address that cannot be read"
