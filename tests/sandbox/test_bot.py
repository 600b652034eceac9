"""Real Bolt on the real Socket Mode client, against the local Slack."""

from typing import Any

from slack_bolt import Ack, Respond
from slack_sdk import WebClient

from sandbox.slack import SlackSandbox
from tests.sandbox.bot import Bot
from tests.sandbox.cards import Json, actions, button, home, modal, section, text_input

APPROVAL = "C0APPROVAL"


def post(bot: Bot, *action_ids: str) -> str:
    blocks = [actions(*map(button, action_ids))]
    return str(bot.app.client.chat_postMessage(channel=APPROVAL, text=action_ids[0], blocks=blocks)["ts"])


def test_a_click_is_acknowledged_and_answered(town: SlackSandbox, bot: Bot) -> None:
    @bot.app.action("answered")
    def answered(ack: Ack, respond: Respond) -> None:
        ack()
        respond("only you see this", response_type="ephemeral", replace_original=False)

    assert town.click("bo", post(bot, "answered"), "answered").acked
    town.wait_for(lambda: "only you see this" in [message.text for message in town.ephemerals("bo")])


def test_a_click_that_nobody_handles_is_not_acknowledged(town: SlackSandbox, bot: Bot) -> None:
    ts = post(bot, "unheard")
    assert not town.click("bo", ts, "unheard").acked
    assert town.message("#deploy-approval", ts).warnings == {"U0BO000001": "This app did not respond."}


def test_a_modal_from_click_to_submission(town: SlackSandbox, bot: Bot) -> None:
    @bot.app.action("refuse")
    def refuse(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=modal(text_input(), callback_id="why"))

    @bot.app.view("why")
    def why(ack: Ack, view: Json, client: WebClient) -> None:
        words = view["state"]["values"]["reason"]["words"]["value"]
        if words == "no":
            ack(response_action="errors", errors={"reason": "Say more."})
            return
        ack()
        client.chat_postMessage(channel=APPROVAL, text=f"refused: {words}")

    town.click("cy", post(bot, "refuse"), "refuse")
    town.wait_for(lambda: town.view("cy"))
    assert town.submit("cy", {"reason": {"words": "no"}}) == {"reason": "Say more."}
    assert town.submit("cy", {"reason": {"words": "not today"}}) is None
    assert town.view("cy") is None
    town.wait_for(lambda: "refused: not today" in [one.text for one in town.messages("#deploy-approval")])


def test_closing_a_modal_is_heard(town: SlackSandbox, bot: Bot) -> None:
    heard: list[str] = []

    @bot.app.action("open")
    def opened(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        view = modal(section(), callback_id="closed", notify_on_close=True)
        client.views_open(trigger_id=body["trigger_id"], view=view)

    @bot.app.view_closed("closed")
    def closed(ack: Ack, view: Json) -> None:
        ack()
        heard.append(view["callback_id"])

    town.click("dee", post(bot, "open"), "open")
    town.wait_for(lambda: town.view("dee"))
    town.close_view("dee")
    town.wait_for(lambda: heard == ["closed"])


def test_a_command_is_answered(town: SlackSandbox, bot: Bot) -> None:
    @bot.app.command("/deploy")
    def deploy(ack: Ack, command: Json, respond: Respond) -> None:
        ack(f"looking for {command['text']}")
        respond("found it", response_type="in_channel")

    assert town.command("eli", "/deploy", "status").acked
    town.wait_for(lambda: [one.text for one in town.ephemerals("eli")] == ["looking for status"])
    town.wait_for(lambda: [one.text for one in town.messages("#deploys")] == ["found it"])


def test_the_home_tab_is_published_when_opened(town: SlackSandbox, bot: Bot) -> None:
    @bot.app.event("app_home_opened")
    def opened(event: Json, client: WebClient) -> None:
        client.views_publish(
            user_id=event["user"], view=home(section("welcome"), actions(button("home.next")))
        )

    @bot.app.action("home.next")
    def turn(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        client.views_publish(
            user_id=body["user"]["id"], hash=body["view"]["hash"], view=home(section("page 2"))
        )

    town.open_home("ana")
    town.wait_for(lambda: town.home("ana"))
    assert town.click_home("ana", "home.next").acked
    town.wait_for(lambda: "page 2" in str(town.home("ana")))


def test_metadata_of_another_app_is_heard_and_ones_own_is_not(town: SlackSandbox, bot: Bot) -> None:
    heard: list[Any] = []

    @bot.app.event("message_metadata_posted")
    def posted(event: Json) -> None:
        heard.append((event["app_id"], event["metadata"]["event_payload"]["sha"]))

    def queued(sha: str) -> Json:
        return {"event_type": "deploy_queued", "event_payload": {"sha": sha}}

    # Bolt itself drops what the bot's own user posted; bolt-python issue #774.
    bot.app.client.chat_postMessage(channel=APPROVAL, text="own", metadata=queued("own"))
    town.post_as_app("A0CI000001", "#deploy-approval", "queued", metadata=queued("abc"))
    town.wait_for(lambda: heard)
    assert heard == [("A0CI000001", "abc")]


def test_one_event_delivered_twice_is_heard_twice(town: SlackSandbox, bot: Bot) -> None:
    ids: list[str] = []

    @bot.app.event("app_mention")
    def mentioned() -> None:
        """Never called: the app does not subscribe to it."""

    @bot.app.action("twice")
    def twice(ack: Ack, body: Json) -> None:
        ack()
        ids.append(body["trigger_id"])

    ts = post(bot, "twice")
    town.deliver_twice()
    assert town.click("bo", ts, "twice").acked
    town.wait_for(lambda: len(ids) == 2)
    assert len(set(ids)) == 1


def test_a_refresh_is_followed_by_a_new_connection(town: SlackSandbox, bot: Bot) -> None:
    heard: list[str] = []

    @bot.app.action("refreshed")
    def refreshed(ack: Ack, body: Json) -> None:
        ack()
        heard.append(body["user"]["id"])

    ts, before = post(bot, "refreshed"), opened(town)
    town.disconnect("refresh_requested")
    town.wait_for(lambda: opened(town) > before and town.connections == 1)
    assert town.click("ana", ts, "refreshed").acked
    assert heard == ["U0ANA00001"]


def opened(town: SlackSandbox) -> int:
    return sum(call.method == "apps.connections.open" for call in town.calls)


def test_the_bot_comes_back_after_an_outage(town: SlackSandbox, bot: Bot) -> None:
    @bot.app.action("outage")
    def outage(ack: Ack) -> None:
        ack()

    ts = post(bot, "outage")
    town.away(refused=True)
    assert town.connections == 0
    assert not town.click("bo", ts, "outage").acked
    town.back()
    town.wait_for(lambda: town.connections == 1)
    assert town.click("bo", ts, "outage").acked
