"""Words inside names: `user_sessions/LoginForm.py` holds user, sessions, login, form and py."""

import re
from functools import lru_cache

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def words(text: str) -> frozenset[str]:
    """Return the words of a list written as one text."""
    return frozenset(text.split())


@lru_cache(maxsize=16_384)
def words_of(name: str) -> frozenset[str]:
    """Return the lower-cased words of a path or an identifier."""
    return frozenset(word.lower() for word in _WORD.findall(name))
