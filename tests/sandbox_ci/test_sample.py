import re
import subprocess
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
import yaml
from defusedxml import ElementTree

from sandbox.sample import Candidate, Rules, Sample, build

NAMES = ("routine", "risky", "failing", "hotfix", "wording", "upgrade")


def git(sample: Sample, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=sample.path, check=True, capture_output=True, text=True, encoding="utf-8"
    )
    return done.stdout.strip()


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return build(tmp_path_factory.mktemp("sample") / "shop")


@pytest.fixture(params=NAMES)
def candidate(sample: Sample, request: pytest.FixtureRequest) -> Candidate:
    found: Candidate = getattr(sample, request.param)
    return found


def xml(file: Path) -> Element:
    return ElementTree.fromstring(file.read_bytes())


@cache
def source(sample: Sample, sha: str, path: str) -> str:
    return git(sample, "show", f"{sha}:{path}")


def diff(sample: Sample, candidate: Candidate) -> str:
    return git(sample, "diff", sample.base, candidate.sha)


def test_two_builds_are_the_same_to_the_last_digit(sample: Sample, tmp_path: Path) -> None:
    again = build(tmp_path / "elsewhere")
    assert again.base == sample.base
    assert [c.sha for c in again.candidates] == [c.sha for c in sample.candidates]


def test_nobodys_own_settings_get_in(sample: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config").write_text(
        "[user]\nname = Eve\nemail = eve@example.com\n[commit]\ngpgsign = true\n[core]\nautocrlf = true\n"
        f"hooksPath = {tmp_path}\n[init]\ndefaultBranch = trunk\ntemplateDir = {tmp_path}\n"
    )
    hook = tmp_path / "commit-msg"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "config"))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2001-01-01T00:00:00Z")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert build(tmp_path / "shop").routine.sha == sample.routine.sha


def test_what_is_there_is_not_overwritten(sample: Sample) -> None:
    with pytest.raises(FileExistsError):
        build(sample.path)


def test_git_finds_no_fault(sample: Sample) -> None:
    git(sample, "fsck", "--strict", "--no-dangling")
    assert git(sample, "status", "--porcelain") == ""
    assert git(sample, "branch", "--show-current") == sample.branch


def test_the_past_was_written_by_four_people(sample: Sample) -> None:
    emails = git(sample, "log", "--format=%ae", sample.base).split("\n")
    assert len(emails) == 9
    assert set(emails) == {f"{name}@harbour.example" for name in ("ana", "bo", "cy", "dee")}
    assert git(sample, "rev-parse", sample.branch) == sample.base


def test_subjects_hold_what_slack_would_take_for_its_own(sample: Sample) -> None:
    for tip in (sample.base, sample.hotfix.sha):
        subjects = git(sample, "log", "--format=%s", tip)
        assert "<!channel>" in subjects
        assert "*bold*" in subjects


def test_a_candidate_is_a_branch_of_its_author_on_main(sample: Sample, candidate: Candidate) -> None:
    assert git(sample, "rev-parse", candidate.name) == candidate.sha
    assert git(sample, "merge-base", sample.base, candidate.sha) == sample.base
    authors = git(sample, "log", "--format=%ae", f"{sample.base}..{candidate.sha}").split("\n")
    assert set(authors) == {candidate.author}


def test_no_candidate_contains_another(sample: Sample) -> None:
    heads = [c.sha for c in sample.candidates]
    assert set(git(sample, "merge-base", "--independent", *heads).split("\n")) == set(heads)


def test_the_routine_change_brings_its_tests(sample: Sample) -> None:
    paths = git(sample, "diff", "--name-only", sample.base, sample.routine.sha)
    assert "tests/test_money.py" in paths
    assert not re.search("migrations|auth|checkout|requirements|config", paths)


def test_the_risky_change_drops_what_is_still_read(sample: Sample) -> None:
    text = diff(sample, sample.risky)
    assert '+    op.drop_column("customers", "referral_code")' in text
    assert "+PyJWT==2.15.1" in text
    assert "b/shop/auth.py" in text
    assert "c.referral_code" in source(sample, sample.risky.sha, "shop/reports.py")


def test_the_upgrade_moves_one_version(sample: Sample) -> None:
    changed = re.findall(r"^[+-]\w.*", diff(sample, sample.upgrade), re.MULTILINE)
    assert changed == ["-requests==2.34.1", "+requests==2.34.2"]


def test_tests_fail_only_where_they_should(candidate: Candidate) -> None:
    suite = xml(candidate.junit).find("testsuite")
    assert suite is not None
    assert suite.get("failures") == str(len(suite.findall("testcase/failure")))
    assert suite.get("failures") == ("3" if candidate.name == "failing" else "0")


def test_tests_that_ran_are_tests_that_exist(sample: Sample, candidate: Candidate) -> None:
    for case in xml(candidate.junit).iter("testcase"):
        path = case.attrib["classname"].replace(".", "/") + ".py"
        function = case.attrib["name"].split("[")[0]
        assert f"def {function}(" in source(sample, candidate.sha, path)


def test_coverage_speaks_of_lines_that_exist(sample: Sample, candidate: Candidate) -> None:
    for tip, file in ((candidate.sha, candidate.coverage), (sample.base, candidate.base_coverage)):
        for covered in xml(file).iter("class"):
            lines = source(sample, tip, f"shop/{covered.attrib['filename']}").split("\n")
            numbers = [int(line.attrib["number"]) for line in covered.iter("line")]
            assert all(lines[number - 1].strip() for number in numbers)


def rate(file: Path) -> float:
    return float(xml(file).attrib["line-rate"])


def test_only_the_risky_change_loses_coverage(candidate: Candidate) -> None:
    lost = rate(candidate.coverage) < rate(candidate.base_coverage)
    assert lost == (candidate.name == "risky")


def policy(sample: Sample) -> dict[str, object]:
    text = source(sample, sample.branch, ".github/airlock.yml")
    found: dict[str, object] = yaml.safe_load(text)["environments"]["production"]
    return found


def test_the_policy_is_on_main(sample: Sample) -> None:
    assert policy(sample) == {
        "channels": {"approval": "#deploy-approval", "escalation": "#eng-leads", "announce": "#deploys"},
        "timeout": "4h",
        "approvers": ["@release-owners"],
        "hot_paths": ["shop/checkout/**"],
        "supersede": "latest",
        "promote": {"kind": "webhook", "url": "http://127.0.0.1:8090/promote"},
    }


def test_the_rules_can_be_turned(tmp_path: Path) -> None:
    rules = Rules(
        promote_url="http://127.0.0.1:9999/promote",
        timeout="8s",
        remind_after=["3s"],
        within="30s",
        approvals={"high": 1},
        gates={"schema": ["@dba"], "auth": ["@security"]},
        supersede="never",
    )
    turned = policy(build(tmp_path / "shop", rules))
    assert turned["timeout"] == "8s"
    assert turned["remind_after"] == ["3s"]
    assert turned["approvals"] == {"high": 1}
    assert turned["gates"] == {"schema": ["@dba"], "auth": ["@security"]}
    assert turned["supersede"] == "never"
    assert turned["promote"] == {"kind": "webhook", "url": "http://127.0.0.1:9999/promote", "within": "30s"}
