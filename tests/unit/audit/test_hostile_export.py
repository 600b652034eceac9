"""Files from anybody: each gets a sentence, in bounded memory and time."""

import pytest

from app.domain.audit.canonical import LINE_MAX
from app.domain.audit.reading import PROBLEMS_MAX
from tests.unit.audit.records import broken, exported, record, verdict

FILE = exported(record())
HEAD, FIRST, *REST = FILE.splitlines(keepends=True)


def with_first(line: bytes) -> bytes:
    return b"".join([HEAD, line + b"\n", *REST])


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"", "is not JSON"),
        (b"hello", "is not JSON"),
        (b"\xff\xfe", "is not JSON"),
        (b"null", "is not a JSON object"),
        (b"[1]", "is not a JSON object"),
        (b"[" * 100_000, "is nested too deeply"),
        (b'{"a":' * 50 + b"1" + b"}" * 50, "is nested too deeply"),
        (FIRST[:-2] + b',"what":"reject"}', 'the key "what" stands there twice'),
        (FIRST[:-2] + b',"score":NaN}', "NaN is not JSON"),
        (FIRST[:-2] + b',"score":-Infinity}', "-Infinity is not JSON"),
        (FIRST[:-2] + b',"score":1e999}', "a number is too large"),
        (FIRST[:-2] + b',"score":' + b"9" * 10_000 + b"}", "is not JSON"),
        (FIRST[:-1] + b" ", "is not written as the record writes"),
        (FIRST[:-1] + b"\r", "is not written as the record writes"),
        (FIRST[:-1].replace(b'"schema":1', b'"schema":2'), "is of another schema than 1"),
        (FIRST[:-1].replace(b'"rule"', b'"role"'), "lacks rule"),
        (FIRST[:-1].replace(b'"seq":1', b'"seq":true'), "its seq or previous has not the form"),
        (FIRST[:-1].replace(b'"seq":1', b'"seq":' + b"9" * 30), "its seq or previous has not the form"),
        (FIRST[:-1].replace(b'"previous":"sha256:', b'"previous":"'), "its seq or previous has not the form"),
        (b'{"sudo":1}', "is no line of an export"),
        (b'{"report":7}', "is no line of an export"),
        (b'{"left_out":{"from":1,"hash":"","previous":"","to":1}}', "what it leaves out has not the form"),
    ],
)
def test_a_line_that_nobody_should_write_is_named_with_why(line: bytes, why: str) -> None:
    first, *_ = broken(with_first(line))
    assert first.startswith("2: cannot be read: ")
    assert why in first


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (b"", "1: is missing: there is nothing"),
        (b"\n", "1: cannot be read: it is not JSON"),
        (b"{}\n", "1: cannot be read: it is not the head line of an export"),
        (FIRST, "1: cannot be read: it is not the head line of an export"),
        (
            HEAD.replace(b'"airlock_audit":1', b'"airlock_audit":2'),
            "1: cannot be read: it begins an export of",
        ),
        (HEAD.replace(b'"seq":0', b'"seq":-1'), "1: cannot be read: its start has not the form of one"),
        (FILE + b"{}\n", "9: cannot be read: nothing but one signature may follow the tail line"),
        (FILE + FIRST, "9: cannot be read: nothing but one signature may follow the tail line"),
        (FILE + b"x", "9: cannot be read: it is not JSON"),
    ],
)
def test_a_file_of_another_form_is_named_with_why(file: bytes, words: str) -> None:
    assert broken(file)[0].startswith(words)


def test_an_over_long_line_is_not_read_whole_and_the_lines_after_it_keep_their_numbers() -> None:
    file = b"".join([HEAD, FIRST, b"x" * (3 * LINE_MAX) + b"\n", *REST, b"nonsense\n"])
    said = broken(file)
    assert said[0] == f"3: cannot be read: the line is longer than {LINE_MAX} bytes"
    assert said[-1].startswith("10: ")


def test_a_file_of_nothing_but_nonsense_is_not_told_of_in_full() -> None:
    assert len(verdict(HEAD + b"x\n" * (PROBLEMS_MAX + 500)).problems) == PROBLEMS_MAX
