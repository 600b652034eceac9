"""Passwords inside URLs, and addresses that are secrets themselves."""

import re
from collections.abc import Iterator
from itertools import chain

from app.review.content.secret_found import Found
from app.review.content.secret_value import is_filled_in
from app.review.place.word import words

_PASSWORD = re.compile(r"://([^\s/:@\"'<>]{0,80}):([^\s/@\"'<>]{3,200})@([\w.\-\[\]:$%{}]{1,200})")
# Names that everybody gives to the databases on his own machine; a password of these protects nothing.
_COMMON = words(
    "admin airflow dev db guest mongo mysql pass passwd password postgres postgresql pw pwd rabbitmq redis "
    "root secret test testing token user username"
)
# By a part that is common to them: (what stands before it, what it is, its form).
_ADDRESSES = {
    "hook": (
        (
            "hooks.slack.com/",
            "a Slack webhook",
            re.compile(r"(?:services|workflows|triggers)/[A-Z0-9]{8,12}/[\w/]{20,80}"),
        ),
        ("/api/webhooks/", "a Discord webhook", re.compile(r"\d{17,20}/[\w-]{60,72}")),
        (
            "webhook.office.com/webhookb2/",
            "a Teams webhook",
            re.compile(r"[\w@-]{36,80}/IncomingWebhook/\w{20,40}"),
        ),
    ),
    "accountkey=": (("accountkey=", "an Azure storage key", re.compile(r"[A-Za-z0-9+/]{86}==")),),
    "sig=": (("sig=", "an Azure shared access signature", re.compile(r"[A-Za-z0-9%+/]{43,60}(?:%3[dD]|=)")),),
    "_authtoken=": (("_authtoken=", "an npm registry's token", re.compile(r"[A-Za-z0-9+/=_-]{20,200}")),),
}
_AZURITE = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1"  # the storage emulator's own, learn.microsoft.com
_CURL = re.compile(r"\s(?:-u|--user)[ =][\"']?[\w.@-]{1,80}:([^\s\"':$]{6,200})")


def find_urls(text: str, lowered: str) -> Iterator[Found]:
    """Yield passwords in URLs and secret addresses; `lowered` is `text` in lower case, as long as it."""
    if "@" in text:
        yield from _passwords(text)
    if ":" in text and "curl " in lowered:
        yield from _on_command_lines(text)
    for common, rows in _ADDRESSES.items():
        if common in lowered:
            yield from chain.from_iterable(_after(text, lowered, *row) for row in rows)


def _passwords(text: str) -> Iterator[Found]:
    for url in _PASSWORD.finditer(text):
        user, password, _ = url.groups()
        if password.lower() not in _COMMON | {user.lower()} and is_filled_in(password):
            yield Found("secret.url", "a password inside a URL", url.start(2), url.end(2))


def _on_command_lines(text: str) -> Iterator[Found]:
    for user in _CURL.finditer(text):
        if user[1].lower() not in _COMMON and is_filled_in(user[1]):
            yield Found("secret.url", "a password on a command line", user.start(1), user.end(1))


def _after(text: str, lowered: str, mark: str, what: str, form: re.Pattern[str]) -> Iterator[Found]:
    at = lowered.find(mark)
    while at >= 0:
        start = at + len(mark)
        if (found := form.match(text, start)) and is_filled_in(found[0]):
            rule = "secret.test-key" if found[0].startswith(_AZURITE) else "secret.token"
            yield Found(rule, what, start, found.end())
        at = lowered.find(mark, start)
