"""Which measured file a changed path is; a guess is no match."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.evidence import WholeFile
from app.review.measured.coverage import Covered, look_at_coverage
from app.review.measured.lines import Measured
from app.review.measured.match import Home, matched
from tests.unit.review.example import added, document, evidence, patches, rules


def match(measured: list[str], changed: str, *more: str, name: str = "shop") -> str | None:
    lines = {path: {number: True} for number, path in enumerate(measured)}
    found = matched(Measured(lines), [changed, *more], Home(name)).get(changed)
    return None if found is None else measured[next(iter(found))]


@pytest.mark.parametrize(
    ("measured", "changed", "expected"),
    [
        (["src/a.py", "a.py"], "a.py", "a.py"),
        (["src/a.py", "lib/src/a.py"], "src/a.py", "src/a.py"),
        (["./src/a.py"], "src/a.py", "./src/a.py"),
        (["src\\a.py"], "src/a.py", "src\\a.py"),
        (["D:\\a\\shop\\shop\\src\\a.py"], "src/a.py", "D:\\a\\shop\\shop\\src\\a.py"),
        (["../src/a.ts"], "web/src/a.ts", "../src/a.ts"),
        (["com/shop/Cart.java"], "app/src/main/java/com/shop/Cart.java", "com/shop/Cart.java"),
        # only the bare name is the same
        (["a.py"], "src/a.py", None),
        (["src/a.py"], "a.py", None),
        (["/ci/checkout/src/a.py"], "a.py", None),
        (["/builds/harbour/shop/shop/cart.py"], "cart.py", None),  # the package of the same name
        # the root is called like the repository
        (["/builds/harbour/shop/cart.py"], "cart.py", "/builds/harbour/shop/cart.py"),
        (
            ["/home/runner/work/shop/shop/cart.py", "/home/runner/work/shop/shop/shop/cart.py"],
            "cart.py",
            "/home/runner/work/shop/shop/cart.py",
        ),
        # two that could be meant
        (["/a/src/a.py", "/b/src/a.py"], "src/a.py", None),
        (["com/shop/Cart.java", "com/./shop/Cart.java"], "x/com/shop/Cart.java", None),
        # what lies elsewhere in the checkout ends alike
        (["/ci/x/src/a.py", "/ci/y/b.py", "/ci/y/c.py"], "src/a.py", None),
        (["/ci/x/src/a.py", "/ci/src/a.py"], "src/a.py", "/ci/src/a.py"),
        (["", "/", ".", ".."], "a.py", None),
    ],
)
def test_a_path_is_matched_or_not_measured(measured: list[str], changed: str, expected: str | None) -> None:
    assert match(measured, changed) == expected


def test_a_deep_path_shows_where_the_root_is() -> None:
    measured = ["/w/a.py", "/w/src/b.py", "/w/src/a.py"]
    assert match(measured, "a.py", name="") is None
    assert match(measured, "a.py", "src/b.py", name="") == "/w/a.py"


def test_among_more_than_a_thousand_files_of_one_name_none_is_looked_for() -> None:
    assert match([f"/ci/{n}/index.ts" for n in range(1001)], "7/index.ts") is None


COBERTURA = (
    """<coverage><sources>{}</sources><class filename="{}"><line number="1" hits="1"/></class></coverage>"""
)


@pytest.mark.parametrize(
    ("roots", "measured", "changed", "is_matched"),
    [
        (["/ci/shop/shop"], "cart/sum.py", "shop/cart/sum.py", True),
        (["/builds/harbour/shop/shop"], "cart.py", "shop/cart.py", True),
        (["/builds/harbour/shop/shop"], "cart.py", "cart.py", False),
        (["/builds/harbour/shop"], "cart.py", "cart.py", True),
        (["src"], "cart.py", "src/cart.py", True),
        (["src"], "cart.py", "cart.py", False),
        (["."], "cart.py", "cart.py", True),
        ([""], "cart.py", "cart.py", True),
        (["/x/one", "/x/two"], "cart/sum.py", "two/cart/sum.py", True),
        (["C:\\agent\\1\\s\\"], "Shop\\Cart.cs", "Shop/Cart.cs", True),
    ],
)
def test_cobertura_names_the_roots_of_its_paths(
    roots: list[str], measured: str, changed: str, *, is_matched: bool
) -> None:
    content = COBERTURA.format("".join(f"<source>{root}</source>" for root in roots), measured)
    covered = look_at_coverage(evidence(coverage=document(content)), patches(added(changed)))
    assert (covered.coverage.changed == 100.0) is is_matched
    assert ("coverage.not-measured" in rules(covered.findings)) is not is_matched


MAIN = "mode: set\nexample.com/go/main.go:1.1,1.9 1 1\nexample.com/go/cmd/main.go:1.1,1.9 1 0\n"


def go(changed: str, profile: str, *modules: tuple[str, str]) -> Covered:
    whole = tuple(WholeFile(path, None, f"// shop\nmodule {name}\n\ngo 1.25\n") for path, name in modules)
    return look_at_coverage(evidence(coverage=document(profile), whole=whole), patches(added(changed)))


def test_the_module_of_go_says_where_the_root_is() -> None:
    assert go("main.go", MAIN).coverage.changed is None
    assert go("main.go", MAIN, ("go.mod", "example.com/go")).coverage.changed == 100.0
    assert go("cmd/main.go", MAIN, ("go.mod", "example.com/go")).coverage.changed == 0.0
    assert go("main.go", MAIN.replace("/go/", "/shop/v2/")).coverage.changed == 100.0


def test_a_module_of_go_may_lie_deeper() -> None:
    modules = (("go.mod", "example.com/go"), ("svc/go.mod", "example.com/go/cmd"))
    assert go("svc/main.go", MAIN, *modules).coverage.changed == 0.0
    assert go("main.go", MAIN, *modules).coverage.changed == 100.0
    assert go("cmd/main.go", MAIN, *modules).coverage.changed is None


paths = st.lists(st.sampled_from(["a", "b", "src", "..", ".", "", "C:", "a.py"]), max_size=5).map("/".join)


@given(st.lists(paths, max_size=6, unique=True), st.lists(paths, max_size=4), st.lists(paths, max_size=3))
def test_no_path_breaks_the_matching(measured: list[str], changed: list[str], roots: list[str]) -> None:
    lines = {path: {1: True} for path in measured}
    found = matched(Measured(lines, roots), changed, Home("a"))
    assert set(found) <= set(changed)
