"""Pull requests, who approved them, who started it all: nobody of them may be taken for a second person."""

from collections.abc import Iterator

import pytest

from app.domain.evidence import Evidence, Pull, Vulnerable
from sandbox.github import GitHubSandbox
from tests.stories.github.shelf import PORT, Shelf, reasons
from tests.stories.gitwork import Work


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    with GitHubSandbox.start() as hub:
        made = Shelf(hub, Work(tmp_path_factory.mktemp("port") / "port"))
        made.commit("Begin")
        made.commit("Go on")
        for login in ("bo", "cy", "dee"):
            hub.add_person(login, email=f"{login}@harbour.example")
        hub.add_person("ana", email="ana@example.com")
        hub.add_person("nemo")
        made.open()
        yield made
        assert hub.violations == []


def brief(evidence: Evidence) -> list[tuple[int, str, tuple[str, ...], tuple[str, ...]]]:
    return [(p.number, p.author, p.approved_by, p.approved_before) for p in evidence.pulls or ()]


def test_pull_requests_of_the_range_and_their_reviewers_are_read(shelf: Shelf) -> None:
    base = shelf.tip
    first, second, alone = (shelf.commit() for _ in range(3))
    one = shelf.hub.add_pull(PORT, first, author="bo", title="One", merged_sha=first)
    two = shelf.hub.add_pull(PORT, second, author="cy", title="Two", merged_sha=second)
    shelf.hub.review(PORT, one, "dee")
    shelf.hub.review(PORT, one, "cy", "COMMENTED")
    shelf.hub.review(PORT, two, "dee")
    shelf.hub.review(PORT, two, "dee", "CHANGES_REQUESTED")
    found = shelf.look(alone, base)
    assert brief(found) == [(two, "cy", (), ()), (one, "bo", ("dee",), ())]
    assert found.pulls
    assert found.pulls[0] == Pull(two, "Two", f"{shelf.hub.origin}/{PORT}/pull/{two}", "cy")
    assert found.direct == (alone,)
    assert found.starters == {"bo@harbour.example", "cy@harbour.example"}
    assert reasons(found) == {}


def test_an_approval_of_an_earlier_commit_is_told_apart(shelf: Shelf) -> None:
    base = shelf.tip
    seen, unseen = shelf.commit(), shelf.commit()
    number = shelf.hub.add_pull(PORT, unseen, author="bo", merged_sha=unseen)
    shelf.hub.review(PORT, number, "dee", commit_id=seen)
    assert brief(shelf.look(unseen, base)) == [(number, "bo", (), ("dee",))]


def test_neither_a_bot_nor_a_dismissed_review_nor_the_author_approves(shelf: Shelf) -> None:
    base, head = shelf.tip, shelf.commit()
    number = shelf.hub.add_pull(PORT, head, author="bo", merged_sha=head)
    shelf.hub.review(PORT, number, "helper[bot]")
    shelf.hub.review(PORT, number, "Bo")
    shelf.hub.dismiss_review(PORT, number, shelf.hub.review(PORT, number, "dee"))
    assert brief(shelf.look(head, base)) == [(number, "bo", (), ())]


def test_a_merge_brings_the_commits_of_its_branch_with_it(shelf: Shelf) -> None:
    base = shelf.tip
    shelf.work.git("checkout", "--quiet", "-b", "topic")
    topic = [shelf.work.commit("On the way") for _ in range(3)][-1]
    shelf.work.git("checkout", "--quiet", "main")
    shelf.work.git("merge", "--quiet", "--no-ff", "-m", "Merge topic", "topic")
    number = shelf.hub.add_pull(PORT, topic, author="bo", merged_sha=shelf.tip)
    before = len(shelf.hub.requests)
    found = shelf.look(shelf.tip, base)
    assert ([pull.number for pull in found.pulls or ()], found.direct) == ([number], ())
    asked = [
        call for call in shelf.hub.requests[before:] if call.path.endswith("/commits/{commit_sha}/pulls")
    ]
    assert len(asked) == 1


def test_a_pull_request_that_merely_holds_the_commit_did_not_bring_it(shelf: Shelf) -> None:
    base, head = shelf.tip, shelf.commit()
    later = shelf.commit(branch="later")
    shelf.work.git("checkout", "--quiet", "main")
    shelf.hub.add_pull(PORT, later, author="bo")
    found = shelf.look(head, base)
    assert (found.pulls, found.direct) == ((), (head,))


