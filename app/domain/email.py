"""E-mail addresses of who wrote a commit: what is hidden behind one, and who is named in its message."""

import re

# What GitHub writes where somebody keeps the address private; a company's own server has another host behind
# "users.noreply.": docs.github.com/en/account-and-profile/reference/email-addresses-reference
_PRIVATE = re.compile(r"(?:\d{1,20}\+)?([^@+\s]{1,100})@users\.noreply\.[a-z0-9.-]{1,200}", re.IGNORECASE)
_GITHUBS_OWN = "noreply@github.com"  # of what is done on its pages
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
# Anywhere in the message: who is named as co-author by mistake asks somebody else.
_CO_AUTHOR = re.compile(r"^[ \t]*co-authored-by:[^<>\n]*<([^<>\s]+)>", re.IGNORECASE | re.MULTILINE)


def is_address(text: str) -> bool:
    """Whether it is written as an address, and as no login or Slack user id can be."""
    return _ADDRESS.fullmatch(text) is not None


def hidden_login(email: str) -> str | None:
    """Return the GitHub login that a private address tells; None for any other address."""
    found = _PRIVATE.fullmatch(email.strip())
    return found[1] if found else None


def is_private(email: str) -> bool:
    """Whether GitHub made the address up, so that nobody in Slack has it."""
    return hidden_login(email) is not None or email.strip().lower() == _GITHUBS_OWN


def co_authors(message: str) -> tuple[str, ...]:
    """Return the addresses of a commit message's `Co-authored-by` lines, each once."""
    return tuple(dict.fromkeys(_CO_AUTHOR.findall(message)))


def mailbox(email: str) -> str:
    """Return the address in the form in which two of one mailbox are alike: lower case, without a +tag."""
    name, at, host = email.strip().lower().partition("@")
    return f"{name.partition('+')[0] or name}{at}{host}" if at else name
