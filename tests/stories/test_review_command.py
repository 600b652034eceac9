"""`airlock review`, as it is called."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.commands.review import review
from tests.stories.gitwork import Work
from tests.unit.review.example import added, modified

PASSING = '<testsuite name="unit"><testcase name="a"/></testsuite>'
RULES = """
environments:
  production:
    channels: {approval: "#deploy-approval"}
    approvers: ["@release-owners"]
    promote: {kind: webhook, url: "https://ci.example.com/promote"}
    required_checks: [lint]
"""


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Work:
    checkout = Work(tmp_path / "shop")
    checkout.commit("First", **{"app/cart.py": "x = 1\n"})
    checkout.commit("Second", **{"app/cart.py": "x = 2\n"})
    monkeypatch.chdir(checkout.path)
    return checkout


def call(*arguments: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(review, arguments, input=stdin)


def told(*arguments: str, stdin: str | bytes | None = None) -> dict[str, object]:
    result = call(*arguments, "--format", "json", stdin=stdin)
    assert (result.exit_code, result.stderr) == (0, "")
    content: dict[str, object] = json.loads(result.stdout)
    return content


def subjects(*arguments: str) -> list[str]:
    entries = told(*arguments)["unknown"]
    assert isinstance(entries, list)
    return [entry["subject"] for entry in entries]


def test_the_last_commit_is_reviewed_when_nothing_is_named(work: Work) -> None:
    report = told()
    assert (report["repository"], report["level"]) == ("shop", "low")
    assert (report["base"], report["head"]) == (work.git("rev-parse", "HEAD^"), work.git("rev-parse", "HEAD"))


@pytest.mark.parametrize(
    ("changes", "base", "head"),
    [
        ("HEAD^..HEAD", "HEAD^", "HEAD"),
        ("HEAD^..", "HEAD^", "HEAD"),
        ("HEAD", "HEAD^", "HEAD"),
        ("..main", "HEAD", "HEAD"),
        ("HEAD^", None, "HEAD^"),
    ],
)
def test_a_range_or_a_commit(work: Work, changes: str, base: str | None, head: str) -> None:
    report = told(changes)
    assert report["base"] == (work.git("rev-parse", base) if base else None)
    assert report["head"] == work.git("rev-parse", head)


def test_the_text_starts_with_the_risk_and_what_to_look_at(work: Work) -> None:
    lines = call("--repo", str(work.path)).stdout.split("\n")
    assert lines[0].startswith("Low risk, 21 of 100: shop ")
    assert lines[1] == "Read `app/cart.py`: it is the whole change (2 lines)."


@pytest.mark.usefixtures("work")
def test_blocks_are_the_card() -> None:
    blocks = json.loads(call("--format", "blocks").stdout)["blocks"]
    assert blocks[0]["type"] == "header"
    assert 0 < len(blocks) <= 50


def test_a_diff_needs_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "change.diff").write_text(modified("a.py"))
    for report in (told("--diff", "change.diff"), told("--diff", "-", stdin=modified("a.py"))):
        assert (report["base"], report["head"], report["level"]) == (None, "0" * 40, "low")


def test_a_diff_in_another_encoding_is_read() -> None:
    report = told("--diff", "-", stdin=added("a.py", "caf~\n").encode().replace(b"~", b"\xe9"))
    assert report["unknown"] == []


def test_tests_and_coverage_are_read(work: Work) -> None:
    for name in ("one.xml", "two.xml"):
        work.write(f"out/{name}", PASSING)
    work.write("cover.info", "SF:app/cart.py\nDA:1,1\n")
    report = told(
        "--junit",
        "out/one.xml",
        "--junit",
        "o*/t*.xml",
        "--coverage",
        "cover.info",
        "--base-coverage",
        "cover.info",
    )
    assert report["tests"] == {
        "measured": True,
        "passed": 2,
        "failed": 0,
        "skipped": 0,
        "failures": [],
        "flaky": 0,
    }
    assert report["coverage"] == {"total": 100.0, "base": 100.0, "changed": 100.0}


def test_a_pattern_that_matches_a_directory_too_reads_the_files(work: Work) -> None:
    work.write("out/unit.xml", PASSING)
    work.write("out/deep/unit.xml", PASSING)
    assert told("--junit", "out/**")["tests"] == told("--junit", "out/**/*.xml")["tests"]


@pytest.mark.parametrize(("option", "wrong"), [("--junit", PASSING), ("--coverage", "SF:a\nDA:1,-1\n")])
def test_results_in_utf_16_are_read_and_broken_ones_are_named(work: Work, option: str, wrong: str) -> None:
    (work.path / "out").write_text(wrong, "utf-16")
    unknown = told(option, "out")["unknown"]
    reason = "`-1` stands where the number of a line or of runs should"
    assert unknown == ([] if option == "--junit" else [{"subject": "out", "reason": reason}])


def test_the_policy_comes_from_a_file_or_the_default_branch(work: Work) -> None:
    work.write("rules.yml", RULES)
    missing = [{"subject": "lint", "reason": "required by the policy; no result was given"}]
    assert told("--policy", "rules.yml")["unknown"] == missing
    assert told()["unknown"] == []
    work.commit(**{".github/airlock.yml": RULES})
    assert told()["unknown"] == missing


def test_a_checkout_without_a_branch_is_not_taken_for_one_without_a_policy(work: Work) -> None:
    work.commit(**{".github/airlock.yml": RULES})
    work.git("checkout", "--quiet", "--detach")
    assert subjects() == [".github/airlock.yml"]
    assert subjects("--policy", ".github/airlock.yml") == ["lint"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nope"], "'nope' names no commit in ."),
        (["HEAD...HEAD"], "`HEAD...HEAD` has three dots; give BASE..HEAD with two."),
        (["--repo", "nowhere"], "nowhere is not a directory"),
        (["--diff", "nowhere.diff"], "nowhere.diff cannot be read: No such file or directory."),
        (["--diff", "."], ". is a directory; name the file in it."),
        (["--junit", "*.nope"], "--junit: no file matches *.nope; did the tests run?"),
        (["--junit", "out"], "--junit: out is a directory; name the files in it: 'out/**/*.xml'."),
        (["--junit", "o*"], "--junit: o* is a directory; name the files in it: 'out/**/*.xml'."),
        (["--coverage", "nowhere"], "nowhere cannot be read: No such file or directory."),
        (["--coverage", "out"], "out is a directory; name the file in it."),
        (["--base-coverage", "out"], "out is a directory; name the file in it."),
        (["--coverage", "app/cart.py/x"], "app/cart.py/x cannot be read: Not a directory."),
        (["--policy", "app/cart.py"], "app/cart.py: line 1: "),
        (["--policy", "rules.yml", "--environment", "moon"], "rules.yml has no environment `moon`"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(work: Work, arguments: list[str], sentence: str) -> None:
    work.write("rules.yml", RULES)
    work.write("out/deep/unit.xml", PASSING)
    result = call(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(sentence)
    assert result.stderr.count("\n") == 1


def test_the_real_command_prints_and_leaves(work: Work) -> None:
    command = [sys.executable, "-m", "app.cli", "review", "--repo", str(work.path)]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Low risk")
    wrong = subprocess.run([*command, "nope"], cwd=root, capture_output=True, text=True, check=False)
    assert wrong.returncode == 2
    assert wrong.stderr.startswith("'nope' names no commit")


HEAVY = ("slack_sdk", "redis", "aiohttp", "pydantic", "rich")


def test_it_starts_without_slack_redis_and_pydantic() -> None:
    script = f"import app.commands.review, sys; print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
