"""Rules about: what is built from other people's code."""

from app.domain.report import GateName, Level
from app.review.verdict.rule import Rule

_REVERTS = "reverted changes of public repositories"
_SLSA = "SLSA dependency threats"
_ADVISORIES = "GitHub Advisory Database"

RULES = {
    "dependency.changed": Rule(
        Level.LOW, "A manifest or lock file changed by a person.", "package.json", _REVERTS
    ),
    "dependency.added": Rule(
        Level.MEDIUM,
        "A dependency that runs in production, or an image, that was not there before.",
        "+ left-pad 1.3.0",
        _SLSA,
        GateName.DEPENDENCY,
    ),
    "dependency.removed": Rule(Level.LOW, "A dependency that is gone.", "- left-pad 1.3.0", _SLSA),
    "dependency.major": Rule(
        Level.MEDIUM,
        "A dependency moved to a new major version.",
        "django 4.2 → 5.0",
        _REVERTS,
        GateName.DEPENDENCY,
    ),
    "dependency.development": Rule(
        Level.LOW,
        "A dependency for development or tests alone is new, or moved to a new major version.",
        "devDependencies: jest 28 → 29",
        "the team's own judgement",
    ),
    "dependency.downgrade": Rule(
        Level.MEDIUM, "A dependency went back to an older version.", "django 4.2.9 → 4.2.1", _SLSA
    ),
    "dependency.source": Rule(
        Level.MEDIUM,
        "A dependency, or an index of them, comes from git, an address or another registry.",
        "lodash from git+github.com/someone/lodash",
        "SLSA: dependency confusion; CWE-829",
        GateName.DEPENDENCY,
    ),
    "dependency.integrity": Rule(
        Level.HIGH,
        "A lock file gives another digest for the same version from the same place.",
        "left-pad 1.3.0: sha512-aaa… → sha512-bbb…",
        "CWE-354; lock file injection",
        GateName.DEPENDENCY,
    ),
    "dependency.out-of-step": Rule(
        Level.MEDIUM,
        "Manifest and lock file contradict each other.",
        "package.json asks for ^18.0, package-lock.json was made for ^17.0",
        "npm ci, bundle install --frozen, go mod verify",
    ),
    "dependency.unlocked": Rule(
        Level.LOW,
        "A manifest asks for other versions and no lock file changes with it.",
        "package.json without package-lock.json",
        "the team's own judgement",
    ),
    "dependency.lock-alone": Rule(
        Level.LOW,
        "A person changed a lock file and no manifest.",
        "yarn.lock without package.json",
        "lock file injection",
    ),
    "dependency.unpinned": Rule(
        Level.MEDIUM,
        "An image without a tag or with `latest`, a dependency of any version or from a branch.",
        "FROM python:latest",
        "hadolint: DL3006, DL3007",
    ),
    "dependency.image": Rule(
        Level.LOW, "A base image moved or went.", "FROM python:3.11 → python:3.12", "hadolint: DL3006"
    ),
    "dependency.action": Rule(
        Level.LOW,
        "A pipeline runs an action at another version.",
        "actions/checkout@v4 → v5",
        "OpenSSF Scorecard: Pinned-Dependencies",
    ),
    "dependency.unpinned-action": Rule(
        Level.MEDIUM,
        "A pipeline runs another party's action that is not, or no longer, pinned to a commit.",
        "uses: someone/deploy@main",
        "OpenSSF Scorecard: Pinned-Dependencies",
        GateName.DEPENDENCY,
    ),
    "dependency.vulnerable": Rule(
        Level.HIGH,
        "A dependency comes in with a known vulnerability that is high or critical.",
        "+ lodash 4.17.20: GHSA-35jh-r3h4-6jhm",
        _ADVISORIES,
        GateName.DEPENDENCY,
    ),
    "dependency.vulnerable-moderate": Rule(
        Level.MEDIUM,
        "The same, moderate.",
        "+ urllib3 1.26.0: GHSA-v845-jxx5-vc9f",
        _ADVISORIES,
        GateName.DEPENDENCY,
    ),
    "dependency.vulnerable-low": Rule(
        Level.LOW, "The same, low.", "+ cookie 0.6.0: GHSA-pxg6-pf52-xh8x", _ADVISORIES, GateName.DEPENDENCY
    ),
    "dependency.submodule": Rule(
        Level.MEDIUM,
        "A submodule moved; what it brings is not in the diff.",
        "vendor/lib",
        "the team's own judgement",
        GateName.DEPENDENCY,
    ),
}
