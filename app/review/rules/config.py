"""Rules about: settings and pipelines."""

from app.domain.report import Level
from app.review.verdict.rule import Rule

RULES = {
    "config.ci": Rule(
        Level.LOW,
        "The CI that builds and ships.",
        ".github/workflows/deploy.yml",
        "reverted changes of public repositories",
    ),
    "config.changed": Rule(
        Level.LOW, "Configuration.", "config/settings.toml", "reverted changes of public repositories"
    ),
}
