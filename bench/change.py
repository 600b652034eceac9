"""A made-up diff, of what real ones have: many languages, tests, renames, moved and long lines, a lock."""

from collections.abc import Callable, Sequence
from random import Random

from app.review.place.word import words

_NAMES = sorted(
    words(
        "order total price report export job worker client server response header query filter page "
        "item list index model field value state event handler view form template address country "
        "limit window timer result error message reason option flag group member owner project build "
        "release branch commit review comment label title body image file path folder archive record "
        "history name number text line word count size width height color style parent child node "
        "tree leaf root edge start end first last next left right"
    )
)
_DEAR = sorted(words("token session password payment cache lock thread user permission delete"))
_DEARLY = 0.02  # of the names: as in 28 changes of public projects
_HUNKS, _LINES = (1, 4), (3, 16)  # of a file, of a hunk
_LONG = 600  # characters of the lines that are long

Writer = Callable[[Random], str]


def change(lines: int, seed: int = 1) -> str:
    """Return a diff of about so many lines."""
    random, parts, left = Random(seed), list[str](), lines  # noqa: S311 - no secret
    while left > 0:
        part = _file(random, len(parts))
        parts.append(part)
        left -= part.count("\n")
    return "".join(parts)


def _name(random: Random) -> str:
    words = _DEAR if random.random() < _DEARLY else _NAMES
    return f"{random.choice(words)}_{random.choice(_NAMES)}"


def _python(random: Random) -> str:
    a, b, c = _name(random), _name(random), _name(random)
    return random.choice(
        [
            f"    {a} = {b}.get({c}, {random.randrange(99)})",
            f"    if not {a}.is_{b}({c}):",
            f'        raise ValueError(f"{a} of {{{b}}} is not {c}")',
            f"def {a}({b}: str, {c}: int | None = None) -> dict[str, str]:",
            f'    """Return the {a} of each {b}."""',
            f"    return [{a} for {a} in {b} if {a}.{c}]",
            f"from shop.{a} import {b}, {c}",
        ]
    )


def _script(random: Random) -> str:
    a, b, c = _name(random), _name(random), _name(random)
    return random.choice(
        [
            f"  const {a} = await {b}({{ {c}: '{a}' }});",
            f"export function {a}({b}: {c}): void {{",
            f'    <div className="{a}" onClick={{() => {b}({c})}}>',
            f"  if (!{a} || {b} === '{c}') return null;",
            f"import {{ {a} }} from '../{b}/{c}';",
        ]
    )


def _go(random: Random) -> str:
    a, b, c = _name(random), _name(random), _name(random)
    return random.choice(
        [
            f"\t{a}, err := s.{b}(ctx, {c})",
            "\tif err != nil {",
            f'\t\treturn nil, fmt.Errorf("{a} of {b}: %w", err)',
            f"func (s *{a}) {b}({c} string) error {{",
        ]
    )


def _ruby(random: Random) -> str:
    a, b, c = _name(random), _name(random), _name(random)
    return random.choice(
        [
            f"    {a} = {b}.find_by({c}: :{a})",
            f"  def {a}({b}:, {c}: nil)",
            "  end",
        ]
    )


def _test(random: Random) -> str:
    a, b, c = _name(random), _name(random), _name(random)
    return random.choice(
        [
            f"    assert {a}({b}) == {c}",
            f"def test_{a}_of_{b}(client: Client) -> None:",
            f"    {a} = make_{b}()",
        ]
    )


def _yaml(random: Random) -> str:
    a, b = _name(random), _name(random)
    return random.choice(
        [
            f"  {a}:",
            f"    {b}: {random.randrange(500)}",
            f"      - name: {a}",
            f"    image: shop/{b}:1.{random.randrange(9)}",
        ]
    )


def _workflow(random: Random) -> str:
    a = _name(random)
    return random.choice(
        [
            f"      - uses: actions/{a}@v{random.randrange(1, 6)}",
            f"        run: make {a}",
            f"      - name: {a}",
            "        with:",
        ]
    )


def _sql(random: Random) -> str:
    return random.choice(
        [
            f"ALTER TABLE {_name(random)} ADD COLUMN {_name(random)} bigint;",
            f"CREATE INDEX CONCURRENTLY by_{_name(random)} ON {_name(random)} (id);",
        ]
    )


def _lock(random: Random) -> str:
    name = _name(random).replace("_", "-")
    version = f"{random.randrange(9)}.{random.randrange(20)}.{random.randrange(9)}"
    digest = "".join(random.choices("abcdefghijklmnopqrstuvwxyzABCDEFGHIJ0123456789+/", k=86))
    return random.choice(
        [
            f'    "node_modules/{name}": {{',
            f'      "version": "{version}",',
            f'      "integrity": "sha512-{digest}==",',
            "    },",
        ]
    )


def _long(random: Random) -> str:
    return ";".join(f"{_name(random)}={_name(random)}" for _ in range(_LONG // 24))


# What is met in turn; every so many files one of those that are rare.
_FILES: Sequence[tuple[str, Writer]] = (
    ("src/shop/{}.py", _python),
    ("tests/test_{}.py", _test),
    ("web/components/{}.tsx", _script),
    ("pkg/{0}/{0}.go", _go),
    ("src/shop/{}/views.py", _python),
    ("app/models/{}.rb", _ruby),
    ("tests/{}/test_api.py", _test),
    ("docs/{}.md", lambda random: " ".join(random.choices(_NAMES, k=8))),
    ("web/pages/{}.ts", _script),
    ("deploy/k8s/{}.yaml", _yaml),
)
_RARE: Sequence[tuple[str, Writer]] = (
    (".github/workflows/{}.yml", _workflow),
    ("web/{}/package-lock.json", _lock),
    ("src/static/{}.js", _long),
    ("db/migrations/{}.sql", _sql),
)
_EVERY, _RENAMED = 12, 15  # files


def _file(random: Random, number: int) -> str:
    rare = number // _EVERY % len(_RARE)
    form, write = _FILES[number % len(_FILES)] if number % _EVERY != _EVERY - 1 else _RARE[rare]
    path = form.format(f"{_name(random)}_{number}")
    old = path.replace("/", f"/{random.choice(_NAMES)}/", 1) if number % _RENAMED == 0 else path
    renamed = f"similarity index 80%\nrename from {old}\nrename to {path}\n" if old != path else ""
    header = f"diff --git a/{old} b/{path}\n{renamed}index 1111111..2222222{'' if renamed else ' 100644'}\n"
    return f"{header}--- a/{old}\n+++ b/{path}\n" + _hunks(random, write)


def _hunks(random: Random, write: Writer) -> str:
    hunks, at, moved = list[str](), 1, write(random)
    for _ in range(random.randint(*_HUNKS)):
        count = random.randint(*_LINES)
        before, after = ([f" {write(random)}" for _ in range(3)] for _ in range(2))
        removed = [f"-{write(random)}" for _ in range(random.randint(0, count // 2))] + [f"-{moved}"]
        added = [f"+{write(random)}" for _ in range(count)] + [f"+{moved}"]
        kept = len(before) + len(after)
        at += random.randint(5, 60)
        hunks.append(f"@@ -{at},{len(removed) + kept} +{at},{len(added) + kept} @@ {_name(random)}")
        hunks += [*before, *removed, *added, *after]
        at += len(removed) + kept
    return "\n".join(hunks) + "\n"
