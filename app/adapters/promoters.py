"""Promotion in the way that the deploy's policy names."""

from collections.abc import Callable, Mapping

from app.domain.answer import Answer
from app.domain.deploy import Deploy
from app.domain.errors import BadInput
from app.domain.policy import PromoteKind
from app.ports import Promoter

NO_GITHUB = (
    "The policy promotes by {kind}, and Airlock knows no GitHub: "
    "set GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY, or GITHUB_TOKEN."
)


class Promoters:
    """Implements `ports.Promoter` by the one that the policy names; each is made when it is first needed."""

    def __init__(self, kinds: Mapping[PromoteKind, Callable[[], Promoter]]) -> None:
        self._kinds = kinds

    def start(self, deploy: Deploy) -> Answer:
        return self._of(deploy).start(deploy)

    def ask(self, deploy: Deploy) -> Answer | None:
        return self._of(deploy).ask(deploy)

    def _of(self, deploy: Deploy) -> Promoter:
        if deploy.rules is None:
            raise BadInput(f"Deploy {deploy.id} has no rules, so nothing says how to promote it.")
        kind = deploy.rules.promote.kind
        if kind not in self._kinds:
            raise BadInput(NO_GITHUB.format(kind=kind))
        return self._kinds[kind]()
