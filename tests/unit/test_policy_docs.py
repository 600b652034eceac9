"""What docs/policy.md says is what the code does: each key, its default, and examples that are policies."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.adapters.policyfile import parse, schema
from tests.unit.test_policyfile import SHORTEST, read

PAGE = (Path(__file__).parents[2] / "docs" / "policy.md").read_text(encoding="utf-8")
SCHEMA = schema()

# Heading → what the schema calls it.
PARTS = {
    "An environment": ("Environment",),
    "Channels": ("Channels",),
    "Approvals": ("Approvals",),
    "Escalate": ("Escalate",),
    "A rung": ("Rung",),
    "Freeze": ("Freeze",),
    "Promote": ("ProtectionRule", "Deployment", "Workflow", "Webhook"),
    "Artifacts": ("Artifacts",),
    "Verify": ("Verify",),
    "A check": ("Probe",),
    "People": ("People",),
}


def rows(heading: str) -> dict[str, list[str]]:
    """Return the cells of the table under a heading by the key in the first."""
    table = re.search(rf"^##+ {heading}\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert table
    lines = re.findall(r"^\| `([a-z_]+)` \| (.*) \|$", table[1], re.MULTILINE)
    return {key: cells.split(" | ") for key, cells in lines}


EXAMPLES = [cells[-1].strip("`") for heading in PARTS for cells in rows(heading).values()]


@pytest.mark.parametrize(("heading", "names"), PARTS.items())
def test_every_key_is_on_the_page_with_its_default(heading: str, names: tuple[str, ...]) -> None:
    described = [SCHEMA["$defs"][name] for name in names]
    known = {key: part for each in described for key, part in each["properties"].items()}
    required = {key for each in described for key in each.get("required", ())}
    told = {key: cells[1] for key, cells in rows(heading).items()}
    assert set(told) == set(known)
    assert {key for key, default in told.items() if default == "required"} == required
    assert [key for key, default in told.items() if not _is_default(default, known[key])] == []


def _is_default(told: str, part: dict[str, Any]) -> bool:
    """Whether it is the schema's; what is told in words has none, or an empty one."""
    if not told.startswith("`"):
        default = part.get("default")
        return not any(default.values()) if isinstance(default, dict) else default is None
    return bool(yaml.safe_load(told.strip("`")) == part["default"])


def test_every_part_of_the_schema_is_on_the_page() -> None:
    named = {name for names in PARTS.values() for name in names}
    assert {name for name, part in SCHEMA["$defs"].items() if "properties" in part} == named
    assert set(rows("The file")) == set(SCHEMA["properties"])


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_example_is_part_of_a_policy(example: str) -> None:
    (key,) = yaml.safe_load(example)
    if key == "people":
        assert read(f"{SHORTEST}{example}\n").environments
    else:
        others = re.sub(rf"^    {key}: .*\n", "", SHORTEST, flags=re.MULTILINE)
        assert read(f"{others}    {example}\n").environments


def test_the_example_of_the_page_is_a_policy() -> None:
    (written,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert parse(written.encode(), source="docs/policy.md").environments["production"].people.leaders


def test_the_readme_leads_here() -> None:
    assert "(docs/policy.md)" in (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
