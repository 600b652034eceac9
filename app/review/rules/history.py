"""Rules about: what the commits and the past say."""

from app.domain.report import Level
from app.review.verdict.rule import Rule

RULES = {
    "history.bot": Rule(
        Level.LOW,
        "A routine update by a bot, of what bots update.",
        "Bump requests from 2.31 to 2.32",
        "reverted changes of public repositories",
    ),
    "history.fix": Rule(
        Level.LOW,
        "Every title says that it is a fix.",
        "Fix the sum",
        "reverted changes of public repositories",
    ),
    "history.docs": Rule(
        Level.LOW,
        "Every title says that it is about documents or wording.",
        "Fix typo in README",
        "reverted changes of public repositories",
    ),
    "history.refactor": Rule(
        Level.LOW,
        "Every title says that it is a refactoring.",
        "Rename Cart to Basket",
        "reverted changes of public repositories",
    ),
    "history.behaviour": Rule(
        Level.LOW,
        "A title that announces a change of behaviour or speed.",
        "Enable the new cart",
        "reverted changes of public repositories",
    ),
    "history.reland": Rule(
        Level.MEDIUM,
        "A title that brings back what was taken out before.",
        "Reland the new cart",
        "reverted changes of public repositories",
    ),
}
