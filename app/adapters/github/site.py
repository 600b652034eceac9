"""Which GitHub is asked, and where else it may send us."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.adapters.github.credentials import Credentials
from app.domain.address import is_loopback

GITHUB_COM = "api.github.com"
# Where github.com keeps what runs upload: docs.github.com/en/actions/reference/runners/self-hosted-runners
_STORES = (".blob.core.windows.net", ".githubusercontent.com")
_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True)
class Site:
    credentials: Credentials
    hosts: Iterable[str] = ()  # AIRLOCK_ALLOWED_HOSTS: host or host:port, lower case

    def is_ours(self, app_id: int | None, client_id: str | None = None) -> bool:
        """Whether that is our own App."""
        told = {str(each) for each in (app_id, client_id) if each is not None}
        return self.credentials.app_id in told

    def may_fetch(self, url: str) -> bool:
        """Whether a download that GitHub points to is where GitHub, or the operator, keeps such things."""
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").lower(), parts.port
        except ValueError:
            return False
        if parts.scheme not in _PORTS or parts.username is not None or parts.password is not None:
            return False
        if parts.scheme == "http" and not is_loopback(host):
            return False
        return self._knows(host, port or _PORTS[parts.scheme], _PORTS[parts.scheme])

    def _knows(self, host: str, port: int, usual: int) -> bool:
        if {host, f"{host}:{port}"} & set(self.hosts):
            return True
        api = urlsplit(self.credentials.api_url).hostname
        return host == api or (api == GITHUB_COM and port == usual and host.endswith(_STORES))
