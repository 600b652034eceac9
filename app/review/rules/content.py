"""Rules about: what the added lines hold."""

from app.domain.report import Level
from app.review.verdict.rule import Rule

RULES = {
    "content.concurrency": Rule(
        Level.MEDIUM,
        "Added lines that deal with threads, locks or async code.",
        "lock = threading.Lock()",
        "reverted changes of public repositories",
    ),
    "content.cache": Rule(
        Level.MEDIUM,
        "Added lines that deal with caching.",
        "@lru_cache",
        "reverted changes of public repositories",
    ),
    "content.database": Rule(
        Level.LOW,
        "Added lines that deal with the database.",
        "session.commit()",
        "reverted changes of public repositories",
    ),
    "content.network": Rule(
        Level.LOW,
        "Added lines that deal with the network.",
        "requests.get(url, timeout=5)",
        "reverted changes of public repositories",
    ),
    "content.auth": Rule(
        Level.LOW,
        "Added lines that deal with authentication.",
        "check_password(user)",
        "reverted changes of public repositories",
    ),
    "content.flags": Rule(
        Level.LOW,
        "Added lines that deal with flags and settings.",
        "if settings.NEW_CART_ENABLED:",
        "reverted changes of public repositories",
    ),
    "content.logging": Rule(
        Level.LOW,
        "Added lines that deal with logging and metrics.",
        "logger.info(...)",
        "reverted changes of public repositories",
    ),
    "content.binary": Rule(
        Level.MEDIUM,
        "A binary file that is added or changed: nobody can read it here.",
        "logo.bin",
        "the team's own judgement",
    ),
}
