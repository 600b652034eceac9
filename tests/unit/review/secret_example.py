"""Made-up secrets, put together when the tests run, so that no scanner takes this repository's for real."""

from random import Random

UPPER, LOWER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz"
DIGITS, HEX = "0123456789", "0123456789abcdef"
LETTERS = UPPER + LOWER + DIGITS
BEGIN, END = "-----" + "BEGIN ", "-----" + "END "


def made(length: int, letters: str = LETTERS, seed: int = 7) -> str:
    """Return the same random characters in every run."""
    draw = Random(seed)  # noqa: S311 - nothing here is a real secret
    return "".join(draw.choice(letters) for _ in range(length))


# (what it is, a line that holds one)
TOKENS = [
    ("an AWS access key", "AKIA" + made(16, UPPER + "234567")),
    ("a Google API key", "AIza" + made(35)),
    ("a Google OAuth client secret", "GOCSPX-" + made(28)),
    ("a GitHub token", "ghp_" + made(36)),
    ("a GitHub token", "gho_" + made(36)),
    ("a GitHub token", "ghs_" + made(36)),
    ("a GitHub token", f"github_pat_{made(22)}_{made(59)}"),
    ("a GitLab token", "glpat-" + made(20)),
    ("a Slack token", f"xoxb-{made(12, DIGITS)}-{made(12, DIGITS)}-{made(24)}"),
    ("a Slack token", f"xapp-1-A{made(10, UPPER)}-{made(13, DIGITS)}-{made(64, HEX)}"),
    ("a Slack webhook", f"https://hooks.slack.com/services/T{made(9, UPPER)}/B{made(9, UPPER)}/{made(24)}"),
    ("a Stripe live key", "sk_live_" + made(24)),
    ("a Stripe live key", "rk_live_" + made(24)),
    ("a Twilio key", f"twilio: SK{made(32, HEX)}"),
    ("a SendGrid key", f"SG.{made(22)}.{made(43)}"),
    ("a Mailgun key", "key-" + made(32, HEX)),
    ("a Mailchimp key", made(32, HEX) + "-us12"),
    ("an npm token", "npm_" + made(36)),
    ("an npm registry's token", "//registry.npmjs.org/:_authToken=" + made(36, HEX)),
    ("a PyPI token", "pypi-AgEIcHlwaS5vcmc" + made(70)),
    ("a Docker Hub token", "dckr_pat_" + made(27)),
    ("an OpenAI key", "sk-proj-" + made(60)),
    ("a key of the `sk-` form", f"sk-{made(20)}T3BlbkFJ{made(20)}"),
    ("an Anthropic key", "sk-ant-api03-" + made(93)),
    ("a Hugging Face token", "hf_" + made(34)),
    ("a Vault token", "hvs." + made(90)),
    ("a DigitalOcean token", "dop_v1_" + made(64, HEX)),
    ("a Shopify token", "shpat_" + made(32, HEX)),
    ("a Square token", "sq0atp-" + made(22)),
    ("a Telegram bot token", f"{made(10, '123456789')}:AA{made(33)}"),
    ("a Discord bot token", f"M{made(23)}.{made(6)}.{made(27)}"),
    ("a Discord webhook", f"https://discord.com/api/webhooks/{made(18, DIGITS)}/{made(68)}"),
    ("an Azure storage key", f"AccountKey={made(86)}=="),
    ("an Azure shared access signature", f"?sv=2024-01-01&sig={made(43)}%3D"),
    ("an Azure AD client secret", "abc8Q~" + made(34)),
    ("a Databricks token", "dapi" + made(32, HEX)),
    ("a Grafana token", f"glsa_{made(32)}_{made(8, HEX)}"),
]
