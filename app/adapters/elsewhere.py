"""A CI platform of which Airlock knows nothing but the policy's webhook: there is nobody else to tell."""

from app.domain.deploy import Deploy
from app.domain.effect import Receipt
from app.domain.report import Report


class Elsewhere:
    """Implements `ports.Platform`."""

    def decline(self, deploy: Deploy) -> None:
        """Do nothing: the CI asks, or is never told yes."""

    def explain(self, deploy: Deploy, report: Report) -> Receipt | None:  # noqa: ARG002 - the port's
        return None

    def show_check(self, deploy: Deploy, report: Report) -> Receipt | None:  # noqa: ARG002 - the port's
        return None
