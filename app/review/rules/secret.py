"""Rules about: secrets in added lines. A secret in a repository is known, so none of them can be Low."""

from app.domain.report import Level
from app.review.verdict.rule import Rule

RULES = {
    "secret.private-key": Rule(
        Level.HIGH,
        "A private key: PEM, OpenSSH, PGP, age, also inside JSON or base64.",
        "-----BEGIN OPENSSH PRIVATE KEY-----",
        "CWE-321",
    ),
    "secret.token": Rule(
        Level.HIGH,
        "A token or key whose form names who gave it out: AWS, GitHub, Slack, Stripe, npm and others.",
        "AWS_ACCESS_KEY_ID=AKIA…",
        "the vendors' documents; CWE-798",
    ),
    "secret.url": Rule(
        Level.HIGH,
        "A password inside a URL, as in a database's address.",
        "postgres://shop:…@db.internal/shop",
        "RFC 3986 section 3.2.1; CWE-798",
    ),
    "secret.password": Rule(
        Level.HIGH,
        "A literal that looks random or like a chosen password, given to a name that says secret.",
        'db_password = "…"',
        "CWE-798; OWASP ASVS V2.10",
    ),
    "secret.jwt": Rule(Level.HIGH, "A signed JSON Web Token.", "Authorization: Bearer eyJ…", "RFC 7519"),
    "secret.in-test": Rule(
        Level.MEDIUM,
        "A private key or a token in a test or a document: mostly made for it, but nobody can tell.",
        "tests/fixtures/server.key",
        "CWE-798",
    ),
    "secret.test-key": Rule(
        Level.MEDIUM,
        "A vendor's key for its test mode, or the example key of its documents.",
        "STRIPE_KEY=sk_test_…",
        "the vendors' documents",
    ),
    "secret.suppressed": Rule(
        Level.LOW,
        "A comment or a file that tells secret scanners to look away; Airlock looks all the same.",
        'key = "…"  # gitleaks:allow',
        "the scanners' documents",
    ),
}
