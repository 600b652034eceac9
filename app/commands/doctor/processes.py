"""Whether every process is alive, by what each says of itself in Redis, and does what is owed."""

from collections.abc import Iterator

from app import wiring
from app.commands.doctor.line import Check, Line, Mark
from app.domain.vitals import Vitals, checks, named

NONE = "none runs yet: `airlock up` starts them all"
NO_WEB = "No web is running, so no CI and no webhook is heard: start `airlock web`."


def lines(parts: wiring.Parts) -> Iterator[Line]:
    """Yield what `/readyz` says too, and which processes are alive."""
    vitals = parts.vitals.look()
    if not vitals.processes:
        yield Line(Mark.NOTE, Check.PROCESS, NONE)
        return
    wrong = [words for words in checks(vitals, parts.vitals.queues).values() if words]
    if not named(vitals, "web"):
        wrong.append(NO_WEB)
    yield from (Line(Mark.MEND, Check.PROCESS, words) for words in wrong)
    if not wrong:
        yield Line(Mark.OK, Check.PROCESS, _alive(vitals))
    versions = {process.version for process in vitals.processes}
    if len(versions) > 1:
        words = f"are of several versions ({', '.join(sorted(versions))}): restart those that are older"
        yield Line(Mark.NOTE, Check.PROCESS, words)


def _alive(vitals: Vitals) -> str:
    names = sorted(process.name for process in vitals.processes)
    hosts = {process.host for process in vitals.processes}
    return f"{', '.join(names)} are alive" + (f", on {len(hosts)} machines" if len(hosts) > 1 else "")
