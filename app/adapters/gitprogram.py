"""The `git` program, run so that nothing in a repository can make it run anything else."""

import os
import re
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from threading import Timer

from app.adapters.begun import begun
from app.adapters.gitsettings import ENVIRONMENT, SAFE
from app.domain.errors import BadInput

TIMEOUT = 120  # seconds
_KILLED = -signal.SIGKILL  # by ourselves, after that time
SYMBOLS = ("HEAD", "refs/remotes/origin/HEAD")  # of the default branch; the second goes first
_OPEN = (
    "rev-parse",
    "--absolute-git-dir",
    "--is-shallow-repository",
    "--revs-only",
    "--symbolic-full-name",
    *SYMBOLS,
)
_OPENED = re.compile(
    r"(?P<directory>.+)\n(?P<shallow>true|false)\n(?P<named>(?:(?:HEAD|refs/[^\n]+)\n)*)", re.DOTALL
)
_DIED = re.compile(r"^error: \S+ died of signal ([1-9]|[12][0-9]|3[01])$", re.MULTILINE)
_SEND = " It took too long: have the CI send the change, by `airlock queue --repo .` in its checkout."
_OWNERSHIP = re.compile(r"dubious ownership|unsafe repository")


class GitError(BadInput):
    """The repository or the commit cannot be read; the message names it and the mend."""


class Git:
    """Runs git in one repository. The directory is looked up once, as git itself does."""

    def __init__(self, path: Path) -> None:
        self._path = path
        if not path.is_dir():
            raise GitError(f"{path} is not a directory; name a git checkout or a bare repository.")
        # Here the user's own configuration counts: it is where safe.directory stands.
        told = _OPENED.fullmatch(os.fsdecode(run(["-C", str(path), *_OPEN], {}, _unreadable(path))))
        if told is None:
            raise GitError(_unreadable(path))
        self._directory = directory = told["directory"]
        self._begun: dict[_Call, Future[bytes]] = {}
        self.is_shallow = told["shallow"] == "true"  # whether it lacks old commits
        named = [name for name in told["named"].split("\n") if name not in ("", *SYMBOLS)]
        self.default = named[-1] if named else None  # the default branch, if there was one
        self._environment = {
            "GIT_DIR": directory,
            # Without work tree and index, no .gitattributes of a commit can hide its own diff.
            "GIT_IMPLICIT_WORK_TREE": "0",
            "GIT_INDEX_FILE": str(Path(directory) / "no-such-index"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
        }

    def read(
        self, *arguments: str, problem: str, limit: int | None = None, given: bytes | None = None
    ) -> bytes:
        """Return what git prints, at most `limit` bytes and one. Raises GitError with the given words."""
        call = _Call(arguments, problem, limit, given)
        begun = self._begun.pop(call, None)
        return self._run(call) if begun is None else begun.result()

    def foresee(
        self, *arguments: str, problem: str, limit: int | None = None, given: bytes | None = None
    ) -> None:
        """Begin in a thread what is going to be read by the same words; nothing is said of what fails."""
        call = _Call(arguments, problem, limit, given)
        if call not in self._begun:
            self._begun[call] = begun(lambda: self._run(call))

    def says(self, *arguments: str) -> bool:
        """Whether git answers yes to a question that it answers by its exit code."""
        return self.tells(*arguments) is not None

    def tells(self, *arguments: str) -> bytes | None:
        """Return what git prints, or None where it says no by its exit code."""
        try:
            return self.read(*arguments, problem="no")
        except GitTimeoutError:
            raise
        except GitError:
            return None

    def _run(self, call: "_Call") -> bytes:
        arguments = ("-C", self._directory, *call.arguments)
        return run(arguments, self._environment, call.problem, limit=call.limit, given=call.given)


@dataclass(frozen=True, slots=True)
class _Call:
    arguments: tuple[str, ...]
    problem: str
    limit: int | None
    given: bytes | None


class GitTimeoutError(GitError):
    """Git was stopped; whether the answer is yes or no is not known."""


def run(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    problem: str,
    *,
    limit: int | None = None,
    given: bytes | None = None,
) -> bytes:
    """Run git and return its output; what it says on failure is put into words. `given`: its input."""
    settings = [part for setting in SAFE for part in ("-c", setting)]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    with (
        TemporaryFile() as errors,
        nullcontext(subprocess.DEVNULL) if given is None else _filled(given) as source,
        started(
            ["git", "--no-pager", *settings, *arguments],
            source,
            errors.fileno(),
            inherited | ENVIRONMENT | dict(environment),
        ) as process,
    ):
        timer = Timer(TIMEOUT, process.kill)
        timer.start()
        try:
            output = process.stdout.read(limit + 1 if limit else -1) if process.stdout else b""
            is_cut = bool(limit) and len(output) > (limit or 0)
            if is_cut:
                process.kill()
            code = process.wait()
        finally:
            timer.cancel()
        errors.seek(0)
        told = errors.read(4096).decode("utf-8", "replace")
    if code and not is_cut:
        raise problem_of(code, told, problem)
    return output


@contextmanager
def _filled(content: bytes) -> Iterator[int]:
    with TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        yield file.fileno()


def started(
    command: Sequence[str],
    source: int,
    errors: int,
    environment: Mapping[str, str],
    process_group: int | None = None,
) -> subprocess.Popen[bytes]:
    """Start git between two files. `process_group`: 0 for one of its own. Raises GitError without git."""
    try:
        return subprocess.Popen(
            command,
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=environment,
            process_group=process_group,
        )
    except FileNotFoundError as missing:
        raise GitError("The program `git` is not on PATH; install it.") from missing


def problem_of(code: int, told: str, problem: str) -> GitError:
    """Return what to raise when git ended with `code`: the given words, and the last line that it said."""
    if code == _KILLED:
        return GitTimeoutError(f"git did not answer within {TIMEOUT} s. {problem}")
    inner = _DIED.search(told)  # one that git has called
    if ended := -code if code < 0 else int(inner[1]) if inner else 0:
        mend = _SEND if ended == signal.SIGXCPU else ""  # more than a job may use
        return GitTimeoutError(f"git was ended ({signal.strsignal(ended)}). {problem}{mend}")
    if _OWNERSHIP.search(told):
        return GitError(
            f"{problem} git refuses it because another user owns it; if you trust it, "
            "run `git config --global --add safe.directory PATH` with that path."
        )
    last = next((line for line in reversed(told.split("\n")) if line.strip()), "")
    words = "".join(character for character in last[:200] if character.isprintable())
    return GitError(f"{problem} git says: {words}" if words else problem)


def _unreadable(path: Path) -> str:
    return f"{path} is not a git repository that can be read."
