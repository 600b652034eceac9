"""Signing over a real Redis: kept once, verified by every machine, and shown by the command line."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from redis import Redis

from app import wiring
from app.adapters import ed25519, keys
from app.adapters.archive import RedisArchive
from app.adapters.deploys import DEPLOY
from app.adapters.keyring import Keyring
from app.adapters.publickeys import PublicKeys
from app.adapters.signer import Signer
from app.cli import main
from app.commands.doctor import operator
from app.domain import dsse
from app.domain.attestation import Verifier
from app.domain.deploy import Promotion, State
from app.domain.errors import BadInput, Barred
from app.settings import Settings
from app.wiring.signing import verifier
from tests.unit.example import APPROVED, CY, LATER, NOON, PENDING
from tests.unit.signing import VERIFIER, LocalSigner, told


@pytest.fixture
def machine(redis: Redis, tmp_path: Path) -> Callable[[str], Signer]:
    """Return the signer of the machine of that name; all share one Redis."""

    def of(name: str, said_by: Verifier = VERIFIER) -> Signer:
        return Signer(Keyring(tmp_path / name), PublicKeys(redis), RedisArchive(redis), said_by)

    return of


def test_what_is_signed_once_is_given_again_whatever_has_changed_since(
    machine: Callable[..., Signer], tmp_path: Path
) -> None:
    first = machine("one").attest(APPROVED)
    Keyring(tmp_path / "one").renew()
    later = replace(APPROVED, promotion=Promotion(LATER, started_at=NOON))
    assert machine("one", replace(VERIFIER, version="9")).attest(later) == first
    assert machine("two").attest(APPROVED) == first


def test_what_one_machine_signed_the_others_verify(machine: Callable[..., Signer]) -> None:
    signed = machine("one").attest(APPROVED)
    other = machine("two")
    assert other.holds(signed, APPROVED)
    assert not other.holds(signed, replace(APPROVED, id="abcdefghijkl"))
    assert not other.holds(LocalSigner().attest(APPROVED), APPROVED)
    assert [key.id for key in other.publics()] == [signed["signatures"][0]["keyid"]]


@pytest.mark.parametrize("kept", [b"{", b"{}", json.dumps(LocalSigner().attest(APPROVED)).encode()])
def test_what_is_kept_and_does_not_hold_is_signed_anew(
    machine: Callable[..., Signer], redis: Redis, kept: bytes
) -> None:
    redis.set(keys.attestation(APPROVED.id), kept)
    signer = machine("one")
    assert signer.kept(APPROVED) is None
    assert signer.kept(APPROVED) != signer.attest(APPROVED) == signer.kept(APPROVED)


def test_what_was_signed_is_not_handed_out_again_once_it_is_called_off(
    machine: Callable[..., Signer],
) -> None:
    signed = machine("one").attest(APPROVED)
    off = replace(APPROVED, state=State.CANCELLED)
    with pytest.raises(BadInput, match="nothing to sign"):
        machine("one").attest(off)
    assert machine("one").kept(off) == signed


def test_what_was_signed_for_a_decision_that_was_voided_is_signed_anew_for_the_next(
    machine: Callable[..., Signer],
) -> None:
    old, decision = machine("one").attest(APPROVED), APPROVED.decision
    assert decision is not None
    for again in ({"at": NOON + timedelta(minutes=5)}, {"by": CY.id}, {"digest": "sha256:" + "d" * 64}):
        asked = replace(APPROVED, decision=replace(decision, **again))
        assert machine("one").kept(asked) is None
        assert machine("one").kept(replace(asked, decision=None)) is None
        assert machine("one").attest(asked) == machine("one").kept(asked) != old


def test_what_is_not_approved_is_neither_signed_nor_kept(
    machine: Callable[..., Signer], redis: Redis
) -> None:
    with pytest.raises(BadInput, match="nothing to sign"):
        machine("one").attest(PENDING)
    assert redis.keys("*attestation*") == []


def test_a_key_that_cannot_sign_bars_the_promotion_until_it_is_mended(
    machine: Callable[..., Signer], tmp_path: Path, redis: Redis
) -> None:
    _ = Keyring(tmp_path / "one").signing
    (tmp_path / "one" / "signing.pem").chmod(0o644)
    with pytest.raises(Barred, match=r"^Approvals cannot be signed: .*`chmod 600` it"):
        machine("one").attest(APPROVED)
    assert redis.dbsize() == 0
    (tmp_path / "one" / "signing.pem").chmod(0o600)
    assert machine("one").holds(machine("one").attest(APPROVED), APPROVED)


def test_a_broken_key_on_redis_keeps_no_other_from_use(machine: Callable[..., Signer], redis: Redis) -> None:
    signed = machine("one").attest(APPROVED)
    redis.hset(keys.PUBLIC_KEYS, "x", "garbage")
    redis.hset(keys.PUBLIC_KEYS, "y", b"\xff")
    assert machine("two").holds(signed, APPROVED)


def test_anything_else_may_be_signed_under_its_own_type(machine: Callable[..., Signer], redis: Redis) -> None:
    signed = machine("one").sign("application/vnd.airlock.example+json", b"{}")
    (key,) = PublicKeys(redis).all()
    assert dsse.opened(signed, "application/vnd.airlock.example+json", key.holds) == b"{}"
    assert not machine("one").holds(signed, APPROVED)


@pytest.mark.parametrize(
    ("settings", "said_by", "web_url"),
    [
        ({}, "urn:airlock", None),
        ({"airlock_url": "https://Airlock.Example.com/x/"}, "https://airlock.example.com/x", None),
        ({"github_token": "t" * 20}, "urn:airlock", "https://github.com"),
        (
            {"github_token": "t" * 20, "github_api_url": "https://Git.Example.com/api/v3"},
            "urn:airlock",
            "https://git.example.com",
        ),
    ],
)
def test_who_says_so_is_named_as_the_settings_have_it(
    settings: dict[str, str], said_by: str, web_url: str | None
) -> None:
    said = verifier(Settings(**settings))  # type: ignore[arg-type] # pydantic reads them
    assert (said.id, said.web_url) == (said_by, web_url)


@pytest.fixture
def airlock(
    redis: Redis, redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Result]]:
    assert redis.dbsize() == 0
    monkeypatch.setenv("REDIS_URL", redis_url)
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> Result:
        wiring.parts.cache_clear()
        result = CliRunner().invoke(main, words)
        assert "PRIVATE" not in result.output
        return result

    yield run
    wiring.parts.cache_clear()


def test_the_key_is_shown_listed_and_renewed_and_an_old_one_stays(airlock: Callable[..., Result]) -> None:
    shown = airlock("keys", "show")
    old = ed25519.public_key(shown.stdout.encode(), "shown")
    assert shown.stderr.startswith(f"key id {old.id}\nIt was made now, in /")
    assert airlock("keys", "show").stderr == f"key id {old.id}\n"
    assert airlock("keys", "list").stdout == f"{old.id}  signs here\n"
    renewed = airlock("keys", "new")
    new = ed25519.public_key(renewed.stdout.encode(), "renewed")
    assert "beside the old one" in renewed.stderr
    assert airlock("keys", "list").stdout == f"{new.id}  signs here\n{old.id}  is trusted\n"
    assert airlock("keys", "show").stdout == renewed.stdout
    assert airlock("keys", "show", old.id[:8]).stdout == shown.stdout


@pytest.mark.parametrize("key_id", ["z", ""])
def test_a_key_that_is_not_there_is_exit_1(airlock: Callable[..., Result], key_id: str) -> None:
    result = airlock("keys", "show", key_id)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "see `airlock keys list`" in result.stderr


def test_without_redis_the_keys_of_this_machine_are_listed(
    airlock: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1")
    result = airlock("keys", "list")
    assert (result.exit_code, result.stdout.count("\n")) == (0, 1)
    assert result.stderr.startswith("Only the keys of this machine: Redis does not answer")


def test_a_key_that_a_setting_gives_is_renewed_there(
    airlock: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    key = ed25519.new_key()
    (tmp_path / "own.pem").write_bytes(key.pem())
    (tmp_path / "own.pem").chmod(0o440)
    monkeypatch.setenv("AIRLOCK_SIGNING_KEY_FILE", "own.pem")
    assert airlock("keys", "show").stdout == key.public.pem
    result = airlock("keys", "new")
    assert (result.exit_code, "AIRLOCK_SIGNING_KEY is set" in result.stderr) == (2, True)


def test_the_signed_approval_of_a_deploy_is_printed(
    airlock: Callable[..., Result], tmp_path: Path, redis: Redis
) -> None:
    assert airlock("attestation", "abcdefghijkl").exit_code == 1
    parts = wiring.parts()
    deploy, _ = parts.gate.queue(APPROVED.request, NOON)
    result = airlock("attestation", deploy.id)
    assert (result.exit_code, "its promotion has not begun" in result.stderr) == (1, True)
    redis.set(keys.deploy(APPROVED.id), DEPLOY.dump_json(APPROVED))
    wiring.parts().signer.attest(APPROVED)
    result = airlock("attestation", deploy.id)
    (tmp_path / "key.pem").write_text(airlock("keys", "show").stdout)
    (tmp_path / "approval.json").write_text(result.stdout)
    assert told(json.loads(result.stdout))["subject"][0]["name"] == "harbour/shop"
    asked = ["--key", "key.pem", "--sha", APPROVED.key.sha, "--now", "2026-11-20 12:01:00"]
    asked += ["--repository", "harbour/shop", "--environment", "production"]
    assert airlock("verify-approval", *asked, "approval.json").exit_code == 0


def test_the_doctor_says_what_signs_and_that_machines_should_share_it(
    airlock: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    (line,) = (line for line in operator.lines(wiring.parts()) if line.name == "signing key")
    assert "is made when the first approval is signed" in str(line)
    assert airlock("keys", "show").exit_code == 0
    (line,) = (line for line in operator.lines(wiring.parts()) if line.name == "signing key")
    assert "give all the same AIRLOCK_SIGNING_KEY" in str(line)
    monkeypatch.setenv("AIRLOCK_SIGNING_KEY", ed25519.new_key().pem().decode().replace("\n", "\\n"))
    wiring.parts.cache_clear()
    (line,) = (line for line in operator.lines(wiring.parts()) if line.name == "signing key")
    assert str(line).startswith("ok    signing key: ")
    assert str(line).endswith(" signs approvals")
