"""Log lines: data for machines, text for people, secrets for nobody."""

import io
import json
import logging
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import SecretStr

from app import logs
from app.about import about
from app.settings import Settings

SETTINGS = Settings(
    slack_bot_token=SecretStr("xoxb-sandbox"), airlock_ci_secret=SecretStr('sixteen "quoted"')
)
log = logging.getLogger("app.test")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def restored(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv(logs.FORM, raising=False)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)


@pytest.fixture
def pipe() -> io.StringIO:
    stream = io.StringIO()
    logs.configure("worker", SETTINGS, stream)
    return stream


@pytest.fixture
def terminal() -> Terminal:
    stream = Terminal()
    logs.configure("worker", SETTINGS, stream)
    return stream


def only(stream: io.StringIO) -> dict[str, Any]:
    [line] = stream.getvalue().splitlines()
    found = json.loads(line)
    assert isinstance(found, dict)
    return found


def test_a_line_is_one_object_with_its_data(pipe: io.StringIO) -> None:
    log.info("deploy moved", extra={"deploy": "d1", "state": "live", "level": "mine"})
    line = only(pipe)
    assert line.pop("at").endswith("+00:00")
    assert line == {
        "level": "info",
        "process": "worker",
        "logger": "app.test",
        "message": "deploy moved",
        "deploy": "d1",
        "state": "live",
    }


def test_every_line_of_the_work_at_hand_names_its_deploy(pipe: io.StringIO) -> None:
    with about("abcdefgh2345"):
        logging.getLogger("slack_sdk").warning("no answer")
    assert only(pipe)["deploy"] == "abcdefgh2345"


def test_an_error_brings_its_trace(pipe: io.StringIO) -> None:
    log.error("effect failed", exc_info=ValueError("why"))
    assert only(pipe)["trace"].endswith("ValueError: why")


def test_of_an_error_only_the_first_words_are_told_and_where_it_came_from(pipe: io.StringIO) -> None:
    hidden = "+ a line of a diff"

    def fail(words: str) -> None:
        raise ValueError(words)

    try:
        try:
            fail(f"1 error\n{hidden}")
        except ValueError:
            fail("y" * 999)
    except ValueError:
        log.exception("effect failed")
    trace = only(pipe)["trace"]
    assert trace.index("ValueError: 1 error\n") < trace.index("ValueError: " + "y" * 200)
    assert "in fail" in trace
    assert hidden not in trace
    assert "y" * 201 not in trace


def test_foreign_text_cannot_end_a_line(pipe: io.StringIO) -> None:
    log.info("queued", extra={"subject": "a\nb\u2028c\x1b[2J"})
    assert only(pipe)["subject"] == "a\nb\u2028c\x1b[2J"
    assert pipe.getvalue().isascii()


def test_what_json_does_not_know_is_written_as_text(pipe: io.StringIO) -> None:
    log.info("queued", extra={"who": {1}})
    assert only(pipe)["who"] == "{1}"


def test_secrets_are_masked_wherever_they_stand(pipe: io.StringIO, terminal: Terminal) -> None:
    for stream in (pipe, terminal):
        logs.configure("worker", SETTINGS, stream)
        error = ValueError("xoxb-sandbox")
        log.error("called %s", "xoxb-sandbox", exc_info=error, extra={"secret": ['sixteen "quoted"']})
        assert "sandbox" not in stream.getvalue()
        assert "sixteen" not in stream.getvalue()
        assert stream.getvalue().count("[secret]") >= 3


def test_a_terminal_gets_text(terminal: Terminal) -> None:
    log.warning("effect failed", extra={"deploy": "d1", "why": "a b"})
    assert terminal.getvalue()[8:] == " warning effect failed deploy=d1 why=a b\n"


def test_control_characters_are_shown_to_people_and_not_obeyed(terminal: Terminal) -> None:
    log.info("queued", extra={"subject": "a\nb\x1b[2J\x9b\u202e é"})
    assert terminal.getvalue().endswith("subject=a\\nb\\x1b[2J\\x9b\\u202e é\n")


def test_a_trace_keeps_its_lines_for_people(terminal: Terminal) -> None:
    log.error("effect failed", exc_info=ValueError("why"))
    lines = terminal.getvalue().splitlines()
    assert lines[0].endswith("effect failed")
    assert lines[-1] == "ValueError: why"


def test_children_of_a_terminal_log_text_into_their_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    assert logs.for_children(io.StringIO()) == {}
    [(name, value)] = logs.for_children(Terminal()).items()
    monkeypatch.setenv(name, value)
    stream = io.StringIO()
    logs.configure("web", SETTINGS, stream)
    log.info("ready")
    assert stream.getvalue().endswith(" info    ready\n")


def test_libraries_speak_from_warning_on(pipe: io.StringIO) -> None:
    logging.getLogger("slack_sdk").info("a new session")
    assert pipe.getvalue() == ""
    logging.getLogger("slack_sdk").warning("no session")
    assert only(pipe)["logger"] == "slack_sdk"


def test_warnings_are_lines_too(pipe: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        logs.configure("worker", SETTINGS, pipe)
        warnings.warn("old", stacklevel=1)
    assert "old" in only(pipe)["message"]


def test_configured_twice_a_line_is_written_once(pipe: io.StringIO) -> None:
    logs.configure("worker", SETTINGS, pipe)
    log.info("once")
    assert only(pipe)["message"] == "once"
