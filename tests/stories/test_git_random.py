"""Repositories made up at random, read with the real git: the diff and git's own counts always agree."""

import os
import subprocess
from collections.abc import Iterable, Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from unidiff.errors import UnidiffParseError
from unidiff.patch import PatchSet

from app.adapters.git import GitRepository
from app.domain.evidence import Evidence, Expectation
from app.domain.report import FileChange
from app.review import review
from app.review.diff.read import read_diff
from tests.stories.gitwork import Work

# path → mode and content
Tree = Mapping[bytes, tuple[str, bytes]]

PIECES = [
    *(
        b"a",
        b"b",
        b" b",
        b"a ",
        b"b/",
        b" b/x",
        b"\t",
        b"\n",
        b'"',
        b"\\",
        b"-",
        b"--- a",
        b"+++ b",
        b"{",
        b"=>",
    ),
    *(b"\xc3\xa9", b"\xff", b"\xe2\x80\xa8", b"\x1b[1m", b"/dev/null", b"diff --git ", b" and ", b"x" * 300),
]
LINES = [
    *(b"", b"a", b"b", b"c", b" ", b"-", b"+", b"-- a/x", b"++ b/x", b"@@ -1 +1 @@", b"diff --git a/x b/x"),
    *(b"\\ No", b"\x0c", b"\x0b", b"\x1c", b"\xc2\x85", b"\xe2\x80\xa8", b"\xe9", b"\r", b"x\r", b"\x00"),
]


def is_path(path: bytes) -> bool:
    parts = path.split(b"/")
    return all(parts) and not any(part in {b".", b".."} or part.lower().startswith(b".git") for part in parts)


PATHS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map(b"".join).filter(is_path)
CONTENTS = st.tuples(st.lists(st.sampled_from(LINES), max_size=12), st.booleans()).map(
    lambda told: b"\n".join(told[0]) + (b"\n" if told[1] else b"")
)
FILES = st.tuples(st.sampled_from(["100644", "100755", "120000"]), CONTENTS.filter(bool))


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Tree, Tree]:
    """Draw a tree, and what became of it: files kept, changed, moved, taken away and added."""
    old: dict[bytes, tuple[str, bytes]] = draw(st.dictionaries(PATHS, FILES, max_size=5))
    new: dict[bytes, tuple[str, bytes]] = {}
    for path, (mode, content) in old.items():
        match draw(st.sampled_from(["keep", "change", "move", "drop", "mode"])):
            case "keep":
                new[path] = mode, content
            case "change":
                new[path] = mode, draw(CONTENTS.filter(bool))
            case "move":
                new[draw(PATHS)] = mode, content + draw(st.sampled_from([b"", b"a\n"]))
            case "mode":
                new[path] = draw(FILES)[0], content
            case _:
                pass
    return old, new | draw(st.dictionaries(PATHS, FILES, max_size=2))


def without_clashes(tree: Tree) -> Tree:
    """Leave out what would have to be a file and a directory at once."""
    above = {
        b"/".join(parts[:n]) for path in tree for parts in [path.split(b"/")] for n in range(1, len(parts))
    }
    return {path: file for path, file in tree.items() if path not in above}


def commit(work: Work, tree: Tree, parent: str | None) -> str:
    stream = b"commit refs/heads/made\nmark :1\ncommitter A <a@example.com> 1 +0000\ndata 0\n"
    stream += f"from {parent}\n".encode() if parent else b""
    stream += b"deleteall\n" + b"".join(_entries(tree))
    arguments = ["git", "fast-import", "--quiet", "--force"]
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
    subprocess.run(arguments, cwd=work.path, input=stream, env=environment, check=True, capture_output=True)
    return work.git("rev-parse", "refs/heads/made")


def _entries(tree: Tree) -> Iterable[bytes]:
    for path, (mode, content) in tree.items():
        name = b"".join(b"\\%03o" % byte for byte in path)
        yield b'M %s inline "%s"\ndata %d\n%s\n' % (mode.encode(), name, len(content), content)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Work:
    return Work(tmp_path_factory.mktemp("made"))


def read(work: Work, old: Tree, new: Tree) -> Evidence:
    base = commit(work, without_clashes(old), None)
    head = commit(work, without_clashes(new), base)
    return GitRepository(work.path).evidence("o/r", base, head)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pairs())
def test_every_file_is_read_with_the_counts_that_git_and_unidiff_tell(
    work: Work, trees: tuple[Tree, Tree]
) -> None:
    evidence = read(work, *trees)
    report = review(evidence, Expectation())
    paths = [change.path for change in evidence.files or ()]
    if len(set(paths)) == len(paths):  # other bytes may have become the same U+FFFD
        assert report.unknown == ()
        assert sorted(map(_kind, report.files)) == sorted(map(_kind, evidence.files or ()))
    else:
        assert report.unknown
    agrees_with_unidiff(evidence.diff or "")


def _kind(change: FileChange) -> tuple[str, str, str, int]:
    """Git shows a file that became a link whole, and counts the lines that differ: the net is the same."""
    net = 0 if change.binary else change.additions - change.deletions
    return change.path, change.old_path or "", change.status, net


def agrees_with_unidiff(text: str) -> None:
    """Hold what is read of a diff against what unidiff reads, where it can."""
    try:
        oracle = PatchSet(text)
    except UnidiffParseError:
        return
    read_here = read_diff(text)
    if len(oracle) == text.count("\ndiff --git ") + text.startswith("diff --git "):
        counts = sorted((patch.change.additions, patch.change.deletions) for patch in read_here.patches)
        assert counts == sorted((file.added, file.removed) for file in oracle) or "120000" in text
