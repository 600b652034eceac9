"""Tokens whose form names who gave them out.

All of them hold a run of twenty letters, digits, `_` or `-`; so the runs are looked for first, in C, and only
what stands at the start of one is held against the table.
"""

import re
from collections.abc import Iterator

from app.review.content.secret_found import Found

RUN_MIN = 20  # characters; "AKIA" and sixteen more is the shortest token
_RUN_CHARACTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
_TO_RUNS = bytes(ord("a") if code in _RUN_CHARACTERS else ord(" ") for code in range(256))
_RUN = b"a" * RUN_MIN
_LEAST_LETTERS = 5  # different characters; `ghp_xxxxxxxx…` is a place to fill in
_TOKEN, _TEST, _JWT, _KEY = "secret.token", "secret.test-key", "secret.jwt", "secret.private-key"
_AWS_EXAMPLE = "EXAMPLE"  # AKIAIOSFODNN7EXAMPLE, docs.aws.amazon.com/IAM/latest/UserGuide

# (rule, what it is, its form from the start of a run). The vendors' own documents give the prefixes; lengths
# are lower bounds, as vendors lengthen their tokens without notice.
_FORMS = (
    (_TOKEN, "an AWS access key", r"(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?![A-Za-z0-9])"),
    (_TEST, "AWS's example access key", r"AKIA[A-Z0-9]{9}EXAMPLE(?![A-Za-z0-9])"),
    (_TOKEN, "a Google API key", r"AIza[\w-]{35}(?![\w-])"),
    (_TOKEN, "a Google OAuth client secret", r"GOCSPX-[\w-]{28}"),
    (_TOKEN, "a Google OAuth token", r"(?<=ya29\.)[\w-]{30,400}"),
    (_TEST, "GitHub's example token", r"gh[pousr]_16C7e42F292c6912E7710c838347Ae178B4a(?![A-Za-z0-9])"),
    (_TOKEN, "a GitHub token", r"gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_\w{60,255}"),
    (_TOKEN, "a GitLab token", r"gl(?:pat|dt|rt|cbt|ptt|soat|ft|imt|agent|oas|ffct)-[\w-]{20,300}"),
    (_TOKEN, "a GitLab runner token", r"GR1348941[\w-]{20}"),
    (_TOKEN, "a Slack token", r"xox[abceoprs]-[A-Za-z0-9-]{16,250}|xapp-\d-[A-Za-z0-9-]{20,250}"),
    (_TOKEN, "a Stripe live key", r"[rs]k_live_[A-Za-z0-9]{16,250}"),
    (_TEST, "a Stripe test key", r"[rs]k_test_[A-Za-z0-9]{16,250}"),
    (_TOKEN, "a webhook's signing secret", r"whsec_[A-Za-z0-9+/=]{24,100}"),
    (_TOKEN, "a SendGrid key", r"(?<=SG\.)[\w-]{22}\.[\w-]{43}(?![\w-])"),
    (_TOKEN, "a Mailgun key", r"key-[0-9a-f]{32}(?![\w-])"),
    (_TOKEN, "a Mailchimp key", r"[0-9a-f]{32}-us\d{1,2}(?![\w-])"),
    (_TOKEN, "an npm token", r"npm_[A-Za-z0-9]{36}(?![\w-])"),
    (_TOKEN, "a PyPI token", r"pypi-AgE[\w-]{50,1000}"),
    (_TOKEN, "a RubyGems key", r"rubygems_[0-9a-f]{48}"),
    (_TOKEN, "a crates.io token", r"cio[A-Za-z0-9]{32}(?![\w-])"),
    (_TOKEN, "a Docker Hub token", r"dckr_[op]at_[\w-]{20,100}"),
    (_TOKEN, "an Anthropic key", r"sk-ant-[\w-]{20,250}"),
    (_TOKEN, "an OpenAI key", r"sk-(?:proj|svcacct|admin|None)-[\w-]{20,250}"),
    (_TOKEN, "a key of the `sk-` form", r"sk-(?:or-v1-)?(?=[A-Za-z]{0,40}\d)[A-Za-z0-9]{32,200}(?![\w-])"),
    (_TOKEN, "a Hugging Face token", r"hf_[A-Za-z0-9]{30,60}(?![\w-])|api_org_[A-Za-z]{34}(?![\w-])"),
    (_TOKEN, "a Groq, Replicate or xAI key", r"(?:gsk_|r8_|xai-)[A-Za-z0-9]{36,100}(?![\w-])"),
    (_TOKEN, "a Vault token", r"(?<=hv[sbr]\.)[\w-]{24,300}"),
    (_TOKEN, "a Terraform Cloud token", r"(?<=\.atlasv1\.)[\w-]{60,100}"),
    (_TOKEN, "a DigitalOcean token", r"do[opr]_v1_[0-9a-f]{64}"),
    (_TOKEN, "a Shopify token", r"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}"),
    (_TOKEN, "a Square token", r"sq0[a-z]{3}-[\w-]{22,60}|EAAA[\w-]{60}(?![\w-])"),
    (_TOKEN, "a Telegram bot token", r"(?<=\d{8}:)AA[\w-]{32,36}(?![\w-])"),
    (_TOKEN, "a Discord bot token", r"[MNO][\w-]{23,27}\.[\w-]{6,7}\.[\w-]{27,45}(?![\w-])"),
    (_JWT, "a signed JSON Web Token", r"eyJ[\w-]{10,4000}\.eyJ[\w-]{10,8000}\.[\w-]{20,2000}"),
    (_TOKEN, "an Azure AD client secret", r"(?<=\dQ~)[\w.~-]{31,34}(?![\w.~-])"),
    (_TOKEN, "a Databricks token", r"dapi[0-9a-f]{32}(?![0-9a-f])"),
    (_TOKEN, "a Grafana token", r"glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}|glc_eyJ[A-Za-z0-9+/=]{40,400}"),
    (_TOKEN, "a New Relic key", r"NR(?:AK|II|JS)-[A-Za-z0-9-]{19,42}"),
    (_TOKEN, "a Sentry token", r"sntry[su]_[A-Za-z0-9+/=_]{40,400}"),
    (_TOKEN, "a Linear, Notion or Figma token", r"(?:lin_api_|ntn_|figd_)[\w-]{36,80}"),
    (_TOKEN, "a Postman key", r"PMAK-[0-9a-f]{24}-[0-9a-f]{34}"),
    (_TOKEN, "a Pulumi token", r"pul-[0-9a-f]{40}"),
    (_TOKEN, "a Doppler token", r"(?<=dp\.[ps]t\.)[A-Za-z0-9]{40,44}"),
    (_TOKEN, "a PlanetScale token", r"pscale_(?:tkn|pw|oauth)_[\w-]{32,64}"),
    (_TOKEN, "an Atlassian token", r"ATATT3[\w=-]{50,400}"),
    (_TOKEN, "a Supabase token", r"sb[ps]_[0-9a-f]{40}"),
    (_TOKEN, "a Dynatrace token", r"(?<=dt0c01\.)[A-Z2-7]{24}\.[A-Z2-7]{64}"),
    (_TOKEN, "a Tailscale key", r"tskey-[a-z]{3,8}-[\w-]{16,80}"),
    (_TOKEN, "a CircleCI or Buildkite token", r"CCIPAT_[\w-]{40,100}|bk[ua]a_[0-9a-f]{40}"),
    (_TOKEN, "a NuGet key", r"oy2[a-z0-9]{43}(?![\w-])"),
    (_TOKEN, "an Artifactory token", r"AKCp[A-Za-z0-9]{60,80}(?![\w-])"),
    (_KEY, "a private key (age)", r"AGE-SECRET-KEY-1[A-Z0-9]{50,60}"),
)  # fmt: skip
_TABLE = re.compile("|".join(f"({form})" for _, _, form in _FORMS), re.ASCII)
_TWILIO = re.compile(r"SK[0-9a-f]{32}")
_ESCAPES = frozenset("nrt")  # what may follow a backslash in a quoted string, and then begins a run


