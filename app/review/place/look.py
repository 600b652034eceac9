"""Places where a mistake is dear: by the words in a path, and by the policy's own patterns."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pathspec import GitIgnoreSpec

from app.domain.report import Unknown
from app.review.diff.patch import Patch
from app.review.foreign import brief, foreign
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
        "credential credentials mfa totp webauthn passkey passkeys jwt impersonate impersonation "
        "captcha recaptcha hcaptcha"
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
_IN_TWO_WORDS = re.compile(  # what `login` and `mfa` are in one
    r"(?<![a-z])(?:sign|log)[_-](?:in|out|up)(?![a-z])|(?:Sign|Log)(?:In|Out|Up)(?![a-z])|[Tt]wo[_-]?[Ff]actor"
)
_EVERY_WORD = frozenset[str]().union(*_WORDS.values())
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
    Kind.INFRASTRUCTURE: "path.infrastructure",
    Kind.CI: "config.ci",
    Kind.CONFIG: "config.changed",
}


def look_at_paths(patches: Sequence[Patch], hot_paths: Sequence[str], codeowners: str | None = None) -> Seen:
    """Return one finding for each sensitive place that the change touches, with its owners' names."""
    unknown: tuple[Unknown, ...] = ()
    hot = GitIgnoreSpec(())
    try:
        hot = GitIgnoreSpec.from_lines(pattern.lower() for pattern in hot_paths)
    except (ValueError, re.error) as problem:
        unknown = (Unknown("hot_paths", f"a pattern cannot be read: {foreign(str(problem))}"),)
    touched: dict[str, list[Patch]] = {rule: [] for rule in _PLACES}
    for patch in patches:
        for rule in _rules(patch, hot):
            touched[rule].append(patch)
    for files in touched.values():
        files.sort(key=lambda patch: (patch.is_gone, -(patch.change.additions + patch.change.deletions)))
    owners = owners_of(codeowners, _shown_paths(touched))
    found = [_place(rule, files, owners) for rule, files in touched.items() if files]
    return Seen(tuple(found), (*unknown, *owners.unknown))


def _shown_paths(touched: Mapping[str, Sequence[Patch]]) -> list[str]:
    return [patch.path for rule, files in touched.items() if rule in _OWNED for patch in files[:_SHOWN]]


def _rules(patch: Patch, hot: GitIgnoreSpec) -> set[str]:
    """Return what holds for the file's place, or for the place it was moved from."""
    old = patch.change.old_path
    return {*_rules_of(patch.path, hot), *(_rules_of(old, hot) if old is not None else ())}


def _rules_of(path: str, hot: GitIgnoreSpec) -> Iterator[str]:
    kind, lowered = kind_of(path), path[-PATH_READ:].lower()
    yield from (rule for rule, form in _FORMS.items() if form.search(lowered))
    if kind in _BY_KIND:
        yield _BY_KIND[kind]
    if hot.patterns and hot.match_file(path.lower()):
        yield "path.hot"
    said = words_of(path) | ({"login"} if _IN_TWO_WORDS.search(path[-PATH_READ:]) else frozenset())
    # A migration's name tells a column, not a place.
    if kind in _SPEAKING and not _EVERY_WORD.isdisjoint(said) and not framework_of(path):
        yield from (rule for rule, wanted in _WORDS.items() if not wanted.isdisjoint(said))


def _place(rule: str, touched: Sequence[Patch], owners: Owners) -> Sighting:
    message = f"Touches {_PLACES[rule]}: {listed(patch.path for patch in touched)}."
    named = [name for patch in touched[:_SHOWN] for name in owners.of.get(patch.path, ())]
    if named and rule in _OWNED:
        message += f" Owned by {listed(dict.fromkeys(named))}."
    return Sighting(rule, message, path=touched[0].path)


def listed(paths: Iterable[str]) -> str:
    """Return the first three paths or names in backticks, and how many more there are."""
    names = list(paths)
    shown = ", ".join(f"`{brief(name)}`" for name in names[:_SHOWN])
    more = len(names) - _SHOWN
    return shown + (f" and {more:,} more" if more > 0 else "")
