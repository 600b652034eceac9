"""Settings that get another value: flags that flip, limits that move, variables that are newly read."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.domain.report import Status
from app.review.content.sensitive_line import DATA, Language, Line, changed_lines, language_of
from app.review.diff.patch import Hunk, Patch
from app.review.foreign import counted, foreign
from app.review.place.kind import Kind, kind_of
from app.review.place.word import words, words_of
from app.review.verdict.sighting import Sighting

_FLAG = words(
    "flag flags feature features enable enabled enables disable disabled toggle toggles rollout percentage "
    "percent experiment experiments killswitch debug"
)
_FLAG_PLACES = words(
    "flag flags feature features toggle toggles flipper unleash launchdarkly experiments split"
)
# Parts of the paths of code that is written to set things, where small letters name no mere variable.
_SETTING_PLACES = words(
    "config configs configuration conf settings initializers gunicorn puma unicorn celeryconfig"
)
_GUARD = words(
    "timeout timeouts deadline ttl pool replicas retry retries concurrency workers threads connections "
    "backoff capacity instances memory cpu ratelimit throttle keepalive batch processes prefetch"
)
_GUARD_OF_DATA = _GUARD | words("limit limits interval heartbeat rate")
_GUARD_OF_SERVERS = _GUARD_OF_DATA | words("max min maximum minimum desired storage size")
_SESSION = words("session sessions token tokens jwt cookie password passwords lockout otp mfa login signin")
_SPAN = words(
    "ttl timeout age lifetime expiry expires expiration expire max min length attempts limit duration days "
    "within"
)
_TOLD_BY = _FLAG | _GUARD_OF_SERVERS | _SESSION  # every rule asks for one of them, but in a place of flags
_STEMS = tuple(sorted(word for word in _TOLD_BY if not any(part in word for part in _TOLD_BY - {word})))
_BOOLEAN = r"true|false|on|off|yes|no|enabled|disabled"
_PAIR = re.compile(
    r"\s{0,80}(?:-\s+)?(?:(?:export|const|let|var|public|private|protected|static|final|readonly|val|pub|int|"
    r"long|bool|boolean|String|ENV|ARG)\s+){0,6}[\"':]?(?P<name>[A-Za-z_][\w.-]{0,80})[\"']?\s?"
    r"(?::\s?\w{1,20}\s?)?\s{0,40}(?:=>|:=|=|:)\s{0,40}"
    rf"(?P<value>[\"']?(?:(?i:{_BOOLEAN})|\d[\d_.]{{0,12}}(?:\s?\*\s?\d[\d_.]{{0,8}}){{0,3}}[A-Za-z%]{{0,8}})[\"']?)"
    r"\s{0,20}[,;]?\s{0,20}(?:(?:#|//|--).*)?$"
)
_VALUE = re.compile(rf"[=:>]\s{{0,40}}[\"']?(?:\d|(?i:{_BOOLEAN}))")  # stands in every pair
_OPENS = re.compile(
    r"\s*(?:-\s+)?[\"':]?(?P<name>[A-Za-z_][\w.-]{0,80})[\"']?\s*(?:=>|:=|=|:)?\s*[{\[(]?\s*$"
)
_ABOVE = 60  # lines of a hunk in which the name around a setting is looked for


@dataclass(frozen=True, slots=True)
class _Setting:
    name: str
    value: str
    path: str
    line: int

    @property
    def is_boolean(self) -> bool:
        return re.fullmatch(_BOOLEAN, self.value, re.IGNORECASE) is not None


_SAYS = {
    "config.flag": "Ask who sees the difference, and how to switch it back without a deploy.",
    "config.session": "It decides how long or how easily somebody is let in: make sure that it is meant.",
    "config.value": "Make sure that production and what it calls can bear it.",
}


class Settings:
    """The settings of a change that have another value than before."""

    def __init__(self) -> None:
        self._found: dict[str, list[tuple[_Setting, _Setting]]] = {}
        self._silent: set[str] = set()  # tokens without any of the words: code says the same again and again

    def look(self, patch: Patch, language: Language) -> None:
        """Look at one file: what is no setting is left out once there is a pair of values."""
        if patch.change.status is not Status.MODIFIED or not patch.change.deletions:
            return
        is_place = is_flag_place(patch.path)
        for hunk in patch.hunks:
            for old, new in _pairs(patch, hunk, language) if is_place or self._speaks(hunk) else ():
                if rule := _rule(old, new):
                    self._found.setdefault(rule, []).append((old, new))

    def _speaks(self, hunk: Hunk) -> bool:
        """Whether a name in the hunk, be it that of the block around, may hold one of the words."""
        if not _VALUE.search("\n".join([line for line in hunk.lines if line[:1] == "-"])):
            return False
        fresh = set("\n".join(hunk.lines).lower().split()) - self._silent
        text = "\n".join(fresh)
        if any(stem in text for stem in _STEMS):
            return True
        self._silent |= fresh
        return False

    def sightings(self) -> Iterator[Sighting]:
        """Yield one finding a rule: the first setting with its old and its new value, and how many more."""
        for rule, pairs in self._found.items():
            yield _sighting(rule, pairs)


def is_flag_place(path: str) -> bool:
    """Whether a file holds flags by its name: what is in it then is one, however it is called."""
    return not words_of(path).isdisjoint(_FLAG_PLACES)


def _sighting(rule: str, pairs: Sequence[tuple[_Setting, _Setting]]) -> Sighting:
    old, new = pairs[0]
    more = f", and {counted(len(pairs) - 1, 'more setting')} like it" if len(pairs) > 1 else ""
    change = f"`{foreign(new.name, 100)}` goes from `{foreign(old.value, 30)}` to `{foreign(new.value, 30)}`"
    return Sighting(rule, f"{change}{more}. {_SAYS[rule]}", path=new.path, line=new.line)


def _pairs(patch: Patch, hunk: Hunk, language: Language) -> Iterator[tuple[_Setting, _Setting]]:
    """Pair the removed and the added values of one name, in their order."""
    lines = [line for line in changed_lines(hunk) if "=" in line.text or ":" in line.text]
    before = _settings([line for line in lines if line.sign == "-"], patch, hunk, language)
    after = _settings([line for line in lines if line.sign == "+"], patch, hunk, language) if before else {}
    for name, olds in before.items():
        pairs = zip(olds, after.get(name, ()), strict=False)
        yield from (pair for pair in pairs if pair[0].value.lower() != pair[1].value.lower())


def _settings(
    lines: Sequence[Line], patch: Patch, hunk: Hunk, language: Language
) -> dict[str, list[_Setting]]:
    found: dict[str, list[_Setting]] = {}
    for line in lines:
        match = _PAIR.match(line.text)
        if match is not None and _is_setting(match["name"], patch.path, language):
            name = _qualified(match["name"], hunk.lines, line.at)
            value = match["value"].strip("\"'")
            found.setdefault(name, []).append(_Setting(name, value, patch.path, line.number))
    return found


def _is_setting(name: str, path: str, language: Language) -> bool:
    """Whether a name stands for a setting, and not for a variable of some code."""
    if language in DATA | Language.DOCKER or kind_of(path) is not Kind.CODE:
        return True
    is_setting_place = not words_of(path).isdisjoint(_SETTING_PLACES)
    return name.isupper() or "." in name or is_setting_place or is_flag_place(path)


def _qualified(name: str, lines: Sequence[str], at: int) -> str:
    """Return the name with that of the block it stands in, where the hunk shows it."""
    indent = _indent(lines[at])
    for line in reversed(lines[max(0, at - _ABOVE) : at]):
        if line[1:].strip() and _indent(line) < indent and line[:1] in {" ", lines[at][:1]}:
            opened = _OPENS.match(line[1:200])
            return f"{opened['name']}.{name}" if opened else name
    return name


def _indent(line: str) -> int:
    body = line[1:]
    return len(body) - len(body.lstrip())


def _rule(old: _Setting, new: _Setting) -> str | None:
    said = words_of(new.name)
    if not said.isdisjoint(_SESSION) and not said.isdisjoint(_SPAN) and not new.is_boolean:
        return "config.session"
    if (old.is_boolean or not said.isdisjoint({"rollout", "percentage"})) and _is_flag(said, new.path):
        return "config.flag"
    return None if new.is_boolean or said.isdisjoint(_guards(new.path)) else "config.value"


def _guards(path: str) -> frozenset[str]:
    """Return the words of limits: the less a file can be about anything else, the more of them."""
    if kind_of(path) is Kind.INFRASTRUCTURE:
        return _GUARD_OF_SERVERS
    return _GUARD_OF_DATA if (language_of(path) or Language.SQL) in DATA else _GUARD


def _is_flag(said: frozenset[str], path: str) -> bool:
    return not said.isdisjoint(_FLAG) or is_flag_place(path)
