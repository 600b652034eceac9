"""Secrets in added lines: their type and their place are told, and nothing of their value."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from app.domain.report import Status
from app.review.content.added import Added
from app.review.content.secret_found import Found
from app.review.content.secret_key import find_changed_keys, find_keys
from app.review.content.secret_mask import Mask, values_of
from app.review.content.secret_name import look_at_names, secret_names
from app.review.content.secret_named import Manner, find_named
from app.review.content.secret_pragma import find_pragmas, look_at_ignore_files, told_pragmas
from app.review.content.secret_together import Searched, searched
from app.review.content.secret_token import find_tokens, has_run
from app.review.content.secret_url import find_urls
from app.review.diff.patch import Patch
from app.review.place.kind import Kind, kind_of
from app.review.verdict.sighting import Seen, Sighting

_MOST = 20  # findings of one rule
_CHANGED_KEY = Found("secret.private-key", "another body to a private key", 0, 0)
_MADE_UP = frozenset({Kind.TEST, Kind.DOCS})
_LESS_IN_TESTS = frozenset({"secret.private-key", "secret.token", "secret.jwt"})
_BARE = (
    ".sh",
    ".bash",
    ".zsh",
    ".ps1",
    ".sql",
    ".xml",
    ".ini",
    ".cfg",
    ".conf",
    ".yml",
    ".yaml",
    ".properties",
    ".npmrc",
)
_BARE_KINDS = frozenset({Kind.CONFIG, Kind.INFRASTRUCTURE, Kind.CI})
_NO_NAMES = frozenset({Kind.LOCK, Kind.TRANSLATION})  # names in these are other people's
_EXAMPLE = "'s example "  # what a vendor's documents print: it opens nothing
_BASELINE = ".secrets.baseline"  # holds hashes under the name of secrets
_WHY = {
    "secret.test-key": "It opens no real data, but say which key belongs there instead.",
    "secret.in-test": "If it opens anything outside of the tests, revoke it.",
}
_REVOKE = "Whoever can read the repository can use it. Revoke it, and read the new one from the secret store."


@dataclass(frozen=True, slots=True)
class Secrets:
    seen: Seen
    mask: Mask  # for everything that is told about the change
    names: Mapping[str, str]  # how paths are shown that hold a secret themselves


@dataclass(frozen=True, slots=True)
class _Hit:
    patch: Patch
    line: int
    found: Found
    value: str


def look_at_secrets(texts: Sequence[Added], words: Sequence[str] = ()) -> Secrets:
    """Return the secrets that the change adds; also those that a comment asks to overlook.

    `words`: titles and names from elsewhere that the report may repeat, and cut in the middle of a secret.
    """
    hits: list[_Hit] = []
    pragmas: list[tuple[Patch, int, str]] = []
    patches = [added.patch for added in texts]
    for file in searched(texts):
        hits.extend(_hits(file))
        if file.may_hold_pragma:
            told = find_pragmas(file.added, file.lowered)
            pragmas.extend((file.added.patch, line, words) for line, words in told)
    names = secret_names(patches)
    mask = Mask([*(hit.value for hit in hits), *values_of(words), *names.values])
    in_names = look_at_names(patches, names, _REVOKE)
    findings = (
        *_told(hits, patches),
        *islice(in_names, _MOST),
        *told_pragmas(pragmas),
        *look_at_ignore_files(patches),
    )
    return Secrets(Seen(findings), mask, names.shown)


def _hits(file: Searched) -> Iterator[_Hit]:
    """Yield each secret once; what names its vendor goes before what only has a name."""
    added = file.added
    for found in _apart(_search(file)):
        if _EXAMPLE in found.what and kind_of(added.patch.path) in _MADE_UP:
            continue  # where it belongs
        value = added.text[found.start : found.end]
        yield _Hit(added.patch, added.line(found.start), _in_its_place(found, added.patch), value)
    for line, value in find_changed_keys(added.patch) if has_run(added.text) else ():
        yield _Hit(added.patch, line, _in_its_place(_CHANGED_KEY, added.patch), value)


def _apart(every: Iterable[Found]) -> Iterator[Found]:
    """Yield those that overlap none before them."""
    starts: list[int] = []
    ends: dict[int, int] = {}
    for found in every:
        at = bisect_right(starts, found.start)
        is_in_last = at > 0 and ends[starts[at - 1]] > found.start
        if not is_in_last and not (at < len(starts) and starts[at] < found.end):
            starts.insert(at, found.start)
            ends[found.start] = found.end
            yield found


def _search(file: Searched) -> Iterator[Found]:
    added = file.added
    kind = kind_of(added.patch.path)
    if file.may_hold_form:
        yield from find_keys(added.text)
        yield from find_tokens(added.text)
        yield from find_urls(added.text, file.lowered)
    if kind not in _NO_NAMES and not added.patch.path.endswith(_BASELINE):
        reads_bare = kind in _BARE_KINDS or added.patch.path.lower().endswith(_BARE)
        yield from find_named(added.text, file.lowered, Manner(reads_bare, kind in _MADE_UP))


def _in_its_place(found: Found, patch: Patch) -> Found:
    if found.rule in _LESS_IN_TESTS and kind_of(patch.path) in _MADE_UP:
        return Found("secret.in-test", found.what, found.start, found.end)
    return found


def _told(hits: Sequence[_Hit], patches: Sequence[Patch]) -> Iterator[Sighting]:
    """Tell one finding a line and rule; what was removed elsewhere in the change was there before."""
    gone = "\n".join(line for patch in patches for line in patch.removed()) if hits else ""
    by_rule: dict[str, dict[tuple[str, int], _Hit]] = {}
    for hit in hits:
        by_rule.setdefault(hit.found.rule, {}).setdefault((hit.patch.path, hit.line), hit)
    for rule, lines in by_rule.items():
        for number, hit in enumerate(islice(lines.values(), _MOST)):
            more = f" And {len(lines) - _MOST:,} more." if number == 0 and len(lines) > _MOST else ""
            yield Sighting(rule, _message(hit, gone) + more, path=hit.patch.path, line=hit.line)


def _message(hit: _Hit, gone: str) -> str:
    was_there = hit.patch.change.status is Status.RENAMED or hit.value in gone
    verb = "Moves" if was_there else "Adds"
    before = " It was there before this change, so it is known already." if was_there else ""
    return f"{verb} {hit.found.what}.{before} {_WHY.get(hit.found.rule, _REVOKE)}"
