"""What may be told of an event; that it is sent as such is tested with the real SDK."""

from typing import Any

from app.about import about
from app.domain.errors import Refused, Transient
from app.faults import LONGEST, Quiet, report


def told(event: dict[str, Any], **hint: Any) -> Any:
    return report(event, hint, lambda text: text.replace("hush", "[secret]"))


def test_only_what_is_listed_is_told() -> None:
    event = {
        "event_id": "1",
        "level": "error",
        "user": {"id": 1},
        "request": {"data": "x"},
        "new": "in the SDK",
    }
    assert told(event) == {"event_id": "1", "level": "error"}


def test_an_error_is_told_without_variables_and_source() -> None:
    frame = {"function": "run", "lineno": 7, "vars": {"diff": "x"}, "context_line": "x", "pre_context": ["x"]}
    mechanism = {"type": "rq", "handled": False, "data": {"diff": "x"}}
    value = {"type": "E", "value": "a hush\n- b", "mechanism": mechanism, "stacktrace": {"frames": [frame]}}
    assert told({"exception": {"values": [value]}})["exception"]["values"] == [
        {
            "type": "E",
            "module": None,
            "value": "a [secret]",
            "mechanism": {"type": "rq", "handled": False},
            "stacktrace": {"frames": [{"function": "run", "lineno": 7}]},
        }
    ]


def test_an_error_without_words_or_trace_is_told_too() -> None:
    [value] = told({"exception": {"values": [{"type": "E", "value": None, "stacktrace": None}]}})[
        "exception"
    ]["values"]
    assert (value["value"], value["stacktrace"]) == ("", {"frames": []})


def test_a_message_is_cut_short_and_its_arguments_are_left_out() -> None:
    event = told({"logentry": {"message": "x" * 999, "params": ["x"], "formatted": "x"}})
    assert event == {"logentry": {"message": "x" * LONGEST}}


def test_the_deploy_is_found_in_the_data_or_the_job() -> None:
    assert told({"extra": {"deploy": "abcdefgh2345"}})["tags"] == {"deploy": "abcdefgh2345"}
    job = {"description": "post_card abcdefgh2345", "args": "[Filtered]"}
    assert told({"extra": {"rq-job": job}})["tags"] == {"deploy": "abcdefgh2345"}
    assert "tags" not in told({"extra": {"deploy": "none of ours"}})


def test_an_answer_is_no_fault() -> None:
    assert told({}, exc_info=(Refused, Refused("no"), None)) is None
    assert told({"level": "error"}, exc_info=(None, None, None)) == {"level": "error"}


def test_the_deploy_is_found_in_the_path_or_the_work_at_hand() -> None:
    request = {"url": "http://airlock.example/deploys/abcdefgh2345/evidence"}
    assert told({"request": request}) == {"tags": {"deploy": "abcdefgh2345"}}
    with about("hgfedcba2345"):
        assert told({})["tags"] == {"deploy": "hgfedcba2345"}
    assert told({}) == {}


def test_that_slack_is_away_is_no_fault_of_ours() -> None:
    assert told({"logger": "slack_sdk.socket_mode", "logentry": {"message": "on_error"}}) is None
    assert told({"logger": "slack_bolt"}, exc_info=(ConnectionResetError, None, None)) is None
    assert told({"logger": "slack_bolt"}, exc_info=(ValueError, None, None)) == {"logger": "slack_bolt"}


def test_a_fault_is_told_once_even_while_nobody_can_be_asked_whether_it_is_news() -> None:
    def away(*_: object) -> bool:
        raise Transient("Redis is away.")

    quiet = Quiet(away)
    one = told({"logger": "app", "logentry": {"message": "x"}, "extra": {"deploy": "abcdefgh2345"}})
    other = told({"logger": "app", "logentry": {"message": "x"}, "extra": {"deploy": "hgfedcba2345"}})
    assert [quiet.lets_through(each) for each in (one, one, other, one)] == [True, False, True, False]
