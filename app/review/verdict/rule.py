"""What a rule is: how much care it asks for, what it sees, and whose review it needs."""

from dataclasses import dataclass

from app.domain.report import GateName, Level


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a family's table; its points and its floor stand in `points`."""

    severity: Level
    sees: str  # a sentence
    example: str  # a line, a path or a title that sets it off
    source: str  # where the rule comes from
    gate: GateName | None = None  # whose group the policy may require among the approvers
