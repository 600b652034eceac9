"""A signed approval holds for exactly what was approved, for as long, and for nothing else."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain import approval
from app.domain.approval import Wanted
from app.domain.errors import BadInput, Refused
from tests.unit.example import APPROVED, NOON, RULES, SHA
from tests.unit.signing import LocalSigner, told

SIGNER = LocalSigner()
POLICY = "sha256:" + "c" * 64
DEPLOY = replace(APPROVED, rules=replace(RULES, policy=POLICY))
ENVELOPE = SIGNER.attest(DEPLOY)
SAID = approval.opened(ENVELOPE, SIGNER.key.public.holds)
WANTED = Wanted(SHA, NOON + timedelta(minutes=1), "harbour/shop", "production", POLICY)
OURS = "urn:airlock:approval:v1"


@pytest.mark.parametrize(
    "wanted",
    [
        WANTED,
        Wanted(SHA, WANTED.at),
        replace(WANTED, sha=SHA.upper()),
        replace(WANTED, repository="git+https://github.com/harbour/shop"),
        replace(WANTED, at=NOON - timedelta(minutes=5)),
        replace(WANTED, at=NOON + timedelta(minutes=30, seconds=-1)),
    ],
)
def test_what_was_approved_is_let_through(wanted: Wanted) -> None:
    approval.check(SAID, wanted)


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (replace(WANTED, sha="b" * 40), f"for commit {SHA}, not for bbbb"),
        (replace(WANTED, repository="harbour/other"), "for harbour/shop, not for harbour/other"),
        (replace(WANTED, repository="git+https://evil.example/harbour/shop"), "not for git"),
        (replace(WANTED, environment="staging"), "for production, not for staging"),
        (replace(WANTED, policy="sha256:" + "d" * 64), "under the policy sha256:ccc"),
        (replace(WANTED, at=NOON + timedelta(minutes=30)), "expired: it held until 2026-11-20T12:30:00Z"),
        (replace(WANTED, at=NOON - timedelta(minutes=6)), "set the clock here"),
    ],
)
def test_anything_else_is_refused_with_the_check_that_failed(wanted: Wanted, words: str) -> None:
    with pytest.raises(Refused, match=words):
        approval.check(SAID, wanted)


def test_without_a_policys_digest_in_it_none_is_confirmed() -> None:
    said = approval.opened(SIGNER.attest(APPROVED), SIGNER.key.public.holds)
    with pytest.raises(Refused, match="under the policy None"):
        approval.check(said, WANTED)


def _put(told: Any, path: str, value: Any) -> None:
    *above, last = path.split("/")
    for name in above:
        told = told[int(name) if name.isdecimal() else name]
    if value is ...:
        del told[last]
    else:
        told[last] = value


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("_type", "https://in-toto.io/Statement/v0.1", "no statement of the type"),
        ("_type", ..., "no statement of the type"),
        ("predicateType", "https://slsa.dev/provenance/v1", "predicateType is not"),
        ("predicate", ..., "nothing of verificationResult"),
        ("predicate", [], "nothing of verificationResult"),
        ("predicate/verificationResult", "FAILED", "not PASSED: it says that this was not approved"),
        ("predicate/verificationResult", "passed", "not PASSED"),
        ("subject", [], "exactly one subject"),
        ("subject", {"digest": {"gitCommit": SHA}}, "exactly one subject"),
        ("subject", [{"digest": {"gitCommit": SHA}}, {"digest": {"gitCommit": "b" * 40}}], "exactly one"),
        ("subject/0/digest", {"sha256": SHA}, "nothing of gitCommit"),
        ("subject/0/digest", SHA, "nothing of gitCommit"),
        (f"predicate/{OURS}", ..., "does not say whether it is an override"),
        (f"predicate/{OURS}/override", "false", "does not say whether it is an override"),
        (f"predicate/{OURS}/deploy", 3, "nothing of deploy"),
        (f"predicate/{OURS}/environment", "", "nothing of environment"),
        (f"predicate/{OURS}/environment", "x" * 5000, "nothing of environment"),
        (f"predicate/{OURS}/expires", ..., "nothing of expires"),
        (f"predicate/{OURS}/expires", "2026-11-20", "expires is no time"),
        (f"predicate/{OURS}/expires", "2026-11-20T12:30:00+02:00", "expires is no time"),
        (f"predicate/{OURS}/expires", "9999999-01-01T00:00:00Z", "expires is no time"),
    ],
)
def test_a_signed_statement_that_approves_nothing_is_refused(path: str, value: Any, words: str) -> None:
    statement = told(ENVELOPE)
    _put(statement, path, value)
    with pytest.raises(BadInput, match=words):
        approval.opened(SIGNER.sign(statement), SIGNER.key.public.holds)


@pytest.mark.parametrize("body", [[], 3, "x", None])
def test_a_signed_text_that_is_no_object_is_refused(body: Any) -> None:
    with pytest.raises(BadInput, match="The statement cannot be trusted"):
        approval.opened(SIGNER.sign(body), SIGNER.key.public.holds)


def test_names_that_are_not_known_are_ignored() -> None:
    statement = told(ENVELOPE)
    for path in ("more", "predicate/more", f"predicate/{OURS}/more", "predicate/slsaVersion"):
        _put(statement, path, "1.2")
    assert approval.opened(SIGNER.sign(statement), SIGNER.key.public.holds) == SAID


def test_a_key_that_is_not_trusted_approves_nothing() -> None:
    with pytest.raises(BadInput, match="no key that is trusted here"):
        approval.opened(LocalSigner().attest(DEPLOY), SIGNER.key.public.holds)


def test_it_is_of_the_deploy_that_was_decided_whatever_became_of_it() -> None:
    assert approval.is_of(SAID, DEPLOY)
    assert approval.is_of(SAID, replace(DEPLOY, promotion=None, decision=None))


@pytest.mark.parametrize("other", [{"sha": "b" * 40}, {"environment": "staging"}, {"repository": "o/r"}])
def test_it_is_of_no_other_deploy(other: dict[str, Any]) -> None:
    moved = replace(DEPLOY, request=replace(DEPLOY.request, key=replace(DEPLOY.key, **other)))
    assert not approval.is_of(SAID, moved)
    assert not approval.is_of(SAID, replace(DEPLOY, id="abcdefghijkl"))
