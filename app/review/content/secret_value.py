"""Whether a literal looks like a secret: filled in, and random or chosen with care."""

import re
from collections import Counter
from itertools import pairwise
from math import log2

from app.review.place.word import words

_LEAST_LETTERS = 5  # different characters
# Parts of values that nobody means to be secret.
_WORDS = words(
    "changeme change_me change-me changeit placeholder your dummy fake sample replace redact todo insert "
    "xxxx foobar lorem example undefined default secretsecret notasecret not-a-secret not_a_secret nosecret "
    "masked hidden removed censored **** .... test mock stub invalid wrong hunter2 abc123 123456 abcdef "
    "qwerty pass1234 passw0rd password1 secret1 letmein my_ my- some_ some-"
)
_HOLE = re.compile(  # where something is put in when it runs
    r"\$\{|\$\(|\{\{|\}\}|#\{|%\(|%[sdv]|<[\w -]+>|\{\w*\}|\$[A-Z_]{3,}|\$[a-z_]{4,}|%\w+%|@\w+@|^\$|"
    r"\.\.\.|…|\bENC\[|\(\)|__\w+__"
)
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_PLACE = re.compile(  # an address, a path, a dotted name, a version, a date
    r"\w{2,10}://|[~.]{1,2}/|/[a-z]{3}|[a-z][a-z_.-]{2,30}/|[\w.:/-]{1,200}\.[a-z]{2,5}$|(?:\d+[.:-]){2,}\d+|[A-Za-z]:\\"
)
_RANDOM = re.compile(r"[\w+/=.~:!@#$%^&*-]+")
_RANDOM_LEAST, _CHOSEN_LEAST, _LONGEST = 16, 8, 512  # characters
_ENTROPY = 3.0  # bits a character: sixteen random hexadecimal digits have it, words mostly have not
_CHANGES = 0.25  # of the characters: letters give way to digits or the case changes; in words they seldom do
_IN_NAMES = "_-."  # no sign of a password: names have them too
_CLASSES = (str.islower, str.isupper, str.isdigit)


def is_filled_in(value: str) -> bool:
    """Whether a value stands there, and no place to fill one in, no variable, no obvious example."""
    lowered = value.lower()
    return (
        len(set(lowered)) >= _LEAST_LETTERS
        and not any(word in lowered for word in _WORDS)
        and not _HOLE.search(value)
    )


def is_random(value: str) -> bool:
    """Whether it looks like made by a machine. UUIDs, addresses, versions and words do not."""
    return (
        _RANDOM_LEAST <= len(value) <= _LONGEST
        and _RANDOM.fullmatch(value) is not None
        and any(map(str.isdigit, value))
        and any(map(str.isalpha, value))
        and not _is_ordinary(value)
        and entropy(value) >= _ENTROPY
        and _changes(value) >= _CHANGES
    )


def is_chosen(value: str) -> bool:
    """Whether a person may have chosen it as a password: no word, three kinds of characters."""
    if (
        not _CHOSEN_LEAST <= len(value) <= _LONGEST
        or _is_ordinary(value)
        or set("\\[](){}<>| \t") & set(value)
    ):
        return False
    kinds = [any(map(test, value)) for test in _CLASSES] + [
        any(not c.isalnum() and c not in _IN_NAMES for c in value)
    ]
    return sum(kinds) >= len(_CLASSES) and any(map(str.isdigit, value)) and any(map(str.isalpha, value))


def entropy(value: str) -> float:
    """Return Shannon's entropy of the characters, in bits a character."""
    counts = Counter(value).values()
    return -sum(count / len(value) * log2(count / len(value)) for count in counts)


def _is_ordinary(value: str) -> bool:
    return _UUID.search(value) is not None or _PLACE.match(value) is not None


def _changes(value: str) -> float:
    """Return how often one kind of character gives way to another; a capital before small letters is none."""
    kinds = ["A" if c.isupper() else "a" if c.islower() else "1" if c.isdigit() else "" for c in value]
    spoken = [kind for kind in kinds if kind]
    changes = sum(old != new and old + new != "Aa" for old, new in pairwise(spoken))
    return changes / len(spoken)
