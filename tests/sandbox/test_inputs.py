"""What people choose and type, in the words of `state.values`."""

from typing import Any

import pytest

from sandbox.slack.inputs import errors, state
from sandbox.slack.people import Json
from tests.sandbox.cards import actions, button, plain, section, text_input

ONE, TWO = ({"text": plain(word), "value": word} for word in ("one", "two"))


def element(kind: str, **more: Any) -> Json:
    return {"type": kind, "action_id": "a", **more}


@pytest.mark.parametrize(
    ("kind", "given", "key", "written"),
    [
        ("static_select", "two", "selected_option", TWO),
        ("radio_buttons", "one", "selected_option", ONE),
        ("checkboxes", ["one", "two"], "selected_options", [ONE, TWO]),
        ("checkboxes", None, "selected_options", []),
        ("multi_static_select", {"selected_options": [ONE]}, "selected_options", [ONE]),
        ("users_select", "U0ANA00001", "selected_user", "U0ANA00001"),
        ("multi_users_select", ("U0ANA00001",), "selected_users", ["U0ANA00001"]),
        ("channels_select", "C0DEPLOYS1", "selected_channel", "C0DEPLOYS1"),
        ("datepicker", "2026-11-20", "selected_date", "2026-11-20"),
        ("timepicker", "16:00", "selected_time", "16:00"),
        ("datetimepicker", 1_795_000_000, "selected_date_time", 1_795_000_000),
        ("number_input", "5", "value", "5"),
        ("plain_text_input", "", "value", None),
        ("plain_text_input", {"type": "plain_text_input", "value": "x"}, "value", "x"),
    ],
)
def test_each_kind_of_input_has_its_own_words(kind: str, given: Any, key: str, written: Any) -> None:
    block = {**section(), "block_id": "b", "accessory": element(kind, options=[ONE, TWO])}
    assert state([block], {"b": {"a": given}}) == {"b": {"a": {"type": kind, key: written}}}


def test_an_option_may_stand_in_a_group() -> None:
    groups = [{"label": plain("Group"), "options": [ONE, TWO]}]
    block = {**actions(element("static_select", option_groups=groups)), "block_id": "b"}
    assert state([block], {"b": {"a": "two"}})["b"]["a"]["selected_option"] == TWO


def test_an_input_starts_with_what_the_app_put_there() -> None:
    picker = {**actions(element("static_select", options=[ONE], initial_option=ONE)), "block_id": "b"}
    words = text_input(initial_value="because")
    filled = state([picker, words], {})
    assert filled["b"]["a"]["selected_option"] == ONE
    assert filled["reason"]["words"]["value"] == "because"
    assert errors([words], filled) == {}


def test_buttons_are_no_state() -> None:
    assert state([{**actions(button()), "block_id": "b"}], {}) == {}
