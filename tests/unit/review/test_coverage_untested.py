"""Changed code that nothing is known to test, by name."""

import pytest

from app.review.measured.coverage import look_at_coverage
from app.review.rules import RULES
from app.review.verdict.points import COLD, FLOORS
from tests.unit.review.example import added, deleted, document, evidence, modified, patches

RULE = "coverage.untested"


def untested(*diffs: str, coverage: str | None = None) -> str:
    told = evidence(coverage=document(coverage) if coverage else None)
    covered = look_at_coverage(told, patches(*diffs))
    return next((each.message for each in covered.findings if each.rule == RULE), "")


@pytest.mark.parametrize(
    ("code", "test"),
    [
        ("app/cart.py", "tests/test_cart.py"),
        ("app/cart.py", "app/cart_test.py"),
        ("app/cart.py", "tests/test_cart_totals.py"),
        ("app/cart.py", "tests/cart/test_totals.py"),
        ("shop/views.py", "shop/tests.py"),
        ("cart/sum.go", "cart/sum_test.go"),
        ("src/cart.ts", "src/cart.spec.ts"),
        ("src/CartList.tsx", "src/__tests__/CartList.tsx"),
        ("src/cartList.ts", "src/cart-list.test.ts"),
        ("src/cart/index.ts", "src/cart.test.ts"),
        ("src/cart/index.ts", "cypress/e2e/cart.cy.ts"),
        ("src/main/java/com/shop/Cart.java", "src/test/java/com/shop/CartTest.java"),
        ("src/main/java/com/shop/Cart.java", "src/test/java/com/shop/CartIT.java"),
        ("app/models/cart.rb", "spec/models/cart_spec.rb"),
        ("Shop/Cart.cs", "Shop.Tests/CartTests.cs"),
        ("lib/shop/cart.ex", "test/shop/cart_test.exs"),
        ("src/Cart.php", "tests/CartTest.php"),
    ],
)
def test_a_changed_test_of_its_name_is_enough(code: str, test: str) -> None:
    assert untested(added(code)) == f"Changed without a test that is known to run it: `{code}`."
    assert untested(added(code), added(test)) == ""
    assert untested(added(code), deleted(test)) != ""


@pytest.mark.parametrize("test", ["tests/test_car.py", "tests/test_my_cart.py", "tests/cart.json", "cart.md"])
def test_a_test_of_another_name_is_not(test: str) -> None:
    assert "`app/cart.py`" in untested(added("app/cart.py"), added(test))


@pytest.mark.parametrize(
    "diff",
    [
        added("README.md"),
        added("tests/test_a.py"),
        added("app/config.yml"),
        added("deploy.tf"),
        added("style.css"),
        added("page.html"),
        added("types/cart.d.ts"),
        added("db/migrate/20260101000000_add_a.rb"),
        added("app/migrations/0001_initial.py"),
        deleted("app/cart.py"),
        modified("app/cart.py", plus="", minus="x = 1\n"),
        added("app/cart.py", "# a word\n\n# more\n"),
        added("app/cart.js", "// a word\n});\n"),
        added("src/cart.rs", "fn a() {}\n#[cfg(test)]\nmod tests {}\n"),
    ],
)
def test_what_needs_no_test_is_left_alone(diff: str) -> None:
    assert untested(diff) == ""


@pytest.mark.parametrize(
    ("coverage", "is_named"),
    [
        ("SF:app/cart.py\nDA:1,1\nDA:2,0\n", False),
        ("SF:app/cart.py\nDA:1,0\n", True),
        ("SF:app/cart.py\nDA:99,0\n", False),  # nothing in what changed can run
        ("SF:app/other.py\nDA:1,1\n", True),
        ("no coverage at all", True),
    ],
)
def test_a_changed_line_that_ran_is_enough(coverage: str, *, is_named: bool) -> None:
    assert bool(untested(added("app/cart.py", "one\ntwo\n"), coverage=coverage)) is is_named


def test_many_files_are_one_finding() -> None:
    told = untested(*(added(f"app/{name}.py") for name in "abcde"))
    assert told.endswith(": `app/a.py`, `app/b.py`, `app/c.py` and 2 more.")


def test_it_earns_no_points_and_has_no_floor() -> None:
    assert RULES[RULE].severity == "low"
    assert RULE not in COLD
    assert RULE not in FLOORS
