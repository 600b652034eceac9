"""Rules about: settings and pipelines."""

from app.domain.report import GateName, Level
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
    "config.flag": Rule(
        Level.LOW,
        "A flag, a feature or a share of users is switched.",
        "new_checkout_enabled: false → true",
        "reverted changes of public repositories",
    ),
    "config.value": Rule(
        Level.LOW,
        "A limit that guards production has another value.",
        "replicas: 6 → 2",
        "the team's own judgement",
    ),
    "config.session": Rule(
        Level.MEDIUM,
        "How long or how easily somebody is let in.",
        "SESSION_TIMEOUT = 900 → 86400",
        "OWASP ASVS V2, V3",
        GateName.AUTH,
    ),
    "config.env": Rule(
        Level.LOW,
        "An environment variable is read that the base's lines do not name.",
        'os.environ["PAYMENTS_URL"]',
        "the twelve-factor app: config",
    ),
    "config.exposed": Rule(
        Level.MEDIUM,
        "Open to the whole internet, or to the machine it runs on.",
        'cidr_blocks = ["0.0.0.0/0"]',
        "CIS benchmarks",
    ),
    "config.unguarded": Rule(
        Level.MEDIUM,
        "A guard against losing data is taken away.",
        "prevent_destroy = false",
        "Terraform: lifecycle",
        GateName.DELETION,
    ),
    "config.resource-removed": Rule(
        Level.MEDIUM,
        "A piece of infrastructure is taken out.",
        '- resource "aws_sqs_queue" "orders"',
        "the team's own judgement",
    ),
    "config.ci-trust": Rule(
        Level.MEDIUM,
        "The pipeline runs what strangers or web pages say.",
        "on: pull_request_target",
        "OpenSSF Scorecard: Dangerous-Workflow",
    ),
    "config.ci-weaker": Rule(
        Level.MEDIUM,
        "A step of the pipeline may fail unseen, or is gone.",
        "continue-on-error: true",
        "the team's own judgement",
    ),
}
