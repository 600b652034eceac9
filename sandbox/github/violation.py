"""What was asked against GitHub's description, or answered against it."""

from typing import NamedTuple


class Violation(NamedTuple):
    operation: str  # "POST /repos/{owner}/{repo}/check-runs", or the path as sent when there is none
    message: str


class Call(NamedTuple):
    """One request of the REST API, as remembered."""

    method: str
    path: str  # GitHub's template: /repos/{owner}/{repo}
    status: int
    url: str = ""  # path and query as sent
    caller: str = ""  # whose: "installation:7", "user:ana"

    @property
    def operation(self) -> str:
        return f"{self.method} {self.path}"
