"""Rules about: places where a mistake is dear."""

from app.domain.report import GateName, Level
from app.review.verdict.rule import Rule

RULES = {
    "path.hot": Rule(
        Level.MEDIUM, "A path that the policy calls hot.", "src/checkout/total.py", "policy: hot_paths"
    ),
    "path.auth": Rule(
        Level.MEDIUM,
        "A path about authentication or sessions.",
        "app/auth/login.py",
        "OWASP ASVS V2, V3",
        GateName.AUTH,
    ),
    "path.permissions": Rule(
        Level.MEDIUM, "A path about who may do what.", "app/permissions.py", "OWASP ASVS V4", GateName.AUTH
    ),
    "path.crypto": Rule(
        Level.MEDIUM,
        "A path about cryptography, keys or certificates.",
        "lib/crypto/cipher.go",
        "OWASP ASVS V6",
        GateName.AUTH,
    ),
    "path.payments": Rule(
        Level.MEDIUM,
        "A path about payments or billing.",
        "app/billing/invoice.py",
        "PCI DSS 6.2",
        GateName.PAYMENTS,
    ),
    "path.deletion": Rule(
        Level.MEDIUM,
        "A path about deleting data.",
        "jobs/purge_users.py",
        "GDPR article 17",
        GateName.DELETION,
    ),
    "path.schema": Rule(
        Level.MEDIUM, "The schema's own file.", "db/schema.rb", "strong_migrations", GateName.SCHEMA
    ),
    "path.infrastructure": Rule(
        Level.MEDIUM,
        "Infrastructure as code.",
        "deploy/k8s/web.yaml",
        "reverted changes of public repositories",
    ),
    "path.ownership": Rule(
        Level.MEDIUM,
        "The file that names the owners, or branch protection kept as code.",
        ".github/CODEOWNERS",
        "OpenSSF Scorecard: Branch-Protection",
    ),
    "path.policy": Rule(
        Level.MEDIUM,
        "The policy by which deploys are approved.",
        ".github/airlock.yml",
        "SLSA source threats",
    ),
}
