"""What the app declares about itself in manifest.yml: scopes, commands, events."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from sandbox.slack.people import Json

MANIFEST = Path(__file__).parents[2] / "manifest.yml"
EVERY_SCOPE = frozenset(
    {"chat:write", "commands", "files:read", "files:write", "im:write", "metadata.message:read"}
    | {"users:read", "users:read.email", "usergroups:read", "channels:join"}
    | {"channels:read", "groups:read", "im:read", "channels:history", "groups:history", "im:history"}
)


@dataclass(frozen=True)
class Command:
    command: str  # with the slash
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = False

    @property
    def completions(self) -> list[str]:
        """The first word of every alternative in the usage hint."""
        hints = self.usage_hint.strip("[]<> ").split("|")
        return [hint.split()[0].strip("[]<>") for hint in hints if hint.strip()]


@dataclass(frozen=True)
class Manifest:
    scopes: frozenset[str] = EVERY_SCOPE
    commands: tuple[Command, ...] = (Command("/deploy", "Deploys that wait", "status | help"),)
    events: frozenset[str] = frozenset({"app_home_opened", "message_metadata_posted"})
    metadata: tuple[tuple[str, str], ...] = (("*", "*"),)  # (app id, event type) listened to; * is any

    def listens_to(self, app_id: str, event_type: str) -> bool:
        """Whether metadata of this type, posted by this app, is delivered."""
        return any(app in {"*", app_id} and kind in {"*", event_type} for app, kind in self.metadata)


def read(path: Path = MANIFEST) -> Manifest:
    """Read the manifest; without a file everything is allowed."""
    return _declared(path.read_text(encoding="utf-8")) if path.exists() else Manifest()


@lru_cache(4)
def _declared(text: str) -> Manifest:
    written: Json = yaml.safe_load(text)
    settings = written.get("settings", {}).get("event_subscriptions", {})
    return Manifest(
        scopes=frozenset(written["oauth_config"]["scopes"]["bot"]),
        commands=tuple(_command(one) for one in written.get("features", {}).get("slash_commands", [])),
        events=frozenset(settings.get("bot_events", [])),
        metadata=tuple(
            (one["app_id"], one["event_type"]) for one in settings.get("metadata_subscriptions", [])
        ),
    )


def _command(written: Json) -> Command:
    keys = ("command", "description", "usage_hint", "should_escape")
    return Command(**{key: written[key] for key in keys if key in written})
