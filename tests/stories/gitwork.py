"""A checkout to commit in."""

import os
import subprocess
from pathlib import Path


class Work:
    """Real git, without the settings of whoever runs the tests."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str) -> str:
        told = ("-c", "user.name=Ana", "-c", "user.email=ana@example.com", "-c", "commit.gpgsign=false")
        environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        done = subprocess.run(
            ["git", *told, *arguments], cwd=self.path, env=environment, check=True, capture_output=True
        )
        return done.stdout.decode().strip()

    def commit(self, subject: str = "Change", **files: str | bytes | None) -> str:
        for name, content in files.items():
            self.write(name, content)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "-m", subject)
        return self.git("rev-parse", "HEAD")

    def write(self, name: str, content: str | bytes | None) -> None:
        path = self.path / name
        if content is None:
            path.unlink()
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def lose(self, revision: str) -> None:
        """Take an object out of the repository."""
        blob = self.git("rev-parse", revision)
        (self.path / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
