"""Zips from outside: whatever is in them, what comes out is bounded, or one sentence says why not."""

import stat
from contextlib import suppress
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.adapters.github.evidence.unzip import FILE_MAX, Room, Zip, is_safe
from app.domain.errors import BadInput

TEXT = b"<testsuite/>"


def packed(*members: tuple[str | ZipInfo, bytes], how: int = ZIP_DEFLATED) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", how) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return made.getvalue()


def refusal(content: bytes, name: str = "a.xml", room: Room | None = None) -> str:
    with pytest.raises(BadInput) as problem:
        Zip(content, room or Room()).read(name)
    return str(problem.value)


def link(name: str) -> ZipInfo:
    info = ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def encrypted(content: bytes) -> bytes:
    """Return the zip with its first member marked as encrypted, in both of its headers."""
    central = content.index(b"PK\x01\x02")
    marked = bytearray(content)
    marked[6] |= 1
    marked[central + 8] |= 1
    return bytes(marked)


def test_what_is_in_it_is_read_and_taken_out_of_the_room() -> None:
    room = Room()
    archive = Zip(packed(("a.xml", TEXT), ("folder/", b""), ("folder/b.xml", TEXT)), room)
    assert archive.names == ["a.xml", "folder/b.xml"]
    assert archive.start("a.xml") == archive.read("a.xml") == TEXT
    assert (Room().unpacked - room.unpacked, Room().files - room.files) == (len(TEXT), 1)


def test_a_look_at_how_it_begins_reads_no_more() -> None:
    room = Room()
    assert Zip(packed(("a.xml", b"x" * 100_000)), room).start("a.xml") == b"x" * 4096
    assert room == Room()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no whole zip"),
        (b"PK\x05\x06", "no whole zip"),
        (packed(("a.xml", TEXT * 99))[:-40], "no whole zip"),
        (packed(("a.xml", TEXT), how=ZIP_BZIP2), "packed in a way that is not read here"),
        (encrypted(packed(("a.xml", TEXT))), "encrypted"),
        (packed(("a.xml", b"\0" * 5_000_000)), "300:1"),
        (packed(("a.xml", b"\0" * (FILE_MAX + 1)), how=ZIP_STORED), "larger than 32 MiB"),
        (packed(("a.xml", TEXT)).replace(b"PK\x03\x04", b"PK\x03\x05"), "no whole zip"),
        (packed(("a.xml", TEXT), how=ZIP_STORED).replace(TEXT, b"<TESTSUITE/>"), "no whole zip"),  # its CRC
    ],
    ids=[
        "nothing",
        "an end",
        "cut off",
        "bzip2",
        "encrypted",
        "a bomb",
        "too large",
        "no header",
        "damaged",
    ],
)
def test_what_cannot_be_read_says_why(content: bytes, told: str) -> None:
    assert told in refusal(content)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_neither() -> None:
    assert "several files of that name" in refusal(packed(("a.xml", TEXT), ("a.xml", b"<other/>")))


def test_a_link_is_no_file() -> None:
    assert Zip(packed((link("a.xml"), b"/etc/passwd")), Room()).names == []


@pytest.mark.parametrize(
    ("room", "told"), [(Room(unpacked=5), "larger than"), (Room(files=0), "more files than are read")]
)
def test_the_room_is_for_all_zips_together(room: Room, told: str) -> None:
    assert told in refusal(packed(("a.xml", TEXT)), room=room)


def test_a_directory_without_end_is_not_read() -> None:
    with pytest.raises(BadInput, match="more than 50,000 files"):
        Zip(b"PK\x01\x02" * 50_001, Room())


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a.xml", True),
        ("deep/er/ä b.xml", True),
        ("..a/b..xml", True),
        ("../a.xml", False),
        ("a/../../b", False),
        ("/etc/passwd", False),
        ("C:/a.xml", False),
        ("a\\b.xml", False),
        ("a//b", False),
        ("./a", False),
        ("a\0b", False),
        ("a\u202eb", False),
        ("", False),
    ],
)
def test_only_plain_relative_names_are_safe(name: str, safe: bool) -> None:  # noqa: FBT001
    assert is_safe(name) is safe


NAMES = st.text(st.characters(max_codepoint=0x2FF), min_size=1, max_size=12) | st.sampled_from(
    ["../x.xml", "/x", "a/b.xml", "x.xml", "con:/x"]
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Draw a zip of which some bytes are others, and the end may be missing."""
    members = draw(
        st.dictionaries(NAMES.filter(lambda name: "\0" not in name), st.binary(max_size=200), max_size=4)
    )
    content = bytearray(packed(*members.items(), how=draw(st.sampled_from([ZIP_STORED, ZIP_DEFLATED]))))
    for _ in range(draw(st.integers(0, 6))):
        content[draw(st.integers(0, len(content) - 1))] = draw(st.integers(0, 255))
    return bytes(content[: draw(st.integers(0, len(content)))] if draw(st.booleans()) else content)


@example(packed((ZipInfo(""), TEXT)))
@given(st.binary(max_size=400) | st.binary(max_size=60).map(lambda end: b"PK\x05\x06" + end) | damaged())
@settings(max_examples=80, deadline=None)
def test_no_bytes_make_it_break(content: bytes) -> None:
    room = Room(unpacked=300, files=3)
    with suppress(BadInput):
        archive = Zip(content, room)
        for name in archive.names:
            with suppress(BadInput):
                archive.start(name)
                archive.read(name)
    assert room.unpacked >= 0
    assert room.files >= 0
