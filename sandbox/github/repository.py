"""A repository: its name and what is kept about it beside git."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.github.git import Git
from sandbox.github.refusal import Json

if TYPE_CHECKING:
    from sandbox.github.branches import Protection, Ruleset
    from sandbox.github.pull import Pull


@dataclass
class Repository:
    id: int
    full_name: str  # owner/name
    path: Path  # of a real git repository, read in place, never written
    default_branch: str
    is_private: bool
    created_at: datetime  # aware, UTC
    former_names: list[str] = field(default_factory=list)
    protections: dict[str, "Protection"] = field(default_factory=dict)  # by branch
    rulesets: list["Ruleset"] = field(default_factory=list)
    pulls: dict[int, "Pull"] = field(default_factory=dict)  # by number
    # By base and head, full ids; None: the plan has no dependency review.
    dependency_changes: dict[tuple[str, str], list[Json]] | None = None

    def __post_init__(self) -> None:
        """Open the repository."""
        self.git = Git(self.path)

    @property
    def owner(self) -> str:
        return self.full_name.partition("/")[0]

    @property
    def name(self) -> str:
        return self.full_name.partition("/")[2]
