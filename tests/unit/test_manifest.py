"""manifest.yml asks for exactly what the code uses, no scope more."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from slack_sdk import WebClient

from blocks.usage import COMMAND, HELP
from handlers.commands import ANSWERS
from handlers.metadata import EVENT_TYPE
from sandbox.slack import manifest
from sandbox.slack.methods import METHODS
from tests.unit.listeners import named, registered

ROOT = Path(__file__).parents[2]
DECLARED = manifest.read()

READ_CHANNELS = {"channels:read", "groups:read"}  # public and private ones
READ_HISTORY = {"channels:history", "groups:history"}
# Each method's page: docs.slack.dev/reference/methods/NAME
SCOPES: dict[str, set[str]] = {
    "apps.connections.open": set(),  # the app-level token's connections:write
    "auth.test": set(),
    "chat.getPermalink": set(),
    "chat.postMessage": {"chat:write"},
    "chat.update": {"chat:write"},
    "conversations.history": READ_HISTORY,
    "conversations.info": READ_CHANNELS,
    "conversations.list": READ_CHANNELS,
    "conversations.replies": READ_HISTORY,
    "files.completeUploadExternal": {"files:write"},
    "files.delete": {"files:write"},
    "files.getUploadURLExternal": {"files:write"},
    "usergroups.list": {"usergroups:read"},
    "usergroups.users.list": {"usergroups:read"},
    "users.info": {"users:read", "users:read.email"},  # the second for profile.email
    "users.lookupByEmail": {"users:read.email"},
    "views.open": set(),
    "views.publish": set(),
}
# docs.slack.dev/reference/events/NAME
EVENT_SCOPES = {"app_home_opened": set[str](), "message_metadata_posted": {"metadata.message:read"}}
COMMAND_SCOPES = {"commands"}


def called() -> set[str]:
    """Return every Web API method that the product calls: `client.chat_update` is chat.update."""
    files = [file for folder in ("app", "handlers", "workers") for file in (ROOT / folder).rglob("*.py")]
    return {name.replace("_", ".") for file in files for name in _web_methods(ast.parse(file.read_bytes()))}


def _web_methods(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and re.fullmatch("[a-z]+(_[a-zA-Z]+)+", node.attr):
            function = getattr(WebClient, node.attr, None)
            if callable(function) and "api_call" in function.__code__.co_names:
                yield node.attr


def test_every_method_called_is_in_the_table_and_no_other() -> None:
    assert called() == SCOPES.keys()


def test_the_scopes_are_those_that_methods_events_and_commands_need() -> None:
    needed = set[str]().union(COMMAND_SCOPES, *SCOPES.values(), *EVENT_SCOPES.values())
    assert needed == DECLARED.scopes


def test_the_events_are_those_that_somebody_listens_to() -> None:
    assert named(registered().events) == DECLARED.events == EVENT_SCOPES.keys()


def test_metadata_is_heard_of_the_one_type() -> None:
    assert DECLARED.metadata == (("*", EVENT_TYPE),)


def test_the_command_is_the_one_that_is_answered() -> None:
    assert named(registered().commands) == {command.command for command in DECLARED.commands} == {COMMAND}


def test_the_hint_and_the_help_name_the_same_subcommands_in_the_same_form() -> None:
    (command,) = DECLARED.commands
    hinted = [form.strip() for form in command.usage_hint.split("|")]
    assert sorted(hinted) == sorted(form.form for form in HELP)
    assert sorted(form.split()[0] for form in hinted) == sorted(ANSWERS)


@pytest.mark.parametrize("method", SCOPES)
def test_the_local_slack_knows_every_method_called(method: str) -> None:
    assert method in METHODS
