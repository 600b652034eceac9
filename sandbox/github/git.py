"""Reading a real git repository; nobody's settings change what is read, and nothing is written."""

import os
import re
import subprocess
from contextlib import suppress
from pathlib import Path

ISOLATED = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
READ_ONLY = {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_REPLACE_OBJECTS": "1", "GIT_TERMINAL_PROMPT": "0"}
FORMER_GIT = "GIT_"  # whoever started us may have set GIT_DIR and the like
EXPRESSION = re.compile(r"[\x00-\x20~^:?*\[\\]|\.\.|@\{")  # what no branch or tag is called
ID = re.compile(r"[0-9a-fA-F]{4,40}")
WHOLE = re.compile(r"[0-9a-f]{40}")  # SHA-1
PATIENCE = 30  # seconds
_KNOWN: dict[tuple[Path, str, str], str] = {}  # what a whole id names stays what it is


class GitFailed(Exception):  # noqa: N818 - told apart by the caller
    """Git said no; the message is what it wrote to stderr."""


class Git:
    def __init__(self, path: Path) -> None:
        self.path = path

    def bytes(self, *arguments: str, given: bytes = b"") -> bytes:
        """Run a git command and return what it writes. Raises GitFailed."""
        done = subprocess.run(
            ["git", "-c", "core.quotePath=false", "-c", "safe.directory=*", *arguments],
            cwd=self.path,
            env=environment(),
            input=given,
            capture_output=True,
            check=False,
            timeout=PATIENCE,
        )
        if done.returncode:
            raise GitFailed(done.stderr.decode(errors="replace").strip())
        return done.stdout

    def text(self, *arguments: str) -> str:
        return self.bytes(*arguments).decode(errors="replace")

    def sha(self, ref: str, kind: str = "commit") -> str | None:
        """Return the full id that a branch, tag, ref or id names, None when there is none."""
        if not ref or EXPRESSION.search(ref):
            return None
        id_ = self._tip(ref) or ref
        if found := _KNOWN.get((self.path, id_, kind)):
            return found
        names = [f"refs/heads/{ref}", f"refs/tags/{ref}", f"refs/{ref}", *([ref] if _is_plain(ref) else [])]
        asked = "".join(f"{name}^{{{kind}}}\n" for name in names)
        told = self.bytes("cat-file", "--batch-check=%(objectname)", given=asked.encode()).decode()
        found = next((line for line in told.splitlines() if WHOLE.fullmatch(line)), None)
        if found and WHOLE.fullmatch(id_):
            _KNOWN[self.path, id_, kind] = found
        return found

    def _tip(self, branch: str) -> str | None:
        """Return where a branch stands, if it has a file of its own: no process is needed to read that."""
        with suppress(OSError, UnicodeDecodeError):
            told = Path(f"{self.path}/.git/refs/heads/{branch}").read_text("ascii").strip()
            return told if WHOLE.fullmatch(told) else None
        return None


def environment() -> dict[str, str]:
    """Return the environment that git runs in."""
    outer = {name: value for name, value in os.environ.items() if not name.startswith(FORMER_GIT)}
    return outer | ISOLATED | READ_ONLY


def _is_plain(ref: str) -> bool:
    """Whether it is an id, HEAD or the full name of a ref."""
    return ref == "HEAD" or ref.startswith("refs/") or bool(ID.fullmatch(ref))
