"""Where a dependency comes from: its ecosystem's own registry, this repository, or a place with a name."""

import re

from app.review.dependencies.entry import LOCAL

# Each ecosystem's own registry and its mirrors under the same hand; code from there is named by its version.
_OWN = (
    "pypi.org",
    "files.pythonhosted.org",
    "pypi.python.org",
    "registry.npmjs.org",
    "registry.yarnpkg.com",
    "npm.jsr.io",
    "jsr.io",
    "github.com/rust-lang/crates.io-index",
    "index.crates.io",
    "static.crates.io",
    "rubygems.org",
    "index.rubygems.org",
    "proxy.golang.org",
    "repo.packagist.org",
    "packagist.org",
    "api.nuget.org",
    "nuget.org",
    "www.nuget.org",
    "repo.maven.apache.org",
    "repo1.maven.org",
    "central.sonatype.com",
    "plugins.gradle.org",
    "dl.google.com",
    "maven.google.com",
    "repo.hex.pm",
    "hex.pm",
    "pub.dev",
    "pub.dartlang.org",
)
_OWN_STARTS = tuple(f"https://{own}/" for own in _OWN if "github.com" not in own)
_LONGEST = 500  # characters of an address that are looked at
_GIT_HOSTED = re.compile(r"(github|gitlab|bitbucket|gist):(.+)")
_SHORT = re.compile(r"[A-Za-z0-9][\w-]{0,60}/[\w.-]{1,100}(#.*)?")
_SSH = re.compile(r"(?:[\w.-]{1,60}@)([\w.-]{1,100}):(?!//)(.+)")
_LOCAL = re.compile(r"(file|workspace|link|portal|patch|exec|root):|\.{0,2}/|~/|[A-Za-z]:\\|\.{1,2}$|\.\\")


def place_of(address: str) -> str:
    """Return "" for an ecosystem's own registry, LOCAL, or the address without its revision and secrets."""
    if address.startswith(_OWN_STARTS):
        return ""
    text = address.strip()[:_LONGEST]
    if not text or text.startswith(("registry+", "sparse+")):
        text = text.partition("+")[2]
        if not text:
            return ""
    if _LOCAL.match(text):
        return LOCAL
    kind, bare = _bare(text)
    if kind != "git+" and any(bare == own or bare.startswith(f"{own}/") for own in _OWN):
        return ""
    return kind + bare


def npm_place(spec: str) -> str:
    """Return where package.json's value takes the package from; a range and a tag say the registry."""
    if spec.startswith(("npm:", "catalog:", "jsr:", "workspace:")):
        return LOCAL if spec.startswith("workspace:") else ""
    if "://" in spec or _LOCAL.match(spec) or _GIT_HOSTED.match(spec) or _SSH.match(spec):
        return place_of(spec)
    return f"git+github.com/{spec.partition('#')[0]}" if _SHORT.fullmatch(spec) else ""


def git_place(address: str) -> str:
    """Return the place of a repository of git."""
    place = place_of(address)
    if place == LOCAL:
        return place
    return place if place.startswith("git+") else f"git+{_bare(address.strip()[:_LONGEST])[1]}"


def is_commit(revision: str) -> bool:
    """Whether it names content and not a branch or tag that may move."""
    return len(revision) >= 7 and re.fullmatch(r"[0-9a-f]{7,64}", revision) is not None  # noqa: PLR2004 - git's shortest


def revision_of(address: str) -> str:
    """Return the branch, tag or commit that an address of git ends with."""
    path = address.partition("#")[0]
    fragment = address.partition("#")[2]
    if fragment and "=" not in fragment:
        return fragment.removeprefix("semver:")
    return path.rpartition("@")[2] if "@" in path.rpartition("/")[2] else ""


def _bare(text: str) -> tuple[str, str]:
    """Return "git+" or "", and the address without scheme, user, query, revision and `.git`."""
    kind = "git+" if text.startswith(("git+", "git:", "git@", "ssh:")) else ""
    if hosted := _GIT_HOSTED.match(text):
        host = {"gist": "gist.github.com", "bitbucket": "bitbucket.org"}.get(hosted[1], f"{hosted[1]}.com")
        kind, text = "git+", f"{host}/{hosted[2]}"
    elif ssh := _SSH.match(text):
        kind, text = "git+", f"{ssh[1]}/{ssh[2]}"
    text = text.partition("://")[2] or text
    text = re.split(r"[?#]", text, maxsplit=1)[0]
    host, slash, path = text.partition("/")
    host = host.rpartition("@")[2].lower()
    first, at, last = path.rpartition("@")
    path = first if kind and at and "/" not in last else path
    bare = f"{host}{slash}{path}".rstrip("/")
    return ("git+" if bare.endswith(".git") else kind), bare.removesuffix(".git")
