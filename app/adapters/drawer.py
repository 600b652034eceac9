"""A process that redraws cards, so that drawing takes no turn at the interpreter from who acknowledges."""

import logging
import os
import signal
from collections.abc import Callable, Iterator

from app.adapters.tether import name_this

log = logging.getLogger(__name__)

NAME = "airlock redraw"


class Drawer:
    """Forked, so make it before any thread starts. It ends with the process that made it."""

    def __init__(self, serve: Callable[[Iterator[str]], None]) -> None:
        """`serve` draws in there what it is given the ids of, until there are no more."""
        told, self._line = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self._line)
            _serve(told, serve)
        os.close(told)
        os.set_blocking(self._line, False)
        self._is_alive = True

    def tell(self, deploy_id: str) -> bool:
        """Have a card drawn there. False when the process has died; one that hangs is told no more."""
        try:
            os.write(self._line, f"{deploy_id}\n".encode())
        except BlockingIOError:  # some thousands wait for it; the clock sees to the rest
            return True
        except BrokenPipeError:
            if self._is_alive:
                log.error("process that redraws cards has died")  # noqa: TRY400 - no fault of this code
            self._is_alive = False
            return False
        return True

    def close(self) -> None:
        """Let it finish what it has begun, and wait for that."""
        os.close(self._line)
        os.waitpid(self.pid, 0)


def _serve(told: int, serve: Callable[[Iterator[str]], None]) -> None:
    """Be that process. Whoever ends the bot ends it too, by closing the line: it has nothing to hurry for."""
    code = 1
    try:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        name_this(NAME)
        with os.fdopen(told, "r", encoding="ascii") as lines:
            serve(line.rstrip("\n") for line in lines)
        code = 0
    except Exception:
        log.exception("process that redraws cards has failed")
    finally:
        os._exit(code)
