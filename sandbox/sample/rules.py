"""The shop's own `.github/airlock.yml`, with what a demo or a test wants to turn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import yaml

HEAD = """\
# Who may let a commit into production, and how it gets there. Read from main only.
"""


class _Plain(yaml.SafeDumper):
    """Writes what is there twice out twice: a policy has no aliases."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - as the base has it
        return True


@dataclass(frozen=True)
class Rules:
    promote_url: str = "http://127.0.0.1:8090/promote"
    promote: Mapping[str, object] | None = None  # as in the policy; None is the webhook of `promote_url`
    artifacts: Mapping[str, str] = field(default_factory=dict)  # "junit" → name pattern
    timeout: str = "4h"
    remind_after: Sequence[str] | None = None  # durations; None leaves the default
    within: str | None = None  # how long the CI may be silent; None leaves the default
    approvals: Mapping[str, int] = field(default_factory=dict)  # level → people
    gates: Mapping[str, Sequence[str]] = field(default_factory=dict)  # "schema" → ["@dba"]
    supersede: str = "latest"
    more: Mapping[str, object] = field(default_factory=dict)  # what production has besides, as in the policy
    people: Mapping[str, object] = field(default_factory=dict)  # who is who, as in the policy
    staging: Mapping[str, object] | None = None  # what it has otherwise; None leaves that environment out

    @property
    def text(self) -> str:
        """The file, as committed."""
        environments = {"production": _written(self._production())}
        if self.staging is not None:
            environments["staging"] = _written(self._production() | {**self.staging})
        policy = _written({"environments": environments, "people": {**self.people}})
        return HEAD + yaml.dump(policy, Dumper=_Plain, sort_keys=False, allow_unicode=True)

    def _production(self) -> dict[str, object]:
        return {
            "channels": {"approval": "#deploy-approval", "escalation": "#eng-leads", "announce": "#deploys"},
            "timeout": self.timeout,
            "remind_after": list(self.remind_after) if self.remind_after is not None else None,
            "approvers": ["@release-owners"],
            "approvals": dict(self.approvals),
            "gates": {gate: list(names) for gate, names in self.gates.items()},
            "hot_paths": ["shop/checkout/**"],
            "supersede": self.supersede,
            "artifacts": dict(self.artifacts),
            "promote": self._promote(),
            **self.more,
        }

    def _promote(self) -> dict[str, object]:
        promote = {**(self.promote or {"kind": "webhook", "url": self.promote_url})}
        return promote | ({"within": self.within} if self.within else {})


def _written(rules: Mapping[str, object]) -> dict[str, object]:
    return {name: rule for name, rule in rules.items() if rule not in (None, {})}
