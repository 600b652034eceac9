"""Rules about: how much changes."""

from app.domain.report import Level
from app.review.verdict.rule import Rule

RULES = {
    "size.code": Rule(
        Level.LOW,
        "Lines of code added; each doubling counts, ten at most.",
        "+300 lines in `app/`",
        "reverted changes of public repositories",
    ),
    "size.commits": Rule(
        Level.LOW,
        "Several commits shipped at once; each doubling counts, four at most.",
        "12 commits",
        "reverted changes of public repositories",
    ),
    "size.nothing-runs": Rule(
        Level.LOW,
        "Only tests, documents, translations, assets or CI.",
        "README.md",
        "reverted changes of public repositories",
    ),
}
