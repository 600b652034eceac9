"""Which files are asked for whole because they name other people's code."""

import pytest

from app.domain.report import FileChange, Status
from app.review.wanted import is_wanted


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("api/Dockerfile", True),
        ("Dockerfile.prod", True),
        ("web.Dockerfile", True),
        ("Containerfile", True),
        ("docker-compose.override.yml", True),
        ("compose.yaml", True),
        (".github/workflows/ci.yml", True),
        (".github/actions/build/action.yaml", True),
        ("libs/pyproject.toml", True),
        ("flake.lock", True),
        ("app/docker.py", False),
        ("docs/dockerfile-guide.md", False),
        (".github/dependabot.yml", False),
        (".pre-commit-config.yaml", False),
        ("app/packages.py", False),
    ],
)
def test_files_that_name_other_peoples_code_are_wanted(path: str, *, wanted: bool) -> None:
    change = FileChange(path, None, Status.MODIFIED, 1, 1)
    assert is_wanted(change) is wanted
