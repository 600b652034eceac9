"""The JVM's pom.xml, Gradle's build files, version catalogues and lock files."""

import re
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from app.review.dependencies.entry import Entry, Listing, listing
from app.review.dependencies.source import place_of
from app.review.dependencies.structured import read_toml, within, word
from app.review.xml import parsed

_PROPERTY = re.compile(r"\$\{([^}$]{1,200})\}")
_DECLARED = re.compile(
    r"""\s*([a-zA-Z]{1,60})\s*\(?\s*(?:(?:platform|enforcedPlatform|kotlin|project)\s*\(\s*)?["']([\w.-]{1,200}:[\w.-]{1,200})(?::([^"'@:\s]{1,100}))?["':@]"""
)
_NAMED = re.compile(
    r"""\s*([a-zA-Z]{1,60})\s*\(?\s*group\s*[:=]\s*["']([\w.-]{1,200})["']\s*,\s*name\s*[:=]\s*["']([\w.-]{1,200})["']\s*(?:,\s*version\s*[:=]\s*["']([^"']{1,100})["'])?"""
)
_PLUGIN = re.compile(
    r"""\s*(?:id|kotlin)\s*\(?\s*["']([\w.-]{1,200})["']\s*\)?\s*version\s*\(?\s*["']([^"']{1,100})["']"""
)
_REPOSITORY = re.compile(r"""(?:url|maven)\s*[=(]?\s*(?:uri\s*\(\s*)?["'](https?://[^"']{1,300})["']""")
_VERSION = re.compile(
    r"""\s*(?:(?:def|val|ext\.)\s*)?([A-Za-z][\w.-]{0,100})\s*[:=]\s*["'](\d[\w+-]{0,50}\.[\w.+-]{1,100})["'],?\s*$"""
)
_LOCKED = re.compile(r"([\w.-]{1,200}:[\w.-]{1,200}):([^=\s]{1,100})=(\S{0,10000})")
_DEVELOPMENT = re.compile(r"test|detekt|ktlint|checkstyle|jmh|benchmark|fixtures", re.IGNORECASE)
_FLOATING = re.compile(r"\+$|^latest\.|-SNAPSHOT$|^RELEASE$|^LATEST$")


def _floating(version: str) -> str:
    return "its version moves by itself" if _FLOATING.search(version) else ""


def read_pom(text: str) -> Listing:
    root = parsed(text.encode("utf-8", "replace"))
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
    properties = {one.tag: (one.text or "").strip() for one in root.findall("./properties/*")}
    parent = root.findall("./parent")
    entries = [
        _artifact(one, properties) for one in (*parent, *root.iter("dependency"), *root.iter("plugin"))
    ]
    urls = (_text(one, "url") for one in (*root.iter("repository"), *root.iter("pluginRepository")))
    return listing(filter(None, entries), filter(None, map(place_of, urls)))


def _artifact(element: Element, properties: Mapping[str, str]) -> Entry | None:
    group, artifact = _text(element, "groupId"), _text(element, "artifactId")
    version = _PROPERTY.sub(lambda found: properties.get(found[1], found[0])[:200], _text(element, "version"))
    if not artifact:
        return None
    name = f"{group}:{artifact}" if group else artifact
    is_dev = _text(element, "scope") == "test"
    return Entry(name, version, is_direct=True, development=is_dev, floating=_floating(version))


def _text(element: Element, tag: str) -> str:
    return (element.findtext(tag) or "").strip()[:300]


def read_gradle(text: str) -> Listing:
    """Read what is written as plain text; versions from variables stay unknown to it."""
    entries, indexes = list[Entry](), set[str]()
    for line in text.split("\n"):
        bare = line[:1000]
        if ('"' not in bare and "'" not in bare) or bare.lstrip().startswith(("//", "*")):
            continue
        entries.extend(_declared(bare))
        if "http" in bare and (found := _REPOSITORY.search(bare)):
            indexes.add(place_of(found[1]))
    return listing(entries, filter(None, indexes))


def _declared(line: str) -> Iterator[Entry]:
    if found := _NAMED.match(line):
        yield _gradle(found[1], f"{found[2]}:{found[3]}", found[4] or "")
    elif found := _DECLARED.match(line):
        yield _gradle(found[1], found[2], found[3] or "")
    elif found := _PLUGIN.match(line):
        yield _gradle("plugin", found[1], found[2])


def _gradle(configuration: str, name: str, version: str) -> Entry:
    is_dev = _DEVELOPMENT.search(configuration) is not None
    return Entry(name, version, is_direct=True, development=is_dev, floating=_floating(version))


def read_gradle_versions(text: str) -> Listing:
    """Read a build file that keeps the versions of its libraries in one table, as well."""
    told = read_gradle(text)
    kept = [_VERSION.match(line[:1000]) for line in text.split("\n")]
    entries = [Entry(one[1], one[2], is_direct=True) for one in kept if one]
    return listing((*told.entries, *entries), told.indexes)


def read_gradle_lock(text: str) -> Listing:
    entries = []
    for line in text.split("\n"):
        if found := _LOCKED.match(line):
            used = found[3].split(",")
            entries.append(
                Entry(found[1], found[2], development=all(_DEVELOPMENT.search(one) for one in used))
            )
    return listing(entries)


def read_catalogue(text: str) -> Listing:
    """Read libs.versions.toml."""
    tree = read_toml(text)
    versions = within(tree, "versions")
    entries = [_catalogued(one, versions) for one in within(tree, "libraries").values()]
    entries += [_catalogued(one, versions) for one in within(tree, "plugins").values()]
    return listing(filter(None, entries))


def _catalogued(one: object, versions: Mapping[str, object]) -> Entry | None:
    if isinstance(one, str):
        name, _, version = one.rpartition(":")
        return Entry(name, version, is_direct=True, floating=_floating(version))
    name = word(one, "module") or word(one, "id") or f"{word(one, 'group')}:{word(one, 'name')}"
    version = word(one, "version") or _referred(within(one, "version"), versions)
    return Entry(name, version, is_direct=True, floating=_floating(version)) if name != ":" else None


def _referred(told: Mapping[str, object], versions: Mapping[str, object]) -> str:
    """Return the version that a table tells, itself or by the name of one told above."""
    named = versions.get(word(told, "ref"), told)
    if isinstance(named, str):
        return named
    return word(named, "strictly") or word(named, "require") or word(named, "prefer")
