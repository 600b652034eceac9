"""Where evidence and rules come from: a local repository, GitHub, the CI, and the operator's policy file."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from app.adapters import parts
from app.adapters.doubt import about_back, about_base, about_many, about_people, unread
from app.adapters.git import GitRepository
from app.adapters.livecommit import live_in, was_live
from app.adapters.opened import Opened
from app.adapters.policies import Policies
from app.adapters.repository import Forge, HostedRepository, NotHereError, Repository
from app.domain import checks
from app.domain.deploy import Deploy
from app.domain.errors import BadInput, Gone
from app.domain.evidence import Evidence, Teller
from app.domain.halt import Place
from app.domain.past import History
from app.domain.policy import Environment, Policy
from app.domain.reference import is_commit
from app.domain.report import Unknown
from app.ports import Archive, Reading


class Sources:
    """Implements `ports.Sources`."""

    def __init__(
        self, archive: Archive, policy_file: Path | None, reading: Reading, forge: Forge | None = None
    ) -> None:
        """`forge`: where the repositories are that are nowhere here; None when there is no such place."""
        self._archive = archive
        self._opened = Opened(reading)
        self._policies = Policies(archive, policy_file)
        self._forge = forge

    def foresee(self, deploy: Deploy) -> None:
        if path := deploy.request.local_path:
            live = self._archive.live(deploy.key.repository, deploy.key.environment)
            if base := live or deploy.request.base:
                self._opened.foresee(path, base, deploy.key.sha)

    def gather(self, deploy: Deploy) -> Evidence:
        """Read what changes against what is live; against the base that was named when nothing is."""
        live, doubts = self._live(deploy.key.repository, deploy.key.environment)
        base = live or deploy.request.base
        told = self._archive.given(deploy.id)
        try:
            evidence = self._read(deploy, base)
        except BadInput as problem:
            evidence, told = unread(deploy, base, problem, told)
        evidence = replace(evidence, live=live, unknown=(*evidence.unknown, *doubts))
        evidence = about_many(about_back(deploy, parts.merged(evidence, told), self._was_live(deploy)))
        measured = self._measured(deploy, evidence)
        is_looked_up = measured is not evidence
        return about_people(deploy, about_base(deploy, live, measured), is_looked_up=is_looked_up)

    def has_own(self, deploy: Deploy) -> bool:
        repository = self.repository(deploy.key.repository, deploy.request.local_path)
        if isinstance(repository, GitRepository) or repository is None:
            return repository is not None
        try:
            repository.check()
        except BadInput:
            return False
        return True

    def rules(self, repository: str, path: str | None, environment: str) -> Environment:
        policy = self.policy(repository, path)
        if environment not in policy.environments:
            known = ", ".join(sorted(policy.environments))
            raise BadInput(f"environment: the policy of {repository} has {known}, not `{environment}`.")
        return policy.environments[environment]

    def policy(self, repository: str, path: str | None) -> Policy:
        """Return the repository's own policy, else the operator's. Raises BadInput."""
        return self._policies.of(repository, self.repository(repository, path))

    def resolve(self, repository: str, revision: str) -> str:
        source = self.repository(repository, None)
        try:
            if source is not None:
                return source.resolve(revision)
        except NotHereError:
            if not is_commit(revision):
                raise
        if is_commit(revision):
            return revision
        raise BadInput(f"`{revision[:40]}` is not a whole commit id; give all 40 hex digits.")

    def live(self, repository: str, environment: str) -> str | None:
        return self._live(repository, environment)[0]

    def is_ancestor(self, older: Deploy, newer: Deploy) -> bool:
        repository = self.repository(newer.key.repository, newer.request.local_path)
        if repository is None or older.key.sha == newer.key.sha:
            return False
        try:
            return repository.is_ancestor(older.key.sha, newer.key.sha)
        except (NotHereError, Gone):
            return False

    def is_within(self, deploy: Deploy, sha: str) -> bool:
        """Whether `sha` is known to lie between the base that was reviewed and the deploy's commit."""
        base, key = (deploy.summary.base if deploy.summary else None), deploy.key
        repository = self.repository(key.repository, deploy.request.local_path)
        if repository is None or base is None:
            return False
        try:
            return repository.is_ancestor(base, sha) and repository.is_ancestor(sha, key.sha)
        except (NotHereError, Gone):
            return False

    def required_checks(self, deploy: Deploy) -> tuple[tuple[str, str], ...] | None:
        if self._forge is None or deploy.rules is None or self._shown(deploy) is None:
            return None
        now = self._forge.checks(deploy)
        before = checks.carried(deploy.summary.checks if deploy.summary else ())
        return checks.standing((*deploy.rules.required_checks, *now.required), now.told, before)

    def check_commit(self, deploy: Deploy) -> None:
        repository = self.repository(deploy.key.repository, deploy.request.local_path)
        if repository is None:
            return
        try:
            sha = repository.resolve(deploy.key.sha)
        except NotHereError:
            if deploy.summary is not None and deploy.summary.teller is Teller.CI:
                return  # it never was to be seen there
            raise
        if sha != deploy.key.sha:
            raise BadInput(f"{deploy.key.sha} is not a commit of {deploy.key.repository} any more.")

    def repository(self, name: str, path: str | None) -> GitRepository | HostedRepository | None:
        """Return the repository: where somebody who may has said it is, else on the forge."""
        path = path or self._policies.local_paths().get(name)
        if path is not None:
            return self._opened.at(path)
        return self._forge.repository(name) if self._forge else None

    def allows(self, name: str, path: str) -> bool:
        """Whether the operator's policy file names that path for the repository."""
        return self._policies.local_paths().get(name) == path

    def operators_policy(self) -> Policy:
        """Return the policy that AIRLOCK_POLICY names. Raises BadInput when there never was a good one."""
        return self._policies.operators()

    def check_operators_policy(self) -> Policy:
        """Return the operator's policy as it stands now. Raises BadInput."""
        return self._policies.check_operators()

    def _live(self, repository: str, environment: str) -> tuple[str | None, tuple[Unknown, ...]]:
        return live_in(Place(repository, environment), self._archive, self._forge)

    def _was_live(self, deploy: Deploy) -> Callable[[str], bool]:
        place = Place(deploy.key.repository, deploy.key.environment)
        return lambda sha: was_live(place, self._archive, sha)

    def _read(self, deploy: Deploy, base: str | None) -> Evidence:
        repository = self.repository(deploy.key.repository, deploy.request.local_path)
        if repository is None:
            return Evidence(deploy.key.repository, deploy.key.sha, base, teller=Teller.CI)
        head = deploy.key.sha
        if base is None or not isinstance(repository, GitRepository):  # which looks both up at once
            head = repository.resolve(head)
            base = base or repository.parent(head)
        evidence = repository.evidence(deploy.key.repository, base, head)
        return replace(evidence, past=self._past(repository, evidence))

    def _past(self, repository: Repository, evidence: Evidence) -> History | None:
        """Return what the main line says of the change; looked up once for the same two commits."""
        if evidence.base is None:
            return None
        known = self._archive.past(evidence.base, evidence.head)
        if known is None and (known := repository.past(evidence)) is not None:
            self._archive.keep_past(evidence.base, evidence.head, known)
        return known

    def _shown(self, deploy: Deploy) -> HostedRepository | None:
        """Return the repository on the forge; None when it is not to be seen there. Raises BadInput."""
        hosted = self._forge.repository(deploy.key.repository) if self._forge else None
        try:
            if hosted is not None:
                hosted.check()
        except NotHereError:
            return None
        return hosted

    def _measured(self, deploy: Deploy, evidence: Evidence) -> Evidence:
        """Return the evidence with what the forge measured of a commit that it shows."""
        try:
            if self._forge is None or self._shown(deploy) is None:
                return evidence
            rules = self.rules(deploy.key.repository, deploy.request.local_path, deploy.key.environment)
        except BadInput:  # which the change, or the rules, have told by now
            return evidence
        return self._forge.measured(deploy, evidence, rules.artifacts)
