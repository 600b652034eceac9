"""What a run uploaded."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Artifact:
    id: int
    run: int  # id
    name: str
    content: bytes = field(repr=False)  # a zip
    created_at: datetime
    expires_at: datetime
    expired: bool = False

    @property
    def digest(self) -> str:
        return "sha256:" + hashlib.sha256(self.content).hexdigest()
