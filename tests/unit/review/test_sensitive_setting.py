"""Settings with another value: flags, limits, sessions, and variables that are newly read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.review.content.sensitive import look_at_lines
from tests.unit.review.example import added, modified, patches, rules


@pytest.mark.parametrize(
    ("path", "before", "after", "rule", "words"),
    [
        (
            "config/flags.yml",
            "new_cart: false",
            "new_cart: true",
            "config.flag",
            "`new_cart` goes from `false` to",
        ),
        ("settings.py", "FEATURE_CART = False", "FEATURE_CART = True", "config.flag", "`FEATURE_CART`"),
        (".env", "CART_ENABLED=0", "CART_ENABLED=1", None, ""),
        (".env", "CART_ENABLED=false", "CART_ENABLED=true", "config.flag", "`CART_ENABLED`"),
        ("a.json", '  "enableCart": false,', '  "enableCart": true,', "config.flag", "`enableCart`"),
        ("main.tf", "  enable_cart = false", "  enable_cart = true", "config.flag", "`enable_cart`"),
        ("config/app.yml", "rollout: 5%", "rollout: 50%", "config.flag", "from `5%` to `50%`"),
        (
            "a.js",
            "const CART_ENABLED = false;",
            "const CART_ENABLED = true;",
            "config.flag",
            "`CART_ENABLED`",
        ),
        ("config/app.yml", "timeout: 30s", "timeout: 5s", "config.value", "from `30s` to `5s`"),
        ("k8s/web.yaml", "  replicas: 6", "  replicas: 2", "config.value", "from `6` to `2`"),
        ("settings.py", "POOL_SIZE = 20", "POOL_SIZE = 2", "config.value", "`POOL_SIZE`"),
        ("a.go", "const MAX_RETRIES = 3", "const MAX_RETRIES = 30", "config.value", "`MAX_RETRIES`"),
        (
            "settings.py",
            "SESSION_TIMEOUT = 15 * 60",
            "SESSION_TIMEOUT = 24 * 60 * 60",
            "config.session",
            "`24 *",
        ),
        ("config/app.yml", "password_min_length: 12", "password_min_length: 6", "config.session", "`6`"),
    ],
)
def test_a_setting_tells_its_old_and_its_new_value(
    path: str, before: str, after: str, rule: str | None, words: str
) -> None:
    seen = look_at_lines(patches(modified(path, f"{after}\n", f"{before}\n")))
    assert rules(seen.findings) == ([rule] if rule else [])
    assert all(words in found.message for found in seen.findings)


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("a.py", "enabled = False", "enabled = True"),
        ("a.py", "timeout = 5", "timeout = 6"),
        ("settings.py", "FEATURE_CART = False", "FEATURE_CART = False  # for now"),
        ("config/app.yml", "name: true", "name: false"),
        ("config/app.yml", "timeout: ${T}", "timeout: ${U}"),
        ("config/app.yml", "# timeout: 5", "# timeout: 6"),
        ("tests/settings.py", "FEATURE_CART = False", "FEATURE_CART = True"),
        ("config/bundle.json", '"maxSize": "25KB"', '"maxSize": "26KB"'),
        ("config/app.yml", "token: 123456", "token: 654321"),
    ],
)
def test_what_is_no_setting_of_production_is_left_alone(path: str, before: str, after: str) -> None:
    assert rules(look_at_lines(patches(modified(path, f"{after}\n", f"{before}\n"))).findings) == []


def test_a_setting_is_named_with_the_block_it_stands_in() -> None:
    diff = modified("config/flags.yml", "new_cart:\n  default: true\n", "new_cart:\n  default: false\n")
    (found,) = look_at_lines(patches(diff)).findings
    assert found.message.startswith("`new_cart.default` goes from `false` to `true`.")
    assert found.line == 2


def test_several_settings_are_one_finding() -> None:
    before, after = "A_TIMEOUT=1\nB_TIMEOUT=1\n", "A_TIMEOUT=2\nB_TIMEOUT=2\n"
    (found,) = look_at_lines(patches(modified(".env", after, before))).findings
    assert "and 1 more setting like it" in found.message


def test_variables_that_an_old_line_names_are_not_new() -> None:
    old = 'a = os.environ["OLD_URL"]\n'
    new = 'a = os.environ["OLD_URL"] or None\nb = os.getenv("NEW_URL")\n'
    (found,) = look_at_lines(patches(modified("a.py", new, old))).findings
    assert found.message == (
        "Reads the environment variable `NEW_URL`: make sure that it is set in production first."
    )


def test_three_variables_are_named_and_the_rest_counted() -> None:
    text = "".join(f'os.getenv("URL_{n}")\n' for n in range(5))
    (found,) = look_at_lines(patches(added("a.py", text))).findings
    assert "`URL_0`, `URL_1`, `URL_2` and 2 more: make sure that they are set" in found.message


LINE = st.text(alphabet="abT_=:> \t-\"'{}[]0159%*#.truefals", max_size=40)


@given(st.lists(LINE, min_size=1, max_size=8), st.lists(LINE, min_size=1, max_size=8))
def test_any_pair_of_blocks_is_read(before: list[str], after: list[str]) -> None:
    old, new = ("".join(f"timeout {line}\n{line}\n" for line in lines) for lines in (before, after))
    look_at_lines(patches(modified("config/flags.yml", new, old)))
