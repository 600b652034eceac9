"""What is deployed, read from GitHub: by git and by the API alone, and the same as a checkout shows."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from app.adapters.git import GitRepository
from app.domain.errors import BadInput, Gone, Transient
from app.domain.evidence import Evidence, Expectation, Teller
from app.domain.report import FileChange, Level, Status
from app.ports import Reading
from app.review import is_wanted, recall, review
from sandbox.github import GitHubSandbox
from tests.stories.github.reading import PERMISSIONS, Shown
from tests.stories.gitwork import Work

COMPARE = "GET /repos/{owner}/{repo}/compare/{basehead}"
REFS = "GET /{owner}/{name}.git/info/refs"
NOBODY = "f" * 40
OWNERS = "* @harbour/all\n"
BIG = "x" * 1023 + "\n"


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    work = Work(tmp_path_factory.mktemp("port") / "port")
    with GitHubSandbox.start() as hub:
        fill(work)
        shown = Shown(hub, work, tmp_path_factory.mktemp("data") / "here")
        yield shown
        assert hub.violations == []


def fill(work: Work) -> None:
    """Make a history with tags: root, live, cart, odd, wide, parted."""
    text = "".join(f"line {n}\n" for n in range(40))
    work.commit(
        "Begin",
        **{"app.py": text, "old name.py": text, "CODEOWNERS": OWNERS, ".github/airlock.yml": "a: 1\n"},
    )
    work.git("tag", "root")
    work.write("data.bin", b"\0a")
    work.commit("Sell", **{"requirements.txt": "flask==2.0\n", "gone.py": text, "to link": "app.py\n"})
    work.git("tag", "live")
    work.commit(
        "Add a cart\n\nIt was asked for.\n\nCo-authored-by: Bo <bo@example.com>",
        **{"app.py": text.replace("line 20", "line twenty"), "cart.py": "cart\n", "CODEOWNERS": "* @evil\n"},
    )
    work.git("tag", "cart")
    work.git("mv", "old name.py", 'new "name".py')
    work.write('new "name".py', text + "more\n")
    work.write("to link", None)
    (work.path / "to link").symlink_to("app.py")
    (work.path / "cart.py").chmod(0o755)
    work.git("update-index", "--add", "--cacheinfo", f"160000,{NOBODY},vendored")
    work.write("data.bin", b"\0b")
    work.write("gone.py", None)
    work.commit("Odd", **{"requirements.txt": "flask==3.0", "ü \t.py": "x", "empty": ""})
    work.git("tag", "odd")
    work.commit("Wide", **{f"many/{n}.py": f"{n}\n" for n in range(305)}, **{"large.txt": BIG * 1100})
    work.git("tag", "wide")
    work.git("checkout", "--quiet", "-b", "side", "root")
    work.commit("Else", **{"side.py": "1\n", ".github/airlock.yml": "evil: 1\n"})
    work.git("tag", "parted")
    work.git("checkout", "--quiet", "main")


def by_hand(shown: Shown, base: str | None, head: str) -> Evidence:
    """Return what the checkout shows."""
    return _by_hand(shown.work.path, shown.name, base, head)


@cache
def _by_hand(path: Path, name: str, base: str | None, head: str) -> Evidence:
    local = GitRepository(path, Reading(is_wanted, recall))
    return local.evidence(name, base and local.resolve(base), local.resolve(head))


def from_github(shown: Shown, base: str | None, head: str, *, by_git: bool = True) -> Evidence:
    repository = shown.repository() if by_git else shown.without_git()
    return repository.evidence(shown.name, base and repository.resolve(base), repository.resolve(head))


PAIRS = [
    ("live", "cart"),
    ("cart", "odd"),
    ("live", "live"),
    ("cart", "live"),
    ("cart", "parted"),
    (None, "root"),
]


@pytest.mark.parametrize(("base", "head"), PAIRS)
def test_git_on_github_tells_what_a_checkout_shows(shown: Shown, base: str | None, head: str) -> None:
    found, expected = from_github(shown, base, head), by_hand(shown, base, head)
    assert found == replace(expected, teller=Teller.GITHUB)


def files(evidence: Evidence) -> dict[str, FileChange]:
    return {change.path: change for change in evidence.files or ()}


@pytest.mark.parametrize(("base", "head"), [pair for pair in PAIRS if pair != ("cart", "odd") and pair[0]])
def test_the_api_alone_tells_the_same(shown: Shown, base: str, head: str) -> None:
    found, expected = from_github(shown, base, head, by_git=False), by_hand(shown, base, head)
    assert files(found) == files(expected)
    assert {f.path: f for f in found.whole} == {f.path: f for f in expected.whole}
    same = ("head", "base", "codeowners", "commits", "takes_back", "taken_back", "unknown", "past")
    assert {name: getattr(found, name) for name in same} == {name: getattr(expected, name) for name in same}
    report = review(found, Expectation())
    assert report.unknown == review(expected, Expectation()).unknown
    assert found.teller is Teller.GITHUB


def test_the_api_alone_tells_of_odd_files(shown: Shown) -> None:
    found, expected = from_github(shown, "cart", "odd", by_git=False), by_hand(shown, "cart", "odd")
    assert files(found) == files(expected)
    report, right = review(found, Expectation()), review(expected, Expectation())
    assert (report.unknown, report.dependencies) == (right.unknown, right.dependencies)
    assert {f.rule for f in report.findings} == {f.rule for f in right.findings}


def test_of_a_first_commit_everything_is_new(shown: Shown) -> None:
    found = from_github(shown, None, "root", by_git=False)
    assert {change.status for change in found.files or ()} == {Status.ADDED}
    assert files(found) == files(by_hand(shown, None, "root"))
    assert shown.repository().parent(found.head) is None


def test_beyond_what_a_comparison_lists_the_trees_complete_it(shown: Shown) -> None:
    found = from_github(shown, "odd", "wide", by_git=False)
    assert len(found.files or ()) == 306
    report = review(found, Expectation())
    unread = {entry.subject: entry.reason for entry in report.unknown}
    assert unread == {"large.txt": "the source lists it, but the diff does not hold it"}
    assert report.level is not Level.LOW
    assert review(from_github(shown, "odd", "wide"), Expectation()).unknown == ()


def test_a_list_that_github_cuts_is_not_taken_for_whole(shown: Shown) -> None:
    shown.hub.set_limits(tree_entries=3)
    try:
        found = from_github(shown, "live", "cart", by_git=False)
    finally:
        shown.hub.set_limits(tree_entries=100_000)
    assert {entry.subject for entry in found.unknown} >= {"files"}
    assert {"app.py", "cart.py"} <= set(files(found))


@pytest.mark.parametrize("by_git", [True, False])
@pytest.mark.parametrize(("base", "head"), [(NOBODY, "cart"), ("live", NOBODY)])
def test_a_commit_that_is_gone_is_named(shown: Shown, base: str, head: str, *, by_git: bool) -> None:
    repository = shown.repository() if by_git else shown.without_git()
    ids = [each if each == NOBODY else repository.resolve(each) for each in (base, head)]
    with pytest.raises(Gone, match=r"f{12}.* on GitHub"):
        repository.evidence(shown.name, ids[0], ids[1])


def test_a_commit_that_no_branch_holds_any_more_is_read(shown: Shown) -> None:
    work = shown.work
    work.git("checkout", "--quiet", "--detach", "cart")
    head = work.commit("Pushed away", left="1\n")
    work.git("checkout", "--quiet", "main")
    found = from_github(shown, "cart", head)
    assert [change.path for change in found.files or ()] == ["left"]


@pytest.mark.parametrize("status", [403, 500])
def test_where_git_is_not_let_in_the_api_is_asked(shown: Shown, status: int, tmp_path: Path) -> None:
    shown.hub.fail_next(REFS, status=status)
    repository = shown.repository(tmp_path)
    base, head = repository.resolve("live"), repository.resolve("cart")
    found = repository.evidence(shown.name, base, head)
    assert files(found) == files(by_hand(shown, "live", "cart"))
    assert (found.unknown, repository.past(found)) == ((), None)


@pytest.mark.parametrize(("status", "error"), [(502, Transient), (422, BadInput)])
def test_without_git_and_api_nothing_is_told(shown: Shown, status: int, error: type[Exception]) -> None:
    repository = shown.without_git()
    base, head = repository.resolve("live"), repository.resolve("cart")
    shown.hub.fail_next(COMPARE, status=status)
    with pytest.raises(error, match=r"GitHub .*compare"):
        repository.evidence(shown.name, base, head)


def test_the_past_comes_with_the_clone(shown: Shown) -> None:
    repository = shown.repository()
    found = repository.evidence(shown.name, repository.resolve("live"), repository.resolve("cart"))
    past = repository.past(found)
    assert past is not None
    assert past == GitRepository(shown.work.path, Reading(is_wanted, recall)).past(found)


@pytest.mark.parametrize("by_git", [True, False])
def test_what_contains_what_is_told(shown: Shown, *, by_git: bool) -> None:
    repository = shown.repository() if by_git else shown.without_git()
    live, cart, parted = map(repository.resolve, ("live", "cart", "parted"))
    assert repository.is_ancestor(live, cart)
    assert repository.is_ancestor(live, live)
    assert not repository.is_ancestor(cart, live)
    assert not repository.is_ancestor(cart, parted)
    assert not repository.is_ancestor(NOBODY, cart)


@pytest.mark.parametrize(
    "name", ["main", "side", "live", "", "nowhere", "a" * 300, "main\n", "main?x=1", NOBODY]
)
def test_a_revision_is_a_commit_of_the_repository_or_refused(shown: Shown, name: str) -> None:
    repository = shown.repository()
    if name in {"main", "side", "live"}:
        assert repository.resolve(name) == shown.work.git("rev-parse", name)
    else:
        with pytest.raises(BadInput, match="commit"):
            repository.resolve(name)


def test_the_policy_is_the_default_branchs(shown: Shown) -> None:
    assert shown.repository().policy_text() == b"a: 1\n"


def test_a_link_is_no_policy(tmp_path: Path, shown: Shown) -> None:
    work = Work(tmp_path / "linked")
    work.commit("Begin", **{"airlock.yml": "x" * (1024 * 1024 + 1)})
    linked = Shown(shown.hub, work, tmp_path, "harbour/linked")
    assert linked.repository().policy_text() is None
    (work.path / ".github").mkdir()
    (work.path / ".github" / "airlock.yml").symlink_to("../airlock.yml")
    work.commit("Link")
    with pytest.raises(BadInput, match="no plain file of at most 1 MiB"):
        linked.repository().policy_text()


@pytest.mark.parametrize(
    ("permissions", "words"),
    [
        ({"deployments": "write"}, "contents=read"),
        (PERMISSIONS, None),
    ],
)
def test_a_missing_permission_is_named(shown: Shown, permissions: dict[str, str], words: str | None) -> None:
    shown.hub.install(shown.name, permissions)
    try:
        if words is None:
            assert shown.repository().resolve("main")
            return
        with pytest.raises(BadInput, match=words):
            shown.repository().resolve("main")
        with pytest.raises(BadInput, match=words):
            shown.repository().policy_text()
    finally:
        shown.hub.install(shown.name, PERMISSIONS)
