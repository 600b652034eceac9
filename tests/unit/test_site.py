"""Where a download that GitHub points to may be."""

import pytest

from app.adapters.github.credentials import Credentials
from app.adapters.github.site import Site

DOT_COM = Site(Credentials("https://api.github.com", "7", "key"))
OWN = Site(Credentials("https://git.harbour.example/api/v3"), ("store.example", "minio.example:9000"))
LOCAL = Site(Credentials("http://127.0.0.1:4000/api/v3"))


@pytest.mark.parametrize(
    ("site", "url", "may"),
    [
        (DOT_COM, "https://productionresultssa1.blob.core.windows.net/x?sig=1", True),
        (DOT_COM, "https://results-receiver.actions.githubusercontent.com/x", True),
        (DOT_COM, "https://api.github.com/x", True),
        (DOT_COM, "http://productionresultssa1.blob.core.windows.net/x", False),
        (DOT_COM, "https://productionresultssa1.blob.core.windows.net:8443/x", False),
        (DOT_COM, "https://user@productionresultssa1.blob.core.windows.net/x", False),
        (DOT_COM, "https://blob.core.windows.net.evil.example/x", False),
        (DOT_COM, "https://evilgithubusercontent.com/x", False),
        (DOT_COM, "https://169.254.169.254/latest", False),
        (DOT_COM, "http://127.0.0.1/x", False),
        (DOT_COM, "file:///etc/passwd", False),
        (DOT_COM, "https://[::1", False),
        (DOT_COM, "https://a:99999/", False),
        (DOT_COM, "", False),
        (OWN, "https://git.harbour.example/x", True),
        (OWN, "http://git.harbour.example/x", False),
        (OWN, "https://store.example/x", True),
        (OWN, "https://minio.example:9000/x", True),
        (OWN, "https://minio.example/x", False),
        (OWN, "https://productionresultssa1.blob.core.windows.net/x", False),
        (LOCAL, "http://127.0.0.1:5000/x", True),
        (LOCAL, "http://127.0.0.2:5000/x", False),
    ],
)
def test_only_known_stores_are_asked(site: Site, url: str, may: bool) -> None:  # noqa: FBT001
    assert site.may_fetch(url) is may


@pytest.mark.parametrize(
    ("own", "app_id", "client_id", "ours"),
    [
        ("7", 7, None, True),
        ("7", 8, "7", True),
        ("Iv1.a", 7, "Iv1.a", True),
        ("7", 8, "Iv1.a", False),
        (None, None, None, False),
        ("None", None, None, False),
    ],
)
def test_our_own_app_is_known_by_either_id(
    own: str | None,
    app_id: int | None,
    client_id: str | None,
    ours: bool,  # noqa: FBT001
) -> None:
    assert Site(Credentials("https://api.github.com", own)).is_ours(app_id, client_id) is ours
