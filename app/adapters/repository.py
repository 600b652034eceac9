"""A repository as the review asks it, wherever it is."""

from dataclasses import dataclass
from typing import Protocol

from app.domain.deploy import Deploy
from app.domain.errors import Barred
from app.domain.evidence import Evidence
from app.domain.past import History
from app.domain.policy import Artifacts


class Repository(Protocol):
    """Reads and changes nothing. Every method raises BadInput for what people must mend, or Transient."""

    def resolve(self, revision: str) -> str:
        """Return the full id of the commit that `revision` names."""

    def parent(self, sha: str) -> str | None:
        """Return the first parent, or None for a root commit."""

    def is_ancestor(self, ancestor: str, descendant: str) -> bool:
        """Whether `descendant` is known to hold everything that `ancestor` holds."""

    def policy_text(self) -> bytes | None:
        """Return the policy of the default branch, None when it has none."""

    def evidence(self, repository: str, base: str | None, head: str) -> Evidence:
        """Return what changes from `base` to `head`; without a base, everything that `head` holds."""

    def past(self, evidence: Evidence) -> History | None:
        """Return what the main line before the base says of a change; None when nobody can tell."""


class NotHereError(Barred):
    """Nothing of that name is shown to us: it may be kept elsewhere, or we were not let in."""


class HostedRepository(Repository, Protocol):
    """One that is kept on a platform, which may not show it to us."""

    def check(self) -> None:
        """Raise NotHereError when it is not shown, BadInput when it cannot be read as it is named."""


@dataclass(frozen=True)
class Found:
    """What a platform says is live."""

    sha: str | None  # None: nothing that it knows of
    is_sure: bool = True  # false: there is more than was looked at


@dataclass(frozen=True)
class Checked:
    """The checks of a commit as the platform tells them."""

    told: tuple[tuple[str, str], ...]  # names and conclusions
    required: tuple[str, ...]  # names, by the platform's own rules


class Forge(Protocol):
    """The platform where repositories are kept. Raises Transient, BadInput."""

    def repository(self, name: str) -> HostedRepository | None:
        """Return the repository, whether or not it is shown; None for a name that none can have there."""

    def live(self, repository: str, environment: str) -> Found:
        """Return what the platform knows to be live. Raises NotHereError, too."""

    def measured(self, deploy: Deploy, evidence: Evidence, artifacts: Artifacts) -> Evidence:
        """Return the evidence with what was measured there, and by whom it came."""

    def checks(self, deploy: Deploy) -> Checked:
        """Return how the checks of a reviewed deploy's commit stand now."""
