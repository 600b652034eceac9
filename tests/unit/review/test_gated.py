"""Which files raise a gate by themselves."""

from app.domain.evidence import Evidence
from app.domain.report import GateName
from app.review import gated
from app.review.gated import gated_files


def changed(*paths: str) -> str:
    return "".join(
        f"diff --git a/{path} b/{path}\nindex {1:040x}..{2:040x} 100644\n--- a/{path}\n+++ b/{path}\n"
        "@@ -1 +1 @@\n-old = 1\n+new = 2\n"
        for path in paths
    )


def of(diff: str | None) -> dict[GateName, frozenset[str]]:
    return dict(gated_files(Evidence("acme/shop", "a" * 40, "b" * 40, diff)))


def test_every_file_is_named_and_not_only_the_first() -> None:
    files = of(changed("app/login.py", "app/cart.py", "lib/session.py", "app/refunds.py"))
    assert files[GateName.AUTH] == {"app/login.py", "lib/session.py"}
    assert files[GateName.PAYMENTS] == {"app/refunds.py"}


def test_a_file_that_was_moved_is_also_of_those_who_owned_its_old_place() -> None:
    moved = (
        "diff --git a/app/login.py b/app/start.py\nsimilarity index 100%\n"
        "rename from app/login.py\nrename to app/start.py\n"
    )
    assert of(moved) == {GateName.AUTH: {"app/login.py", "app/start.py"}}


def test_a_harmless_change_and_none_raise_nothing() -> None:
    assert of(changed("README.md")) == {}
    assert of("") == of(None) == {}


def test_of_a_very_large_change_every_file_counts() -> None:
    names = [f"docs/{number}.md" for number in range(gated.MOST_FILES + 1)]
    files = of(changed(*names))
    assert set(files) == set(GateName)
    assert files[GateName.AUTH] == set(names)
