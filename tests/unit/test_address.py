"""URLs and hosts."""

import pytest

from app.domain.address import is_loopback, is_url


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_what_stays_on_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["10.0.0.1", "0.0.0.0", "localhost.example.com", "", "::"])  # noqa: S104 - no socket here
def test_what_may_leave_this_machine(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize("text", ["https://a.example", "http://127.0.0.1:80/x?y#z", "http://[::1]:8080/"])
def test_urls(text: str) -> None:
    assert is_url(text, "http", "https")


BROKEN = ["https://a b", "https://a\\@b", "https://a\n.b", "https://[a", "https://a:99999", "https://a:0"]


@pytest.mark.parametrize("text", ["", "a.example", "//a.example", "ftp://a.example", "https:///x", *BROKEN])
def test_what_is_no_url(text: str) -> None:
    assert not is_url(text, "http", "https")


def test_a_socket_has_a_path_instead_of_a_host() -> None:
    assert is_url("unix:///run/redis.sock", "unix")
    assert not is_url("unix://", "unix")