def find_tokens(text: str) -> Iterator[Found]:
    """Yield the tokens in `text`, in order."""
    for start, end in _runs(text):
        if found := _at(text, start) or _after_escape(text, start) or _twilio(text, start, end):
            yield found


def has_run(text: str) -> bool:
    """Whether there is any run in `text` that a token could begin with."""
    return next(_runs(text), None) is not None


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """Yield where runs of at least `RUN_MIN` characters of tokens stand."""
    # Latin-1 keeps one byte a character, so places in the bytes are places in the text.
    form = text.encode("latin-1", "replace").translate(_TO_RUNS)
    start = form.find(_RUN)
    while start >= 0:
        end = form.find(b" ", start + RUN_MIN)
        end = len(form) if end < 0 else end
        yield start, end
        start = form.find(_RUN, end)


def _after_escape(text: str, start: int) -> Found | None:
    is_escaped = text[start - 1 : start] == "\\" and text[start] in _ESCAPES
    return _at(text, start + 1) if is_escaped else None


def _at(text: str, start: int) -> Found | None:
    found = _TABLE.match(text, start)
    if not found or found.lastindex is None or len(set(found[0][-16:].lower())) < _LEAST_LETTERS:
        return None
    rule, what, _ = _FORMS[found.lastindex - 1]
    if rule == _TOKEN and found[0].endswith(_AWS_EXAMPLE):
        rule, what = _TEST, "AWS's example access key"
    return Found(rule, what, start, found.end())


def _twilio(text: str, start: int, end: int) -> Found | None:
    """Tell Twilio's key by its neighbourhood: nothing in its form names Twilio."""
    if not text.startswith("SK", start) or not _TWILIO.fullmatch(text, start, end):
        return None
    around = text[max(0, start - 200) : end + 200].lower()
    return Found(_TOKEN, "a Twilio key", start, end) if "twilio" in around else None
