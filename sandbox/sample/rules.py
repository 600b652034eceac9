"""The shop's own `.github/airlock.yml`, with what a demo or a test wants to turn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import yaml

HEAD = """\
# Who may let a commit into production, and how it gets there. Read from main only.
"""


@dataclass(frozen=True)
class Rules:
    promote_url: str = "http://127.0.0.1:8090/promote"
    timeout: str = "4h"
    remind_after: Sequence[str] | None = None  # durations; None leaves the default
    within: str | None = None  # how long the CI may be silent; None leaves the default
    approvals: Mapping[str, int] = field(default_factory=dict)  # level → people
    gates: Mapping[str, Sequence[str]] = field(default_factory=dict)  # "schema" → ["@dba"]
    supersede: str = "latest"

    @property
    def text(self) -> str:
        """The file, as committed."""
        production = {
            "channels": {"approval": "#deploy-approval", "escalation": "#eng-leads", "announce": "#deploys"},
            "timeout": self.timeout,
            "remind_after": list(self.remind_after) if self.remind_after is not None else None,
            "approvers": ["@release-owners"],
            "approvals": dict(self.approvals),
            "gates": {gate: list(names) for gate, names in self.gates.items()},
            "hot_paths": ["shop/checkout/**"],
            "supersede": self.supersede,
            "promote": self._promote(),
        }
        written = {name: rule for name, rule in production.items() if rule not in (None, {})}
        document = {"environments": {"production": written}}
        return HEAD + yaml.safe_dump(document, sort_keys=False, allow_unicode=True)

    def _promote(self) -> dict[str, str]:
        promote = {"kind": "webhook", "url": self.promote_url}
        return promote | ({"within": self.within} if self.within else {})
