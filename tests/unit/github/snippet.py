"""The check of an approval, as the documentation gives it to workflows, run as a runner would."""

import json
import os
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DOCUMENT = Path(__file__).parents[3] / "docs" / "github.md"
STEP = "Check the approval"


@cache
def workflows() -> list[Any]:
    """Return every workflow in the documentation."""
    fenced = DOCUMENT.read_text().split("```yaml\n")[1:]
    told = [yaml.safe_load(block.partition("\n```")[0]) for block in fenced]
    return [each for each in told if "jobs" in each]


def checking() -> list[Any]:
    """Return the steps that check an approval."""
    steps = [step for flow in workflows() for job in flow["jobs"].values() for step in job["steps"]]
    return [step for step in steps if step.get("name") == STEP]


def check(approval: Any, key: str, repository: str, sha: str, environment: str) -> str | None:
    """Run the step; return why it refuses, None when the deploy may go on."""
    told = {
        "APPROVAL": json.dumps(approval, indent=2),
        "REPOSITORY": repository,
        "SHA": sha,
        "ENVIRONMENT": environment,
        "KEY": key,
    }
    script = checking()[0]["run"]
    done = subprocess.run(
        ["bash", "-e"],
        input=script,
        env={"PATH": os.environ["PATH"], **told},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return None
    return done.stdout.partition("::error::")[2].strip() or f"ended with {done.returncode}: {done.stderr}"
