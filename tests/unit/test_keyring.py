"""The keys that sign: made once, kept from others, and known for as long as their signatures hold."""

import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from stat import S_IMODE
from threading import Barrier

import pytest
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from app.adapters import ed25519
from app.adapters.keyring import Keyring
from app.domain.errors import BadInput

# RFC 8032, 7.1, test 3: a secret key, a message of two bytes, and its signature.
RFC_PEM = """-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIMWqjfQ/n4N77bdELzHct7Fm04U1B28JS4XOOi4LRFj3
-----END PRIVATE KEY-----
"""
RFC_SIGNATURE = bytes.fromhex(
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
    "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "data" / "keys"


def pem_of(other: str) -> str:
    key = generate_private_key(SECP256R1())
    info = form.PublicFormat.SubjectPublicKeyInfo
    return {
        "elliptic": key.private_bytes(
            form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption()
        ).decode(),
        "encrypted": key.private_bytes(
            form.Encoding.PEM, form.PrivateFormat.PKCS8, form.BestAvailableEncryption(b"x")
        ).decode(),
        "public": key.public_key().public_bytes(form.Encoding.PEM, info).decode(),
        "garbage": "-----BEGIN PRIVATE KEY-----\nhush\n-----END PRIVATE KEY-----",
        "empty": "",
    }[other]


def test_it_signs_as_the_standards_own_example() -> None:
    key = ed25519.signing_key(RFC_PEM.encode(), "the example")
    assert key.sign(b"\xaf\x82") == key.sign(b"\xaf\x82") == RFC_SIGNATURE
    assert key.public.holds(b"\xaf\x82", RFC_SIGNATURE)
    assert not key.public.holds(b"\xaf\x83", RFC_SIGNATURE)
    assert not key.public.holds(b"\xaf\x82", b"")


def test_a_key_is_named_by_the_digest_that_openssl_shows(directory: Path) -> None:
    public = Keyring(directory).signing.public
    shell = "openssl pkey -pubin -outform DER | openssl dgst -sha256 -r"
    told = subprocess.run(["sh", "-c", shell], input=public.pem.encode(), capture_output=True, check=True)
    assert told.stdout.split()[0].decode() == public.id


def test_the_first_need_makes_a_key_that_only_its_owner_reads(directory: Path) -> None:
    made = Keyring(directory).signing
    assert Keyring(directory).signing == made
    assert S_IMODE(directory.stat().st_mode) == 0o700
    assert S_IMODE((directory / "signing.pem").stat().st_mode) == 0o600
    assert (directory / f"{made.id}.pem").read_text() == made.public.pem
    assert "PRIVATE" not in f"{made!r} {made.public!r} {made.public.pem}"


def test_of_many_who_need_it_at_once_one_makes_it(directory: Path) -> None:
    together = Barrier(8)

    def need(_: int) -> str:
        together.wait()
        return Keyring(directory).signing.id

    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(need, range(8)))
    assert len(made) == 1
    assert {path.name for path in directory.iterdir()} == {"lock", "signing.pem", f"{made.pop()}.pem"}


def test_after_another_key_signs_what_the_old_one_signed_still_holds(directory: Path) -> None:
    ring = Keyring(directory)
    old = ring.signing
    new = ring.renew()
    assert ring.signing == new != old
    assert [key.id for key in ring.publics()] == [new.id, old.id]
    assert ring.holds(b"x", old.sign(b"x"))
    assert ring.holds(b"x", new.sign(b"x"))
    assert not ring.holds(b"x", ed25519.new_key().sign(b"x"))


def test_the_key_of_a_setting_signs_and_writes_nothing(directory: Path) -> None:
    ring = Keyring(directory, RFC_PEM)
    assert ring.signing.sign(b"\xaf\x82") == RFC_SIGNATURE
    assert ring.publics() == (ring.signing.public,)
    assert not directory.exists()
    with pytest.raises(BadInput, match=r"^AIRLOCK_SIGNING_KEY is set.*`openssl genpkey"):
        ring.renew()


def test_before_the_setting_came_the_file_signed_and_that_holds(directory: Path) -> None:
    old = Keyring(directory).signing
    assert Keyring(directory, RFC_PEM).holds(b"x", old.sign(b"x"))


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ("elliptic", "is not Ed25519"),
        ("encrypted", "without a passphrase"),
        ("public", "no private key"),
        ("garbage", "no private key"),
        ("empty", "no private key"),
    ],
)
def test_what_is_no_such_key_is_told_without_repeating_it(directory: Path, other: str, words: str) -> None:
    with pytest.raises(BadInput, match=rf"^AIRLOCK_SIGNING_KEY holds.*{words}") as refusal:
        _ = Keyring(directory, pem_of(other)).signing
    directory.mkdir(parents=True)
    (directory / "signing.pem").write_text(pem_of(other))
    (directory / "signing.pem").chmod(0o600)
    with pytest.raises(BadInput, match=rf"signing\.pem holds.*{words}"):
        _ = Keyring(directory).signing
    assert "hush" not in str(refusal.value)


def test_who_only_verifies_makes_no_key_and_needs_no_private_one(directory: Path) -> None:
    assert Keyring(directory).publics() == ()
    assert not directory.exists()
    key = Keyring(directory).signing
    (directory / "signing.pem").chmod(0o666)
    assert Keyring(directory).publics() == (key.public,)


@pytest.mark.parametrize("mode", [0o604, 0o620, 0o666])
def test_a_key_that_others_may_read_does_not_sign(directory: Path, mode: int) -> None:
    _ = Keyring(directory).signing
    (directory / "signing.pem").chmod(mode)
    with pytest.raises(BadInput, match=r"signing\.pem can be read by others.*`chmod 600`"):
        _ = Keyring(directory).signing


def _a_file(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_text("")


def _a_directory_as_key(path: Path) -> None:
    (path / "signing.pem").mkdir(parents=True)


@pytest.mark.parametrize(
    ("prepare", "words"),
    [(_a_file, "the key cannot be kept there: "), (_a_directory_as_key, "signing.pem cannot be read: ")],
)
def test_where_no_key_can_be_kept_is_told_in_a_sentence(
    directory: Path, prepare: Callable[[Path], None], words: str
) -> None:
    prepare(directory)
    with pytest.raises(BadInput, match=words):
        _ = Keyring(directory).signing


@pytest.mark.parametrize("name", ["0" * 64, "notes", "f" * 64])
def test_what_else_lies_beside_the_keys_is_trusted_with_nothing(directory: Path, name: str) -> None:
    ring = Keyring(directory)
    stranger = ed25519.new_key()
    _ = ring.signing
    content = stranger.public.pem if name != "f" * 64 else "garbage"
    (directory / f"{name}.pem").write_text(content)
    assert not ring.holds(b"x", stranger.sign(b"x"))


@pytest.mark.parametrize("other", ["elliptic", "public", "garbage", "empty"])
def test_a_public_key_that_is_none_is_told(other: str) -> None:
    with pytest.raises(BadInput, match=r"^PUBLIC\.pem holds .*`airlock keys show`"):
        ed25519.public_key(pem_of(other).encode(), "PUBLIC.pem")
