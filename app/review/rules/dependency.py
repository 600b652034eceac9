"""Rules about: what is built from other people's code."""

from app.domain.report import GateName, Level
from app.review.verdict.rule import Rule

RULES = {
    "dependency.changed": Rule(
        Level.LOW,
        "A manifest or lock file changed by a person.",
        "package.json",
        "reverted changes of public repositories",
    ),
    "dependency.added": Rule(
        Level.MEDIUM,
        "A dependency that was not there before.",
        "+ left-pad 1.3.0",
        "SLSA dependency threats",
        GateName.DEPENDENCY,
    ),
    "dependency.removed": Rule(
        Level.LOW, "A dependency that is gone.", "- left-pad 1.3.0", "SLSA dependency threats"
    ),
    "dependency.major": Rule(
        Level.MEDIUM,
        "A dependency moved to a new major version.",
        "django 4.2 → 5.0",
        "reverted changes of public repositories",
        GateName.DEPENDENCY,
    ),
    "dependency.submodule": Rule(
        Level.MEDIUM,
        "A submodule moved; what it brings is not in the diff.",
        "vendor/lib",
        "the team's own judgement",
        GateName.DEPENDENCY,
    ),
}
