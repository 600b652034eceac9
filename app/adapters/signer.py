"""Signs approvals, and knows which signatures on approvals are ours."""

import json
from typing import Protocol

from app.adapters.ed25519 import PublicKey, SigningKey
from app.adapters.keyring import Keyring, unique
from app.adapters.publickeys import PublicKeys
from app.domain import approval, dsse
from app.domain.approval import Statement
from app.domain.attestation import Verifier
from app.domain.deploy import Deploy
from app.domain.dsse import Envelope
from app.domain.errors import BadInput, Barred
from app.domain.table import is_approved


class Kept(Protocol):
    """Where signed approvals stay."""

    def attestation(self, deploy_id: str) -> bytes | None: ...
    def keep_attestation(self, deploy_id: str, envelope: bytes) -> None: ...


class Signer:
    """Implements `ports.Signer`. The keys are those of this machine, and what others have published."""

    def __init__(self, keyring: Keyring, shared: PublicKeys, kept: Kept, verifier: Verifier) -> None:
        self._keyring = keyring
        self._shared = shared
        self._kept = kept
        self._verifier = verifier

    def attest(self, deploy: Deploy) -> Envelope:
        """Return the signed approval, and keep it. Safe to call twice: what is kept is given again.

        Raises BadInput when the deploy is not approved, Barred while no key can sign.
        """
        kept = self.kept(deploy) if is_approved(deploy) else None
        if kept is not None:
            return kept
        key = self._key()
        made = approval.sealed(deploy, self._verifier, key.id, key.sign)
        self._kept.keep_attestation(deploy.id, json.dumps(made).encode())
        return made

    def kept(self, deploy: Deploy) -> Envelope | None:
        """Return the approval that was signed before; None when there is none of the decision that stands."""
        held = self._kept.attestation(deploy.id)
        try:
            envelope = dsse.parsed(held) if held else None
        except BadInput:
            return None
        said = self._said(envelope) if envelope else None
        return envelope if said and approval.stands(said, deploy) else None

    def sign(self, payload_type: str, body: bytes) -> Envelope:
        """Return an envelope around any other `body`. Raises Barred while no key can sign."""
        key = self._key()
        return dsse.signed(payload_type, body, key.id, key.sign)

    def holds(self, envelope: object, deploy: Deploy) -> bool:
        """Whether it is an approval of this deploy that one of our keys, also an old one, has signed."""
        said = self._said(envelope)
        return said is not None and approval.is_of(said, deploy)

    def publics(self) -> tuple[PublicKey, ...]:
        """Return every key that is trusted: the one that signs here first."""
        return unique((*self._keyring.publics(), *self._shared.all()))

    def _said(self, envelope: object) -> Statement | None:
        try:
            return approval.opened(envelope, self._has_signed)
        except BadInput:
            return None

    def _key(self) -> SigningKey:
        """Return the key that signs, once the others know it."""
        try:
            key = self._keyring.signing
        except BadInput as problem:
            raise Barred(f"Approvals cannot be signed: {problem}") from problem
        self._shared.publish(key.public)
        return key

    def _has_signed(self, message: bytes, signature: bytes) -> bool:
        return any(key.holds(message, signature) for key in self.publics())
