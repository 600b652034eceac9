"""What to do about which finding: the rules in the order in which they deserve the first look."""

from collections.abc import Mapping
from types import MappingProxyType

Advice = Mapping[str, str]  # by rule; {place} is the finding's path, {why} its message

_LOOK = "Look at {place}: {why}"
_STOP = "Do not ship it like this: {why}"
_STOP_THERE = "Do not ship it like this ({place}): {why}"
_HIDDEN = "Look at {place} in an editor that shows hidden characters. {why}"


def _advice(*rows: tuple[str, str]) -> Advice:
    """Return the words for each rule, in the order of the rows."""
    return MappingProxyType({rule: words for words, rules in rows for rule in rules.split()})


# Something that is wrong, or that hurts as it runs. What cannot wait for the unknown stands first: high ones.
HAZARDS = _advice(
    (_STOP, "tests.failing tests.check-failed"),
    (_STOP_THERE, "secret.private-key secret.token"),
    (_HIDDEN, "content.bidi"),
    ("Look at {place} letter by letter. {why}", "content.homoglyph"),
    (_LOOK, "secret.url secret.password secret.jwt"),
    (_LOOK, "migration.drop-table migration.drop-column migration.rename migration.delete-rows"),
    (_LOOK, "migration.required-column migration.not-null migration.drop-default migration.narrow-type"),
    (_LOOK, "migration.unique migration.detach-partition"),
    ("Look at {place} before anything else: {why}", "dependency.integrity"),
    (_LOOK, "dependency.vulnerable"),
    # the medium ones
    ("Make sure that what stays can live with the older code. {why}", "history.rollback"),
    (_LOOK, "migration.change-type migration.update-rows migration.rewrite migration.index-lock"),
    (_LOOK, "migration.constraint migration.validate-in-transaction migration.primary-key"),
    (_LOOK, "migration.concurrent-in-transaction migration.open-transaction migration.drop-object"),
    (_LOOK, "migration.permissions migration.domain migration.lock migration.edited migration.deleted"),
    ("Read {place}: {why}", "migration.unreadable migration.unclassified"),
    (_LOOK, "dependency.source dependency.vulnerable-moderate"),
    ("Lock again: {why}", "dependency.out-of-step"),
    ("Look at what the submodule brings: {why}", "dependency.submodule"),
    ("Read the release notes: {why}", "dependency.major"),
    (_LOOK, "content.auth-removed content.auth-skipped content.tls-off content.token-unverified"),
    (_LOOK, "content.runs-input content.sql-by-hand config.exposed config.unguarded config.ci-trust"),
    ("Look at {place}: it changes the rules by which deploys are approved.", "path.policy"),
    ("Look at {place}: it changes who may say yes.", "path.ownership"),
    (_LOOK, "content.conflict"),
    (_HIDDEN, "content.invisible content.control"),
    (_LOOK, "content.file-name content.symlink-outside content.executable content.archive content.binary"),
    (_LOOK, "content.deletes-rows content.deletes-files content.payment-call config.resource-removed"),
    (_LOOK, "content.raw-html content.cookie-open content.cors-open content.permissions-wide"),
    (_LOOK, "content.money-rounding content.weak-crypto content.schema-statement config.session"),
    ("Ask why it goes back: {why}", "dependency.downgrade"),
    ("See why: {why}", "tests.other-check-failed"),
    (_LOOK, "secret.in-test secret.test-key config.ci-weaker content.unreadable"),
    ("Wait for it, or say why not. {why}", "tests.unfinished"),
)
# A change like it went wrong before: that question comes before any reading.
ASKS = _advice(
    ("Ask what was mended since. {why}", "history.reland"),
    ("{why}", "history.revert-talk"),
    ("Ask whether it can go wrong the same way. {why}", "history.same-files"),
)
# Nothing is known to be wrong, but there a mistake would be dear.
PLACES = _advice(
    ("Look at {place}: the policy calls it a hot path.", "path.hot"),
    (_LOOK, "config.value config.flag"),
    ("{why}", "migration.present path.schema"),
    ("Look at {place}: it belongs to payments.", "path.payments"),
    ("Look at {place}: it belongs to authentication.", "path.auth"),
    ("Look at {place}: it decides who may do what.", "path.permissions"),
    ("Look at {place}: it deals with cryptography or keys.", "path.crypto"),
    ("Look at {place}: it deletes.", "path.deletion"),
    ("Look at what is new: {why}", "dependency.added"),
    ("{why} Watch its first run.", "dependency.action"),
    (_LOOK, "dependency.unpinned-action dependency.unpinned"),
    ("Look at {place}: it is infrastructure.", "path.infrastructure"),
    ("Ask for tests: {why}", "coverage.changed-lines coverage.drop"),
    ("Read all of it. {why}", "history.unreviewed"),
)
# What the past says of it, and what to do about it.
FACTS = _advice(
    ("{why}", "history.file history.module history.module-lately history.same-title history.lately"),
    ("{why}", "history.fixes"),
    ("{why} Ask somebody who knows them to look.", "history.unfamiliar"),
)
