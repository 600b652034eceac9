"""Environment variables that the change begins to read: production has to set them first."""

import re
from collections.abc import Iterator, Sequence

from app.review.content.sensitive_line import Language, is_comment, lines_with, runs
from app.review.diff.patch import Patch
from app.review.foreign import foreign
from app.review.place.word import words
from app.review.verdict.sighting import Sighting

READING = ("environ", "getenv", "process.env", "env[", "env.fetch", "env::var", "get_env", "lookupenv",
          "getenvironmentvariable", "env(", "env.")  # fmt: skip
_READS = re.compile(
    r"(?:\bos\.environ(?:\.get\(|\[)|(?i:getenv)\(|\bENV(?:\.fetch\(|\[)|\benv::var\(|\.get_env!?\(|\bfetch_env!\("
    r"|\bos\.LookupEnv\(|\bGetEnvironmentVariable\(|(?<![.\w])env(?:\.(?:str|bool|int|list|float|url|get))?\()"
    r"\s{0,10}[\"'](?P<name>[A-Z][A-Z0-9_]{2,80})[\"'](?!\]\s?=[^=~])"
    r"|\bprocess\.env(?:\.|\[[\"'])(?P<member>[A-Z][A-Z0-9_]{2,80})\b(?![\"']?\]?\s?=[^=])"
)
_USUAL = words(
    "HOME PATH PWD USER SHELL TERM LANG CI DEBUG TMPDIR TEMP TMP NODE_ENV RAILS_ENV RACK_ENV MIX_ENV "
    "PYTHONPATH HOSTNAME NO_COLOR GITHUB_ACTIONS APPDATA LOCALAPPDATA XDG_CONFIG_HOME XDG_CACHE_HOME EDITOR"
)
_SHOWN = 3


class Variables:
    """The environment variables that the added lines of a change read."""

    def __init__(self) -> None:
        self._read: dict[str, tuple[str, int]] = {}

    def look(self, patch: Patch, language: Language) -> None:
        """Look at one file of which a line may hold one of `READING`."""
        for name, line in _read(patch, language):
            self._read.setdefault(name, (patch.path, line))

    def sightings(self, patches: Sequence[Patch]) -> Iterator[Sighting]:
        """Yield one finding that names the variables of which no old line of the diff speaks."""
        before = _before(patches) if self._read else ""
        new = [name for name in self._read if name not in before or not _is_named(name, before)]
        if new:
            path, line = self._read[new[0]]
            yield Sighting("config.env", _message(new), path=path, line=line)


def _message(names: Sequence[str]) -> str:
    shown = ", ".join(f"`{foreign(name, 60)}`" for name in names[:_SHOWN])
    more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    what, is_set = ("variables", "they are set") if len(names) > 1 else ("variable", "it is set")
    return f"Reads the environment {what} {shown}{more}: make sure that {is_set} in production first."


def _read(patch: Patch, language: Language) -> Iterator[tuple[str, int]]:
    for hunk in patch.hunks:
        for line in lines_with(hunk, READING):
            if line.sign != "+" or not any(word in line.lowered for word in READING):
                continue
            if not is_comment(line.text, language):
                for match in _READS.finditer(runs(line.text, language)):
                    name = match["name"] or match["member"]
                    if name not in _USUAL:
                        yield name, line.number


def _before(patches: Sequence[Patch]) -> str:
    """Return the lines of the base, as far as the diff shows them."""
    lines = [line for patch in patches for hunk in patch.hunks for line in hunk.lines if line[:1] != "+"]
    return "\n".join(lines)  # each with its sign, which is no part of a name


def _is_named(name: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", text) is not None
