"""A repository: its name and what is kept about it beside git."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sandbox.github.git import Git


@dataclass
class Repository:
    id: int
    full_name: str  # owner/name
    path: Path  # of a real git repository, read in place, never written
    default_branch: str
    is_private: bool
    created_at: datetime  # aware, UTC
    former_names: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Open the repository."""
        self.git = Git(self.path)

    @property
    def owner(self) -> str:
        return self.full_name.partition("/")[0]

    @property
    def name(self) -> str:
        return self.full_name.partition("/")[2]
