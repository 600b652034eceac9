"""Policies: of a repository, else of the operator; while one is broken, the last good one holds."""

import logging
from collections.abc import Callable, Mapping
from pathlib import Path

from app.adapters import policyfile
from app.adapters.repository import NotHereError, Repository
from app.domain.errors import BadInput, NoPolicy
from app.domain.policy import OPERATOR, Policy
from app.ports import Archive

log = logging.getLogger(__name__)

NO_POLICY = (
    "repository: it has no policy; add .github/airlock.yml to its default branch, or set AIRLOCK_POLICY."
)


class Policies:
    def __init__(self, archive: Archive, file: Path | None) -> None:
        """`file`: the operator's, where AIRLOCK_POLICY names one."""
        self._archive = archive
        self._file = file

    def of(self, name: str, repository: Repository | None) -> Policy:
        """Return the repository's own policy, else the operator's. Raises BadInput."""
        if repository is None:
            return self.operators()
        try:
            return self._good(name, lambda known: self._own(name, repository, known))
        except NotHereError as hidden:
            try:
                return self.operators()
            except NoPolicy:
                raise hidden from None

    def operators(self) -> Policy:
        """Return the policy that AIRLOCK_POLICY names. Raises BadInput when there never was a good one."""
        return self._good(OPERATOR, lambda _: self.check_operators())

    def check_operators(self) -> Policy:
        """Return the operator's policy as it stands now. Raises BadInput."""
        if self._file is None:
            raise NoPolicy(NO_POLICY)
        try:
            text = self._file.read_bytes()
        except OSError as problem:
            raise BadInput(f"AIRLOCK_POLICY: {self._file}: {problem.strerror}.") from problem
        return policyfile.parse(text, source=str(self._file), operator=True)

    def local_paths(self) -> Mapping[str, str]:
        """Return where the operator keeps which repository."""
        return self.operators().local_paths if self._file else {}

    def _own(self, name: str, repository: Repository, known: Policy | None) -> Policy:
        text = repository.policy_text()
        if text is None:
            return self.operators()
        if known is not None and known.digest == policyfile.digest(text):
            return known  # read as it was: YAML takes longer than all else here
        return policyfile.parse(text, source=f"{name}: .github/airlock.yml")

    def _good(self, whose: str, read: Callable[[Policy | None], Policy]) -> Policy:
        """Return a policy, or the last good one of the same place while it is broken."""
        known = self._archive.good_policy(whose)
        try:
            policy = read(known)
        except BadInput as problem:
            if not isinstance(problem, NoPolicy | NotHereError):
                self._archive.count_broken_policy()
            if known is None or (whose == OPERATOR and self._file is None):
                raise
            log.warning("policy is broken, the last good one holds", extra={"why": str(problem)})
            return known
        if known is None or known.digest != policy.digest:
            self._archive.keep_policy(whose, policy)
        return policy
