"""Lines that delete data or change a schema."""

from app.review.content.sensitive_line import ANY, CODE, L
from app.review.content.sensitive_pattern import Form, patterns

# What is made again by itself, or is the build's own.
_PASSING = (
    r"(?i)tmp|temp|cache|build|dist\b|node_modules|/var/lib/apt|/usr/share|coverage|\.pyc|out\b|output|target\b"
    r"|artifact|venv|/opt/|workdir|workspace|scratch|\.git\b|download|docs?\b"
)

ROWS_GONE = patterns(
    "content.deletes-rows",
    "deletes data in bulk, and a revert does not bring it back. Make sure of the condition, of a "
    "backup, and that it runs in small batches",
    (
        Form(
            "delete~from",
            r"\bDELETE FROM\s+(?P<name>[\w\".`{$]{1,60})|(?<=\")delete from\s+\w{1,60}",
            ANY,
            strings=True,
        ),
        Form(".delete_all .destroy_all .in_batches.delete", r"\.(?:delete_all|destroy_all)\b", L.RUBY),
        Form(
            ".delete()",
            r"\bobjects(?:\.\w{1,30}\([^()]{0,120}\)){1,5}\.delete\(\)"
            r"|\bquery\w*(?:\.\w{1,30}\([^()]{0,120}\)){1,5}\.delete\(\)",
            L.PYTHON,
        ),
        Form("deletemany(", r"\bdeleteMany\(\s*(?:\{\s*\}\s*)?\)|\bdelete_many\(\s*\{\s*\}\s*\)", CODE),
        Form(
            "truncate",
            r"\bTRUNCATE (?:TABLE\b|[a-z_\"`]{1,60}\s*[;\"\'])",
            CODE | L.SQL | L.SHELL,
            strings=True,
        ),
        Form(
            "drop~table drop~database drop~schema",
            r"(?i)\bDROP (?:TABLE|DATABASE|SCHEMA)\b(?: IF EXISTS)?",
            CODE | L.SQL | L.SHELL | L.YAML,
            strings=True,
        ),
        Form(
            "flushall flushdb",
            r"(?i)(?:\.|\b(?:redis-cli)[^|;]{0,60}\s)flush(?:all|db)\b",
            CODE | L.SHELL | L.YAML,
        ),
        Form("repo.delete_all", r"\bRepo\.delete_all\b", L.ELIXIR),
    ),
)

FILES_GONE = patterns(
    "content.deletes-files",
    "deletes a whole tree of files, and a revert does not bring it back. Make sure that the path can "
    "never be empty or somebody else's",
    (
        Form("rm~-", r"\brm\s+-(?:rf|fr|r\s+-f)\b", L.SHELL | L.YAML, strings=True, unless=_PASSING),
        Form("rmtree(", r"\bshutil\.rmtree\(|(?<![.\w])rmtree\(", L.PYTHON, unless=_PASSING),
        Form("rm_rf rm_r(", r"\bFileUtils\.rm_(?:rf|r)\b", L.RUBY, unless=_PASSING),
        Form("os.removeall(", r"\bos\.RemoveAll\(", L.GO, unless=_PASSING + "|defer"),
        Form("remove_dir_all", r"\bremove_dir_all\(", L.RUST, unless=_PASSING),
        Form("file.rm_rf", r"\bFile\.rm_rf!?\b", L.ELIXIR, unless=_PASSING),
        Form(
            "rimraf( rmsync( rmdirsync(",
            r"\brimraf(?:\.sync)?\(|\brm(?:dir)?Sync\([^)]{0,100}recursive",
            L.SCRIPT,
            unless=_PASSING,
        ),
        Form(
            "delete_bucket deletebucket s3~rb s3~rm",
            r"\bdelete_bucket\(|\b[dD]eleteBucket(?:Command)?\(|\baws s3 (?:rb|rm)\b[^"
            r"|;]{0,120}--(?:force|recursive)",
            ANY,
            strings=True,
        ),
        Form("delete_objects deleteobjects(", r"\b(?:delete_objects|[dD]eleteObjects(?:Command)?)\(", CODE),
    ),
)

SCHEMA = patterns(
    "content.schema-statement",
    "changes the schema from code, outside of the migrations: it runs when the code runs, on every "
    "server, and no migration undoes it. Make it a migration",
    (
        Form(
            "alter~table create~table",
            r"\b(?:ALTER|CREATE) TABLE\b(?: IF NOT EXISTS)?",
            CODE & ~L.SQL & ~L.MARKUP,
            strings=True,
        ),
        Form("create_all( drop_all(", r"\b\w{0,20}(?:metadata|db)\.(?:create|drop)_all\(", L.PYTHON),
        Form("automigrate(", r"\.AutoMigrate\(", L.GO),
        Form("synchronize:", r"\bsynchronize:\s*true\b", L.SCRIPT),
    ),
)

ROWS = (*ROWS_GONE, *FILES_GONE, *SCHEMA)
