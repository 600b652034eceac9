"""The facade's part about what runs meet: environments, artifacts, and webhooks."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sandbox.github.actions.artifact import Artifact
from sandbox.github.actions.environment import CustomRule, Environment
from sandbox.github.actions.ledger import ARTIFACTS_LAST
from sandbox.github.integrations import app_id
from sandbox.github.webhooks.acting import Telling


class Arranging(Telling):
    def add_environment(  # noqa: PLR0913 - what an environment is
        self,
        repo: str,
        name: str = "production",
        *,
        protected: bool = True,
        can_admins_bypass: bool | None = False,
        custom_rule: bool = True,
        enabled: bool = True,
        reviewers: Iterable[str] = (),
        other_apps: Iterable[str] = (),
    ) -> None:
        """Add an environment, or say anew how it is guarded; `protected=False`: by nothing at all.

        `reviewers` must agree too (`review_deployment`); rules of `other_apps` are listed, and agree at once.
        """
        with self._held() as hub:
            repository = hub.repository(repo).id
            held = hub.actions.environment(repository, name)
            ours = [CustomRule(hub.new_id(), hub.app_id, hub.app_slug, enabled)] if custom_rule else []
            theirs = [CustomRule(hub.new_id(), app_id(hub, slug), slug) for slug in other_apps]
            changed = Environment(
                held.id,
                held.name,
                held.created_at,
                can_admins_bypass,
                custom_rules=(*ours, *theirs) if protected else (),
                reviewers=tuple(reviewers) if protected else (),
            )
            hub.actions.ledger.put_environment(repository, changed)

    def environment(self, repo: str, name: str) -> Environment | None:
        """Return an environment as it stands, None when there is none."""
        return self._look(lambda hub: hub.actions.ledger.environment(hub.repository(repo).id, name))

    def add_artifact(
        self, repo: str, run_id: int, name: str, zip_bytes: bytes, *, expired: bool = False
    ) -> int:
        """Let a run have uploaded an artifact; return its id."""
        with self._held() as hub:
            if hub.actions.ledger.runs[run_id].repository != hub.repository(repo).id:
                raise LookupError(f"{repo} has no run {run_id}")
            made_at: datetime = hub.now() - (ARTIFACTS_LAST if expired else timedelta(0))
            one = Artifact(
                hub.new_id(), run_id, name, zip_bytes, made_at, made_at + ARTIFACTS_LAST, expired=expired
            )
            hub.actions.ledger.artifacts[one.id] = one
            return one.id

    @property
    def leaks(self) -> list[str]:
        """Where somebody sent GitHub's credentials to the store of the artifacts."""
        return self._look(lambda hub: list(hub.actions.storage.leaks))

    @property
    def downloads(self) -> list[int]:
        """Return the ids of the artifacts whose bytes were given."""
        return self._look(lambda hub: list(hub.actions.storage.fetched))
