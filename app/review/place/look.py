"""Places where a mistake is dear: by the words in a path, and by the policy's own patterns."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from pathspec import GitIgnoreSpec

from app.domain.report import Unknown
from app.review.diff.patch import Patch
from app.review.foreign import foreign
from app.review.migrations.framework import framework_of
from app.review.place.kind import PATH_READ, Kind, kind_of
from app.review.place.owners import Owners, owners_of
from app.review.place.word import words, words_of
from app.review.verdict.sighting import Seen, Sighting

_SHOWN = 3  # files named in one finding

# Whole words of a path ("user_sessions/LoginForm.py" has user, sessions, login, form, py).
_WORDS: dict[str, frozenset[str]] = {
    "path.auth": words(
        "auth authn authentication authenticate authenticator authorization authorize login "
        "logout signin signup oauth oidc saml sso ldap session sessions password passwords passwd "
        "credential credentials mfa totp webauthn passkey passkeys jwt impersonate impersonation"
    ),
    "path.permissions": words("permission permissions acl acls rbac authz iam sudo privilege privileges"),
    "path.crypto": words(
        "crypto cryptography encrypt encryption decrypt decryption cipher kms tls ssl x509 hmac "
        "keystore vault certificate certificates"
    ),
    "path.payments": words(
        "payment payments billing invoice invoices checkout stripe paypal braintree adyen refund "
        "refunds payout payouts ledger"
    ),
    "path.deletion": words("delete deletion purge erase erasure destroy gdpr retention prune"),
}
_PLACES = {
    "path.auth": "authentication and sessions",
    "path.permissions": "permissions",
    "path.crypto": "cryptography and keys",
    "path.payments": "payments",
    "path.deletion": "data deletion",
    "path.schema": "the database schema",
    "path.infrastructure": "infrastructure",
    "config.ci": "the CI that builds and ships",
    "config.changed": "configuration",
    "path.hot": "paths that the policy calls hot",
    "path.ownership": "who may say yes to a change",
    "path.policy": "the rules by which deploys are approved",
}
_SCHEMA = re.compile(r"(^|/)(schema\.(rb|prisma|sql)|structure\.sql)$")
# docs.github.com: CODEOWNERS is read from the root, `.github/` and `docs/`; the others keep settings as code.
_OWNERSHIP = re.compile(
    r"^(\.github/|docs/|\.gitlab/)?codeowners$|^\.github/(settings\.ya?ml|rulesets/|branch-?protection)"
    r"|(^|/)branch[_-]protections?\.(tf|ya?ml|json)$"
)
_POLICY = re.compile(r"^\.github/airlock\.ya?ml$")
_FORMS = {"path.schema": _SCHEMA, "path.ownership": _OWNERSHIP, "path.policy": _POLICY}
_OWNED = frozenset({*_WORDS, *_FORMS, "path.hot"})  # rules whose findings name the owners
_SPEAKING = frozenset({Kind.CODE, Kind.CONFIG, Kind.INFRASTRUCTURE})  # kinds whose words mean what they say
_BY_KIND = {
    "path.infrastructure": Kind.INFRASTRUCTURE,
    "config.ci": Kind.CI,
    "config.changed": Kind.CONFIG,
}


def look_at_paths(patches: Sequence[Patch], hot_paths: Sequence[str], codeowners: str | None = None) -> Seen:
    """Return one finding for each sensitive place that the change touches, with its owners' names."""
    tests: dict[str, Callable[[str], bool]] = {
        **{rule: _has_word(wanted) for rule, wanted in _WORDS.items()},
        **{rule: _fits(form) for rule, form in _FORMS.items()},
        **{rule: _is_kind(kind) for rule, kind in _BY_KIND.items()},
    }
    unknown: tuple[Unknown, ...] = ()
    try:
        spec = GitIgnoreSpec.from_lines(pattern.lower() for pattern in hot_paths)
        tests["path.hot"] = lambda path: spec.match_file(path.lower())
    except (ValueError, re.error) as problem:
        unknown = (Unknown("hot_paths", f"a pattern cannot be read: {foreign(str(problem))}"),)
    touched = {rule: [p for p in patches if _touches(p, test)] for rule, test in tests.items()}
    owners = owners_of(codeowners, _shown_paths(touched))
    found = [_place(rule, files, owners) for rule, files in touched.items() if files]
    return Seen(tuple(found), (*unknown, *owners.unknown))


def _shown_paths(touched: Mapping[str, Sequence[Patch]]) -> list[str]:
    return [patch.path for rule, files in touched.items() if rule in _OWNED for patch in files[:_SHOWN]]


def _touches(patch: Patch, test: Callable[[str], bool]) -> bool:
    """Whether the test holds for the file's place, or for the place it was moved from."""
    old = patch.change.old_path
    return test(patch.path) or (old is not None and test(old))


def _has_word(wanted: frozenset[str]) -> Callable[[str], bool]:
    """Return whether a path says one of the words. A migration's name tells a column, not a place."""
    return lambda path: (
        kind_of(path) in _SPEAKING and not wanted.isdisjoint(words_of(path)) and not framework_of(path)
    )


def _is_kind(kind: Kind) -> Callable[[str], bool]:
    return lambda path: kind_of(path) is kind


def _fits(form: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda path: form.search(path[-PATH_READ:].lower()) is not None


def _place(rule: str, touched: Sequence[Patch], owners: Owners) -> Sighting:
    largest = max(touched, key=lambda patch: patch.change.additions + patch.change.deletions)
    message = f"Touches {_PLACES[rule]}: {listed(patch.path for patch in touched)}."
    named = [name for patch in touched[:_SHOWN] for name in owners.of.get(patch.path, ())]
    if named and rule in _OWNED:
        message += f" Owned by {listed(dict.fromkeys(named))}."
    return Sighting(rule, message, path=largest.path)


def listed(paths: Iterable[str]) -> str:
    """Return the first three paths or names in backticks, and how many more there are."""
    names = list(paths)
    shown = ", ".join(f"`{foreign(name, 80)}`" for name in names[:_SHOWN])
    more = len(names) - _SHOWN
    return shown + (f" and {more:,} more" if more > 0 else "")
