"""Tests that are not run."""

from app.review.content.sensitive_line import L
from app.review.content.sensitive_pattern import Form, patterns
from app.review.place.kind import Kind

_TEST = frozenset({Kind.TEST})

SKIPPED_TESTS = patterns(
    "content.tests-skipped",
    "keeps a test from being run or counted: what it guarded is not guarded in this release. Mend it, "
    "or say who will and when",
    (
        Form(
            "pytest.mark.skip pytest.mark.xfail unittest.skip @skip pytest.skip( pytest.xfail(",
            r"@(?:pytest\.mark\.(?:skip|xfail)|unittest\.(?:skip|expectedFailure)|skip)\b(?!if|If"
            r"|Unless)|\bpytest\.(?:skip|xfail)\(",
            L.PYTHON,
            unless=r"sys\.|platform|win32|version|importorskip",
        ),
        Form(
            ".skip( .only( xit( xdescribe( fit( fdescribe( xtest(",
            r"(?<![\w.])(?:it|test|describe|context)\.(?:skip|only|todo)\(|(?<![\w.])(?:x(?:it|describe"
            r"|test)|f(?:it|describe))\(",
            L.SCRIPT,
        ),
        Form(
            "xit~ xdescribe~ xcontext~ pending skip",
            r"(?<![\w.])(?P<what>xit|xdescribe|xcontext|xscenario)\s|^\s*(?P<how>skip"
            r"|pending)(?:\s*[\"'(]|\s*$)|,\s*(?:skip|pending):\s*(?=true|['\"])",
            L.RUBY,
            strings=True,
        ),
        Form("t.skip(", r"\bt\.Skip(?:f|Now)?\(", L.GO, unless="Short"),
        Form("@disabled @ignore", r"@(?:Disabled|Ignore)\b(?!\w)", L.JVM),
        Form("[ignore skip~=", r"\[Ignore\b|\[(?:Fact|Theory)\(Skip\s*=", L.CSHARP),
        Form("#[ignore", r"#\[ignore\b", L.RUST),
        Form("@tag~:skip @tag~skip", r"@tag :skip\b|@tag skip:", L.ELIXIR),
        Form("marktestskipped marktestincomplete", r"\bmarkTest(?:Skipped|Incomplete)\(", L.PHP),
    ),
    kinds=_TEST,
)

ROWS = (*SKIPPED_TESTS,)
