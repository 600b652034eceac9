"""Ed25519 keys in PEM: RFC 8032, RFC 8410."""

import hashlib
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.domain.errors import BadInput

PEM_MAX = 16 * 1024  # bytes; an Ed25519 key has some 120
MAKE = "openssl genpkey -algorithm ed25519 -out signing.pem"


@dataclass(frozen=True)
class PublicKey:
    """What others verify with; safe to show."""

    id: str  # 64 hex digits: SHA-256 of the key's SubjectPublicKeyInfo in DER
    pem: str
    key: Ed25519PublicKey = field(repr=False, compare=False)

    def holds(self, message: bytes, signature: bytes) -> bool:
        """Whether this key has signed exactly that message."""
        try:
            self.key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class SigningKey:
    """The private key; it leaves this object only as signatures, which are the same each time."""

    public: PublicKey
    private: Ed25519PrivateKey = field(repr=False, compare=False)

    @property
    def id(self) -> str:
        return self.public.id

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)

    def pem(self) -> bytes:
        """Return the key itself, to be kept where nobody else reads it."""
        return self.private.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())


def new_key() -> SigningKey:
    private = Ed25519PrivateKey.generate()
    return SigningKey(_public(private.public_key()), private)


def signing_key(pem: bytes, source: str) -> SigningKey:
    """Return a private key. Raises BadInput, which names `source` and never repeats what it holds."""
    try:
        private = form.load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):  # the original might repeat the key
        raise BadInput(f"{source} holds no private key without a passphrase; make one: `{MAKE}`.") from None
    if not isinstance(private, Ed25519PrivateKey):
        raise BadInput(f"{source} holds a key that is not Ed25519; make one: `{MAKE}`.")
    return SigningKey(_public(private.public_key()), private)


def public_key(pem: bytes, source: str) -> PublicKey:
    """Return a public key. Raises BadInput, which names `source`."""
    if b"PRIVATE KEY-----" in pem:
        raise BadInput(
            f"{source} holds a private key; who verifies needs the public one: `airlock keys show`."
        )
    try:
        public = form.load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        raise BadInput(f"{source} holds no public key in PEM; `airlock keys show` prints it.") from None
    if not isinstance(public, Ed25519PublicKey):
        raise BadInput(f"{source} holds a public key that is not Ed25519; `airlock keys show` prints it.")
    return _public(public)


def _public(key: Ed25519PublicKey) -> PublicKey:
    info = form.PublicFormat.SubjectPublicKeyInfo
    der = key.public_bytes(form.Encoding.DER, info)
    return PublicKey(
        hashlib.sha256(der).hexdigest(), key.public_bytes(form.Encoding.PEM, info).decode("ascii"), key
    )
