"""Reads a policy file: bytes of YAML to the values of `app.domain.policy`, or a refusal by line and key."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from app.adapters import policymodel as model
from app.adapters import policyparts as parts
from app.adapters.policywords import sentences
from app.adapters.yamltree import Tree, TreeProblem, read
from app.domain import policy
from app.domain.duration import format_duration
from app.domain.errors import BadInput


def parse(text: bytes, *, source: str, operator: bool = False) -> policy.Policy:
    """Return the policy in `text`.

    `source` names the file in messages. Only the operator's own file (`operator`) may name paths on this
    machine. Raises BadInput with at most five lines, one problem each.
    """
    tree = _tree(text, source)
    try:
        written = model.Policy.model_validate(tree.value or {}, context={"operator": operator})
    except ValidationError as problem:
        raise BadInput("\n".join(f"{source}: {line}" for line in sentences(problem, tree))) from problem
    people, named = policy.People(**dict(written.people)), digest(text)
    environments = {
        name: replace(_environment(rules), people=people, policy=named)
        for name, rules in written.environments.items()
    }
    return policy.Policy(environments, written.local_paths, named)


def digest(text: bytes) -> str:
    """Return the name of a policy of these bytes: two of one name are the same."""
    return "sha256:" + hashlib.sha256(text).hexdigest()


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a policy file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **model.Policy.model_json_schema(schema_generator=_Schema),
    }


def _tree(text: bytes, source: str) -> Tree:
    try:
        tree = read(text)
    except TreeProblem as problem:
        raise BadInput(f"{source}: line {problem.line}: {problem}") from problem
    if not isinstance(tree.value, dict | None):
        raise BadInput(f"{source}: line 1: a policy is a mapping that begins with `environments:`")
    return tree


def _environment(rules: model.Environment) -> policy.Environment:
    return policy.Environment(
        channels=policy.Channels(**dict(rules.channels)),
        approvers=rules.approvers,
        promote=_promote(rules.promote),
        timeout=rules.timeout,
        remind_after=_reminders(rules),
        approvals=policy.Approvals(**dict(rules.approvals)),
        gates=rules.gates,
        required_checks=rules.required_checks,
        hot_paths=rules.hot_paths,
        supersede=rules.supersede,
        freeze=tuple(policy.Freeze(**dict(freeze)) for freeze in rules.freeze),
        artifacts=policy.Artifacts(**dict(rules.artifacts)),
        verify=None if rules.verify is None else _verify(rules.verify),
        override=rules.override,
        ping_after=rules.ping_after,
        escalate=_escalate(rules.escalate),
        expire_after=rules.expire_after,
        retention=rules.retention,
        priority=rules.priority,
    )


def _promote(rules: parts.Promote) -> policy.Promote:
    terms = dict(rules)
    return policy.Promote(**{**terms, "kind": policy.PromoteKind(terms["kind"])})


def _reminders(rules: model.Environment) -> tuple[timedelta, ...]:
    """Nobody who only shortens the timeout has to take the usual reminders out."""
    return tuple(sorted(reminder for reminder in rules.remind_after if reminder < rules.timeout))


def _escalate(rules: parts.Escalate) -> policy.Escalate:
    return policy.Escalate(rules.mention, tuple(policy.Rung(**dict(rung)) for rung in rules.then))


def _verify(rules: parts.Verify) -> policy.Verify:
    checks = tuple(policy.Probe(**dict(check)) for check in rules.checks)
    return policy.Verify(rules.version_url, checks, rules.within)


class _Schema(GenerateJsonSchema):
    """Defaults as people write them, and no titles that repeat the names."""

    def encode_default(self, dft: Any) -> Any:
        match dft:
            case timedelta():
                return format_duration(dft)
            case tuple():
                return [self.encode_default(entry) for entry in dft]
            case BaseModel():
                return dft.model_dump(mode="json", exclude_none=True)
            case _:
                return super().encode_default(dft)

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        described = super().default_schema(schema)
        if described.get("default", ...) is None:
            del described["default"]
        return described

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - pydantic's signature
        return False
