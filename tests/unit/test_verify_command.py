"""`airlock verify-approval`, as a production job calls it: offline, and no for everything but a true yes."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from app.domain.deploy import Override, Promotion
from app.domain.dsse import Envelope
from tests.unit.example import APPROVED, BO, NOON, RULES, SHA
from tests.unit.signing import LocalSigner, told

SIGNER = LocalSigner()
DEPLOY = replace(APPROVED, rules=replace(RULES, policy="sha256:" + "c" * 64))
ENVELOPE = SIGNER.attest(DEPLOY)
ASKED = {
    "--sha": SHA,
    "--repository": "harbour/shop",
    "--environment": "production",
    "--policy-digest": "c" * 64,
    "--now": "2026-11-20 12:01:00",
}


@pytest.fixture
def verify(tmp_path: Path) -> Callable[..., Result]:
    (tmp_path / "key.pem").write_text(SIGNER.key.public.pem)

    def run(text: Any = ENVELOPE, *more: str, **other: str) -> Result:
        asked = ASKED | {f"--{name.replace('_', '-')}": value for name, value in other.items()}
        words = [word for pair in asked.items() for word in pair]
        words += ["--key", str(tmp_path / "key.pem"), *more, "-"]
        told = text if isinstance(text, str | bytes) else json.dumps(text)
        return CliRunner().invoke(main, ["verify-approval", *words], input=told)

    return run


def test_an_approved_commit_is_exit_0_and_says_who_approved_it(verify: Callable[..., Result]) -> None:
    result = verify()
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        f"{SHA} of harbour/shop was approved by U0BO000001 for production, "
        f"deploy {APPROVED.id}, until 2026-11-20T12:30:00Z.\n"
    )


def test_what_was_let_through_past_the_rules_is_told_as_that(verify: Callable[..., Result]) -> None:
    broken = replace(DEPLOY, override=Override(BO.id, NOON, "The shop is down."))
    result = verify(SIGNER.attest(broken))
    assert result.exit_code == 0
    assert "was let through past the rules by U0BO000001" in result.stdout


def test_a_file_and_one_of_several_keys_do_as_well(verify: Callable[..., Result], tmp_path: Path) -> None:
    other = tmp_path / "other.pem"
    other.write_text(LocalSigner().key.public.pem)
    assert verify(ENVELOPE, "--key", str(other)).exit_code == 0
    file = tmp_path / "approval.json"
    file.write_text(json.dumps(ENVELOPE))
    asked = [word for pair in ASKED.items() for word in pair]
    words = ["--key", str(tmp_path / "key.pem"), *asked, str(file)]
    assert CliRunner().invoke(main, ["verify-approval", *words]).exit_code == 0


@pytest.mark.parametrize("left_out", ["--sha", "--repository", "--environment", "--key"])
def test_an_approval_of_anything_anywhere_is_not_asked_for(tmp_path: Path, left_out: str) -> None:
    (tmp_path / "key.pem").write_text(SIGNER.key.public.pem)
    asked = ASKED | {"--key": str(tmp_path / "key.pem")}
    words = [word for name, value in asked.items() for word in (name, value) if name != left_out]
    result = CliRunner().invoke(main, ["verify-approval", *words, "-"], input=json.dumps(ENVELOPE))
    assert (result.exit_code, f"Missing option '{left_out}'" in result.stderr) == (2, True)


def _doubled(envelope: Envelope) -> str:
    return json.dumps(envelope)[:-1] + f', "payload": "{envelope["payload"]}"}}'


def _forged(_: Envelope) -> Envelope:
    return LocalSigner().attest(DEPLOY)


def _failed(envelope: Envelope) -> Envelope:
    statement = told(envelope)
    statement["predicate"]["verificationResult"] = "FAILED"
    return SIGNER.sign(statement)


HOSTILE: dict[str, tuple[Callable[[Envelope], Any], str]] = {
    "names twice": (_doubled, "stands there twice"),
    "another's key": (_forged, "no key that is trusted here has signed this"),
    "tampered": (lambda envelope: envelope | {"payload": "e30="}, "signature does not hold"),
    "two signatures": (
        lambda envelope: envelope | {"signatures": envelope["signatures"] * 2},
        "2 signatures",
    ),
    "another type": (lambda envelope: envelope | {"payloadType": "text/plain"}, "payloadType is not"),
    "no base64": (lambda envelope: envelope | {"payload": "%%%"}, "no base64"),
    "too large": (lambda envelope: envelope | {"more": "x" * 70_000}, "larger than 64 KiB"),
    "a failure": (_failed, "not PASSED"),
    "another predicate": (lambda e: SIGNER.sign(told(e) | {"predicateType": "x"}), "predicateType is not"),
    "nothing": (lambda _: "", "not JSON"),
    "bytes": (lambda _: b"\xff\xfe", "not JSON"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_approval_is_exit_1_in_one_sentence(verify: Callable[..., Result], name: str) -> None:
    change, words = HOSTILE[name]
    result = verify(change(ENVELOPE))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Not approved: ")
    assert words in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"sha": "b" * 40}, "for commit"),
        ({"repository": "harbour/other"}, "for harbour/shop, not for harbour/other"),
        ({"environment": "staging"}, "for production, not for staging"),
        ({"policy_digest": "sha256:" + "d" * 64}, "under the policy"),
        ({"now": "2026-11-20 12:30:00"}, "has expired"),
    ],
)
def test_an_approval_for_something_else_is_exit_1_and_names_the_check(
    verify: Callable[..., Result], asked: dict[str, str], words: str
) -> None:
    result = verify(ENVELOPE, **asked)
    assert (result.exit_code, result.stdout) == (1, "")
    assert words in result.stderr


def test_by_the_clock_of_today_it_is_judged_where_no_time_is_given(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text(SIGNER.key.public.pem)
    old = replace(DEPLOY, promotion=Promotion(NOON.replace(year=2020)))
    words = ["--key", str(tmp_path / "key.pem"), "--sha", SHA, "--repository", "harbour/shop"]
    words += ["--environment", "production", "-"]
    result = CliRunner().invoke(main, ["verify-approval", *words], input=json.dumps(SIGNER.attest(old)))
    assert (result.exit_code, "has expired" in result.stderr) == (1, True)


@pytest.mark.parametrize(
    ("key", "asked", "words"),
    [
        ("garbage", {}, "holds no public key"),
        ("private", {}, "holds a private key; who verifies needs the public one"),
        (None, {}, "cannot be read"),
        ("public", {"sha": "main"}, "--sha must be a commit's 40 hex digits"),
        ("public", {"sha": SHA[:7]}, "--sha must be a commit's 40 hex digits"),
    ],
)
def test_a_wrong_call_is_exit_2_in_one_sentence(
    verify: Callable[..., Result], tmp_path: Path, key: str | None, asked: dict[str, str], words: str
) -> None:
    kinds = {"garbage": "x", "private": SIGNER.key.pem().decode(), "public": SIGNER.key.public.pem}
    (tmp_path / "key.pem").unlink()
    if key is not None:
        (tmp_path / "key.pem").write_text(kinds[key])
    result = verify(ENVELOPE, **asked)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr
    assert result.stderr.count("\n") == 1
