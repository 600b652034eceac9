"""SQL cut into statements, without comments; what is never closed hides nothing.

Each statement keeps the line it starts on, so that a finding can point at it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MARK = re.compile(
    r"--|#|/\*(?:M?!\d{0,6})?|[eE]?'|\"|`|\$[A-Za-z_]?\w{0,60}\$|;|^[ \t]*delimiter[ \t]+\S{1,8}",
    re.MULTILINE | re.IGNORECASE,
)
_UNTIL = {"'": re.compile(r"'"), '"': re.compile(r'"'), "`": re.compile(r"`")}
_ESCAPED = re.compile(r"\\.|'", re.DOTALL)  # in E'…', and in every string of MySQL
_LINE_END = re.compile(r"[\r\n]")  # to Postgres either ends a comment
_COMMENT = re.compile(r"/\*|\*/")  # Postgres nests them
_COPY = re.compile(r"COPY\b[^;]{1,400}\bFROM STDIN\b", re.IGNORECASE)
_COPIED = re.compile(r"^\\\.[ \t\r]*$", re.MULTILINE)
LONGEST = 5_000  # characters of a statement's words that the grammars read; the forms read more
_MOST_UNCLOSED = 50  # marks; SQL that has more is none


@dataclass(frozen=True, slots=True)
class Statement:
    line: int  # 1-based, in the text that was cut
    text: str  # without comments; its strings as they are written
    words: str  # the same on one line with emptied strings: what the forms of statements are held against
    bodies: tuple[str, ...] = ()  # the insides of dollar quotes


class _Cutter:
    """One walk over a text. Every mark that is never closed is searched for once."""

    def __init__(self, text: str, *, is_mysql: bool) -> None:
        self._source, self._is_mysql = text, is_mysql
        self._unclosed = set[str]()
        self._delimiter = ";"
        self._line, self._at, self._last = 1, 0, ""
        self._text, self._words, self._bodies = list[str](), list[str](), list[str]()

    def statements(self) -> Iterator[Statement]:
        while len(self._unclosed) < _MOST_UNCLOSED and (mark := _MARK.search(self._source, self._at)):
            yield from self._plain(self._source[self._at : mark.start()])
            self._at = mark.end()
            if mark[0] in {";", self._delimiter} or mark[0].lstrip()[:1] in {"d", "D"}:
                yield from self._ended(mark[0])
            else:
                self._skip(mark[0])
        yield from self._plain(self._source[self._at :])
        yield from self._cut()

    def _plain(self, text: str) -> Iterator[Statement]:
        """Keep what stands between two marks; a delimiter of MySQL's clients may be in it."""
        parts = text.split(self._delimiter) if self._delimiter != ";" else [text]
        for part in parts[:-1]:
            self._keep(part)
            yield from self._cut()
        self._keep(parts[-1])

    def _keep(self, text: str, words: str | None = None) -> None:
        self._text.append(text)
        self._words.append(text if words is None else words)

    def _ended(self, mark: str) -> Iterator[Statement]:
        if mark == ";" != self._delimiter:
            self._keep(mark)
            return
        yield from self._cut()
        if mark == ";":
            self._skip_copied()
        elif mark != self._delimiter:
            self._delimiter = mark.rsplit(maxsplit=1)[-1]

    def _cut(self) -> Iterator[Statement]:
        text, words = "".join(self._text), " ".join("".join(self._words).split())
        bare = text.lstrip()
        start = self._line + text[: len(text) - len(bare)].count("\n")
        if words:
            yield Statement(start, bare.rstrip(), words, tuple(self._bodies))
        self._line += text.count("\n")
        self._last = words
        self._text, self._words, self._bodies = [], [], []

    def _skip_copied(self) -> None:
        """Leave out the rows that follow `COPY … FROM stdin;`, if their end is there."""
        if _COPIED.pattern in self._unclosed or not _COPY.match(self._last):
            return
        end = _COPIED.search(self._source, self._at)
        if not end:
            self._unclosed.add(_COPIED.pattern)
        else:
            self._line += self._source.count("\n", self._at, end.end())
            self._at = end.end()

    def _skip(self, mark: str) -> None:
        if mark in {"--", "#"}:
            self._line_comment(mark)
        elif mark.startswith("/*"):
            self._comment(mark)
        elif mark.endswith("'"):
            self._string(mark)
        else:
            self._quoted(mark)

    def _line_comment(self, mark: str) -> None:
        if mark == "#" and not self._is_mysql:
            self._keep(mark)
            return
        end = _LINE_END.search(self._source, self._at)
        self._at = end.start() if end else len(self._source)

    def _comment(self, mark: str) -> None:
        if "!" in mark:  # MySQL and MariaDB run what stands in there
            end = self._source.find("*/", self._at)
            inside = self._source[self._at : end] if end >= 0 else ""
            self._keep(f" {inside} ")
            self._at = end + 2 if end >= 0 else self._at
            return
        depth, end = 1, self._at
        while depth and "/*" not in self._unclosed:
            found = _COMMENT.search(self._source, end)
            if not found:
                self._unclosed.add("/*")
                break
            depth += 1 if found[0] == "/*" and not self._is_mysql else -1 if found[0] == "*/" else 0
            end = found.end()
        if depth == 0:
            self._keep(" " + "\n" * self._source.count("\n", self._at, end))
            self._at = end

    def _string(self, mark: str) -> None:
        form = _ESCAPED if self._is_mysql or len(mark) > 1 else _UNTIL["'"]
        end = self._at
        while mark not in self._unclosed:
            found = form.search(self._source, end)
            if not found:
                self._unclosed.add(mark)
                break
            end = found.end()
            if found[0] == "'":
                self._keep(f"{mark}{self._source[self._at : end]}", "''")
                self._at = end
                return
        self._keep("'", " ")

    def _quoted(self, mark: str) -> None:
        end = -1 if mark in self._unclosed else self._source.find(mark, self._at)
        if end < 0:
            self._unclosed.add(mark)
            self._keep(mark)
            return
        inside = self._source[self._at : end]
        if mark.startswith("$"):
            self._bodies.append(inside)
        self._keep(f"{mark}{inside}{mark}", "$$" if mark.startswith("$") else None)
        self._at = end + len(mark)


def statements_of(text: str, *, is_mysql: bool = False) -> list[Statement]:
    return list(_Cutter(text, is_mysql=is_mysql).statements())
