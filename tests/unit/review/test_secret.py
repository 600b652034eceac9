"""Secrets in added lines: what is seen, what is left alone, and where it is said to be."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.report import Level
from app.review.content.added import Added, added_of
from app.review.content.secret import look_at_secrets
from app.review.content.secret_token import find_tokens
from app.review.render import report_json
from tests.unit.review.example import added, deleted, modified, patches, report, rules
from tests.unit.review.secret_example import BEGIN, END, HEX, LETTERS, TOKENS, made

RANDOM = made(32)
BODY = "MIIEpAIBAAKCAQEA" + made(48)
PEM = f"{BEGIN}RSA PRIVATE KEY-----\n{BODY}\n{made(64, seed=8)}\n{END}RSA PRIVATE KEY-----"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0." + made(43)
CHOSEN = "Tr0ub4dor&3x"


def changed(*diffs: str) -> list[Added]:
    return added_of(patches(*diffs))


def seen(path: str, text: str) -> list[str]:
    return rules(look_at_secrets(changed(added(path, text))).seen.findings)


@pytest.mark.parametrize(("what", "line"), TOKENS)
@pytest.mark.parametrize("form", ["{}", 'key = "{}"', "x: '{}',", '  "a\\n{}"', "<b>{}</b>"])
def test_a_vendors_token_is_told_by_its_form(what: str, line: str, form: str) -> None:
    (finding,) = look_at_secrets(changed(added("app/a.py", f"x = 1\n{form.format(line)}\n"))).seen.findings
    assert (finding.rule, finding.line) == ("secret.token", 2)
    assert finding.message.startswith(f"Adds {what}.")


@pytest.mark.parametrize(
    ("path", "text", "rule"),
    [
        ("server.pem", PEM, "secret.private-key"),
        ("id_rsa", f"{BEGIN}OPENSSH PRIVATE KEY-----\n{made(60)}\n", "secret.private-key"),
        ("id_rsa", f"{BEGIN}OPENSSH PRIVATE KEY-----", "secret.private-key"),
        ("k.asc", f"{BEGIN}PGP PRIVATE KEY BLOCK-----\nVersion: 1\n\n{made(60)}\n", "secret.private-key"),
        ("a.py", f'KEY = """{BEGIN}EC PRIVATE KEY-----\n{made(60)}\n"""', "secret.private-key"),
        ("gcp.json", f'{{"private_key": "{BEGIN}PRIVATE KEY-----\\n{BODY}\\n"}}', "secret.private-key"),
        (
            "tls.yml",
            "tls.key: LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQpNSUlFcEFJQkFBS0NBUUVB",
            "secret.private-key",
        ),
        ("tests/server.key", PEM, "secret.in-test"),
        ("README.md", "ghp_" + made(36), "secret.in-test"),
        ("a.rb", "sk_test_" + made(24), "secret.test-key"),
        ("a.py", "AKIA" + "IOSFODNN7EXAMPLE", "secret.test-key"),
        ("a.py", "ghs_" + "16C7e42F292c6912E7710c838347Ae178B4a", "secret.test-key"),
        ("a.py", f"h = '{JWT}'", "secret.jwt"),
        ("settings.py", "DB = 'postgres://shop:Xk29vLq7@db.internal:5432/shop'", "secret.url"),
        ("a.yml", "url: https://deploy:s3cr3tP4ss@git.corp.net/x.git", "secret.url"),
        ("a.sh", "curl -u admin:Zk29Kd1x https://x.corp.net", "secret.url"),
        ("a.py", f'password = "{CHOSEN}"', "secret.password"),
        ("a.py", f'connect(password="{CHOSEN}")', "secret.password"),
        ("a.py", f'DB_PASSWORD: str = "{CHOSEN}"', "secret.password"),
        ("a.py", f'os.environ["API_KEY"] = "{RANDOM}"', "secret.password"),
        ("a.py", f'aws_secret_access_key = "{made(19)}/{made(20)}"', "secret.password"),
        ("a.py", f'token = "{made(40, HEX)}"', "secret.password"),
        ("a.rb", f"ENV['SECRET_TOKEN'] ||= '{made(64, HEX)}'", "secret.password"),
        ("a.go", f'const apiToken string = "{RANDOM}"', "secret.password"),
        ("a.java", f'private static final String API_KEY = "{RANDOM}";', "secret.password"),
        ("a.php", f"define('DB_PASSWORD', '{CHOSEN}');", "secret.password"),
        ("a.js", f"clientSecret: '{RANDOM}',", "secret.password"),
        ("a.js", f"'Authorization': 'Bearer {RANDOM}'", "secret.password"),
        ("a.cs", f'"Server=db;User Id=shop;Password={CHOSEN.replace("&", "!")};"', "secret.password"),
        ("a.ipynb", f'    "api_key = \\"{RANDOM}\\"\\n",', "secret.password"),
        ("a.yml", f"api_key: {RANDOM}", "secret.password"),
        ("a.yml", f"  - name: API_TOKEN\n    value: {RANDOM}", "secret.password"),
        ("task.json", f'{{"name": "DB_PASSWORD", "value": "{CHOSEN}"}}', "secret.password"),
        (".env", f"SECRET_KEY={RANDOM}", "secret.password"),
        ("Dockerfile", f"ENV API_TOKEN={RANDOM}", "secret.password"),
        ("main.tf", f'  secret = "{RANDOM}"', "secret.password"),
        ("a.xml", f"<password>{CHOSEN.replace('&', '!')}</password>", "secret.password"),
        ("app.properties", f"spring.datasource.password={CHOSEN.replace('&', '!')}", "secret.password"),
    ],
)
def test_it_is_seen(path: str, text: str, rule: str) -> None:
    assert seen(path, text) == [rule]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", 'password = os.environ["DB_PASSWORD"]'),
        ("a.py", 'token = get_token("x8f3k2m9q1w7e5r4")'),
        ("a.yml", "token: ${{ secrets.GITHUB_TOKEN }}"),
        ("a.yml", "password: ${DB_PASSWORD}"),
        ("a.yml", "password: {{ vault_db_password_9x }}"),
        ("README.md", 'api_key = "<your-api-key-123>"'),
        ("a.env", "PASSWORD=changeme123!A"),
        ("a.py", 'secret_key = "django-insecure-example-1A!"'),
        ("a.py", f'api_key = "{"x" * 32}"'),
        ("a.py", 'api_key = "ghp_' + "x" * 36 + '"'),
        ("a.py", 'token = "1b4e28ba-2fa1-11d2-883f-0016d3cca427"'),
        ("a.py", f'commit = "{made(40, HEX)}"'),
        ("a.py", f'password_hash = "{RANDOM}"'),
        ("a.py", f'token_url = "https://x.example/{RANDOM}"'),
        ("a.py", 'token_type = "urn:ietf:params:oauth:token-type:jwt9"'),
        ("a.py", "max_tokens = 4096"),
        ("a.py", 'USE_S3_CREDENTIALS = "use_s3_scoped_credentials_on_builders"'),
        ("a.py", "password = form.cleaned_data.password1"),
        ("a.py", f'password == "{CHOSEN}"'),
        ("a.py", "passenger = 'Xk29vLq7!abc'"),
        ("a.py", 'key = "Xk29vLq7abcdefgh1234Zz"'),
        ("a.go", 'tokenPath := "/var/run/secrets/Kubernetes1.io/token"'),
        ("a.js", "accessToken: user.accessToken2Value,"),
        ("a.rb", 'password: "Password must hold 8 characters"'),
        ("locale/de/app.yml", "password: Passwort123!Neu"),
        ("tests/test_login.py", f'password = "{CHOSEN}"'),
        ("a.py", "postgres://postgres:postgres@localhost/test"),
        ("a.py", "postgres://user:password@db/test"),
        ("a.py", "https://${USER}:${PASSWORD}@host/x"),
        ("a.py", 'if line.startswith("' + BEGIN + 'RSA PRIVATE KEY-----"):'),
        ("a.py", BEGIN + "PUBLIC KEY-----\n" + BODY),
        ("a.py", "AKIAshort AKIA" + made(30)),
        ("package-lock.json", f'"integrity": "sha512-{made(86)}==", "token": "{RANDOM}"'),
        ("poetry.lock", f'{{file = "secret-1.0.whl", hash = "sha256:{made(64, HEX)}"}}'),
        (".secrets.baseline.old", '"filename": "a"'),
        ("a.css", ".token-9a8b7c6d5e4f3a2b { color: red }"),
        ("a.py", ""),
    ],
)
def test_it_is_left_alone(path: str, text: str) -> None:
    assert seen(path, text) == []


def test_only_added_lines_count() -> None:
    token = "ghp_" + made(36)
    assert look_at_secrets(changed(deleted("a.py", f"{token}\n"))).seen.findings == ()


@pytest.mark.parametrize("other", ["gone.py", "a.py"])
def test_a_secret_that_only_moved_is_said_to_be_there_before(other: str) -> None:
    token = f"k = 'ghp_{made(36)}'\n"
    moved = (
        modified("a.py", token, token) if other == "a.py" else deleted(other, token) + added("a.py", token)
    )
    (finding,) = look_at_secrets(changed(moved)).seen.findings
    assert finding.message.startswith("Moves a GitHub token. It was there before")


def test_a_key_whose_header_stays_and_whose_body_changes_is_seen() -> None:
    diff = (
        "diff --git a/k.pem b/k.pem\nindex 1111111..2222222 100644\n"
        "--- a/k.pem\n+++ b/k.pem\n@@ -1,3 +1,3 @@\n"
        f" {BEGIN}PRIVATE KEY-----\n-{made(64)}\n+{made(64, seed=9)}\n {END}PRIVATE KEY-----\n"
    )
    (finding,) = look_at_secrets(changed(diff)).seen.findings
    assert (finding.rule, finding.line) == ("secret.private-key", 2)


@pytest.mark.parametrize(
    ("comment", "words"),
    [
        ("# pragma: allowlist secret", "pragma: allowlist secret"),
        ("# pragma: whitelist secret", "pragma: whitelist secret"),
        ("// gitleaks:allow", "gitleaks:allow"),
        ("# nosec B105", "# nosec"),
        ("# noqa: E501, S105", "noqa: e501, s105"),
        ("# trufflehog:ignore", "trufflehog:ignore"),
    ],
)
def test_a_comment_that_asks_to_look_away_is_reported_and_not_obeyed(comment: str, words: str) -> None:
    found = look_at_secrets(changed(added("a.py", f'password = "{CHOSEN}"  {comment}\n'))).seen.findings
    assert rules(found) == ["secret.password", "secret.suppressed"]
    assert f"`{words}`" in found[1].message


def test_other_comments_ask_nothing() -> None:
    assert seen("a.py", "x = 1  # noqa: E501\ny = 's105'  # noqa\n# no secrets here\n") == []


def test_a_file_that_tells_scanners_what_to_leave_out_is_reported() -> None:
    assert seen(".gitleaksignore", "abc:a.py:generic:1") == ["secret.suppressed"]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("k = 'ghp_" + made(36) + "'", Level.HIGH),
        (PEM, Level.HIGH),
        (f'password = "{CHOSEN}"', Level.MEDIUM),
        ("k = 'sk_test_" + made(24) + "'", Level.MEDIUM),
    ],
)
def test_a_secret_is_never_low(text: str, level: Level) -> None:
    assert report(added("app/a.py", text)).level is level


def test_many_secrets_are_counted_and_not_all_listed() -> None:
    lines = "".join(f"k{n} = 'ghp_{made(36, seed=n)}'\n" for n in range(500))
    found = look_at_secrets(changed(added("a.py", lines))).seen.findings
    assert len(found) == 20
    assert found[0].message.endswith("And 480 more.")


HOSTILE = {
    "one line of names": "token=" * 50_000,
    "quotes": "password = '" * 50_000,
    "one long run": "a" * 1_000_000,
    "runs": ("a" * 25 + " ") * 40_000,
    "keys": (BEGIN + "PRIVATE KEY-----\n") * 10_000,
    "addresses": "https://a:" * 50_000,
    "tokens": "eyJ" + "a." * 300_000,
    "blanks": "secret" + " " * 500_000,
    "webhooks": "hooks.slack.com/services/" * 20_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_takes_bounded_time(name: str) -> None:
    look_at_secrets(changed(added("a.yml", HOSTILE[name])))


PARTS = st.sampled_from(
    ["password", "token", "=", ": ", '"', "'", "\\n", "ghp_", "://", ":", "@", "eyJ", ".", "İ", "ß", BEGIN,
     "\ud800", "PRIVATE KEY-----", "# nosec", made(24), "\r", " "]
)  # fmt: skip


@settings(max_examples=150)
@given(st.lists(PARTS | st.text(max_size=8), max_size=30), st.sampled_from(["a.py", "a.yml", "go.sum"]))
def test_any_text_is_read_and_named_by_its_line(parts: list[str], path: str) -> None:
    text = "".join(parts).replace("\n", " ")
    for finding in look_at_secrets(changed(added(path, f"x\n{text}"))).seen.findings:
        assert finding.line in {1, 2}


@settings(max_examples=100)
@given(st.text(alphabet=LETTERS, min_size=36, max_size=36), st.text(max_size=20), st.text(max_size=20))
def test_a_token_is_found_wherever_it_stands(body: str, before: str, after: str) -> None:
    text = f"{before} ghp_{body} {after}"
    is_random = len(set(body[-16:].lower())) >= 5
    assert any(found.what == "a GitHub token" for found in find_tokens(text)) is is_random


def test_the_report_says_nothing_of_any_value() -> None:
    lines = "\n".join(line for _, line in TOKENS)
    text = report_json(report(added("app/a.py", f"{lines}\npassword = '{CHOSEN}'\n{PEM}\n")))
    values = [piece for _, line in TOKENS for piece in line.split("/")[-1:]]
    assert [value for value in (*values, CHOSEN, BODY) if value[-20:] in text] == []


@pytest.mark.parametrize("path", ["tests/test_a.py", "docs/a.md"])
def test_the_example_key_of_a_vendors_documents_belongs_into_tests_and_documents(path: str) -> None:
    made = report(added(path, 'key = "' + "AKIA" + 'IOSFODNN7EXAMPLE"\n'))
    assert not [name for name in rules(made) if name.startswith("secret.")]
