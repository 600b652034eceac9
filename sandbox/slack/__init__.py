"""A Slack workspace on loopback that speaks Slack's own protocols and refuses what Slack refuses."""

from sandbox.slack.acts import Outcome
from sandbox.slack.call import Call
from sandbox.slack.manifest import Manifest
from sandbox.slack.message import Message
from sandbox.slack.people import App, Channel, Group, User
from sandbox.slack.reading import NeverHappened
from sandbox.slack.sandbox import SlackSandbox
from sandbox.slack.seed import SEED, Seed
from sandbox.slack.timing import Timing
from sandbox.slack.view import View

__all__ = [
    "SEED",
    "App",
    "Call",
    "Channel",
    "Group",
    "Manifest",
    "Message",
    "NeverHappened",
    "Outcome",
    "Seed",
    "SlackSandbox",
    "Timing",
    "User",
    "View",
]
