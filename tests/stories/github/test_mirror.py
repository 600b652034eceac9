"""The clone of our own: whole or not there, one fetch at a time, and nothing foreign runs or is followed."""

import os
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from app.adapters.filelock import locked
from app.adapters.gitfetch import Bounds, Remote, fetch
from app.adapters.github.change.mirror import Mirror, MirrorError, place
from app.adapters.gitprogram import GitError, GitTimeoutError
from app.adapters.gitrange import EMPTY_TREE
from app.domain.errors import Gone
from app.ports import Reading
from app.review import is_wanted, recall
from sandbox.github import GitHubSandbox
from tests.stories.github.reading import Shown
from tests.stories.gitwork import Work

REFS, PACK = "GET /{owner}/{name}.git/info/refs", "POST /{owner}/{name}.git/git-upload-pack"
READING = Reading(is_wanted, recall)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    work = Work(tmp_path_factory.mktemp("port") / "port")
    with GitHubSandbox.start() as hub:
        work.commit("Begin", a="1\n", untouched="as it was\n")
        work.commit("Change", a="2\n")
        yield Shown(hub, work, tmp_path_factory.mktemp("data"))


@pytest.fixture
def mirror(shown: Shown, tmp_path: Path) -> Mirror:
    return replace(shown.mirror(), directory=tmp_path / "mirrors" / "port.git")


def ends(shown: Shown) -> tuple[str, str]:
    return shown.work.git("rev-parse", "main~1"), shown.work.git("rev-parse", "main")


def kept(mirror: Mirror) -> list[Path]:
    return [path for path in mirror.directory.parent.rglob("*") if path.is_file()]


def test_what_is_here_is_not_fetched_again(shown: Shown, mirror: Mirror) -> None:
    base, head = ends(shown)
    mirror.bring(base, head)
    shown.hub.away()
    try:
        mirror.bring(base, head)
        assert "-1\n+2" in (mirror.repository(READING).evidence("o/r", base, head).diff or "")
        with pytest.raises(MirrorError):
            mirror.bring(base, "f" * 40, seconds=5)
    finally:
        shown.hub.back()


def test_only_the_content_that_is_needed_comes(shown: Shown, mirror: Mirror) -> None:
    base, head = ends(shown)
    mirror.bring(base, head)
    git = mirror.repository(READING).git
    assert git.says("cat-file", "-e", shown.work.git("rev-parse", "main:a"))
    missing = git.read(
        "rev-list", "--objects", "--missing=print", "--no-object-names", head, problem=""
    ).decode()
    assert f"?{shown.work.git('rev-parse', 'main:untouched')}" in missing


def test_content_that_does_not_come_is_named(shown: Shown, mirror: Mirror) -> None:
    base, head = ends(shown)
    mirror.bring(head, head)
    shown.hub.fail_next(PACK, status=500, times=1)
    mirror.bring(base, head)
    unknown = mirror.repository(READING).evidence("o/r", base, head).unknown
    assert [(entry.subject, entry.reason) for entry in unknown] == [
        ("diff", "the clone lacks the content of a; GitHub did not give it in time")
    ]


def test_neither_the_token_nor_the_address_is_kept(shown: Shown, mirror: Mirror) -> None:
    mirror.bring(*ends(shown))
    authorization = mirror.remote().authorization
    assert authorization is not None
    for path in kept(mirror):
        content = path.read_bytes()
        assert authorization.split()[1].encode() not in content
        assert shown.hub.origin.encode() not in content
    assert mirror.directory.parent.stat().st_mode & 0o077 == 0


def test_a_broken_clone_is_made_anew(shown: Shown, mirror: Mirror) -> None:
    base, head = ends(shown)
    mirror.bring(base, head)
    for pack in (mirror.directory / "objects" / "pack").iterdir():
        pack.unlink()
    mirror.bring(base, head)
    assert mirror.repository(READING).evidence("o/r", base, head).unknown == ()


def test_a_clone_in_which_something_is_missing_is_made_anew_the_next_time(
    shown: Shown, tmp_path: Path
) -> None:
    base, head = ends(shown)
    github = shown.github.credentials.web_url
    mirror = replace(shown.mirror(), directory=place(tmp_path, github, shown.name))
    mirror.bring(head, head)
    work = Work(tmp_path / "other")
    empty = work.git("commit-tree", EMPTY_TREE, "-m", "Without its tree")
    content = subprocess.check_output(["git", "cat-file", "commit", empty], cwd=work.path)
    lost = content.replace(EMPTY_TREE.encode(), b"e" * 40)
    (work.path / "made").write_bytes(lost)
    in_mirror = ["git", "-C", str(mirror.directory), "hash-object", "-t", "commit", "-w", "--literally"]
    sha = subprocess.check_output([*in_mirror, str(work.path / "made")], text=True).strip()
    repository = shown.repository(tmp_path)
    with pytest.raises(Gone):
        repository.evidence(shown.name, base, sha)
    assert not (mirror.directory / "refs" / "airlock" / "tip").exists()
    assert repository.evidence(shown.name, base, head).unknown == ()
    assert (mirror.directory / "refs" / "airlock" / "tip").exists()


