"""What is signed says what was decided, in the words of public specifications; public tools verify it."""

import base64
import json
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from securesystemslib.dsse import Envelope as PublicEnvelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import SSlibKey  # type: ignore[attr-defined] # it has no __all__

from app.domain import attestation, dsse
from app.domain.deploy import Approval, Deploy, Override, Promotion, State
from app.domain.errors import BadInput
from tests.unit.example import APPROVED, BO, CY, NOON, PENDING, REPORT, RULES, SHA
from tests.unit.signing import VERIFIER, LocalSigner, told

SIGNER = LocalSigner()
RULED = replace(APPROVED, rules=replace(RULES, policy="sha256:" + "c" * 64))
ENVELOPE = SIGNER.attest(RULED)


def test_the_statement_says_what_was_decided() -> None:
    assert told(ENVELOPE) == {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "git+https://github.com/harbour/shop", "digest": {"gitCommit": SHA}}],
        "predicateType": "https://slsa.dev/verification_summary/v1",
        "predicate": {
            "verifier": {"id": "https://airlock.example.com", "version": {"airlock": "0.1.0"}},
            "timeVerified": "2026-11-20T12:00:00Z",
            "resourceUri": "git+https://github.com/harbour/shop",
            "policy": {
                "uri": "urn:airlock:policy:harbour/shop:production",
                "digest": {"sha256": "c" * 64},
            },
            "inputAttestations": [
                {
                    "uri": f"urn:airlock:report:{REPORT.digest}",
                    "digest": {"sha256": REPORT.digest.removeprefix("sha256:")},
                }
            ],
            "verificationResult": "PASSED",
            "verifiedLevels": ["AIRLOCK_APPROVED"],
            "urn:airlock:approval:v1": {
                "deploy": APPROVED.id,
                "repository": "harbour/shop",
                "environment": "production",
                "run_id": "17",
                "run_attempt": 1,
                "report_digest": REPORT.digest,
                "decided_by": BO.id,
                "decided_at": "2026-11-20T12:00:00Z",
                "rule": "approver as @release-owners",
                "approvals": [{"by": BO.id, "at": "2026-11-20T12:00:00Z"}],
                "override": False,
                "expires": "2026-11-20T12:30:00Z",
            },
        },
    }


def test_it_is_signed_as_canonical_json_and_the_same_each_time() -> None:
    body = base64.b64decode(ENVELOPE["payload"])
    assert body == json.dumps(told(ENVELOPE), sort_keys=True, separators=(",", ":")).encode()
    assert SIGNER.attest(RULED) == ENVELOPE


def test_every_approval_that_counted_is_named_and_none_of_an_older_report() -> None:
    given = (
        Approval(CY.id, NOON - timedelta(hours=2), "sha256:old", "approver as @security"),
        *APPROVED.approvals,
        Approval(CY.id, NOON, REPORT.digest, "approver as @security"),
    )
    said = told(SIGNER.attest(replace(APPROVED, approvals=given)))["predicate"]["urn:airlock:approval:v1"]
    assert [each["by"] for each in said["approvals"]] == [BO.id, CY.id]


def test_an_override_is_no_approval_in_its_level() -> None:
    broken = replace(APPROVED, approvals=(), override=Override(BO.id, NOON, "the shop is down"))
    predicate = told(SIGNER.attest(broken))["predicate"]
    assert predicate["verifiedLevels"] == ["AIRLOCK_OVERRIDDEN"]
    assert predicate["urn:airlock:approval:v1"]["override"] is True
    assert "the shop is down" not in json.dumps(predicate)


@pytest.mark.parametrize("place", ["nowhere", "on disk"])
def test_a_repository_that_is_not_on_github_goes_by_its_name(place: str) -> None:
    local = replace(APPROVED, request=replace(APPROVED.request, local_path="/srv/shop"))
    deploy, host = (local, "https://github.com") if place == "on disk" else (APPROVED, None)
    said = json.loads(attestation.statement(deploy, replace(VERIFIER, web_url=host)))
    assert said["subject"][0]["name"] == "harbour/shop"
    assert said["predicate"]["resourceUri"] == "urn:airlock:repository:harbour/shop"


def test_no_digest_is_made_up_where_no_policy_file_was_recorded() -> None:
    assert told(SIGNER.attest(APPROVED))["predicate"]["policy"] == {
        "uri": "urn:airlock:policy:harbour/shop:production"
    }


@pytest.mark.parametrize(
    ("deploy", "words"),
    [
        (PENDING, "was not approved"),
        (replace(APPROVED, state=State.CANCELLED), "was not approved"),
        (replace(APPROVED, state=State.REJECTED), "was not approved"),
        (replace(APPROVED, state=State.FAILED), "was not approved"),
        (replace(APPROVED, decision=None), "was not approved"),
        (replace(APPROVED, promotion=None), "waits in line"),
        (replace(APPROVED, promotion=Promotion()), "waits in line"),
    ],
)
def test_what_nobody_approved_or_what_still_waits_is_not_signed(deploy: Deploy, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        SIGNER.attest(deploy)


def test_securesystemslib_verifies_it() -> None:
    public = load_pem_public_key(SIGNER.key.public.pem.encode())
    key = SSlibKey.from_crypto(public, keyid=SIGNER.key.id)
    assert PublicEnvelope.from_dict(json.loads(json.dumps(ENVELOPE))).verify([key], 1) == {key.keyid: key}
    forged = json.loads(json.dumps(ENVELOPE)) | {"payload": base64.b64encode(b"{}").decode()}
    with pytest.raises(VerificationError):
        PublicEnvelope.from_dict(forged).verify([key], 1)


@pytest.mark.parametrize(("added", "exit_code"), [(b"", 0), (b" ", 1)])
def test_openssl_verifies_it(tmp_path: Path, added: bytes, exit_code: int) -> None:
    body = base64.b64decode(ENVELOPE["payload"]) + added
    (tmp_path / "signed").write_bytes(dsse.pae(dsse.IN_TOTO, body))
    (tmp_path / "signature").write_bytes(base64.b64decode(ENVELOPE["signatures"][0]["sig"]))
    (tmp_path / "key.pem").write_text(SIGNER.key.public.pem)
    shell = "openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in signed -sigfile signature"
    done = subprocess.run(["sh", "-c", shell], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == exit_code
