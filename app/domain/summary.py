"""What a deploy keeps of its report, and of whose work it is: enough to show it and to decide by."""

from dataclasses import dataclass

from app.domain.evidence import Pull, Teller
from app.domain.report import GateName, Level


@dataclass(frozen=True)
class Summary:
    """What the record keeps of a report, to show and to decide by; the report itself is kept by digest."""

    digest: str
    revision: int  # 1, 2, …: grows with each new report
    evidence: int  # which evidence it was made from
    level: Level
    score: int  # 0..100
    subject: str  # of the head commit; foreign text
    author: str  # of the head commit; foreign text
    authors: frozenset[str]  # e-mails of every author and co-author in the range, lower case
    commits: int
    base: str | None
    live: str | None  # what was live when it was made
    teller: Teller
    gates: frozenset[GateName] = frozenset()  # of findings
    starters: frozenset[str] = frozenset()  # e-mails of who opened, queued or re-ran it, lower case
    pulls: tuple[Pull, ...] = ()  # that brought it, the first few
    takes_back: int | None = None  # a rollback: how many commits it takes away
    logins: frozenset[str] = frozenset()  # on GitHub, of all these people, lower case
    members: frozenset[str] = frozenset()  # Slack user ids that all these people were matched with
    strangers: tuple[str, ...] = ()  # authors who match nobody in Slack: addresses or logins, foreign text
    owners: tuple[tuple[GateName, tuple[str, ...]], ...] = ()  # by CODEOWNERS, in the policy's words
    ownerless: tuple[str, ...] = ()  # owners of gated files who match nobody in Slack; foreign text
    checks: tuple[tuple[str, str], ...] = ()  # required ones with their conclusions, by name
    unknowns: int = 0  # of the report: what could not be read, or was asked for and not given
