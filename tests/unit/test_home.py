"""App Home as it is drawn, however much there is; and what its menus and buttons carry."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.deploy import Deploy, State
from app.domain.figures import Kept, Picture, figures
from app.domain.filter import EVERYTHING, Filter, Outcome
from app.domain.halt import Place
from app.domain.lane import EVERYWHERE, Hold, HoldKind
from blocks import look
from blocks.home import PAGE, Overview, home, outside
from blocks.look import ANY, CLEAR, ENVIRONMENT, OUTCOME, PERSON, carried, filters
from blocks.text import length, moment
from handlers.payloads import filter_of, narrowed
from sandbox.slack.block_limits import BLOCKS_IN_A_VIEW
from sandbox.slack.block_shapes import Surface
from sandbox.slack.blocks import problems
from tests.unit.example import BO, IN_STATE, NOON, PENDING, SUMMARY

VIEW_BYTES = 250_000  # docs.slack.dev/reference/methods/views.publish: view_too_large
WANTED = Filter("production", BO.id, outcome=Outcome.FAILED)
EMPTY = Overview((), (), (), (), page=1, pages=1)
SHOP = Place("harbour/shop", "production")
LOCK = Hold(HoldKind.LOCK, BO.id, reason="a *bad* <@U1> night", since=NOON)
HELD = (SHOP, LOCK)
POLICY = (SHOP, Hold(HoldKind.FREEZE, until=NOON + timedelta(days=1)))
FULL = Kept(figures([], NOON), Picture("F0FIGURES01", figures([], NOON)))


def full(word: str) -> Overview:
    """Return more of everything than there is room for, each with long foreign words in it."""
    key = replace(PENDING.key, environment=word[:100], repository=f"harbour/{word[:80]}")
    changed: dict[str, Any] = {
        "request": replace(PENDING.request, key=key),
        "summary": replace(SUMMARY, subject=word * 3),
        "detail": word * 3,
    }
    many = [replace(IN_STATE[State.FAILED], **changed)] * 40
    return Overview(
        mine=[replace(PENDING, **changed)] * 40,
        others=many,
        running=many,
        history=many[:PAGE],
        page=2,
        pages=3,
        is_all=False,
        wanted=replace(WANTED, environment=word[:100]),
        environments=[f"{number}-{word}"[:120] for number in range(120)],
        unsigned=many,
        holds=[(Place(word, word), replace(LOCK, reason=word * 3))] * 40,
        figures=FULL,
    )


WORDS = {"long": "w" * 100, "astral": "\N{ROCKET}" * 100, "mark-up": "<@U1>&*_`~" * 10, "umlauts": "ü" * 100}


@pytest.mark.parametrize("word", WORDS.values(), ids=WORDS)
def test_home_holds_what_slack_takes_however_much_there_is(word: str) -> None:
    blocks = home(full(word))
    assert problems(blocks, Surface.HOME) == []
    assert len(blocks) <= BLOCKS_IN_A_VIEW
    assert len(json.dumps(blocks)) < VIEW_BYTES
    assert "32 more" in str(blocks), "what waits for me and is not shown is at least counted"


def test_home_is_ordered_by_what_has_to_be_done() -> None:
    titles = [
        "Waits for you",
        "Waits for somebody else",
        "Overridden",
        "Running",
        "Locks",
        "History",
        "The last 90",
    ]
    words = str(home(replace(full("w"), unsigned=[PENDING])))
    places = [words.index(title) for title in titles]
    assert places == sorted(places)


def test_an_empty_home_says_so_of_each_list() -> None:
    words = str(home(EMPTY))
    for said in (
        "Nothing waits for you.",
        "Nothing is running.",
        "Nothing is locked",
        "Nothing has happened yet.",
    ):
        assert said in words
    assert "Overridden" not in words
    assert "Nothing in the history matches." in str(home(replace(EMPTY, wanted=WANTED)))


@pytest.mark.parametrize(
    ("held", "words"),
    [
        (HELD, "*Locked* production of harbour/shop by <@U0BO000001>"),
        (HELD, f"since {moment(NOON)}"),
        (HELD, "until somebody ends it with `/deploy unlock`"),
        ((Place(EVERYWHERE, "qa"), LOCK), "qa of every repository"),
        (POLICY, "*Frozen* production of harbour/shop by the policy until <!date^"),
        (HELD, "&lt;@U1&gt;"),
    ],
)
def test_a_lock_or_freeze_says_who_since_when_until_when_and_why(
    held: tuple[Place, Hold], words: str
) -> None:
    assert words in str(home(replace(EMPTY, holds=[held])))


def test_outsiders_see_one_sentence() -> None:
    assert length(outside()) < 100
    assert problems(outside(), Surface.HOME) == []


def elements(wanted: Filter, environments: tuple[str, ...] = ("production", "staging")) -> dict[str, Any]:
    return {one["action_id"]: one for one in filters(wanted, environments)["elements"]}


def test_the_menus_show_what_is_chosen_and_can_take_it_back() -> None:
    chosen = elements(WANTED)
    assert chosen[ENVIRONMENT]["initial_option"]["value"] == "production"
    assert chosen[OUTCOME]["initial_option"]["value"] == "failed"
    assert chosen[PERSON]["initial_user"] == BO.id
    assert CLEAR in chosen
    nothing = elements(EVERYTHING)
    assert (
        nothing[ENVIRONMENT]["initial_option"]["value"] == nothing[OUTCOME]["initial_option"]["value"] == ANY
    )
    assert "initial_user" not in nothing[PERSON]
    assert CLEAR not in nothing
    assert filters(WANTED, ())["block_id"] != filters(EVERYTHING, ())["block_id"], (
        "or Slack keeps the old choice"
    )


def test_an_environment_that_nothing_ended_in_lately_can_still_be_chosen() -> None:
    assert elements(replace(WANTED, environment="old"))[ENVIRONMENT]["initial_option"]["value"] == "old"


@pytest.mark.parametrize("wanted", [EVERYTHING, WANTED, Filter("staging"), Filter(outcome=Outcome.LIVE)])
def test_what_the_view_carries_comes_back_as_it_was(wanted: Filter) -> None:
    assert filter_of({"view": {"private_metadata": carried(wanted)}}) == wanted


@pytest.mark.parametrize(
    "written",
    [
        None,
        7,
        "",
        "nonsense",
        "[" * 900,
        "[]",
        '"production"',
        '{"environment": 7}',
        '{"environment": ""}',
        '{"environment": "*"}',
        '{"environment": "a\\u0000b"}',
        '{"environment": "production", "more": 1}',
        '{"environment": "production", "person": "<@U0BO000001>"}',
        '{"person": "U0BO000001\\n"}',
        '{"outcome": "pending"}',
        '{"outcome": ["live"]}',
        '{"since": "2020-01-01"}',
        json.dumps({"environment": "w" * 101}),
        json.dumps({"environment": "production"}) + " " * 1000,
    ],
)
def test_what_is_odd_about_it_is_no_filter(written: Any) -> None:
    assert filter_of({"view": {"private_metadata": written}}) == EVERYTHING


@pytest.mark.parametrize("body", [{}, {"view": None}, {"view": {}}, {"view": []}])
def test_no_view_is_no_filter(body: dict[str, Any]) -> None:
    assert filter_of(body) == EVERYTHING


def option(action_id: str, value: Any) -> dict[str, Any]:
    return {"action_id": action_id, "selected_option": {"value": value}}


@pytest.mark.parametrize(
    ("action", "after"),
    [
        (option(ENVIRONMENT, "staging"), replace(WANTED, environment="staging")),
        (option(ENVIRONMENT, ANY), replace(WANTED, environment=None)),
        (option(ENVIRONMENT, ["staging"]), replace(WANTED, environment=None)),
        (option(OUTCOME, "live"), replace(WANTED, outcome=Outcome.LIVE)),
        (option(OUTCOME, "nonsense"), replace(WANTED, outcome=None)),
        ({"action_id": PERSON, "selected_user": "U0CY000001"}, replace(WANTED, person="U0CY000001")),
        ({"action_id": PERSON, "selected_user": "everybody"}, replace(WANTED, person=None)),
        ({"action_id": PERSON}, replace(WANTED, person=None)),
        ({"action_id": ENVIRONMENT, "selected_option": "staging"}, replace(WANTED, environment=None)),
        ({"action_id": CLEAR, "value": ANY}, EVERYTHING),
        ({}, EVERYTHING),
    ],
)
def test_a_choice_changes_one_filter_and_clear_all(action: dict[str, Any], after: Filter) -> None:
    assert narrowed(WANTED, action) == after


def test_no_more_options_than_a_menu_holds() -> None:
    menu = elements(EVERYTHING, tuple(map(str, range(500))))[ENVIRONMENT]
    assert len(menu["options"]) == look.OPTIONS_MAX + 1


def drawn(deploys: list[Deploy]) -> str:
    return str(home(replace(EMPTY, history=deploys)))


def test_what_of_a_page_does_not_fit_is_counted() -> None:
    assert "do not fit" in drawn(list(full("w" * 100).history))
    assert "do not fit" not in drawn([IN_STATE[State.LIVE]] * PAGE)
