"""Sockets come and go while people click: what was sent on one is answered, or the person is told."""

import random
from concurrent.futures import ThreadPoolExecutor

from handlers.socket import AGAIN, TAKEN
from sandbox.slack import SlackSandbox
from tests.eventually import eventually
from tests.stories.sockets.app import GO, Noting, card, listening, opened

PEOPLE = ("ana", "bo", "cy", "dee")
GENERATIONS = 4
CLICKS = 40  # of each


def test_no_click_is_lost_while_bots_relieve_each_other(slack: SlackSandbox) -> None:
    values = {person: [f"{person}-{number}" for number in range(CLICKS)] for person in PEOPLE}
    cards = {value: card(slack, value) for mine in values.values() for value in mine}
    everybody = [Noting(slack)]
    everybody[0].comes()

    def clicks(person: str) -> set[str]:
        """Click all of one's own, in any order; return what was acknowledged."""
        mine = random.sample(values[person], CLICKS)
        unheard = {one for one in mine if not slack.click(person, cards[one], GO, value=one).acked}
        assert not unheard or set(told(slack, person)) <= {AGAIN, TAKEN}
        assert len(slack.ephemerals(person)) == len(unheard)
        return set(mine) - unheard

    with ThreadPoolExecutor() as pool:
        working = [pool.submit(clicks, person) for person in PEOPLE]
        for _ in range(GENERATIONS):
            everybody.append(Noting(slack))
            everybody[-1].comes()
            eventually(lambda: everybody[-1].heard or all(one.done() for one in working))
            everybody[-2].leaves().join()
        acked = set().union(*(one.result() for one in working))
    everybody[-1].handler.close()
    heard = [value for one in everybody for value in one.heard]
    assert len(set(heard)) == len(heard)
    assert acked <= set(heard)
    eventually(lambda: slack.socket_history.count("goodbye") == GENERATIONS + 1)
    assert "lost" not in slack.socket_history


def told(slack: SlackSandbox, person: str) -> list[str]:
    """Return what only this person sees; wait until there is something."""
    eventually(lambda: slack.ephemerals(person))
    return [message.text for message in slack.ephemerals(person)]


def test_a_bot_that_leaves_answers_what_it_has_read_and_what_comes_meanwhile(slack: SlackSandbox) -> None:
    ts = card(slack, "one", "two")
    with listening(slack) as bot, ThreadPoolExecutor() as pool:
        bot.may_answer.clear()
        one = pool.submit(slack.click, "bo", ts, GO, value="one")
        eventually(lambda: bot.heard)
        leaving = bot.leaves()
        two = pool.submit(slack.click, "cy", ts, GO, value="two")
        eventually(lambda: len(bot.heard) == 2)
        bot.may_answer.set()
        assert one.result().acked
        assert two.result().acked
        leaving.join()
    eventually(lambda: slack.socket_history == ["open", "goodbye"])


def test_a_click_that_comes_after_the_goodbye_is_not_recorded_and_the_person_is_told(
    slack: SlackSandbox,
) -> None:
    ts = card(slack)
    with listening(slack) as bot, ThreadPoolExecutor() as pool:
        slack.break_sockets("deaf")  # the close frame is under way, and this Slack has not read it
        leaving = bot.leaves()
        eventually(lambda: not bot.handler.is_connected)
        late = pool.submit(slack.click, "bo", ts, GO)
        assert told(slack, "bo") == [AGAIN]
        slack.break_sockets("hearing")
        leaving.join()
        assert not late.result().acked
    assert bot.heard == []
    eventually(lambda: slack.socket_history == ["open", "goodbye"])


def test_who_clicked_is_told_when_the_line_breaks_before_the_answer(slack: SlackSandbox) -> None:
    ts = card(slack)
    with listening(slack) as bot, ThreadPoolExecutor() as pool:
        bot.may_answer.clear()
        click = pool.submit(slack.click, "bo", ts, GO)
        eventually(lambda: bot.heard)
        slack.cut()
        eventually(lambda: slack.socket_history.count("open") == 2)
        bot.may_answer.set()
        assert told(slack, "bo") == [TAKEN]
        assert not click.result().acked
    assert bot.heard == ["one"]


def test_the_new_socket_is_open_before_the_old_one_is_left(slack: SlackSandbox) -> None:
    ts = card(slack)
    with listening(slack) as bot:
        slack.disconnect("warning")
        eventually(lambda: slack.socket_history == ["open", "open", "goodbye"])
        assert slack.click("bo", ts, GO).acked
    assert bot.heard == ["one"]
    assert opened(slack) == 2


def test_an_answer_goes_out_on_the_socket_that_the_click_came_in_on(slack: SlackSandbox) -> None:
    ts = card(slack)
    with listening(slack) as bot, ThreadPoolExecutor() as pool:
        bot.may_answer.clear()
        click = pool.submit(slack.click, "bo", ts, GO)
        eventually(lambda: bot.heard)
        slack.disconnect("warning")
        eventually(lambda: slack.socket_history == ["open", "open"])
        bot.may_answer.set()
        assert click.result().acked
        eventually(lambda: slack.socket_history == ["open", "open", "goodbye"])
