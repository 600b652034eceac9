"""What each rule is worth: three plain tables. A rule that stands in none of them earns no points.

Points are of the 100 that a score can have: a finding's points are its row's, times the finding's `times`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.domain.report import Level

LOW, MEDIUM, HIGH = Level.LOW, Level.MEDIUM, Level.HIGH

# From the diff and the titles alone.
COLD: Mapping[str, float] = MappingProxyType(
    {
        "size.code": 5.2,
        "size.commits": 3.25,
        "content.concurrency": 16.25,
        "content.cache": 16.25,
        "content.database": 3.25,
        "content.network": 3.25,
        "content.auth": 3.25,
        "content.flags": 3.25,
        "content.logging": 3.25,
        "size.nothing-runs": -13,
        "history.bot": -52,
        "history.fix": -13,
        "history.docs": -13,
        "history.refactor": -26,
        "history.behaviour": 16.25,
        "history.reland": 32.5,
        "config.ci": 19.5,
        "dependency.changed": 13,
        "dependency.major": 39,
        "migration.present": 6.5,
    }
)

# With the repository's own history.
WITH_HISTORY: Mapping[str, float] = COLD

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
        "dependency.submodule": MEDIUM,
        "dependency.source": MEDIUM,
        "dependency.integrity": MEDIUM,
        "migration.drop-table": HIGH,
        "migration.drop-column": HIGH,
        "migration.rename": HIGH,
        "migration.delete-rows": HIGH,
        "migration.required-column": HIGH,
        "migration.not-null": HIGH,
        "migration.change-type": MEDIUM,
        "migration.unclassified": MEDIUM,
        "migration.edited": MEDIUM,
        "migration.deleted": MEDIUM,
        "tests.failing": HIGH,
        "tests.check-failed": HIGH,
        "tests.other-check-failed": MEDIUM,
    }
)
