"""The least that a bot can do: a Bolt listener that only acknowledges.

By itself: `python -m bench.bare CLIENT API_URL BOT_TOKEN APP_TOKEN`, where CLIENT is "bolt" for Bolt's own
Socket Mode handler, or "airlock" for the one that Airlock has. It ends with its standard input.
"""

import re
import sys
from concurrent.futures import ThreadPoolExecutor

from slack_bolt import Ack, App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from handlers.bot import THREADS
from handlers.socket import Handler


def main(client: str, api_url: str, bot_token: str, app_token: str) -> None:
    """Acknowledge every click until the end of standard input."""
    web, executor = WebClient(bot_token, base_url=api_url), ThreadPoolExecutor(THREADS)
    bolt = App(client=web, listener_executor=executor)
    bolt.action(re.compile(".*"))(_acknowledge)
    handler = (
        Handler(bolt, app_token, THREADS)
        if client == "airlock"
        else SocketModeHandler(bolt, app_token, web_client=web)
    )
    handler.connect()
    sys.stdin.read()
    handler.close()


def _acknowledge(ack: Ack) -> None:
    ack()


if __name__ == "__main__":
    main(*sys.argv[1:])
