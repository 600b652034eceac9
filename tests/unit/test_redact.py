"""Secrets are taken out of whatever leaves the process."""

import json

import pytest
from pydantic import SecretStr

from app.redact import mask_for
from app.settings import Settings

MASK = mask_for(
    Settings(
        slack_bot_token=SecretStr("xoxb-sandbox"),
        redis_url="redis://user:p%40ss@redis.example/0",
        sentry_dsn="https://0123abcd@sentry.example.com/1",
        airlock_ci_secret=SecretStr('quoted "secret" of é'),
    )
)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("token=xoxb-sandbox!", "token=[secret]!"),
        ("xoxp-1-2-abc of another workspace", "[secret] of another workspace"),
        ("xapp-1-A0-9-ff, too", "[secret], too"),
        ("redis://user:p%40ss@redis.example/0", "redis://user:[secret]@redis.example/0"),
        ("password p@ss", "password [secret]"),
        ("https://0123abcd@sentry.example.com/1", "https://[secret]@sentry.example.com/1"),
        (
            "wss://wss.slack.com/link/?ticket=ab-12&app_id=A0",
            "wss://wss.slack.com/link/?ticket=[secret]&app_id=A0",
        ),
        ("https://hooks.slack.com/actions/T0/1/abc.", "https://hooks.slack.com/[secret]."),
        (json.dumps('quoted "secret" of é'), '"[secret]"'),
        (repr('quoted "secret" of é'), "'[secret]'"),
        ("no secret here: xoxo, hooks", "no secret here: xoxo, hooks"),
    ],
)
def test_a_secret_is_masked_however_it_is_written(text: str, masked: str) -> None:
    assert MASK(text) == masked


def test_without_secrets_nothing_is_masked_but_what_looks_like_one() -> None:
    mask = mask_for(Settings(slack_bot_token=None, redis_url=None, sentry_dsn=None, airlock_ci_secret=None))
    assert mask("a b xoxb-1234") == "a b [secret]"


def test_a_password_of_a_letter_does_not_take_every_word_apart() -> None:
    assert mask_for(Settings(redis_url="redis://:e@localhost"))("the deploy") == "the deploy"