def test_who_started_the_run_and_who_queued_it_are_found_by_their_addresses(shelf: Shelf) -> None:
    head = shelf.commit()
    run = shelf.hub.run(PORT, head, actor="bo", triggering_actor="cy")
    found = shelf.look(head, run=run, actor="ana")
    assert found.starters == {"bo@harbour.example", "cy@harbour.example", "ana@example.com"}
    assert reasons(found) == {}


@pytest.mark.parametrize("actor", ["nemo", "nobody-of-that-name"])
def test_somebody_without_an_address_is_unknown(shelf: Shelf, actor: str) -> None:
    found = shelf.look(shelf.commit(), actor=actor)
    assert found.starters == frozenset()
    assert reasons(found)["people"].startswith(f"no e-mail address of `{actor}` is known")


@pytest.mark.parametrize("actor", [None, "helper[bot]", "U0BO000001", "ana@example.com", "a b", "../x"])
def test_bots_slack_ids_and_other_words_are_nobodys_login(shelf: Shelf, actor: str | None) -> None:
    before = len(shelf.hub.requests)
    found = shelf.look(shelf.tip, actor=actor)
    assert found.starters == frozenset()
    assert list(reasons(found)) == (["actor"] if actor in {"a b", "../x"} else [])
    assert not [call for call in shelf.hub.requests[before:] if call.path == "/users/{username}"]


def test_a_rollback_brings_nobodys_commits(shelf: Shelf) -> None:
    old = shelf.tip
    base = shelf.commit()
    found = shelf.look(old, base)
    assert (found.takes_back, found.pulls, found.direct) == (1, (), ())


def test_an_author_who_hides_their_address_is_looked_up(shelf: Shelf) -> None:
    email = "1234+bo@users.noreply.github.com"
    shelf.work.git("commit", "--quiet", "--allow-empty", "-m", "x", f"--author=Bo <{email}>")
    found = shelf.look(shelf.tip)
    assert found.starters == {"bo@harbour.example", email}
    assert found.logins["bo"] == {"bo@harbour.example", email}


def test_the_logins_of_everybody_who_had_a_part_are_told(shelf: Shelf) -> None:
    base, head = shelf.tip, shelf.commit()
    shelf.hub.add_pull(PORT, head, author="Bo", merged_sha=head)
    run = shelf.hub.run(PORT, head, actor="cy", triggering_actor="dee")
    found = shelf.look(head, base, run=run, actor="helper[bot]")
    assert found.logins.keys() == {"bo", "cy", "dee", "ana", "helper[bot]"}
    assert found.logins["ana"] == {"ana@example.com"}  # who wrote it, and nobody asked for by name
    assert "ana@example.com" not in found.starters


def test_known_vulnerabilities_that_come_in_are_told(shelf: Shelf) -> None:
    base, head = shelf.tip, shelf.commit()
    shelf.hub.set_dependencies(
        PORT,
        base,
        head,
        [
            change("added", "lodash", "4.17.20", "GHSA-1111-1111-1111"),
            change("added", "left-pad", "1.3.0"),
            change("removed", "axios", "0.1.0", "GHSA-2222-2222-2222"),
            change("added", "axios", "0.2.0", "GHSA-2222-2222-2222"),  # as vulnerable as what is live
        ],
    )
    assert shelf.look(head, base).vulnerable == (
        Vulnerable("lodash", "4.17.20", "package-lock.json", "high", "GHSA-1111-1111-1111", "A hole"),
    )


def test_a_plan_without_the_dependency_graph_is_no_doubt(shelf: Shelf) -> None:
    plain = "harbour/plain"
    shelf.hub.add_repository(plain, shelf.work.path)
    shelf.hub.install(plain)
    poor = Shelf(shelf.hub, shelf.work, plain)
    found = poor.look(shelf.commit())
    assert (found.vulnerable, reasons(found)) == ((), {})


def change(kind: str, name: str, version: str, *advisories: str) -> dict[str, object]:
    return {
        "change_type": kind,
        "manifest": "package-lock.json",
        "ecosystem": "npm",
        "name": name,
        "version": version,
        "package_url": f"pkg:npm/{name}@{version}",
        "license": "MIT",
        "source_repository_url": None,
        "scope": "runtime",
        "vulnerabilities": [
            {
                "severity": "high",
                "advisory_ghsa_id": each,
                "advisory_summary": "A hole",
                "advisory_url": f"https://github.com/advisories/{each}",
            }
            for each in advisories
        ],
    }
