"""The keys that Airlock signs with: in a setting, or in files that are made when first needed.

`keys/signing.pem` is the private key, and `keys/ID.pem` each public key that has ever signed here.
"""

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.adapters.ed25519 import MAKE, PEM_MAX, PublicKey, SigningKey, new_key, public_key, signing_key
from app.adapters.filelock import LockedError, locked
from app.adapters.secretfile import secret_in
from app.domain.errors import BadInput

SIGNING = "signing.pem"
WAIT = 10.0  # seconds for another process that makes the key
_ID = re.compile(r"[0-9a-f]{64}")


class Keyring:
    """The key that signs, and every public key whose signatures hold."""

    def __init__(self, directory: Path, pem: str | None = None) -> None:
        """`pem`: the private key that a setting holds; it wins over the file, and nothing is written."""
        self._directory = directory
        self._pem = pem

    @property
    def is_there(self) -> bool:
        """Whether there is a key that signs already; asking makes none."""
        return self._pem is not None or (self._directory / SIGNING).exists()

    @property
    def signing(self) -> SigningKey:
        """Return the key that signs; made now where there is none. Raises BadInput."""
        if self._pem is not None:
            return signing_key(self._pem.encode(), "AIRLOCK_SIGNING_KEY")
        path = self._directory / SIGNING
        if not path.exists():
            self._make(anew=False)
        return signing_key(secret_in(path), str(path))

    def renew(self) -> SigningKey:
        """Make another key, which signs from now on; the old public key is kept. Raises BadInput."""
        if self._pem is not None:
            raise BadInput(
                f"AIRLOCK_SIGNING_KEY is set, so that key signs: make another with `{MAKE}` and set it there."
            )
        self._make(anew=True)
        return self.signing

    def publics(self) -> tuple[PublicKey, ...]:
        """Return the key that signs now, if there is one, then older ones, as far as they are known here.

        A private key that cannot be used keeps nobody from verifying.
        """
        return unique((*self._own(), *self._kept()))

    def holds(self, message: bytes, signature: bytes) -> bool:
        """Whether one of our keys, this one or an older one, has signed the message."""
        return any(key.holds(message, signature) for key in self.publics())

    def _own(self) -> tuple[PublicKey, ...]:
        if not self.is_there:
            return ()
        try:
            return (self.signing.public,)
        except BadInput:
            return ()

    def _kept(self) -> Iterator[PublicKey]:
        """Yield the public keys in the directory; what is broken there must not keep the others from use."""
        for path in sorted(self._directory.glob("*.pem")):
            if not _ID.fullmatch(path.stem):
                continue
            try:
                key = public_key(path.read_bytes()[:PEM_MAX], str(path))
            except (OSError, BadInput):
                continue
            if key.id == path.stem:
                yield key

    def _make(self, *, anew: bool) -> None:
        """Write a new key whole, under a lock: of two that make the first at once, one does."""
        with self._held():
            path = self._directory / SIGNING
            if path.exists():
                if not anew:
                    return
                self._keep(signing_key(secret_in(path), str(path)).public)
            made = new_key()
            self._keep(made.public)
            _replace(path, made.pem(), mode=0o600)

    def _keep(self, key: PublicKey) -> None:
        _replace(self._directory / f"{key.id}.pem", key.pem.encode(), mode=0o644)

    @contextmanager
    def _held(self) -> Iterator[None]:
        try:
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            with locked(self._directory / "lock", WAIT):
                yield
        except LockedError:
            raise BadInput(f"{self._directory}: another process is making a key; try again.") from None
        except OSError as problem:
            raise BadInput(
                f"{self._directory}: the key cannot be kept there: {problem.strerror}; "
                "mend that, or set AIRLOCK_SIGNING_KEY."
            ) from problem


def unique(keys: Iterable[PublicKey]) -> tuple[PublicKey, ...]:
    """Return each key once, in the order in which they come."""
    return tuple({key.id: key for key in keys}.values())


def _replace(path: Path, content: bytes, *, mode: int) -> None:
    """Put the file into its place whole, and on the disk before it is there."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")  # made with 0600
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor has no path
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        os.replace(name, path)  # noqa: PTH105 - as mkstemp names it
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _settle(path.parent)


def _settle(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
