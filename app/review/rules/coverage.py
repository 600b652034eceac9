"""Rules about: coverage."""

from app.domain.report import Level
from app.review.verdict.rule import Rule

RULES = {
    "coverage.drop": Rule(
        Level.MEDIUM, "Coverage of the whole fell by a point or more.", "82 % → 80 %", "a policy note"
    ),
    "coverage.changed-lines": Rule(
        Level.MEDIUM,
        "Tests run less than half of the changed lines.",
        "31 % of the changed lines",
        "a policy note",
    ),
    "coverage.not-measured": Rule(
        Level.LOW, "Changed code that the coverage file does not know.", "app/cart.py", "a policy note"
    ),
    "coverage.untested": Rule(
        Level.LOW,
        "Changed code of which no changed line ran in a test, and with which no test of its name changed.",
        "app/cart.py without tests/test_cart.py",
        "a policy note",
    ),
}
