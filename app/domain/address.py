"""What can be said of a URL or a host without asking anybody."""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit


def is_url(text: str, *schemes: str) -> bool:
    """Whether `text` is a whole URL of one of `schemes`, with a host (a path, for `unix`)."""
    try:
        parts = urlsplit(text)
        where = parts.path if parts.scheme == "unix" else parts.hostname
        return parts.scheme in schemes and bool(where) and parts.port != 0 and not re.search(r"[\s\\]", text)
    except ValueError:
        return False


def is_loopback(host: str) -> bool:
    """Whether `host`, a name or an address, never leaves this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
