"""What a person sees of the stand-in CI: the runs, one run, and buttons to make the next one fail."""

from collections.abc import Iterable
from html import escape
from importlib.resources import files
from string import Template

from sandbox.ci.fault import Fault, Kind
from sandbox.ci.ledger import Ledger
from sandbox.ci.promotion import Promotion

PAGES = files("sandbox.ci") / "pages"
LAYOUT = Template((PAGES / "layout.html").read_text("utf-8"))

LABEL = {
    Kind.FAIL: "Fail the smoke test",
    Kind.MUTE: "Go live, never report",
    Kind.STUCK: "Start, never end",
    Kind.LIVE_TWICE: "Report live twice",
    Kind.LATE: "Answer late",
    Kind.SILENT: "Never answer",
    Kind.DROP_BEFORE: "Drop the connection before",
    Kind.DROP_AFTER: "Drop the connection after",
    Kind.ERROR: "Answer 500",
    Kind.REFUSE: "Refuse",
    Kind.REPORT_FIRST: "Report before answering",
}


def runs_page(ledger: Ledger) -> str:
    """Every run, what is live, and the faults."""
    parts = (
        "<h1>Runs</h1>",
        _section(_runs(ledger.promotions)),
        "<h2>Live now</h2>",
        _section(_live(ledger.live)),
        "<h2>The next promotion will …</h2>",
        _section(_faults(ledger.faults)),
    )
    return LAYOUT.substitute(title="Runs · Harbour CI", main="".join(parts))


def run_page(promotion: Promotion) -> str:
    payload = promotion.payload
    title = f"Run {promotion.number} · {payload.repository} to {payload.environment}"
    main = f"<h1>{escape(title)}</h1>{_state(promotion)}{_section(_facts(promotion))}"
    log = "".join(f"<time>{line.at:%H:%M:%S}</time>{escape(line.text)}\n" for line in promotion.log)
    main += f"<h2>Log (UTC)</h2>{_section(f'<pre>{log}</pre>')}"
    return LAYOUT.substitute(title=escape(title), main=main)


def _facts(promotion: Promotion) -> str:
    payload = promotion.payload
    by = [payload.decided_by] if isinstance(payload.decided_by, str) else payload.decided_by
    facts = {
        "Commit": payload.sha,
        "Deploy": payload.id,
        "Decided by": ", ".join(by),
        "Report": payload.report_digest,
        "Key": promotion.key,
        "Requests": str(promotion.requests),
        "Begun": str(promotion.started),
    }
    return (
        "<dl>" + "".join(f"<dt>{n}</dt><dd><code>{escape(v)}</code></dd>" for n, v in facts.items()) + "</dl>"
    )


def _state(promotion: Promotion) -> str:
    words = f"{promotion.state}: {promotion.detail}" if promotion.detail else promotion.state
    return f'<p class="state {promotion.state}" role="status">{escape(words)}</p>'


def _runs(promotions: list[Promotion]) -> str:
    if not promotions:
        return '<p class="quiet">None yet. Airlock asks for one when somebody approves.</p>'
    rows = (_run(promotion) for promotion in reversed(promotions))
    return _table(("Run", "Repository", "Commit", "Environment", "State"), rows)


def _run(promotion: Promotion) -> tuple[str, ...]:
    payload = promotion.payload
    return (
        f'<a href="/runs/{promotion.number}">Run {promotion.number}</a>',
        escape(payload.repository),
        f"<code>{payload.sha[:7]}</code>",
        escape(payload.environment),
        f'<span class="state {promotion.state}">{promotion.state}</span>',
    )


def _live(live: dict[str, dict[str, str]]) -> str:
    rows = [
        (escape(repository), escape(environment), f"<code>{escape(sha)}</code>")
        for repository, shas in live.items()
        for environment, sha in shas.items()
    ]
    return _table(("Repository", "Environment", "Commit"), rows) if rows else '<p class="quiet">Nothing.</p>'


def _faults(armed: list[Fault]) -> str:
    buttons = "".join(f'<button data-fault="{kind}">{label}</button>' for kind, label in LABEL.items())
    words = ", ".join(LABEL[fault.kind] for fault in armed) or "nothing, all goes well"
    return f'<div class="faults">{buttons}</div><p class="quiet" role="status">Armed: {words}.</p>'


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = "".join(f"<th>{text}</th>" for text in heads)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _section(inner: str) -> str:
    return f"<section>{inner}</section>"
