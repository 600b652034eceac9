"""Literals given to a name that says secret: `db_password = "…"`, `token: …`, `<apiKey>…</apiKey>`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.review.content.secret_found import Found
from app.review.content.secret_value import is_chosen, is_filled_in, is_random

_WHAT = {
    "pass": "a password",
    "pwd": "a password",
    "secret": "a literal secret",
    "token": "a literal token",
    "credential": "a literal credential",
    "key": "a literal key",
    "bearer ": "a bearer token",
}
_PASSWORDS = frozenset({"pass", "pwd", "secret", "credential"})  # what people choose themselves
_KEYS = ("api", "apis", "access", "account", "private", "auth", "encryption", "signing", "master", "shared",
         "storage", "hmac", "crypto", "aes", "jwt", "license", "subscription")  # fmt: skip
_KEY_READ = 16  # characters before `key` that say of what
_NAME_READ = 40  # characters before the mark
# How a name ends that tells about a secret, and holds none.
_ABOUT = re.compile(
    r"(?:url|uri|path|file|dir|name|ids?|type|field|label|regexp?|pattern|endpoint|prefix|suffix|header|expir\w*|"
    r"length|size|count|hint|text|title|message|msg|error|ref|class|selector|params?|column|algorithm|placeholder|"
    r"version|kind|scope|issuer|audience|policy|status|state|format|arn|alias|help|description)$"
)
_TURNED = re.compile("hash|digest|sha|checksum|crypted|sealed|public|csrf|fingerprint")
_BREAKS = re.compile(r"[^\w.-]")
_REST = re.compile(r"(?:words?|wd|phrases?|code|s(?![a-z]))?([\w.-]{0,40})")
_TYPE = r"(?:\s{0,4}:?\s{0,4}(?:Final|Optional|Option)?[\[<]?(?:str|string|String|&str)[\]>]?)?"
_GIVES = (
    rf"(?P<close>\\?[\"'`])?\]?{_TYPE}\s{{0,12}}"
    r"(?:(?P<comma>,)|(?:\|\||\?\??|:)=|=>|=(?![=>~])|:(?![:=])|(?P<tag>>))\s{0,12}"
)
# Kubernetes and others put the value beside the name: `- name: API_TOKEN`, `value: …` on the next line.
_BESIDE = r"[\"']?\s{0,4},?\s{0,40}[\"']?value[\"']?\s{0,4}[:=]\s{0,4}"
_QUOTED = r"(?:@|[rbu]{1,2})?(?P<quote>\\?[\"'`])(?P<literal>[^\"'`\n]{6,512}?)(?P=quote)"
_BARE = r"(?P<bare>[^\s\"'`<>(){}\[\],;#&|]{8,512})(?=$|[\s,;#&<]|\\n)"
_VALUE = re.compile(rf"(?:{_GIVES}|{_BESIDE})(?:{_QUOTED}|{_BARE})")
_BEARER = re.compile(r"[\w+/=.~-]{20,512}")
_MOST_PLACES = 200_000  # of one mark in one text: some seconds


@dataclass(frozen=True, slots=True)
class Manner:
    """How the file's language writes values, and how far the file is believed."""

    reads_bare: bool  # values may stand without quotes, as in YAML; in code such a word is a variable
    is_test: bool  # passwords in it are made up; only what looks random counts


def find_named(text: str, lowered: str, manner: Manner) -> Iterator[Found]:
    """Yield literals that look like secrets by their name and by themselves."""
    seen = set[int]()
    for mark, what in _WHAT.items():
        for at in _places(lowered, mark):
            start, end = _value(text, lowered, at, mark, manner) or (0, 0)
            if end and start not in seen and _is_secret(text[start:end], mark, manner):
                seen.add(start)
                yield Found("secret.password", what, start, end)


def _places(lowered: str, mark: str) -> Iterator[int]:
    at, left = lowered.find(mark), _MOST_PLACES
    while at >= 0 and left:
        yield at
        at, left = lowered.find(mark, at + len(mark)), left - 1


def _value(text: str, lowered: str, at: int, mark: str, manner: Manner) -> tuple[int, int] | None:
    """Return where the value stands that is given to the name around `at`."""
    if mark == "bearer ":
        bearer = _BEARER.match(text, at + len(mark))
        return bearer.span() if bearer else None
    end = _name_end(text, lowered, at, mark)
    given = _VALUE.match(text, end) if end else None
    if given is None or (given["comma"] and not given["close"]):
        return None
    if given["literal"] is not None:
        return given.span("literal")
    is_bare = manner.reads_bare or given["tag"] or _is_in_list(lowered, at)
    return given.span("bare") if is_bare else None


def _is_in_list(lowered: str, at: int) -> bool:
    """Whether the name follows a semicolon, as in `Server=db;User Id=shop;Password=…;`."""
    return lowered[max(0, at - _NAME_READ) : at].rstrip("abcdefghijklmnopqrstuvwxyz_ ").endswith(";")


def _name_end(text: str, lowered: str, at: int, mark: str) -> int | None:
    """Return where a name ends that calls what it holds a secret."""
    if mark == "key" and not lowered[max(0, at - _KEY_READ) : at].rstrip("_-. ").endswith(_KEYS):
        return None
    rest = _REST.match(lowered, at + len(mark))
    if rest is None or _is_other_word(text, rest.start(1)):
        return None
    name = _BREAKS.split(lowered[max(0, at - _NAME_READ) : at])[-1] + lowered[at : rest.end()]
    return None if _ABOUT.search(name) or _TURNED.search(name) else rest.end()


def _is_other_word(text: str, end: int) -> bool:
    """Whether small letters go on there: `passenger`, `tokenize`, `secretary`."""
    return text[end - 1].islower() and text[end : end + 1].islower()


def _is_secret(value: str, mark: str, manner: Manner) -> bool:
    if not is_filled_in(value):
        return False
    return is_random(value) or (mark in _PASSWORDS and not manner.is_test and is_chosen(value))