@pytest.mark.parametrize("operation", [REFS, PACK])
def test_a_half_made_clone_is_none(shown: Shown, mirror: Mirror, operation: str) -> None:
    shown.hub.fail_next(operation, status=503)
    with pytest.raises(MirrorError):
        mirror.bring(*ends(shown))
    assert [path.name for path in kept(mirror)] == ["port.git.lock"]
    assert not mirror.has(ends(shown)[0])


def test_one_that_fetches_keeps_the_others_waiting(shown: Shown, mirror: Mirror) -> None:
    mirror.directory.parent.mkdir(parents=True)
    with locked(mirror.directory.with_name("port.git.lock"), 1), pytest.raises(MirrorError, match="another"):
        mirror.bring(*ends(shown), seconds=0.1)
    mirror.bring(*ends(shown))


def test_a_clone_that_takes_too_long_is_broken_off_and_left_alone_for_an_hour(
    shown: Shown, mirror: Mirror
) -> None:
    shown.hub.fail_next(PACK, drop="never")
    with pytest.raises(MirrorError, match="longer than"):
        mirror.bring(*ends(shown), seconds=1)
    with pytest.raises(MirrorError, match="after an hour"):
        mirror.bring(*ends(shown))
    slow = mirror.directory.with_name("port.git.slow")
    before = slow.stat().st_mtime - 3600
    os.utime(slow, (before, before))
    mirror.bring(*ends(shown))


def test_several_at_once_do_not_break_each_other(shown: Shown, mirror: Mirror) -> None:
    base, head = ends(shown)

    def read(_: int) -> str:
        mirror.bring(base, head)
        return mirror.repository(READING).evidence("o/r", base, head).diff or ""

    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(read, range(4)))) == 1


def test_a_fetch_that_brings_too_much_is_broken_off(shown: Shown, mirror: Mirror) -> None:
    mirror.bring(*ends(shown))
    coming = mirror.directory / "objects" / "pack" / "tmp_pack_x"
    coming.write_bytes(b"x" * 2000)
    shown.hub.fail_next(PACK, drop="never")
    with pytest.raises(GitTimeoutError, match="More than 0 MiB"):
        fetch(mirror.directory, mirror.remote(), ["f" * 40], Bounds(30, 1000))
    shown.hub.stop_failing()  # a slow git is broken off before it has asked
    assert not coming.exists()


@pytest.mark.parametrize(("zone", "entry", "is_taken"), [("+51800", "a", True), ("+0000", ".git", False)])
def test_old_blemishes_are_taken_and_traps_are_not(
    shown: Shown, tmp_path: Path, zone: str, entry: str, *, is_taken: bool
) -> None:
    work = Work(tmp_path / "old")
    blob = work.git("rev-parse", f"{work.commit(a='1')}:a")
    tree = _made(work, f"100644 {entry}\0".encode() + bytes.fromhex(blob), "tree")
    signatures = f"author A <a@b.c> 1700000000 {zone}\ncommitter A <a@b.c> 1700000000 +0000\n"
    head = _made(work, f"tree {tree}\n{signatures}\nOld\n".encode(), "commit")
    work.git("update-ref", "refs/heads/main", head)
    old = Shown(shown.hub, work, tmp_path / "data", f"harbour/old-{is_taken}".lower())
    if is_taken:
        old.mirror().bring(None, head)
        assert old.mirror().has(head)
    else:
        with pytest.raises(MirrorError):
            old.mirror().bring(None, head)


def _made(work: Work, content: bytes, kind: str) -> str:
    (work.path / "made").write_bytes(content)
    return work.git("hash-object", "-t", kind, "-w", "--literally", "made")


def test_a_redirect_is_not_followed(shown: Shown, mirror: Mirror) -> None:
    mirror.bring(*ends(shown))
    shown.hub.rename(shown.name, "harbour/moved")
    try:
        with pytest.raises(GitError, match=r"unable to update url base from redirection|30[17]"):
            fetch(mirror.directory, mirror.remote(), ["+HEAD:refs/airlock/tip"], Bounds(30, 10**9))
    finally:
        shown.hub.rename("harbour/moved", shown.name)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/o/r.git",
        "file:///etc",
        "ext::sh -c true",
        "ssh://git@127.0.0.1/r",
        "/tmp/repo",
        "git://127.0.0.1/r",
    ],
)
def test_nothing_but_https_is_fetched_from(mirror: Mirror, url: str) -> None:
    with pytest.raises(GitError, match="no https address"):
        fetch(mirror.directory, Remote(url), ["HEAD"], Bounds(5, 1000))


def test_what_a_remote_shows_never_repeats_the_token() -> None:
    assert "secret" not in repr(Remote("https://github.com/o/r.git", "Basic secret"))


def test_every_name_has_a_place_of_its_own() -> None:
    root = Path("/data")
    names = ["o/r", "o/r.git", "or/x", "o/..", "o+r/x"]
    places = [place(root, "https://github.com", name) for name in names]
    assert len(set(places)) == len(names)
    assert all(os.path.normpath(each.parent) == "/data/mirrors/github.com" for each in places)
    assert place(root, "https://github.com", "O/R") == places[0]
    assert place(root, "http://127.0.0.1:80", "o/r").parent.name == "127.0.0.1_80"
