"""The checks that docs/attestation.md shows do what it says, run as a production job would."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.domain.deploy import Promotion
from tests.unit.example import APPROVED, RULES, SHA
from tests.unit.signing import LocalSigner, told

DOCUMENT = (Path(__file__).parents[2] / "docs" / "attestation.md").read_text()
SIGNER = LocalSigner()
SOON = datetime.now(UTC) + timedelta(hours=1)  # from the collection on: the test may come last
DEPLOY = replace(APPROVED, promotion=Promotion(SOON), rules=replace(RULES, policy="sha256:" + "c" * 64))


def shown(language: str, word: str) -> str:
    """Return the block of that language which holds the word."""
    blocks = re.finditer(rf"```{language}\n(.*?)```", DOCUMENT, re.DOTALL)
    return next(block[1] for block in blocks if word in block[1])


@pytest.fixture
def job(tmp_path: Path) -> Path:
    (tmp_path / "airlock.pem").write_text(SIGNER.key.public.pem)
    (tmp_path / "approval.json").write_text(json.dumps(SIGNER.attest(DEPLOY)))
    return tmp_path


def refusal(job: Path, sha: str = SHA, place: str = "harbour/shop production") -> str | None:
    """Run the recipe with openssl; return what it says against the deploy."""
    script = shown("sh", "pkeyutl").replace("acme/shop production", place)
    done = subprocess.run(
        ["bash", "-e"],
        input=script,
        cwd=job,
        env={"PATH": "/usr/bin:/bin", "SHA": sha},
        capture_output=True,
        text=True,
        check=False,
    )
    return None if done.returncode == 0 else done.stdout + done.stderr


def test_the_recipe_with_openssl_lets_the_approved_commit_through(job: Path) -> None:
    assert refusal(job) is None


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"sha": "b" * 40}, "another commit"),
        ({"place": "harbour/shop staging"}, "another repository or environment"),
        ({"place": "harbour/other production"}, "another repository or environment"),
    ],
)
def test_it_stops_what_was_not_approved(job: Path, asked: dict[str, str], words: str) -> None:
    assert words in (refusal(job, **asked) or "")


def test_it_stops_what_has_expired_and_what_another_key_signed(job: Path) -> None:
    old = replace(DEPLOY, promotion=Promotion(SOON - timedelta(hours=1, minutes=1)))
    (job / "approval.json").write_text(json.dumps(SIGNER.attest(old)))
    assert "expired" in (refusal(job) or "")
    (job / "approval.json").write_text(json.dumps(LocalSigner().attest(DEPLOY)))
    assert "Verification Failure" in (refusal(job) or "")


@pytest.mark.parametrize(("signer", "words"), [(SIGNER, ""), (LocalSigner(), "VerificationError")])
def test_the_recipe_with_a_library_tells_true_from_forged(job: Path, signer: LocalSigner, words: str) -> None:
    (job / "approval.json").write_text(json.dumps(signer.attest(DEPLOY)))
    script = shown("python", "SSlibKey")
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=job, capture_output=True, text=True, check=False
    )
    assert (done.returncode == 0, words in done.stderr) == (not words, True)


def test_the_statement_that_is_shown_has_the_fields_that_are_signed() -> None:
    example = json.loads(shown("json", "_type"))
    assert names(example) == names(told(SIGNER.attest(DEPLOY)))


def names(value: object) -> object:
    """Return the value's names and kinds alone."""
    if isinstance(value, dict):
        return {name: names(each) for name, each in value.items()}
    return [names(each) for each in value] if isinstance(value, list) else type(value)
