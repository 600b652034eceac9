"""JUnit and coverage come from what the commit's runs uploaded; what cannot be had is unknown by name."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.adapters.github.site import Site
from app.domain.errors import Transient
from app.domain.policy import Artifacts
from sandbox.github import GitHubSandbox
from tests.stories.github.shelf import BOTH, COVERED, PASSED, PORT, Shelf, reasons, zipped
from tests.stories.gitwork import Work

JUNIT = Artifacts(junit="*junit*")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    with GitHubSandbox.start() as hub:
        made = Shelf(hub, Work(tmp_path_factory.mktemp("port") / "port"))
        made.commit("Begin")
        made.commit("Go on")
        hub.add_person("ana", email="ana@example.com")
        made.open()
        yield made
        assert hub.violations == []
        assert hub.leaks == []


def test_results_and_coverage_of_head_and_base_are_read(shelf: Shelf) -> None:
    base, head = shelf.commit(), shelf.commit()
    before, run = shelf.run(base), shelf.run(head)
    shelf.hub.add_artifact(PORT, before, "coverage", zipped(lcov__info=COVERED))
    shelf.hub.add_artifact(PORT, run, "junit-unit", zipped(a__xml=PASSED, notes__xml="<notes/>", b__txt="x"))
    shelf.hub.add_artifact(PORT, run, "junit-e2e", zipped(**{"deep/er/b__xml": PASSED}))
    shelf.hub.add_artifact(
        PORT, run, "coverage", zipped(coverage__xml="<coverage/>", **{"html/a__xml": "<a/>"})
    )
    shelf.hub.add_artifact(PORT, run, "dist", zipped(junit__xml=PASSED))
    found = shelf.look(head, base, artifacts=BOTH)
    assert [each.name for each in found.junit or ()] == ["junit-unit/a.xml", "junit-e2e/deep/er/b.xml"]
    assert [each.content for each in found.junit or ()] == [PASSED.encode()] * 2
    assert found.coverage
    assert (found.coverage.name, found.coverage.content) == ("coverage/coverage.xml", b"<coverage/>")
    assert found.base_coverage
    assert found.base_coverage.content == COVERED.encode()
    assert reasons(found) == {}


def test_nothing_is_asked_for_what_the_policy_does_not_name(shelf: Shelf) -> None:
    head = shelf.commit()
    shelf.hub.add_artifact(PORT, shelf.run(head), "junit", zipped(a__xml=PASSED))
    found = shelf.look(head)
    assert (found.junit, found.coverage, reasons(found)) == (None, None, {})


def test_the_deploys_own_run_comes_first_then_the_newest(shelf: Shelf) -> None:
    head = shelf.commit()
    own, older, newer = (shelf.run(head, f"{name}.yml") for name in ("own", "older", "newer"))
    for run in (own, older, newer):
        shelf.hub.add_artifact(PORT, run, "junit", zipped(**{f"of-{run}__xml": PASSED}))
    assert [d.name for d in shelf.look(head, run=own, artifacts=JUNIT).junit or ()] == [f"junit/of-{own}.xml"]
    assert [d.name for d in shelf.look(head, artifacts=JUNIT).junit or ()] == [f"junit/of-{newer}.xml"]


def test_a_run_that_failed_still_tells_what_failed(shelf: Shelf) -> None:
    head = shelf.commit()
    run = shelf.run(head, conclusion="failure")
    shelf.hub.add_artifact(PORT, run, "junit", zipped(a__xml=PASSED))
    assert shelf.look(head, artifacts=JUNIT).junit


def test_another_commits_results_do_not_count(shelf: Shelf) -> None:
    other = shelf.commit()
    run = shelf.run(other)
    shelf.hub.add_artifact(PORT, run, "junit", zipped(a__xml=PASSED))
    head = shelf.commit()
    assert shelf.look(head, artifacts=JUNIT).junit is None
    found = shelf.look(head, run=run, artifacts=JUNIT)  # a CI that names the run of another commit
    assert found.junit is None
    assert "not of this one" in reasons(found)["run"]


def test_of_two_attempts_the_last_one_counts(shelf: Shelf) -> None:
    head = shelf.commit()
    run = shelf.run(head)
    for name in ("first__xml", "second__xml"):
        shelf.hub.add_artifact(PORT, run, "junit", zipped(**{name: PASSED}))
    assert [d.name for d in shelf.look(head, artifacts=JUNIT).junit or ()] == ["junit/second.xml"]


def test_what_has_expired_is_unknown_unless_another_run_has_it(shelf: Shelf) -> None:
    head = shelf.commit()
    older, newer = shelf.run(head, "older.yml"), shelf.run(head, "newer.yml")
    shelf.hub.add_artifact(PORT, newer, "junit", zipped(a__xml=PASSED), expired=True)
    found = shelf.look(head, artifacts=JUNIT)
    assert found.junit is None
    assert "has expired" in reasons(found)["junit"]
    shelf.hub.add_artifact(PORT, older, "junit", zipped(a__xml=PASSED))
    found = shelf.look(head, artifacts=JUNIT)
    assert (bool(found.junit), reasons(found)) == (True, {})


@pytest.mark.parametrize(
    ("content", "subject", "reason"),
    [
        (b"not a zip", "junit", "no whole zip"),
        (zipped(a__xml=PASSED)[:-30], "junit", "no whole zip"),
        (zipped(readme__txt="x"), "junit", "no JUnit file"),
        (zipped(a__xml="<other/>"), "junit", "no JUnit file"),
        (zipped(**{"../a__xml": PASSED}), "junit/../a.xml", "points out of the archive"),
        (zipped(a__xml=PASSED + " " * 3_000_000), "junit/a.xml", "300:1"),
    ],
    ids=["no zip", "cut off", "nothing in it", "other XML", "out of the archive", "a bomb"],
)
def test_a_zip_that_cannot_be_read_is_unknown(
    shelf: Shelf, content: bytes, subject: str, reason: str
) -> None:
    head = shelf.commit()
    shelf.hub.add_artifact(PORT, shelf.run(head), "junit", content)
    found = shelf.look(head, artifacts=JUNIT)
    assert not found.junit
    assert reason in reasons(found)[subject]


def test_the_room_is_for_all_artifacts_together(shelf: Shelf) -> None:
    head = shelf.commit()
    run = shelf.run(head)
    heavy = bytes(33 * 1024 * 1024) + zipped(a__xml=PASSED)  # a zip may have something before it
    for name in ("junit-a", "junit-b"):
        shelf.hub.add_artifact(PORT, run, name, heavy)
    found = shelf.look(head, artifacts=JUNIT)
    assert [each.name for each in found.junit or ()] == ["junit-a/a.xml"]
    assert "larger than 30 MiB, with what was read before it" in reasons(found)["junit-b"]


def test_several_coverage_files_are_not_added_up_by_guess(shelf: Shelf) -> None:
    head = shelf.commit()
    run = shelf.run(head)
    shelf.hub.add_artifact(PORT, run, "coverage", zipped(a__xml="<coverage/>", b__xml="<coverage/>"))
    found = shelf.look(head, artifacts=BOTH)
    assert found.coverage is None
    assert "2 coverage files (XML)" in reasons(found)["coverage"]
    shelf.hub.add_artifact(PORT, run, "coverage", zipped(a__xml="<coverage/>", b__info=COVERED))
    coverage = shelf.look(head, artifacts=BOTH).coverage
    assert coverage
    assert coverage.name == "coverage/a.xml"


def test_a_store_that_is_away_is_asked_again_later(shelf: Shelf) -> None:
    head = shelf.commit()
    shelf.hub.add_artifact(PORT, shelf.run(head), "junit", zipped(a__xml=PASSED))
    shelf.hub.fail_next(
        "GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}", status=502
    )
    with pytest.raises(Transient):
        shelf.look(head, artifacts=JUNIT)
    assert shelf.look(head, artifacts=JUNIT).junit


def test_a_store_that_nobody_named_is_not_asked(shelf: Shelf) -> None:
    head = shelf.commit()
    shelf.hub.add_artifact(PORT, shelf.run(head), "junit", zipped(a__xml=PASSED))
    before = len(shelf.hub.downloads)
    away = Site(replace(shelf.github.credentials, api_url="https://github.example/api/v3"))
    found = shelf.look(head, artifacts=JUNIT, site=away)
    assert "127.0.0.1, which is not in AIRLOCK_ALLOWED_HOSTS" in reasons(found)["junit"]
    assert len(shelf.hub.downloads) == before
    assert shelf.look(head, artifacts=JUNIT, site=replace(away, hosts=("127.0.0.1",))).junit
