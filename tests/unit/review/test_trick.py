"""Tricks of content: what hides, what cannot be read, and what only looks odd."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.report import Level
from app.review.content.added import Added, added_of
from app.review.content.trick import look_at_tricks
from tests.unit.review.example import added, deleted, modified, patches, report, rules

TURNED = "in\\342\\200\\256fdp.exe"  # U+202E, as git writes it
POINTER = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'a' * 64}\nsize 12\n"
BINARY = "index 1111111..2222222\nBinary files a/{0} and b/{0} differ\n"


def changed(*diffs: str) -> list[Added]:
    return added_of(patches(*diffs))


def seen(path: str, text: str) -> list[str]:
    return rules(look_at_tricks(changed(added(path, text))).findings)


def whole(diff: str) -> list[str]:
    return rules(look_at_tricks(changed(diff)).findings)


def binary(path: str, more: str = "") -> str:
    return f"diff --git a/{path} b/{path}\n{more}" + BINARY.format(path)


def link(path: str, target: str) -> str:
    return (
        f"diff --git a/{path} b/{path}\nnew file mode 120000\nindex 0000000..1111111\n"
        f"--- /dev/null\n+++ b/{path}\n@@ -0,0 +1 @@\n+{target}\n\\ No newline at end of file\n"
    )


@pytest.mark.parametrize(
    ("path", "text", "rule"),
    [
        ("a.py", "if admin: # \u202e } \u2066 check", "content.bidi"),
        ("a.py", "x = '\u2067'", "content.bidi"),
        ("locale/ar/LC_MESSAGES/a.po", 'msgstr "\u202eabc"', "content.bidi"),
        ("docs/a.md", "\u202d", "content.bidi"),
        ("locale/ar/LC_MESSAGES/a.po", 'msgstr "\u202babc\u202c"', "content.mark"),
        ("locale/ar/LC_MESSAGES/a.po", 'msgstr "\u200fabc"', "content.mark"),
        ("a.py", "is_ad\u200bmin = True", "content.invisible"),
        ("a.py", "is_ad\u200dmin = True", "content.invisible"),
        ("a.js", "const \u3164 = 1", "content.invisible"),
        ("a.py", "x = 1  # \U000e0041\U000e0042", "content.invisible"),
        ("a.js", "x = 'a\U000e0101\U000e0102\U000e0103'", "content.invisible"),
        ("a.py", "x = '\ufeff'", "content.invisible"),
        ("a.py", "p\u0430yment = 1", "content.homoglyph"),
        ("a.py", "\u0410dmin = 1", "content.homoglyph"),
        ("a.go", "func \u039fpen() {}", "content.homoglyph"),
        ("a.py", "\uff53elf.x = 1", "content.homoglyph"),
        ("a.py", "\U0001d42celf.x = 1", "content.homoglyph"),
        ("a.sh", "rm -rf / \x1b[2K", "content.control"),
        ("a.sh", "rm -rf /\recho harmless", "content.control"),
        ("a.sh", "a\x08b", "content.control"),
        ("a.py", "<<<<<<< HEAD\nx\n=======\ny\n>>>>>>> main", "content.conflict"),
        ("a.js", "x" * 5_000, "content.unreadable"),
        ("dist/a.min.js", "x" * 50_000, "content.unreadable"),
        ("a.py", "x" * 700, "content.long-line"),
    ],
)
def test_text_that_tricks_is_seen(path: str, text: str, rule: str) -> None:
    (finding,) = look_at_tricks(changed(added(path, f"x\n{text}"))).findings
    assert (finding.rule, finding.line) == (rule, 2)
    assert finding.message.isascii()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", "x = 'é ü 漢字 Привет'"),
        ("a.py", "\u0441\u043e\u0440\u0443 = 1  # all Cyrillic"),
        ("a.py", "# \u0394t and \u03c32 and \u03bcs and \u03b1\u03b2\u03b3"),
        ("a.py", "Δt = 1"),
        ("a.py", "# SMSк\u0430, Linux-подобный, APIшный"),
        ("a.py", "x = '👩\u200d💻 ❤\ufe0f 1\ufe0f\u20e3'"),
        ("a.py", "x = '\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f'"),
        ("a.py", "x = '\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645'"),
        ("docs/a.md", "p\u0430yment in a document about homoglyphs"),
        ("a.bat", "echo\r\necho\r"),
        ("a.py", "a << b\nx = '<<<<<<<'\n======="),
        ("docs/merge.md", "<<<<<<< HEAD"),
        ("a.svg", "x" * 5_000),
        ("data.json", "x" * 5_000),
        ("a.html", "x" * 700),
        ("package-lock.json", "x" * 5_000),
        ("a.py", "x" * 499),
        ("a.py", ""),
    ],
)
def test_text_that_only_looks_odd_is_left_alone(path: str, text: str) -> None:
    assert seen(path, text) == []


def test_the_mark_at_the_start_of_a_file_is_left_alone() -> None:
    assert seen("a.cs", "\ufeffusing System;") == []


@pytest.mark.parametrize(
    ("diff", "rule"),
    [
        (binary("lib/native.so"), "content.executable"),
        (binary("lib/native.so.1.2"), "content.executable"),
        (binary("a.EXE", "new file mode 100644\n"), "content.executable"),
        (binary("gradle/wrapper/gradle-wrapper.jar"), "content.executable"),
        (binary("a.pyc"), "content.executable"),
        (binary("vendor/a.tar.gz"), "content.archive"),
        (binary("model.onnx"), "content.binary"),
        (binary("tests/data/sample.dat"), "content.binary"),
        (added("app/pay.py", POINTER), "content.binary"),
        (modified("lib/native.so", POINTER, POINTER.replace("a", "b")), "content.executable"),
        ("diff --git a/a.py b/a.py\nold mode 100644\nnew mode 100755\n", "content.mode"),
        ("diff --git a/a.py b/a.py\nold mode 100755\nnew mode 100644\n", "content.mode"),
        (added("run").replace("100644", "100755"), "content.mode"),
        (link("current", "releases/7"), "content.symlink"),
        (link("a/b", "../c"), "content.symlink"),
        (link("config", "/etc/passwd"), "content.symlink-outside"),
        (link("a/b", "../../c"), "content.symlink-outside"),
        (link("hook", ".git/hooks"), "content.symlink-outside"),
        (link("home", "~/.ssh"), "content.symlink-outside"),
        (added("a/Cart.py") + added("a/cart.py"), "content.case"),
        (
            added("x").replace("b/x", f'"b/{TURNED}"').replace("a/x", f'"a/{TURNED}"'),
            "content.file-name",
        ),
    ],
)  # fmt: skip
def test_files_that_trick_are_seen(diff: str, rule: str) -> None:
    assert whole(diff) == [rule]


@pytest.mark.parametrize(
    "diff",
    [
        binary("logo.png"),
        added("logo.png", POINTER),
        added("docs/lfs.txt", "version https://git-lfs.github.com/spec/v1 is how a pointer begins\n"),
        binary("font.woff2"),
        binary("locale/de/LC_MESSAGES/messages.mo"),
        binary("a.so", "deleted file mode 100644\n"),
        added("run.sh").replace("100644", "100755"),
        added("run", "#!/bin/sh\n").replace("100644", "100755"),
        deleted("a/Cart.py") + added("a/cart.py"),
        added("docs/größe 漢字.md"),
        modified("a.py"),
    ],
)
def test_files_that_are_what_they_look_like_are_left_alone(diff: str) -> None:
    assert whole(diff) == []


def test_many_binaries_are_one_finding() -> None:
    (finding,) = look_at_tricks(changed(*(binary(f"{n}.zip") for n in range(9)))).findings
    assert "`0.zip`, `1.zip`, `2.zip` and 6 more" in finding.message


def test_what_comes_often_is_counted() -> None:
    (finding,) = look_at_tricks(changed(added("a.py", "a\u200bb\n" * 5))).findings
    assert finding.message.startswith("Holds U+200B ZERO WIDTH SPACE and 4 more,")


@pytest.mark.parametrize(
    "diff",
    [
        added("a.py", "# \u202e\n"),
        added("a.py", "p\u0430y = 1\n"),
        added("a.py", "p\u200by = 1\n"),
        added("a.py", "x = 1  # fine\rdrop_everything()\n"),
        added("a.sh", "rm -rf / \x1b[2K\n"),
        added("dist/a.min.js", "x" * 5_000),
        added("app/pay.py", POINTER),
        binary("a.so"),
        binary("a.zip"),
        link("config", "/etc/passwd"),
    ],
)
def test_it_is_never_low(diff: str) -> None:
    assert report(diff).level is Level.MEDIUM


@pytest.mark.parametrize(
    "text", ["\u200b" * 300_000, "\u0430" * 300_000, "\x1b" * 300_000, "a\u0430" * 150_000, "\r" * 300_000]
)
def test_hostile_text_takes_bounded_time(text: str) -> None:
    look_at_tricks(changed(added("a.py", text)))


ODD = st.sampled_from(
    [*"\u202e\u200b\u200d\ufe0f\ufeff\u0430oa é👩\x1b\r\x00\ud800\U000e0041\u3164İ", "<<<<<<< "]
)


@settings(max_examples=200)
@given(
    st.lists(ODD | st.text(max_size=4), max_size=20), st.sampled_from(["a.py", "docs/a.md", "locale/de/x.po"])
)
def test_any_text_is_read_and_named_by_its_line(parts: list[str], path: str) -> None:
    text = "".join(parts).replace("\n", " ")
    for finding in look_at_tricks(changed(added(path, f"x\n{text}"))).findings:
        assert finding.line == 2
