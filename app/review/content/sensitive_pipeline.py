"""Lines of the pipeline that trust strangers, or let a step fail unseen."""

from app.review.content.sensitive_line import ANY, L
from app.review.content.sensitive_pattern import Form, patterns
from app.review.place.kind import Kind

_CI = frozenset({Kind.CI})

CI_TRUST = patterns(
    "config.ci-trust",
    "lets what a stranger wrote, or a page on the internet, run with the pipeline's keys. Pin what it "
    "runs, and give the job only the rights that it needs",
    (
        Form("pull_request_target", r"\bpull_request_target\b", L.YAML),
        Form(
            "github.event.pull_request.head github.head_ref",
            r"\bref:\s*\$\{\{\s*(?P<what>github\.(?:event\.pull_request\.head\.(?:sha|ref)|head_ref))",
            L.YAML,
        ),
        Form("write-all", r"\bpermissions:\s*write-all\b", L.YAML),
        Form(
            "secrets.",
            r"\b(?:echo|printf|cat\s*<<<)\b[^|>]{0,120}\$\{\{\s*secrets\.",
            L.YAML,
            strings=True,
            unless=r"--password-stdin|\||>",
        ),
        Form("curl wget", r"\b(?:curl|wget)\b[^|;#]{0,200}\|\s*(?:sudo\s+)?(?:ba|z)?sh\b", ANY, strings=True),
        Form("self-hosted", r"\bruns-on:.{0,40}\bself-hosted\b", L.YAML),
        Form(
            "github.event.",
            r"\brun:.{0,200}\$\{\{\s*(?P<what>github\.event\.(?:issue|pull_request|comment|review"
            r"|head_commit)\.(?:title|body|message))",
            L.YAML,
            strings=True,
        ),
    ),
    kinds=_CI,
)

CI_WEAKER = patterns(
    "config.ci-weaker",
    "lets a step of the pipeline fail, or not run, without anybody being told: a green build then says "
    "less. Mend the step, or take it out and say so",
    (
        Form("continue-on-error allow_failure", r"\b(?:continue-on-error|allow_failure):\s*true\b", L.YAML),
        Form(
            "||~true ||~exit~0",
            r"\|\|\s*(?:true|exit 0|:)\s*[\"']?$",
            L.YAML | L.SHELL,
            strings=True,
            unless=r"\b(?:kill|rm|docker|grep|mkdir|git diff)\b",
        ),
        Form("if:~false if:~${{~false", r"^\s*-?\s*if:\s*(?:\$\{\{\s*)?false\b", L.YAML),
    ),
    kinds=_CI,
)

CI_REMOVED = patterns(
    "config.ci-weaker",
    "is taken out of this pipeline: what it would have caught may now reach production. Make sure that "
    "something else runs it",
    (
        Form(
            "test pytest rspec",
            r"\b(?P<what>pytest|tox|rspec|npm (?:run )?test|yarn (?:run )?test|pnpm (?:run )?test"
            r"|go test|cargo test|mvn (?:-\w+ )?(?:test|verify)|gradlew? (?:test|check)|make (?:test"
            r"|check|lint)|bundle exec rspec|rails test|mix test|phpunit|dotnet test"
            r"|python -m (?:unittest|pytest)|manage\.py test)\b",
            L.YAML,
            strings=True,
        ),
    ),
    kinds=_CI,
    sign="-",
)

ROWS = (*CI_TRUST, *CI_WEAKER, *CI_REMOVED)
