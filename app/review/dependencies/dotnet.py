"""NuGet: project files, central package versions, packages.config and packages.lock.json."""

from collections.abc import Iterator

from app.review.dependencies.entry import LOCAL, Entry, Listing, asked, listing
from app.review.dependencies.structured import read_json, within, word
from app.review.xml import parsed

_TAGS = frozenset({"PackageReference", "PackageVersion", "GlobalPackageReference", "package"})


def read_project(text: str) -> Listing:
    """Read *.csproj and its like, Directory.Packages.props and packages.config."""
    entries = []
    for element in parsed(text.encode("utf-8", "replace")).iter():
        tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if tag in _TAGS:
            told = {key.lower(): value[:300] for key, value in element.attrib.items()}
            inner = {child.tag.rpartition("}")[2].lower(): child.text or "" for child in element}
            name = told.get("include") or told.get("update") or told.get("id") or ""
            version = told.get("version") or told.get("versionoverride") or inner.get("version", "").strip()
            is_dev = told.get("developmentdependency") == "true"
            is_dev = is_dev or (told.get("privateassets") or inner.get("privateassets", "")).lower() == "all"
            floating = "its version moves by itself" if "*" in version else ""
            if name:
                entries.append(asked(name, version, development=is_dev, floating=floating))
    return listing(entries)


def read_packages_lock(text: str) -> Listing:
    return listing(_locked(read_json(text)))


def _locked(tree: object) -> Iterator[Entry]:
    for framework in within(tree, "dependencies"):
        for name, one in within(tree, "dependencies", framework).items():
            kind, digest = word(one, "type"), word(one, "contentHash")
            yield Entry(
                name,
                word(one, "resolved"),
                LOCAL if kind == "Project" else "",
                frozenset({f"sha512:{digest}"} if digest else ()),
                kind == "Direct",
            )
