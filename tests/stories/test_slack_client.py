"""The client that speaks to Slack: who it trusts is read once, and is nobody else than before."""

import ssl

import pytest
from pydantic import SecretStr

from app.settings import Settings
from app.wiring.slack import client


@pytest.mark.parametrize("url", ["https://slack.com/api/", "http://127.0.0.1:1/api/"])
def test_certificates_are_read_once_for_all_calls(url: str) -> None:
    made = client(Settings(slack_bot_token=SecretStr("xoxb-1"), slack_api_url=url)).ssl
    if url.startswith("http:"):
        assert made is None
    else:
        assert made is not None
        assert (made.verify_mode, made.check_hostname) == (ssl.CERT_REQUIRED, True)
        assert made.cert_store_stats() == ssl.create_default_context().cert_store_stats()
