"""What each rule is worth: three plain tables. A rule that stands in none of them earns no points.

Points are of the 100 that a score can have: a finding's points are its row's, times the sighting's `times`,
less what `usual` names.
They were fitted on which changes of public repositories were taken back: docs/review.md tells how.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.domain.report import Level

LOW, MEDIUM, HIGH = Level.LOW, Level.MEDIUM, Level.HIGH

# What every change starts with: the score of a usual one.
START_COLD = 30.2
START_WITH_HISTORY = 31.7

# From the diff and the messages alone.
COLD: Mapping[str, float] = MappingProxyType(
    {
        "size.code": 0.8,
        "size.hunks": 0.4,
        "size.files": 0.8,
        "size.spread": 1.5,
        "size.commits": 0.75,
        "size.authors": 1.2,
        "size.new-files": -5.3,
        "size.only-adds": 6.3,
        "size.pages": -4.8,
        "size.deleted-file": 1.3,
        "size.tests": -0.85,
        "size.translated": -0.9,
        "size.nothing-runs": -5.7,
        "content.branches": 0.8,
        "content.concurrency": 8,
        "content.cache": 8,
        "config.ci": 13.4,
        "config.changed": 1.2,
        "path.infrastructure": 5.4,
        "dependency.changed": 6,
        "dependency.major": 21,
        "dependency.downgrade": 16.8,
        "migration.present": 4.9,
        "history.bot": -19.5,
        "history.title": 11.75,
        "history.title-length": 1.6,
        "history.reland": 4,
        "history.explained": 0.7,
        "history.revert-talk": 23,
    }
)

# With the repository's own past, which takes over much of what size tells without it.
WITH_HISTORY: Mapping[str, float] = MappingProxyType(
    {
        "size.code": 0.25,
        "size.spread": 0.15,
        "size.commits": 0.3,
        "size.authors": 0.3,
        "size.new-files": -4.1,
        "size.only-adds": 3.5,
        "size.pages": -4.6,
        "size.tests": -1.4,
        "size.translated": -2.5,
        "size.nothing-runs": -4,
        "content.branches": 0.55,
        "content.concurrency": 5.2,
        "content.cache": 5.2,
        "config.ci": 7.3,
        "config.changed": 1.1,
        "path.infrastructure": 2.6,
        "dependency.changed": 3.7,
        "dependency.major": 13,
        "dependency.downgrade": 8.6,
        "migration.present": 2.9,
        "history.bot": -2.6,
        "history.title": 8.1,
        "history.title-length": 1.05,
        "history.reland": 3,
        "history.explained": 0.35,
        "history.revert-talk": 12.9,
        "history.file": 1.3,
        "history.module": 2.4,
        "history.module-lately": 0.4,
        "history.own-module": 2.3,
        "history.kinds": 0.9,
        "history.fixes": 1.45,
        "history.same-files": 9.1,
        "history.same-title": 2.6,
        "history.words": 0.63,
        "history.lately": 1.7,
        "history.unfamiliar": 2.2,
        "history.by-others": 1.8,
        "history.active": -0.7,
        "history.untouched": 0.25,
    }
)

# The level of the whole report is never below this while such a finding stands, whatever the points say.
FLOORS: Mapping[str, Level] = MappingProxyType(
    {
        "content.binary": MEDIUM,
        "content.executable": MEDIUM,
        "content.archive": MEDIUM,
        "content.bidi": MEDIUM,
        "content.homoglyph": MEDIUM,
        "content.invisible": MEDIUM,
        "content.conflict": MEDIUM,
        # A lone carriage return begins a line for the machine and none for the reader.
        "content.control": MEDIUM,
        "content.unreadable": MEDIUM,
        "content.symlink-outside": MEDIUM,
        # A vendor's token or a private key opens what it was made for; of the others one cannot be as sure.
        "secret.private-key": HIGH,
        "secret.token": HIGH,
        "secret.url": MEDIUM,
        "secret.password": MEDIUM,
        "secret.jwt": MEDIUM,
        "secret.in-test": MEDIUM,
        "secret.test-key": MEDIUM,
        "path.hot": MEDIUM,
        "path.ownership": MEDIUM,
        "path.policy": MEDIUM,
        "content.auth-removed": MEDIUM,
        "content.auth-skipped": MEDIUM,
        "content.tls-off": MEDIUM,
        "content.token-unverified": MEDIUM,
        "config.ci-trust": MEDIUM,
        "config.unguarded": MEDIUM,
        "dependency.vulnerable": HIGH,
        "dependency.vulnerable-moderate": MEDIUM,
        "dependency.submodule": MEDIUM,
        "dependency.source": MEDIUM,
        "dependency.integrity": MEDIUM,
        "migration.drop-table": HIGH,
        "migration.drop-column": HIGH,
        "migration.rename": HIGH,
        "migration.delete-rows": HIGH,
        "migration.required-column": HIGH,
        "migration.not-null": HIGH,
        "migration.drop-default": HIGH,
        "migration.unique": HIGH,
        "migration.narrow-type": HIGH,
        "migration.detach-partition": HIGH,
        "migration.change-type": MEDIUM,
        "migration.update-rows": MEDIUM,
        "migration.drop-object": MEDIUM,
        "migration.primary-key": MEDIUM,
        "migration.constraint": MEDIUM,
        "migration.validate-in-transaction": MEDIUM,
        "migration.domain": MEDIUM,
        "migration.index-lock": MEDIUM,
        "migration.concurrent-in-transaction": MEDIUM,
        "migration.rewrite": MEDIUM,
        "migration.lock": MEDIUM,
        "migration.open-transaction": MEDIUM,
        "migration.permissions": MEDIUM,
        "migration.unclassified": MEDIUM,
        "migration.unreadable": MEDIUM,
        "migration.edited": MEDIUM,
        "migration.deleted": MEDIUM,
        "history.rollback": MEDIUM,
        "tests.failing": HIGH,
        "tests.check-failed": HIGH,
        "tests.other-check-failed": MEDIUM,
    }
)
