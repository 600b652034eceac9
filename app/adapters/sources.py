"""Where evidence and rules come from: a local repository, the CI, and the operator's policy file."""

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from app.adapters import parts, policyfile
from app.adapters.git import GitRepository
from app.domain.deploy import Deploy
from app.domain.errors import BadInput, NoPolicy
from app.domain.evidence import Evidence
from app.domain.past import History
from app.domain.policy import Environment, Policy
from app.domain.report import Unknown
from app.ports import Archive, Reading

log = logging.getLogger(__name__)

NO_POLICY = (
    "repository: it has no policy; add .github/airlock.yml to its default branch, or set AIRLOCK_POLICY."
)
OPERATOR = "AIRLOCK_POLICY"  # no repository has a name without a slash
SHA = re.compile(r"[0-9a-f]{40}")
PERSON = re.compile(r"[UW][A-Z0-9]{6,}|[^@\s]+@[^@\s]+")  # a Slack user id or an e-mail address


class Sources:
    """Implements `ports.Sources`."""

    def __init__(self, archive: Archive, policy_file: Path | None, reading: Reading) -> None:
        self._archive = archive
        self._reading = reading
        self._policy_file = policy_file

    def gather(self, deploy: Deploy) -> Evidence:
        """Read what changes against what is live; against the base that was named when nothing is."""
        live = self.live(deploy.key.repository, deploy.key.environment)
        base = live or deploy.request.base
        told = self._archive.given(deploy.id)
        try:
            evidence = self._read(deploy, base)
        except BadInput as problem:
            unread = (Unknown(str(deploy.request.local_path), str(problem)),)
            evidence = Evidence(deploy.key.repository, deploy.key.sha, base, unknown=unread)
        evidence = replace(parts.merged(evidence, told), live=live)
        return _about_people(deploy, _about_base(deploy, live, evidence))

    def has_own(self, deploy: Deploy) -> bool:
        return self.repository(deploy.key.repository, deploy.request.local_path) is not None

    def rules(self, repository: str, path: str | None, environment: str) -> Environment:
        policy = self.policy(repository, path)
        if environment not in policy.environments:
            known = ", ".join(sorted(policy.environments))
            raise BadInput(f"environment: the policy of {repository} has {known}, not `{environment}`.")
        return policy.environments[environment]

    def policy(self, repository: str, path: str | None) -> Policy:
        """Return the repository's own policy, else the operator's. Raises BadInput."""
        local = self.repository(repository, path)
        if local is None:
            return self.operators_policy()
        return self._good(repository, lambda: self._own_policy(repository, local))

    def _own_policy(self, repository: str, local: GitRepository) -> Policy:
        text = local.policy_text()
        if text is None:
            return self.operators_policy()
        return policyfile.parse(text, source=f"{repository}: .github/airlock.yml")

    def resolve(self, repository: str, revision: str) -> str:
        local = self.repository(repository, None)
        if local is not None:
            return local.resolve(revision)
        if SHA.fullmatch(revision):
            return revision
        raise BadInput(f"`{revision[:40]}` is not a whole commit id; give all 40 hex digits.")

    def live(self, repository: str, environment: str) -> str | None:
        return self._archive.live(repository, environment)

    def is_ancestor(self, older: Deploy, newer: Deploy) -> bool:
        repository = self.repository(newer.key.repository, newer.request.local_path)
        if repository is None or older.key.sha == newer.key.sha:
            return False
        return repository.is_ancestor(older.key.sha, newer.key.sha)

    def check_commit(self, deploy: Deploy) -> None:
        repository = self.repository(deploy.key.repository, deploy.request.local_path)
        if repository is None:
            return
        if repository.resolve(deploy.key.sha) != deploy.key.sha:
            raise BadInput(f"{deploy.key.sha} is not a commit of {deploy.key.repository} any more.")

    def repository(self, name: str, path: str | None) -> GitRepository | None:
        """Return the local repository of that name, when somebody who may has said where it is."""
        path = path or self._local_paths().get(name)
        if path is None:
            return None
        return GitRepository(Path(path), self._reading)

    def allows(self, name: str, path: str) -> bool:
        """Whether the operator's policy file names that path for the repository."""
        return self._local_paths().get(name) == path

    def operators_policy(self) -> Policy:
        """Return the policy that AIRLOCK_POLICY names. Raises BadInput when there never was a good one."""
        return self._good(OPERATOR, self.check_operators_policy)

    def check_operators_policy(self) -> Policy:
        """Return the operator's policy as it stands now. Raises BadInput."""
        if self._policy_file is None:
            raise NoPolicy(NO_POLICY)
        try:
            text = self._policy_file.read_bytes()
        except OSError as problem:
            raise BadInput(f"AIRLOCK_POLICY: {self._policy_file}: {problem.strerror}.") from problem
        return policyfile.parse(text, source=str(self._policy_file), operator=True)

    def _good(self, whose: str, read: Callable[[], Policy]) -> Policy:
        """Return a policy, or the last good one of the same place while it is broken."""
        known = self._archive.good_policy(whose)
        try:
            policy = read()
        except BadInput as problem:
            if known is None or (whose == OPERATOR and self._policy_file is None):
                raise
            log.warning("policy is broken, the last good one holds", extra={"why": str(problem)})
            return known
        if known is None or known.digest != policy.digest:
            self._archive.keep_policy(whose, policy)
        return policy

    def _local_paths(self) -> Mapping[str, str]:
        return self.operators_policy().local_paths if self._policy_file else {}

    def _read(self, deploy: Deploy, base: str | None) -> Evidence:
        repository = self.repository(deploy.key.repository, deploy.request.local_path)
        if repository is None:
            return Evidence(deploy.key.repository, deploy.key.sha, base)
        head = repository.resolve(deploy.key.sha)
        base = base or repository.parent(head)
        evidence = repository.evidence(deploy.key.repository, base, head)
        return replace(evidence, past=self._past(repository, evidence))

    def _past(self, repository: GitRepository, evidence: Evidence) -> History | None:
        """Return what the main line says of the change; looked up once for the same two commits."""
        if evidence.base is None:
            return None
        known = self._archive.past(evidence.base, evidence.head)
        if known is None and (known := repository.past(evidence)) is not None:
            self._archive.keep_past(evidence.base, evidence.head, known)
        return known


def _about_base(deploy: Deploy, live: str | None, evidence: Evidence) -> Evidence:
    """Say so when it is unclear what the change is measured against."""
    where = deploy.key.environment
    if live is None and deploy.request.base is None:
        reason = f"nothing is known to be live in {where}; compared with the parent commit only"
    elif live is not None and evidence.base != live:
        reason = f"{live[:12]} is live in {where}, but the evidence is about another base"
    else:
        return evidence
    return replace(evidence, unknown=(*evidence.unknown, Unknown("base", reason)))


def _about_people(deploy: Deploy, evidence: Evidence) -> Evidence:
    """Say so when it cannot be told whose work it is, for nobody approves their own."""
    unknown = evidence.unknown
    actor = deploy.request.actor
    if not evidence.commits:
        unknown += (Unknown("commits", "nobody said who wrote them, so one more person has to approve"),)
    if actor and not PERSON.fullmatch(actor):
        reason = f"`{actor}` queued this and is nobody in Slack by that name; give --actor an e-mail address"
        unknown += (Unknown("actor", reason),)
    return replace(evidence, unknown=unknown)
