"""Base images: Dockerfiles and compose files."""

import re
from collections.abc import Iterator, Mapping

from app.review.dependencies.entry import Entry, Listing, asked, listing
from app.review.dependencies.structured import read_yaml, within, word

_DIGEST_SHOWN = 19  # characters of "sha256:…"
_INSTRUCTION = re.compile(r"\s*(FROM|ARG|COPY)\s+(.{1,1000})", re.IGNORECASE)
_VARIABLE = re.compile(r"\$\{(\w{1,100})(?::?[-+?]([^}]{0,200}))?\}|\$(\w{1,100})")
_STAGE = re.compile(r"(\S{1,500})(?:\s+AS\s+(\S{1,200}))?", re.IGNORECASE)
_FLAG = re.compile(r"(--\w[\w-]{0,30}=\S{1,200}\s+)+")
_COPIED = re.compile(r"(?:--\S{1,200}\s+){0,8}--from=(\S{1,500})")
_IMAGE_LINE = re.compile(r"""\s*-?\s*["']?image["']?\s*:\s*["']?([^\s"'#]{1,500})""")


def read_dockerfile(text: str) -> Listing:
    """Read what is built upon: `FROM` of other stages is left out, `ARG` defaults are filled in."""
    entries, defaults, stages = list[Entry](), dict[str, str](), {"scratch"}
    for line in text.replace("\\\n", " ").split("\n"):
        found = _INSTRUCTION.match(line)
        word_, rest = (found[1].upper(), found[2].strip()) if found else ("", "")
        if word_ == "ARG" and not entries:
            name, _, default = rest.partition("=")
            defaults[name.strip()] = default.strip().strip("\"'")
        elif word_ == "COPY" and (copied := _COPIED.match(rest)):
            entries.extend(_other(copied[1], stages, defaults))
        elif word_ == "FROM" and (stage := _STAGE.match(_FLAG.sub("", rest, count=1))):
            entries.extend(_other(stage[1], stages, defaults))
            stages.add((stage[2] or "").lower())
    return listing(entries)


def _other(image: str, stages: set[str], defaults: Mapping[str, str]) -> Iterator[Entry]:
    if image.lower() not in stages and not image.isdigit():
        yield image_entry(_filled(image, defaults))


def _filled(image: str, defaults: Mapping[str, str]) -> str:
    return _VARIABLE.sub(
        lambda found: (defaults.get(found[1] or found[3]) or found[2] or found[0])[:200], image
    )


def image_entry(image: str) -> Entry:
    """Return name and tag (and digest) of an image's reference; what moves under it is said."""
    named, _, digest = image.partition("@")
    first, slash, last = named.rpartition("/")
    short, _, tag = last.partition(":")
    name = f"{first}{slash}{short}".removeprefix("docker.io/").removeprefix("library/")
    floating = (
        ""
        if digest or "$" in image
        else {"": "it names no tag", "latest": "its tag is `latest`"}.get(tag, "")
    )
    version = "@".join(filter(None, (tag, digest[:_DIGEST_SHOWN])))
    return asked(name, version, development=None, floating=floating)


def read_compose(text: str) -> Listing:
    services = within(read_yaml(text), "services")
    return listing(
        image_entry(_filled(word(one, "image"), {}))
        for one in services.values()
        if word(one, "image") and not (isinstance(one, dict) and one.get("build"))
    )


def read_compose_lines(text: str) -> Listing:
    """Read a fragment of a compose file."""
    found = (_IMAGE_LINE.match(line[:1000]) for line in text.split("\n") if "image" in line)
    return listing(image_entry(_filled(one[1], {})) for one in found if one)
