"""Rules about: tests and checks."""

from app.domain.report import Level
from app.review.verdict.rule import Rule

RULES = {
    "tests.failing": Rule(Level.HIGH, "Tests that failed.", "2 of 900 failed", "a plain rule"),
    "tests.check-failed": Rule(
        Level.HIGH, "A check that the policy requires failed.", "lint: failure", "policy: required_checks"
    ),
    "tests.other-check-failed": Rule(
        Level.MEDIUM, "A check failed that the policy does not require.", "docs: failure", "a plain rule"
    ),
    "tests.flaky": Rule(
        Level.LOW,
        "Tests that failed and passed on the same commit.",
        "test_cart, second run",
        "junit: flakyFailure, and a case that comes twice",
    ),
    "tests.flaky-check": Rule(
        Level.LOW,
        "A check that failed and passed on the same commit.",
        "e2e, second attempt",
        "GitHub: re-runs",
    ),
    "tests.unfinished": Rule(
        Level.MEDIUM,
        "A check that nobody requires has no result yet.",
        "docs: in_progress",
        "the team's own judgement",
    ),
}
