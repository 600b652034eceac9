"""Whose files are touched, by the CODEOWNERS file of the base: the head's own could name anybody."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.domain.report import Unknown

SUBJECT = "CODEOWNERS"
_TEXT_MAX = 3 * 1024 * 1024  # bytes; docs.github.com: a larger file is not loaded
_RULES_MAX = 5_000
_PATHS_MAX = 3_000
_PATH_READ = 400  # characters
_STARS_MAX, _DEEP_MAX = 2, 3  # `*` in one part of a pattern, `**` in the whole of it: a search stays short
_BREAKS = re.compile(r"[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")  # str.splitlines breaks there, GitHub does not
_COMMENT = re.compile(r"(^|\s)#.*")
_OWNER = re.compile(r"@[\w.-]{1,100}(/[\w.-]{1,100})?|[\w.+-]{1,64}@[\w.-]{1,100}")


@dataclass(frozen=True, slots=True)
class Owners:
    """Who owns what; a path that nobody owns is not in here."""

    of: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # "@user", "@org/team" or an address; foreign
    unknown: tuple[Unknown, ...] = ()


def owners_of(codeowners: str | None, paths: Iterable[str]) -> Owners:
    """Return the owners of each path, as GitHub reads the file: the last line that fits a path names them."""
    if not codeowners:
        return Owners()
    if len(codeowners) > _TEXT_MAX:
        return _unread("it is larger than 3 MiB")
    lines = [_COMMENT.sub("", line).strip() for line in _BREAKS.sub(" ", codeowners).split("\n")]
    rules = [(number, line) for number, line in enumerate(lines, 1) if line]
    if len(rules) > _RULES_MAX:
        return _unread(f"it has more than {_RULES_MAX:,} lines")
    wanted = list(dict.fromkeys(paths))
    costly = [number for number, line in rules if _is_costly(line)]
    unknown = [Unknown(SUBJECT, f"line {costly[0]} has too many stars in one pattern")] if costly else []
    if len(wanted) > _PATHS_MAX:
        unknown.append(Unknown(SUBJECT, f"more than {_PATHS_MAX:,} files: the rest was not looked up"))
    kept = "\n".join(line for _, line in rules if _is_read(line) and not _is_costly(line))
    try:
        return Owners(_look_up(kept, wanted[:_PATHS_MAX]), tuple(unknown))
    except (ValueError, re.error):
        return _unread("it cannot be read")


def _unread(reason: str) -> Owners:
    return Owners(unknown=(Unknown(SUBJECT, reason),))


def _is_read(line: str) -> bool:
    """Whether GitHub reads such a line: it knows neither negation nor character ranges, and skips those."""
    return line[0] != "!" and "[" not in line


def _is_costly(line: str) -> bool:
    parts = line.split(maxsplit=1)[0].split("/")
    stars = max(part.count("*") for part in parts if part != "**") if set(parts) != {"**"} else 0
    return stars > _STARS_MAX or parts.count("**") > _DEEP_MAX


def _look_up(text: str, paths: Iterable[str]) -> dict[str, tuple[str, ...]]:
    from codeowners import CodeOwners  # noqa: PLC0415 - only a few reviews need it

    rules = CodeOwners(text)
    found = {path: rules.of(path[:_PATH_READ]) for path in paths}
    return {
        path: tuple(name for _, name in owners if _OWNER.fullmatch(name))
        for path, owners in found.items()
        if owners
    }
