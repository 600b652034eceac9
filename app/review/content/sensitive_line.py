"""What of a changed line runs: without its comment, and without the insides of its strings."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from enum import Flag, auto
from functools import lru_cache
from itertools import accumulate, islice
from typing import NamedTuple

from app.review.diff.patch import Hunk

LINE_READ = 500  # characters of a line that are looked at
_OF_THE_BASE = frozenset("-\\")  # lines that count for none of the head's


class Language(Flag):
    """Of what a file is written; patterns name the ones they know."""

    PYTHON = auto()
    SCRIPT = auto()  # JavaScript and TypeScript
    RUBY = auto()
    GO = auto()
    JVM = auto()  # Java, Kotlin, Scala, Groovy
    CSHARP = auto()
    PHP = auto()
    ELIXIR = auto()
    RUST = auto()
    SQL = auto()
    SHELL = auto()
    DOCKER = auto()
    YAML = auto()
    JSON = auto()
    TERRAFORM = auto()
    SETTING = auto()  # .env, .ini, .toml, .properties
    MARKUP = auto()  # HTML and templates


L = Language
ANY = ~L(0)
DATA = L.YAML | L.JSON | L.TERRAFORM | L.SETTING
CODE = ANY & ~DATA & ~L.DOCKER & ~L.SHELL
_ENDINGS = {
    L.PYTHON: "py pyi",
    L.SCRIPT: "js jsx ts tsx mjs cjs mts cts vue svelte",
    L.RUBY: "rb rake ru gemspec",
    L.GO: "go",
    L.JVM: "java kt kts scala groovy",
    L.CSHARP: "cs vb fs",
    L.PHP: "php",
    L.ELIXIR: "ex exs eex heex",
    L.RUST: "rs",
    L.SQL: "sql",
    L.SHELL: "sh bash zsh ksh ps1",
    L.DOCKER: "dockerfile containerfile",
    L.YAML: "yml yaml",
    L.JSON: "json json5 jsonc",
    L.TERRAFORM: "tf tfvars hcl",
    L.SETTING: "env ini cfg conf toml properties",
    L.MARKUP: "html htm erb haml slim jinja2 j2 cshtml twig ejs hbs",
}
_OF = {ending: language for language, endings in _ENDINGS.items() for ending in endings.split()}
_NAMES = {"makefile": L.SHELL, "rakefile": L.RUBY, "jenkinsfile": L.JVM, "gemfile": L.RUBY}

_HASH = L.PYTHON | L.RUBY | L.ELIXIR | L.SHELL | L.DOCKER | L.YAML | L.TERRAFORM | L.SETTING | L.PHP
_SLASHES = L.SCRIPT | L.GO | L.JVM | L.CSHARP | L.PHP | L.RUST | L.TERRAFORM
_WHOLE_COMMENT = re.compile(r"\s*(\*|/\*|//|<!--|--\s|;|\{#|@param|@return|rem\s)")
_HASH_LINE = re.compile(r"\s*#(?![\[{])")
# A string, or where a comment starts; a quote that is never closed is a character like any other.
_STRING = r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`)"""
_SENTENCE = re.compile(r"\s*[rf]?(\"\"\"|''')[A-Z][a-z]+\s")
_PIECES = {
    "#": re.compile(_STRING + r"|(?:^|(?<=\s))#.*"),
    "//": re.compile(_STRING + r"|(?<![:\w])//.*|/\*.*"),
    "--": re.compile(_STRING + r"|--.*"),
    "": re.compile(_STRING),
}


@lru_cache(maxsize=16_384)
def language_of(path: str) -> Language | None:
    """Tell it from the file's name."""
    name = path[-200:].rpartition("/")[2].lower()
    if name.startswith((".env", "env.")):
        return L.SETTING
    if name.startswith(("dockerfile", "containerfile")):
        return L.DOCKER
    return _NAMES.get(name) or _OF.get(name.rpartition(".")[2])


class Line(NamedTuple):
    """One changed line: as it stands, and what of it runs."""

    number: int  # in the head's file; for a removed line, where it stood
    sign: str  # "+" or "-"
    at: int  # index in the hunk's lines
    text: str  # its beginning
    lowered: str


def changed_lines(hunk: Hunk, only: Collection[int] | None = None) -> Iterator[Line]:
    """Yield the added and removed lines; `only` those at these places of the hunk's lines, if given."""
    lines = hunk.lines
    numbers = list(accumulate([line[:1] not in _OF_THE_BASE for line in lines], initial=hunk.new_start))
    for at in range(len(lines)) if only is None else sorted(only):
        sign = lines[at][:1]
        if sign in {"+", "-"}:
            text = beginning(lines[at])[1:]
            yield Line(numbers[at], sign, at, text, text.lower())


def beginning(line: str) -> str:
    """Return the sign and what is read of a changed line; no blanks can push it out of sight."""
    return line if len(line) <= LINE_READ else line[:1] + line[1:].lstrip()[:LINE_READ]


def lines_with(hunk: Hunk, words: Iterable[str]) -> Sequence[Line]:
    """Return the changed lines that may hold one of the lower-cased words: all are searched as one text."""
    has_long = max(map(len, hunk.lines), default=0) > LINE_READ
    text = "\n".join(map(beginning, hunk.lines) if has_long else hunk.lines).lower()
    ends: set[int] = set()
    for word in words:
        at = text.find(word)
        while at >= 0:
            end = text.find("\n", at)
            ends.add(end if end >= 0 else len(text))
            at = text.find(word, end) if end >= 0 else -1
    if not ends:
        return ()
    places = accumulate((len(line) + 1 for line in text.split("\n")), initial=-1)
    return tuple(changed_lines(hunk, {at for at, end in enumerate(islice(places, 1, None)) if end in ends}))


def is_comment(text: str, language: Language) -> bool:
    """Whether nothing of the line runs."""
    if language in _HASH and _HASH_LINE.match(text):
        return True
    return _WHOLE_COMMENT.match(text) is not None and language not in L.YAML


def runs(text: str, language: Language) -> str:
    """Return the line without its comment."""
    return _pieces(language).sub(lambda piece: piece[1] or "", text)


def bare(text: str, language: Language) -> str:
    """Return the line without its comment and with every string empty."""
    return _pieces(language).sub(lambda piece: piece[1][0] * 2 if piece[1] else "", text)


def _pieces(language: Language) -> re.Pattern[str]:
    if language in L.SQL:
        return _PIECES["--"]
    if language in _HASH:
        return _PIECES["#"]
    return _PIECES["//" if language in _SLASHES else ""]


def prose_lines(lines: Sequence[str]) -> frozenset[int]:
    """Return which lines of a hunk of Python stand inside a long string, as far as the hunk tells."""
    inside, told = False, set[int]()
    for at, line in enumerate(lines):
        quotes = line.count('"""') + line.count("'''")
        bare_quotes = line[1:].strip() in {'"""', "'''"}
        if bare_quotes and not told and not _opens(lines[at - 1][1:] if at else ":"):
            told.update(range(at))  # the hunk began inside one
        elif quotes % 2:
            inside = not inside
        elif not inside:
            continue
        told.add(at)
    return frozenset(told)


def is_sentence(text: str) -> bool:
    """Whether the line begins a docstring with words of a person."""
    return _SENTENCE.match(text) is not None


def _opens(before: str) -> bool:
    """Whether a docstring or a long string may start after such a line."""
    return not before.strip() or before.rstrip().endswith((":", "(", "=", ",", "["))
