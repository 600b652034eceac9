"""What a first review loads and compiles, done before a worker forks: every job would pay for it again."""

from dataclasses import replace
from importlib import import_module

from app.domain.evidence import Document, Evidence, Expectation
from app.review.assess import review

# Loaded late, as few changes need them; sqlglot stays so, as it takes 9 MB and dialects are the rarest.
_LATE = (
    "codeowners",
    "packaging.specifiers",
    "univers.versions",
    "app.review.dependencies.yamltree",
)
_PATHS = (
    "app/cart.py", "app/settings.py", "web/cart.tsx", "lib/cart.rb", "pkg/cart.go", "src/Cart.java", "a.sh",
    "deploy/web.yaml", ".github/workflows/ci.yml", "Dockerfile", "infra/main.tf", "package.json", "README.md",
    "db/migrate/20260101000000_carts.rb", "shop/migrations/0002_carts.py", "migrations/2_carts.sql",
    "requirements.txt", "poetry.lock", "go.sum", "tests/test_cart.py", "page.html", "app.properties",
)  # fmt: skip
_LINES = (
    ("-", "assert total == 3"),
    ("-", "timeout = 10"),
    ("+", "password = os.environ['SHOP_KEY']  # thread, cache"),
    ("+", "timeout = 20"),
    ("+", "ALTER TABLE carts ADD COLUMN total int;"),
)
_JUNIT = b'<testsuite name="shop" tests="1"><testcase name="a" classname="b"/></testsuite>'


def warm_up() -> None:
    """Load what is loaded late, and review a change of many kinds once. Some 0.1 s and 5 MB."""
    for module in _LATE:
        import_module(module)
    document = Document("junit.xml", _JUNIT)
    review(replace(of_many_kinds(), junit=(document,)), Expectation(("app/**",)))


def of_many_kinds() -> Evidence:
    """Return the evidence of a change made up for its many kinds of files."""
    return Evidence("a/b", "0" * 40, "1" * 40, diff="".join(map(_changed, _PATHS)))


def _changed(path: str) -> str:
    lines = "".join(f"{sign}{text}\n" for sign, text in _LINES)
    old = sum(1 for sign, _ in _LINES if sign == "-")
    return (
        f"diff --git a/{path} b/{path}\nindex 1111111..2222222 100644\n--- a/{path}\n+++ b/{path}\n"
        f"@@ -1,{old} +1,{len(_LINES) - old} @@\n{lines}"
    )
