"""What the core may ask of a CI platform: to promote, and to show how a deploy stands."""

from typing import Protocol

from app.domain.answer import Answer
from app.domain.deploy import Deploy
from app.domain.dsse import Envelope
from app.domain.effect import Receipt
from app.domain.report import Report


class Promoter(Protocol):
    """The CI platform that makes a commit live."""

    def start(self, deploy: Deploy) -> Answer:
        """Ask for the promotion; the same deploy asked twice is started once. Raises Transient, BadInput."""

    def ask(self, deploy: Deploy) -> Answer | None:
        """Ask how it goes; None when there is nobody to ask."""


class Platform(Protocol):
    """The CI platform as a place where people look. Calls may be repeated; they raise Transient, BadInput."""

    def decline(self, deploy: Deploy) -> None:
        """Say no, so that nothing waits there any more."""

    def explain(self, deploy: Deploy, report: Report) -> Receipt | None:
        """Say why the job waits; the receipt counts what was said, for there is a limit."""

    def show_check(self, deploy: Deploy, report: Report) -> Receipt | None:
        """Redraw the check run on the commit; the receipt holds its id."""


class Signer(Protocol):
    """Signs what people have decided, so that anybody can verify it without asking us."""

    def attest(self, deploy: Deploy) -> Envelope:
        """Return the signed approval, the same each time, and keep it. Raises BadInput, Transient."""

    def kept(self, deploy: Deploy) -> Envelope | None:
        """Return the approval that was signed before; None when there is none of the decision that stands."""

    def holds(self, envelope: object, deploy: Deploy) -> bool:
        """Whether it is an approval of this deploy that one of our keys, also an old one, has signed."""
