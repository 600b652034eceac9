"""What the sandbox takes from the app's manifest."""

from pathlib import Path

from sandbox.slack import Manifest
from sandbox.slack.manifest import Command, read

WRITTEN = """
features:
  slash_commands:
    - command: /deploy
      description: Deploys
      usage_hint: "[status | show ID | queue OWNER/NAME …]"
      should_escape: true
oauth_config:
  scopes:
    bot: [chat:write, commands]
settings:
  event_subscriptions:
    bot_events: [app_home_opened]
    metadata_subscriptions:
      - {app_id: A0CI000001, event_type: deploy_queued}
"""


def test_a_manifest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "manifest.yml"
    path.write_text(WRITTEN, encoding="utf-8")
    manifest = read(path)
    assert manifest.scopes == {"chat:write", "commands"}
    assert manifest.events == {"app_home_opened"}
    assert manifest.commands[0].should_escape
    assert manifest.listens_to("A0CI000001", "deploy_queued")
    assert not manifest.listens_to("A0CI000001", "other")
    assert not manifest.listens_to("A0OTHER001", "deploy_queued")


def test_without_a_manifest_everything_is_allowed(tmp_path: Path) -> None:
    assert read(tmp_path / "manifest.yml") == Manifest()


def test_completions_are_the_first_words_of_the_hint() -> None:
    command = Command("/deploy", usage_hint="[status | show ID | queue OWNER/NAME …]")
    assert command.completions == ["status", "show", "queue"]
    assert Command("/deploy").completions == []
