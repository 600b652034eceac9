"""One line for the person on duty: what to look at first, and why."""

from collections.abc import Sequence

from app.domain.report import Finding, Level, Totals, Unknown
from app.review.change.size import by_size
from app.review.diff.patch import Patch
from app.review.foreign import counted, foreign
from app.review.place.kind import Kind, kind_of

LINE_MAX = 300  # characters

# {place} is the finding's path, {why} its message. What is told first stands first.
_ADVICE = {
    "tests.failing": "Do not ship it like this: {why}",
    "tests.check-failed": "Do not ship it like this: {why}",
    "secret.private-key": "Do not ship it like this ({place}): {why}",
    "secret.token": "Do not ship it like this ({place}): {why}",
    "content.bidi": "Look at {place} in an editor that shows hidden characters. {why}",
    "content.homoglyph": "Look at {place} letter by letter. {why}",
    "secret.url": "Look at {place}: {why}",
    "secret.password": "Look at {place}: {why}",
    "secret.jwt": "Look at {place}: {why}",
    "secret.in-test": "Look at {place}: {why}",
    "secret.test-key": "Look at {place}: {why}",
    "migration.drop-table": "Look at {place}: {why}",
    "migration.drop-column": "Look at {place}: {why}",
    "migration.rename": "Look at {place}: {why}",
    "migration.delete-rows": "Look at {place}: {why}",
    "migration.required-column": "Look at {place}: {why}",
    "migration.not-null": "Look at {place}: {why}",
    "migration.drop-default": "Look at {place}: {why}",
    "migration.narrow-type": "Look at {place}: {why}",
    "migration.unique": "Look at {place}: {why}",
    "migration.detach-partition": "Look at {place}: {why}",
    "migration.change-type": "Look at {place}: {why}",
    "migration.update-rows": "Look at {place}: {why}",
    "migration.rewrite": "Look at {place}: {why}",
    "migration.index-lock": "Look at {place}: {why}",
    "migration.constraint": "Look at {place}: {why}",
    "migration.validate-in-transaction": "Look at {place}: {why}",
    "migration.primary-key": "Look at {place}: {why}",
    "migration.concurrent-in-transaction": "Look at {place}: {why}",
    "migration.open-transaction": "Look at {place}: {why}",
    "migration.drop-object": "Look at {place}: {why}",
    "migration.permissions": "Look at {place}: {why}",
    "migration.domain": "Look at {place}: {why}",
    "migration.lock": "Look at {place}: {why}",
    "migration.edited": "Look at {place}: {why}",
    "migration.deleted": "Look at {place}: {why}",
    "migration.unclassified": "Read {place}: {why}",
    "dependency.integrity": "Look at {place} before anything else: {why}",
    "dependency.source": "Look at {place}: {why}",
    "dependency.out-of-step": "Lock again: {why}",
    "dependency.submodule": "Look at what the submodule brings: {why}",
    "dependency.major": "Read the release notes: {why}",
    "content.auth-removed": "Look at {place}: {why}",
    "content.auth-skipped": "Look at {place}: {why}",
    "content.tls-off": "Look at {place}: {why}",
    "content.token-unverified": "Look at {place}: {why}",
    "config.unguarded": "Look at {place}: {why}",
    "config.ci-trust": "Look at {place}: {why}",
    "path.policy": "Look at {place}: it changes the rules by which deploys are approved.",
    "path.ownership": "Look at {place}: it changes who may say yes.",
    "content.conflict": "Look at {place}: {why}",
    "content.invisible": "Look at {place} in an editor that shows hidden characters. {why}",
    "content.symlink-outside": "Look at {place}: {why}",
    "content.executable": "Look at {place}: {why}",
    "content.archive": "Look at {place}: {why}",
    "content.binary": "Look at {place}: {why}",
    "path.hot": "Look at {place}: the policy calls it a hot path.",
    "content.deletes-rows": "Look at {place}: {why}",
    "content.payment-call": "Look at {place}: {why}",
    "path.payments": "Look at {place}: it belongs to payments.",
    "path.auth": "Look at {place}: it belongs to authentication.",
    "path.permissions": "Look at {place}: it decides who may do what.",
    "path.crypto": "Look at {place}: it deals with cryptography or keys.",
    "path.deletion": "Look at {place}: it deletes.",
    "dependency.downgrade": "Ask why it goes back: {why}",
    "dependency.added": "Look at what is new: {why}",
    "dependency.unpinned-action": "Look at {place}: {why}",
    "dependency.unpinned": "Look at {place}: {why}",
    "migration.present": "Look at {place}: {why}",
    "path.infrastructure": "Look at {place}: it is infrastructure.",
    "tests.other-check-failed": "See why: {why}",
    "coverage.changed-lines": "Ask for tests: {why}",
    "history.reland": "Ask what was mended since: {why}",
}
_SEVERITY = {Level.HIGH: 0, Level.MEDIUM: 1, Level.LOW: 2}
_READABLE = frozenset({Kind.CODE, Kind.CONFIG, Kind.INFRASTRUCTURE})
_TOPICS = {"content.concurrency": "concurrency", "content.cache": "caching"}


def recommend(
    findings: Sequence[Finding], unknown: Sequence[Unknown], patches: Sequence[Patch], totals: Totals
) -> str:
    """Return one line of at most 300 characters."""
    ranks = {rule: rank for rank, rule in enumerate(_ADVICE)}
    advised = [finding for finding in findings if finding.rule in ranks]
    first = min(advised, key=lambda f: (_SEVERITY[f.severity], ranks[f.rule]), default=None)
    if unknown and not (first and first.severity is Level.HIGH):
        line = f"Find out about {foreign(unknown[0].subject, 100)} first: {foreign(unknown[0].reason, 140)}"
        line += f", and {len(unknown) - 1:,} more." if len(unknown) > 1 else "."
    elif first:
        line = _ADVICE[first.rule].format(place=_place(first), why=first.message)
    else:
        line = _largest(patches, totals, findings)
    return foreign(line, LINE_MAX)


def _place(finding: Finding) -> str:
    line = f":{finding.line}" if finding.line else ""
    return f"`{foreign(finding.path or '', 100)}{line}`"


def _largest(patches: Sequence[Patch], totals: Totals, findings: Sequence[Finding]) -> str:
    if not patches:
        return "Nothing changes between base and head."
    running = [patch for patch in patches if kind_of(patch.path).runs]
    if not running:
        return _at_rest(patches)
    change = by_size([p for p in running if kind_of(p.path) in _READABLE] or running)[0].change
    path, lines = f"`{foreign(change.path, 100)}`", change.additions + change.deletions
    of = sum(patch.change.additions + patch.change.deletions for patch in running)
    topics = [_TOPICS[f.rule] for f in findings if f.path == change.path and f.rule in _TOPICS]
    why = f"; it deals with {' and '.join(topics)}" if topics else ""
    if len(running) == 1:
        what = "the whole change" if totals.files == 1 else "all of it that runs in production"
        return f"Read {path}: it is {what} ({counted(lines, 'line')}){why}."
    return f"Read {path} first: {lines:,} of the {counted(of, 'line')} that run in production{why}."


def _at_rest(patches: Sequence[Patch]) -> str:
    pipelines = [patch for patch in patches if kind_of(patch.path) is Kind.CI]
    path = f"`{foreign(by_size(pipelines or patches)[0].path, 100)}`"
    if pipelines:
        return f"Look at {path}: it builds and ships what runs in production."
    return f"Nothing in it runs in production; a glance at {path} is enough."
