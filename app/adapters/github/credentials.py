"""What Airlock shows GitHub to be let in, and where GitHub is."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Credentials:
    api_url: str  # without a slash at the end
    app_id: str | None = None
    private_key: str | None = field(default=None, repr=False)  # PEM
    token: str | None = field(default=None, repr=False)

    @property
    def is_app(self) -> bool:
        return self.app_id is not None and self.private_key is not None

    @property
    def is_known(self) -> bool:
        return self.is_app or self.token is not None

    @property
    def web_url(self) -> str:
        """Where people look, and git fetches: https://github.com, or the Enterprise server's own address."""
        parts = urlsplit(self.api_url)
        host = parts.netloc.removeprefix("api.") if parts.path in ("", "/") else parts.netloc
        return f"{parts.scheme}://{host}"
