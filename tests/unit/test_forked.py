"""What is known of a process that somebody else was asked to fork."""

import socket

from app.forked import LOST, Forked


def test_a_server_that_died_before_it_read_what_was_asked_has_lost_the_process() -> None:
    ours, line = socket.socketpair()
    ours.sendall(b"what to start")
    line.close()
    assert Forked(ours).poll() == LOST
