"""A "no" in GitHub's own words."""

from collections.abc import Mapping, Sequence
from typing import Any

DOCUMENTATION = "https://docs.github.com/rest"

Json = dict[str, Any]


class Refusal(Exception):  # noqa: N818 - an answer, not a fault
    """Becomes `{"message": …, "errors": […], "documentation_url": …}` with the status given."""

    def __init__(
        self,
        status: int,
        message: str,
        errors: Sequence[Json | str] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.message, self.errors = status, message, list(errors)
        self.headers = dict(headers or {})

    def data(self) -> Json:
        """Return the answer's body."""
        errors = {"errors": self.errors} if self.errors else {}
        told = {"documentation_url": DOCUMENTATION, "status": str(self.status)}
        return {"message": self.message} | errors | told


def not_found() -> Refusal:
    """Return what GitHub says of all that is not there, or not there for this caller."""
    return Refusal(404, "Not Found")


def invalid(message: str = "Validation Failed", **error: Any) -> Refusal:
    """Return a 422; `error` is GitHub's resource, field and code, or a message."""
    return Refusal(422, message, [error] if error else [])
