"""What Slack, or who stands in between, may send: nothing of it stops the bot, or its answers."""

import json
import logging
import select
import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest

from handlers.bounded import MESSAGE
from handlers.link import Link, Pace
from sandbox.slack import SlackSandbox
from tests.eventually import eventually
from tests.stories.sockets.app import Noting
from tests.stories.sockets.raw import CONTINUED, PING, TEXT, frame, speaking

ENVELOPE = frame(b'{"envelope_id": "e-1", "type": "interactive", "payload": {}}')
PIECE = b"x" * (MESSAGE // 8)


def endlessly(visitor: socket.socket) -> None:
    visitor.sendall(frame(PIECE, TEXT, is_last=False))
    while True:
        visitor.sendall(frame(PIECE, CONTINUED, is_last=False) + frame(b"", PING))


@pytest.mark.parametrize("say", [endlessly, lambda visitor: visitor.sendall(frame(PIECE * 9))])
def test_more_than_slack_ever_sends_is_not_taken_in(say: object, caplog: pytest.LogCaptureFixture) -> None:
    assert callable(say)
    with speaking(say) as url, caplog.at_level(logging.INFO):
        link = Link.open(url, Pace())
        link.hand_on(lambda *_: None)
        assert link.ended.is_set()
    [record] = caplog.records
    assert vars(record)["why"] == "a message of more than 4 MiB"


def test_what_trickles_in_keeps_no_answer_waiting() -> None:
    answered = Event()

    def trickle(visitor: socket.socket) -> None:
        visitor.sendall(ENVELOPE + frame(PIECE)[:10])
        for _ in range(400):
            if select.select([visitor], [], [], 0.01)[0]:
                answered.set()
                return
            visitor.sendall(b"x")

    with speaking(trickle) as url:
        link = Link.open(url, Pace())
        reader = Thread(target=link.hand_on, args=(lambda *_: None,))
        reader.start()
        eventually(lambda: link.awaits("e-1"))
        link.answer("e-1", {"envelope_id": "e-1"})
        eventually(answered.is_set)
        reader.join()


def test_an_envelope_whose_id_is_none_breaks_nothing() -> None:
    envelope = frame(json.dumps({"envelope_id": ["e-1"], "type": "interactive", "payload": []}).encode())
    heard = []
    with speaking(lambda visitor: visitor.sendall(envelope + ENVELOPE)) as url:
        link = Link.open(url, Pace())
        link.hand_on(lambda link, message: heard.append(link.awaits(message["envelope_id"])))
    assert heard == [False, True]


@pytest.mark.parametrize("body", [b"[1]", b"[" * 100_000])
def test_an_answer_that_is_not_slacks_is_got_over(slack: SlackSandbox, body: bytes) -> None:
    class Other(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    bot = Noting(slack, Pace(first=0.01, away=0.01))
    with ThreadingHTTPServer(("127.0.0.1", 0), Other) as other:
        Thread(target=other.serve_forever, args=(0.01,)).start()
        ours, client = slack.api_url, bot.handler._keeper._client
        client.base_url = f"http://127.0.0.1:{other.server_port}/"
        bot.handler.connect()
        eventually(lambda: bot.handler._keeper._tries > 1)
        client.base_url = ours
        eventually(lambda: bot.handler.is_connected)
        other.shutdown()
    bot.handler.close()
