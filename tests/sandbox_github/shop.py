"""A small real repository with everything that GitHub treats specially, written in one git process."""

import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

ANA, BO = "Ana Lima <ana@harbour.example>", "Bo Berg <7+bo@users.noreply.github.com>"
START = 1_700_000_000  # seconds since 1970
BINARY = bytes(range(256))
BIG = b"0123456789abcdef\n" * 70_000  # 1.19 MB
LINK = "120000"


@dataclass
class Shop:
    path: Path
    marks: dict[str, str] = field(default_factory=dict)  # commit's name → id

    def __getitem__(self, name: str) -> str:
        return self.marks[name]


def shop(path: Path) -> Shop:
    """Write the repository; its commits are named after what they show."""
    git(path, "init", "--quiet", "--bare", "--initial-branch=main", str(path))
    history = _History()
    history.commit("first", "main", files={"README.md": b"# Shop\n", "app.py": b"a = 1\n" * 20})
    history.commit(
        "special",
        "main",
        files={"logo.bin": BINARY, "lib/a b.py": b"x = 1\n", "lib/deep/c.py": b"", "big.txt": BIG},
        links={"read": "README.md", "broken": "nowhere"},
    )
    history.commit("second", "main", author=BO, files={"app.py": b"a = 2\n" + b"a = 1\n" * 19})
    history.branch("feature/cart", "second")
    history.commit("cart", "feature/cart", files={"cart.py": b"cart = []\n"})
    history.commit("basket", "feature/cart", author=BO, files={"cart.py": b"basket = []\n"})
    history.commit("renamed", "main", files={"docs/README.md": b"# Shop\n"}, gone=["README.md", "logo.bin"])
    history.commit("merged", "main", files={"cart.py": b"basket = []\n"}, merges="basket")
    many = {f"many/{number:03}.txt": b"line\n" for number in range(305)}
    history.branch("wide", "merged")
    history.commit("wide", "wide", files=many)
    history.commit("apart", "apart", files={"other.txt": b"x\n"})
    history.tag("v1", "second")
    told = path / "marks"
    git(path, "fast-import", "--quiet", f"--export-marks={told}", given=b"".join(history.stream))
    ids = dict(line.split() for line in told.read_text().splitlines())
    return Shop(path, {name: ids[f":{mark}"] for name, mark in history.marks.items()})


def git(path: Path, *arguments: str, given: bytes = b"") -> str:
    """Run git without anybody's settings."""
    path.mkdir(parents=True, exist_ok=True)
    environment = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    outside = {"GIT_TERMINAL_PROMPT": "0", "HOME": str(path)}
    done = subprocess.run(
        ["git", *arguments],
        cwd=path,
        env=environment | outside,
        input=given,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise GitSaidNo(done.stderr.decode())
    return done.stdout.decode().strip()


class GitSaidNo(Exception):  # noqa: N818 - what git says is looked at
    """The message is what git wrote to stderr."""


class _History:
    """Writes what `git fast-import` reads."""

    def __init__(self) -> None:
        self.stream: list[bytes] = []
        self.marks: dict[str, int] = {}
        self._tips: dict[str, int] = {}

    def commit(  # noqa: PLR0913 - what a commit has
        self,
        name: str,
        branch: str,
        *,
        author: str = ANA,
        files: dict[str, bytes] | None = None,
        links: dict[str, str] | None = None,
        gone: list[str] | None = None,
        merges: str | None = None,
    ) -> None:
        mark = len(self.marks) + 1
        self.marks[name] = mark
        at = f"{START + 60 * mark} +0000"
        message = f"{name}: a change".encode()
        head = f"commit refs/heads/{branch}\nmark :{mark}\nauthor {author} {at}\ncommitter {ANA} {at}\n"
        self.stream += [head.encode(), b"data %d\n%s\n" % (len(message), message)]
        if branch in self._tips:
            self._say(f"from :{self._tips[branch]}")
        if merges:
            self._say(f"merge :{self.marks[merges]}")
        for path in gone or ():
            self._say(f'D "{path}"')
        for path, content in (files or {}).items():
            self._file("100644", path, content)
        for path, target in (links or {}).items():
            self._file(LINK, path, target.encode())
        self.stream.append(b"\n")
        self._tips[branch] = mark

    def branch(self, branch: str, at: str) -> None:
        self._tips[branch] = self.marks[at]

    def tag(self, tag: str, at: str) -> None:
        self._say(f"reset refs/tags/{tag}\nfrom :{self.marks[at]}\n")

    def _file(self, mode: str, path: str, content: bytes) -> None:
        self._say(f'M {mode} inline "{path}"')
        self.stream += [b"data %d\n" % len(content), content, b"\n"]

    def _say(self, line: str) -> None:
        self.stream.append(f"{line}\n".encode())
