"""Kinds of files and sensitive places, by path."""

import pytest

from app.domain.report import GateName
from app.review.place.kind import Kind, kind_of
from app.review.place.look import look_at_paths
from tests.unit.review.example import added, deleted, patches, rules


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("app/change_password.py", Kind.CODE),
        ("app/authors.py", Kind.CODE),
        ("app/deploy/plan.py", Kind.CODE),
        ("src/features/login.ts", Kind.CODE),
        ("app/contest.py", Kind.CODE),
        (".github/workflows/ci.yml", Kind.CI),
        ("Jenkinsfile", Kind.CI),
        (".github/CODEOWNERS", Kind.DOCS),
        ("CHANGELOG.md", Kind.DOCS),
        ("LICENSE", Kind.DOCS),
        ("LICENSE-binary", Kind.DOCS),
        ("LICENSE-APACHE-2.0", Kind.DOCS),
        ("app/notice-board.py", Kind.CODE),
        ("gradle/dependencies.gradle", Kind.MANIFEST),
        ("cpp/thirdparty/versions.txt", Kind.MANIFEST),
        ("docs/index.rst", Kind.DOCS),
        ("poetry.lock", Kind.LOCK),
        ("web/package-lock.json", Kind.LOCK),
        ("go.sum", Kind.LOCK),
        ("requirements.txt", Kind.MANIFEST),
        ("requirements/main.in", Kind.MANIFEST),
        ("requirements-dev.txt", Kind.MANIFEST),
        ("pyproject.toml", Kind.MANIFEST),
        ("tests/test_cart.py", Kind.TEST),
        ("cart_test.go", Kind.TEST),
        ("web/cart.spec.ts", Kind.TEST),
        ("locale/de/LC_MESSAGES/messages.po", Kind.TRANSLATION),
        ("web/dist/app.js", Kind.GENERATED),
        ("api/v1_pb2.py", Kind.GENERATED),
        ("Dockerfile", Kind.INFRASTRUCTURE),
        ("infra/main.tf", Kind.INFRASTRUCTURE),
        ("deploy/production.yaml", Kind.INFRASTRUCTURE),
        ("web/logo.SVG", Kind.ASSET),
        ("web/style.css", Kind.ASSET),
        ("app/settings.py", Kind.CONFIG),
        ("config/app.yml", Kind.CONFIG),
    ],
)
def test_a_path_names_its_kind(path: str, kind: Kind) -> None:
    assert kind_of(path) is kind


@pytest.mark.parametrize(
    ("path", "rule", "gate"),
    [
        ("app/auth/login.py", "path.auth", GateName.AUTH),
        ("app/UserSession.java", "path.auth", GateName.AUTH),
        ("src/AUTH/x.go", "path.auth", GateName.AUTH),
        ("app/forms/sign_in_form.rb", "path.auth", GateName.AUTH),
        ("web/src/LogOutButton.tsx", "path.auth", GateName.AUTH),
        ("app/two_factor/code.rb", "path.auth", GateName.AUTH),
        ("app/recaptcha_form.rb", "path.auth", GateName.AUTH),
        ("app/permissions.py", "path.permissions", GateName.AUTH),
        ("lib/encryption.rb", "path.crypto", GateName.AUTH),
        ("shop/payments/refund.py", "path.payments", GateName.PAYMENTS),
        ("jobs/purge_users.py", "path.deletion", GateName.DELETION),
        ("db/schema.rb", "path.schema", GateName.SCHEMA),
        ("infra/main.tf", "path.infrastructure", None),
        (".github/workflows/ci.yml", "config.ci", None),
        ("config/app.yml", "config.changed", None),
    ],
)
def test_a_sensitive_place_is_found_and_sets_its_gate(path: str, rule: str, gate: GateName | None) -> None:
    (found,) = look_at_paths(patches(added(path)), ()).findings
    assert (found.rule, found.gate, found.path) == (rule, gate, path)


@pytest.mark.parametrize(
    "path",
    [
        "app/authors.py",
        "app/author_page.py",
        "app/undeleted.py",
        "app/log_output.py",
        "app/catalog_in.py",
        "web/DesignInput.tsx",
        "docs/login.md",
        "tests/test_login.py",
        "locale/de/login.po",
        "web/checkout.css",
        "shop/migrations/0002_add_session_id.py",
    ],
)
def test_a_place_that_only_sounds_alike_is_left_alone(path: str) -> None:
    assert look_at_paths(patches(added(path)), ()).findings == ()


def test_the_largest_file_of_a_place_that_is_still_there_stands_first() -> None:
    two, three = "x = 1\ny = 2\n", "x = 1\ny = 2\nz = 3\n"
    touched = patches(added("a/login.py"), added("b/login.py", two), deleted("c/login.py", three))
    (found,) = look_at_paths(touched, ()).findings
    assert found.path == "b/login.py"
    assert found.message.endswith(": `b/login.py`, `a/login.py`, `c/login.py`.")


@pytest.mark.parametrize(
    ("patterns", "is_hot"),
    [
        (["src/checkout/**"], True),
        (["SRC/Checkout/**"], True),
        (["checkout/"], True),
        (["*.py"], True),
        (["src/**", "!src/checkout/**"], False),
        (["/checkout/"], False),
        ([], False),
    ],
)
def test_hot_paths_are_git_patterns_without_case(patterns: list[str], *, is_hot: bool) -> None:
    seen = look_at_paths(patches(added("src/Checkout/Cart.py")), patterns)
    assert ("path.hot" in rules(seen.findings)) is is_hot


@pytest.mark.parametrize("pattern", ["!", "\\", "[z-a]"])
def test_a_pattern_that_cannot_be_read_is_unknown(pattern: str) -> None:
    seen = look_at_paths(patches(added("a.py")), [pattern])
    assert [entry.subject for entry in seen.unknown] == ["hot_paths"]


def test_a_file_moved_out_of_a_place_touches_it() -> None:
    names = "rename from auth/x.py\nrename to lib/x.py\n"
    moved = f"diff --git a/auth/x.py b/lib/x.py\nsimilarity index 100%\n{names}"
    assert rules(look_at_paths(patches(moved), ()).findings) == ["path.auth"]


def test_one_finding_names_three_files_and_counts_the_rest() -> None:
    seen = look_at_paths(patches(*(added(f"auth/{n}.py") for n in range(5))), ())
    assert seen.findings[0].message == (
        "Touches authentication and sessions: `auth/0.py`, `auth/1.py`, `auth/2.py` and 2 more."
    )
