"""Takes secrets out of text that leaves this process: log lines and reports of errors."""

import json
import re
from collections.abc import Callable, Iterator
from urllib.parse import quote, unquote, urlsplit

from pydantic import SecretStr

from app.settings import Settings

MASKED = "[secret]"
SHORTEST = 4  # characters; masking what is shorter would take words apart and protect nothing

# Slack: every token begins with xox or xapp (docs.slack.dev/authentication/tokens); a socket's ticket and a
# response URL let whoever has them speak for the app.
_BY_FORM = r"xox[a-z]-[\w-]{4,}|xapp-[\w-]{4,}|(?<=ticket=)[\w-]+|(?<=hooks\.slack\.com/)[\w/-]+"


def mask_for(settings: Settings) -> Callable[[str], str]:
    """Return what takes the secrets of `settings`, and all that look like Slack's, out of a text."""
    known = {spelling for secret in _secrets(settings) for spelling in _spellings(secret)}
    longest_first = sorted(known, key=lambda spelling: (-len(spelling), spelling))
    pattern = re.compile("|".join([*map(re.escape, longest_first), _BY_FORM]))
    return lambda text: pattern.sub(MASKED, text)


def _secrets(settings: Settings) -> Iterator[str]:
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if isinstance(value, SecretStr):
            yield value.get_secret_value()
    if settings.redis_url:
        yield urlsplit(settings.redis_url).password or ""
    if settings.sentry_dsn:
        yield urlsplit(settings.sentry_dsn).username or ""


def _spellings(secret: str) -> Iterator[str]:
    """Yield the ways in which a log line, a URL or JSON may write it."""
    plain = unquote(secret)
    for spelling in (secret, plain, quote(plain, safe=""), json.dumps(secret)[1:-1], repr(secret)[1:-1]):
        if len(spelling) >= SHORTEST:
            yield spelling
