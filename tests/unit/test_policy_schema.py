"""The JSON Schema of a policy: closed, complete, and of one mind with the parser."""

import re
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from app.adapters.policyfile import schema
from tests.unit.test_policyfile import EXAMPLE


def test_the_schema_is_of_draft_2020_12_and_closed() -> None:
    described = schema()
    assert described["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert described["required"] == ["environments"]
    closed = [
        part["additionalProperties"]
        for part in (described, *described["$defs"].values())
        if "properties" in part
    ]
    assert not any(closed)


def test_what_is_a_policy_is_so_by_its_schema() -> None:
    written = yaml.safe_load(EXAMPLE)
    Draft202012Validator(schema()).validate(written)


@pytest.mark.parametrize(
    "people", [{"agents": [7]}, {"logins": {"a b": "U0BO"}}, {"teams": {"dba": "@dba"}}, {"agent": []}]
)
def test_what_is_no_policy_is_none_by_its_schema(people: dict[str, Any]) -> None:
    written = yaml.safe_load(EXAMPLE) | {"people": people}
    assert not Draft202012Validator(schema()).is_valid(written)


def test_the_schema_knows_every_key_of_the_example_and_its_default() -> None:
    environment = schema()["$defs"]["Environment"]["properties"]
    keys = re.findall(r"^    ([a-z_]+):", EXAMPLE, re.MULTILINE)
    assert set(keys) == set(environment)
    assert (environment["timeout"]["default"], environment["remind_after"]["default"]) == ("4h", ["1h", "3h"])


def test_the_schema_offers_no_null() -> None:
    def parts(part: Any) -> list[Any]:
        inside = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
        return [part, *(each for entry in inside for each in parts(entry))]

    assert None not in parts(schema())
    assert "null" not in parts(schema())
