"""How the required checks stand, in words that can be compared later, right before the promotion."""

from collections.abc import Iterable, Mapping, Sequence

MISSING = "missing"
BY_CI = " (told by the CI)"
BY_TESTS = " (by its test results)"
WORD_MAX = 60  # characters of a conclusion

Told = Iterable[tuple[str, str]]  # names of checks with their conclusions; a name may come several times
Standing = tuple[tuple[str, str], ...]


def standing(required: Iterable[str], platform: Told, otherwise: Mapping[str, str]) -> Standing:
    """Return each required check with its conclusion, by name.

    `otherwise`: what is said of those on which the platform is silent, as `elsewhere` or `carried` gives it.
    """
    found = _by_name(platform)
    return tuple(
        (name, _word(found[name]) if name in found else otherwise.get(name, MISSING))
        for name in sorted(set(required))
    )


def elsewhere(told: Told, suites: Mapping[str, bool | None], *, is_platform_asked: bool) -> Mapping[str, str]:
    """Return what the CI said of checks, and of what is the name of a suite of tests."""
    suffix = BY_CI if is_platform_asked else ""
    ran = {name: passed for name, passed in suites.items() if passed is not None}
    words = {name: ("success" if passed else "failure") + BY_TESTS for name, passed in ran.items()}
    return {**words, **{name: _word(each) + suffix for name, each in _by_name(told).items()}}


def carried(before: Standing) -> Mapping[str, str]:
    """Return what was known from elsewhere: it is part of the report, and cannot change without a new one."""
    return {name: word for name, word in before if word.endswith((BY_CI, BY_TESTS))}


def _by_name(told: Told) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, word in told:
        found.setdefault(name, []).append(word.lower()[:WORD_MAX])
    return found


def _word(words: Sequence[str]) -> str:
    return ", ".join(sorted(set(words)))
