"""Git as if freshly installed: nobody's settings, hooks, keys or time zone change what it writes."""

import os
import subprocess
from pathlib import Path

# The one who merges; authors come with their patches. Git writes it into every commit.
COMMITTER = {"GIT_COMMITTER_NAME": "Harbour", "GIT_COMMITTER_EMAIL": "merge@harbour.example"}
ISOLATED = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


class Git:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __call__(self, *arguments: str, **environment: str) -> str:
        """Run a git command and return what it says. Raises CalledProcessError."""
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.path,
            env=_outer() | ISOLATED | COMMITTER | environment,
            check=True,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        return done.stdout.strip()

    def init(self, branch: str) -> None:
        self("init", "--quiet", "--template=", "--object-format=sha1", f"--initial-branch={branch}")
        self("config", "core.autocrlf", "false")
        self("config", "gc.auto", "0")

    def apply(self, patches: Path) -> None:
        """Commit a mailbox of patches, dated as their authors did."""
        options = ("--quiet", "--committer-date-is-author-date", "--keep-non-patch", "--whitespace=nowarn")
        self("am", *options, str(patches))


def _outer() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
