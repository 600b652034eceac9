"""Fetching: the one thing for which git may reach the network, one repository over https, within bounds."""

import os
import re
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from time import monotonic
from typing import IO
from urllib.parse import urlsplit

from app.adapters.gitprogram import GitError, GitTimeoutError, problem_of, started
from app.adapters.gitsettings import ENVIRONMENT, SAFE

_LOOK = 0.1  # seconds between two looks at how much has come
_STALLED = (
    45  # seconds at under 1,000 bytes each, after which the connection is given up; GitHub counts first
)
_TOLD = 4096  # bytes of what git says, its end
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
# Old tools wrote these, and public histories are full of them; nothing that reads the objects minds.
_HARMLESS = re.compile(
    r"error: object [0-9a-f]{40}: (badDate|badDateOverflow|badEmail|badName|badTimezone|missingEmail"
    r"|missingNameBeforeEmail|missingSpaceBeforeDate|missingSpaceBeforeEmail|missingTaggerEntry"
    r"|multipleAuthors|zeroPaddedDate|zeroPaddedFilemode):"
)
_SETTINGS = (
    "advice.graftFileDeprecated=false",
    "credential.helper=",
    "core.askPass=",
    "fetch.negotiationAlgorithm=consecutive",
    "fetch.recurseSubmodules=false",
    "fetch.unpackLimit=1",
    "fetch.writeCommitGraph=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "http.followRedirects=false",
    "http.sslVerify=true",
    "http.lowSpeedLimit=1000",
    f"http.lowSpeedTime={_STALLED}",
    "protocol.version=2",
)
_FETCH = (
    "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance",
    "--recurse-submodules=no", "--filter=blob:none", "--stdin", "origin",
)  # fmt: skip


@dataclass(frozen=True)
class Remote:
    """A repository elsewhere, and what to show there to be let in."""

    url: str  # https://HOST/OWNER/NAME.git; http on this machine only
    authorization: str | None = field(default=None, repr=False)  # the value of the header

    @property
    def protocol(self) -> str:
        """Return the only protocol that may be used. Raises GitError for any but https."""
        parts = urlsplit(self.url)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
            raise GitError(f"{self.url} is not fetched from: it is no https address.")
        return parts.scheme


@dataclass(frozen=True)
class Bounds:
    """How much one fetch may take."""

    seconds: float
    size: int  # bytes of what comes


def fetch(directory: Path, remote: Remote, wanted: Sequence[str], bounds: Bounds) -> None:
    """Fetch into a bare repository without content: commits and trees, and the blobs that are named.

    `wanted`: full ids and refspecs. Raises GitError, and GitTimeoutError when a bound broke it off.
    Nothing of what is on disk or on a command line holds the authorization.
    """
    until = monotonic() + bounds.seconds
    code, told = _run(directory, remote, wanted, bounds, is_checked=True)
    if code and _HARMLESS.search(told):  # of a partial clone git would check all or nothing
        left = Bounds(until - monotonic(), bounds.size)
        code, told = _run(directory, remote, wanted, left, is_checked=False)
    if code:
        raise problem_of(code, told, f"{remote.url} cannot be fetched from.")


def _run(
    directory: Path, remote: Remote, wanted: Sequence[str], bounds: Bounds, *, is_checked: bool
) -> tuple[int, str]:
    """Return how git ended, and what it said."""
    environment = {**ENVIRONMENT, **_reaching(directory, remote)}
    settings = (*SAFE, *_SETTINGS, f"fetch.fsckObjects={str(is_checked).lower()}")
    arguments = [part for setting in settings for part in ("-c", setting)]
    command = ["git", "--no-pager", *arguments, "-C", str(directory), *_FETCH]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    with TemporaryFile() as errors, TemporaryFile() as source:
        source.write("".join(f"{each}\n" for each in wanted).encode("ascii"))
        source.seek(0)
        with started(
            command, source.fileno(), errors.fileno(), {**inherited, **environment}, process_group=0
        ) as process:
            code = _watched(process, directory, bounds)
        return code, _told(errors)


def _reaching(directory: Path, remote: Remote) -> Mapping[str, str]:
    """Return the environment that lets git reach this one address; settings in it are in no argument."""
    settings = {"remote.origin.url": remote.url}
    if remote.authorization is not None:
        settings[f"http.{remote.url}.extraHeader"] = f"Authorization: {remote.authorization}"
    if bundle := os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE"):
        settings["http.sslCAInfo"] = bundle  # as for the requests to the API
    numbered = enumerate(settings.items())
    return {
        "GIT_ALLOW_PROTOCOL": remote.protocol,
        "GIT_ASKPASS": "",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "HOME": str(directory),  # where no .netrc is
        "GIT_CONFIG_COUNT": str(len(settings)),
        **{
            name: value
            for at, (key, held) in numbered
            for name, value in ((f"GIT_CONFIG_KEY_{at}", key), (f"GIT_CONFIG_VALUE_{at}", held))
        },
    }


def _watched(process: subprocess.Popen[bytes], directory: Path, bounds: Bounds) -> int:
    """Wait for the end; break it off, with all that it started, when it takes too long or too much."""
    until = monotonic() + bounds.seconds
    try:
        while True:
            try:
                return process.wait(_LOOK)
            except subprocess.TimeoutExpired:
                if monotonic() > until:
                    raise GitTimeoutError(f"It took longer than {bounds.seconds:.0f} s.") from None
                if _size(directory) > bounds.size:
                    words = f"More than {bounds.size // 1024**2} MiB came."
                    raise GitTimeoutError(words) from None
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            _clear(directory)


def _size(directory: Path) -> int:
    return sum(size for _, size in _coming(directory))


def _clear(directory: Path) -> None:
    """Take away what a broken-off fetch left; the caller lets only one fetch run at a time."""
    for path, _ in _coming(directory):
        path.unlink(missing_ok=True)


def _coming(directory: Path) -> Iterator[tuple[Path, int]]:
    """Yield the packs that are still coming; git names them so until they are whole."""
    for path in (directory / "objects" / "pack").glob("tmp_*"):
        try:
            yield path, path.stat().st_size
        except FileNotFoundError:  # whole by now
            continue


def _told(errors: IO[bytes]) -> str:
    size = errors.seek(0, os.SEEK_END)
    errors.seek(max(0, size - _TOLD))
    return errors.read().decode("utf-8", "replace")
