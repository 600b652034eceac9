"""What somebody sees who writes /deploy."""

from sandbox.slack.message import Message
from tests.eventually import eventually
from tests.stories.world import APPROVAL, World


def ask(world: World, user: str, text: str) -> Message:
    before = len(world.slack.ephemerals(user))
    assert world.slack.command(user, "/deploy", text, channel=APPROVAL).acked
    eventually(lambda: len(world.slack.ephemerals(user)) > before)
    return world.slack.ephemerals(user)[-1]


def words_of(message: Message) -> str:
    return f"{message.text} {message.blocks}"
