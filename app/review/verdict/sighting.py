"""What the rule families hand in: what was seen where, before anybody says what it is worth."""

from dataclasses import dataclass

from app.domain.report import GateName, Level, Unknown
from app.review.rules import RULES


@dataclass(frozen=True, slots=True)
class Sighting:
    rule: str  # a key of RULES
    message: str  # one or two sentences; foreign text in it went through `foreign`
    path: str | None = None
    line: int | None = None  # 1-based, in the head's file
    times: float = 1  # how many times over the rule's points count

    @property
    def severity(self) -> Level:
        return RULES[self.rule].severity

    @property
    def gate(self) -> GateName | None:
        return RULES[self.rule].gate


@dataclass(frozen=True, slots=True)
class Seen:
    """What a rule family saw, and what it could not see."""

    findings: tuple[Sighting, ...] = ()
    unknown: tuple[Unknown, ...] = ()
