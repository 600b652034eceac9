"""A signer that keeps nothing, with a key of its own; and what is varied of what it signs."""

import base64
import json
from dataclasses import dataclass, field
from typing import Any

from app.adapters import ed25519
from app.adapters.ed25519 import SigningKey
from app.domain import approval, dsse
from app.domain.attestation import Verifier
from app.domain.deploy import Deploy
from app.domain.dsse import Envelope
from app.domain.errors import BadInput

VERIFIER = Verifier("https://airlock.example.com", "0.1.0", "https://github.com")


@dataclass(frozen=True)
class LocalSigner:
    """Implements `ports.Signer`."""

    key: SigningKey = field(default_factory=ed25519.new_key)

    def attest(self, deploy: Deploy) -> Envelope:
        return approval.sealed(deploy, VERIFIER, self.key.id, self.key.sign)

    def kept(self, deploy: Deploy) -> Envelope | None:  # noqa: ARG002 - it keeps none
        return None

    def holds(self, envelope: object, deploy: Deploy) -> bool:
        try:
            return approval.is_of(approval.opened(envelope, self.key.public.holds), deploy)
        except BadInput:
            return False

    def sign(self, told: Any) -> Envelope:
        """Return an envelope of ours around anything."""
        return dsse.signed(dsse.IN_TOTO, json.dumps(told).encode(), self.key.id, self.key.sign)


def told(envelope: Envelope) -> Any:
    """Return what the envelope says, unverified."""
    return json.loads(base64.b64decode(envelope["payload"]))
