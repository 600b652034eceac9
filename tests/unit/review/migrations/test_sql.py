"""SQL migrations, Postgres' and others': every statement is known, or told."""

import pytest

from tests.unit.review.example import added
from tests.unit.review.migrations.example import SQL, look, told


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("DROP TABLE users;", ["drop-table"]),
        ("drop schema old cascade", ["drop-table"]),
        ("ALTER TABLE users DROP COLUMN email;", ["drop-column"]),
        ("ALTER TABLE users DROP email, ADD name text;", ["drop-column"]),
        ("ALTER TABLE users RENAME COLUMN a TO b;", ["rename"]),
        ("ALTER TABLE users RENAME a TO b;", ["rename"]),
        ("ALTER TABLE users RENAME TO people;", ["rename"]),
        ("ALTER SCHEMA a RENAME TO b;", ["rename"]),
        ("ALTER TYPE mood RENAME VALUE 'a' TO 'b';", ["rename"]),
        ("ALTER TABLE users SET SCHEMA old;", ["rename"]),
        ("EXEC sp_rename 'a.b', 'c', 'COLUMN';", ["rename"]),
        ("ALTER TABLE users ADD COLUMN a int NOT NULL;", ["required-column"]),
        ("ALTER TABLE users ADD a int NOT NULL DEFAULT NULL;", ["required-column"]),
        ("ALTER TABLE users ALTER COLUMN a SET NOT NULL;", ["not-null"]),
        ("ALTER TABLE users ALTER COLUMN a DROP DEFAULT;", ["drop-default"]),
        ("ALTER TABLE a ADD b int NOT NULL DEFAULT 1; ALTER TABLE a ALTER b DROP DEFAULT;", ["drop-default"]),
        ("ALTER TABLE users ALTER COLUMN a TYPE bigint;", ["change-type"]),
        ("ALTER TABLE users ALTER a SET DATA TYPE bigint;", ["change-type"]),
        ("ALTER TABLE users MODIFY a bigint;", ["change-type"]),
        ("TRUNCATE users;", ["delete-rows"]),
        ("DELETE FROM users WHERE a;", ["delete-rows"]),
        ("WITH d AS (DELETE FROM users RETURNING *) SELECT 1;", ["delete-rows"]),
        ("UPDATE users SET a = 1;", ["update-rows"]),
        ("INSERT INTO a VALUES (1) ON CONFLICT (b) DO UPDATE SET c = 1;", ["update-rows"]),
        ("ALTER TABLE a ADD CONSTRAINT c UNIQUE (d);", ["unique"]),
        ("ALTER TABLE a ADD UNIQUE (d);", ["unique"]),
        ("ALTER TABLE a ADD CONSTRAINT c EXCLUDE USING gist (d WITH &&);", ["unique"]),
        ("CREATE UNIQUE INDEX i ON a (b);", ["unique"]),
        ("CREATE UNIQUE INDEX CONCURRENTLY i ON a (b);", ["unique-index"]),
        ("ALTER TABLE a ADD CONSTRAINT c CHECK (d > 0);", ["constraint"]),
        ("ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES c (d);", ["constraint"]),
        ("ALTER TABLE a ADD b int REFERENCES c (d);", ["constraint"]),
        ("ALTER TABLE a ADD PRIMARY KEY (b);", ["primary-key"]),
        ("ALTER TABLE a ADD b bigserial;", ["rewrite"]),
        ("ALTER TABLE a ADD b int GENERATED ALWAYS AS (c * 2) STORED;", ["rewrite"]),
        ("ALTER TABLE a ADD b uuid DEFAULT gen_random_uuid();", ["rewrite"]),
        ("VACUUM FULL a;", ["rewrite"]),
        ("VACUUM (VERBOSE, FULL) a;", ["rewrite"]),
        ("CLUSTER a USING b;", ["rewrite"]),
        ("CREATE INDEX i ON a (b);", ["index-lock"]),
        ("CREATE INDEX ON a (b);", ["index-lock"]),
        ("DROP INDEX i;", ["index-lock"]),
        ("REINDEX TABLE a;", ["index-lock"]),
        ("BEGIN; CREATE INDEX CONCURRENTLY i ON a (b); COMMIT;", ["concurrent-in-transaction"]),
        ("-- migrate:up\nCREATE INDEX CONCURRENTLY i ON a (b);", ["concurrent-in-transaction"]),
        ("-- +goose Up\nCREATE INDEX CONCURRENTLY i ON a (b);", ["concurrent-in-transaction"]),
        ("BEGIN; ALTER TABLE a ADD CONSTRAINT c CHECK (d > 0) NOT VALID, VALIDATE CONSTRAINT c; COMMIT;",
         ["validate-in-transaction"]),
        ("BEGIN; CREATE TABLE a (b int);", ["open-transaction"]),
        ("LOCK TABLE a IN EXCLUSIVE MODE;", ["lock"]),
        ("CREATE DOMAIN d AS int CHECK (value > 0);", ["domain"]),
        ("ALTER DOMAIN d ADD CONSTRAINT c CHECK (value > 0);", ["domain"]),
        ("ALTER TABLE a DETACH PARTITION b;", ["detach-partition"]),
        ("DROP VIEW v;", ["drop-object"]),
        ("DROP FUNCTION f(int);", ["drop-object"]),
        ("ALTER TABLE a DISABLE TRIGGER ALL;", ["drop-object"]),
        ("REVOKE SELECT ON a FROM web;", ["permissions"]),
        ("ALTER TABLE a DISABLE ROW LEVEL SECURITY;", ["permissions"]),
        ("DROP POLICY p ON a;", ["permissions"]),
        ("ALTER TABLE a ALTER b DROP NOT NULL;", ["loosened"]),
        ("ALTER TABLE a DROP CONSTRAINT c;", ["loosened"]),
        ("DO $$ BEGIN EXECUTE 'DROP TABLE x; '; END $$;", ["unclassified"]),
        ("DO $$ BEGIN IF a THEN ALTER TABLE b DROP COLUMN c; END IF; END $$;", ["drop-column"]),
        ("CALL clean();", ["unclassified"]),
        ("SELECT drop_everything();", ["unclassified"]),
        ("ALTER TABLE ${schema}.a FROBNICATE;", ["unclassified"]),
        ("foo bar; DROP TABLE t;", ["unclassified", "drop-table"]),
        ("SELECT 'it''s;'; DROP TABLE t;", ["drop-table"]),
        ("COPY a FROM stdin;\n1\tDROP TABLE b;\n\\.\nDROP TABLE c;", ["drop-table"]),
        ("/* a /* b */ c */ DROP TABLE t;", ["drop-table"]),
    ],
)  # fmt: skip
def test_what_hurts(sql: str, expected: list[str]) -> None:
    assert told(sql) == expected


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE a (b int NOT NULL); ALTER TABLE a ADD COLUMN c int NOT NULL; DROP TABLE a;",
        'CREATE TABLE "A" (b int); CREATE UNIQUE INDEX i ON "A" (b); DROP INDEX i;',
        "CREATE TABLE public.a (b int); ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0);",
        "CREATE INDEX CONCURRENTLY i ON a (b); DROP INDEX CONCURRENTLY j; REINDEX TABLE CONCURRENTLY a;",
        "ALTER TABLE a ADD COLUMN b int; ALTER TABLE a ADD c text NOT NULL DEFAULT '';",
        "ALTER TABLE a ADD b timestamptz NOT NULL DEFAULT now() - interval '1 year';",
        "ALTER TABLE a ADD b jsonb DEFAULT '{}'::jsonb, ADD c text[] DEFAULT array['x', 'y']::text[];",
        "ALTER TABLE a ADD b int; ALTER TABLE a DROP COLUMN b;",
        "ALTER TABLE a ALTER b DROP DEFAULT; ALTER TABLE a ALTER b SET DEFAULT 1;",
        "ALTER TABLE a ADD CONSTRAINT c FOREIGN KEY (b) REFERENCES d (e) NOT VALID;",
        "ALTER TABLE a VALIDATE CONSTRAINT c;",
        "COMMIT; CREATE INDEX CONCURRENTLY i ON a (b); BEGIN; ALTER TABLE a ADD c int;",
        "ALTER TABLE a ADD CONSTRAINT c UNIQUE USING INDEX i;",
        "ALTER TYPE mood ADD VALUE 'x'; CREATE TYPE a AS ENUM ('b'); CREATE DOMAIN d AS text;",
        "VACUUM (FULL FALSE) a; VACUUM ANALYZE a; SELECT 1; SET lock_timeout = '2s';",
        "INSERT INTO a VALUES (1); INSERT INTO a SELECT * FROM b ON CONFLICT DO NOTHING;",
        "DROP VIEW v; CREATE VIEW v AS SELECT 1; DROP TRIGGER t ON a; CREATE TRIGGER t AFTER INSERT ON a;",
        "CREATE FUNCTION f() RETURNS trigger AS $$ BEGIN DELETE FROM a; RETURN NEW; END $$ LANGUAGE plpgsql;",
        "DO $$ BEGIN CREATE TYPE a AS ENUM ('b'); EXCEPTION WHEN duplicate_object THEN NULL; END $$;",
        "-- DROP TABLE a;\n/* DROP TABLE b; */ COMMENT ON TABLE a IS 'DROP TABLE c;';",
        "-- +goose Up\nCREATE TABLE a (b int);\n-- +goose Down\nDROP TABLE a;",
        "-- migrate:up\nCREATE TABLE a (b int);\n-- migrate:down\nDROP TABLE a;",
        "-- migrate:up transaction:false\nCREATE INDEX CONCURRENTLY i ON a (b);",
        "--liquibase formatted sql\n--changeset a:1\nALTER TABLE a ADD b text;\n--rollback DROP TABLE c;",
        "UPDATE alembic_version SET version_num = 'b';",
        "CREATE TABLE a (b int); GRANT SELECT ON a TO web;",
    ],
)  # fmt: skip
def test_what_is_left_alone(sql: str) -> None:
    assert told(sql) == []


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("RENAME TABLE a TO b;", ["rename"]),
        ("ALTER TABLE `a` CHANGE `b` `c` int;", ["rename", "change-type"]),
        ("ALTER TABLE `a` MODIFY `b` varchar(10) NOT NULL;", ["not-null"]),
        ("ALTER TABLE `a` CONVERT TO CHARACTER SET utf8mb4;", ["rewrite"]),
        ("ALTER TABLE a ENGINE=InnoDB;", ["rewrite"]),
        ("ALTER TABLE `a` ADD COLUMN `b` int AUTO_INCREMENT;", ["rewrite"]),
        ("ALTER TABLE `a` DROP PARTITION p0;", ["delete-rows"]),
        ("/*!50003 DROP TABLE t */;", ["drop-table"]),
        ("CREATE FULLTEXT INDEX i ON `a` (b);", ["index-lock"]),
        ("REPLACE INTO `a` VALUES (1);", ["update-rows"]),
        ("SELECT `a` FROM b; # it's\nDROP TABLE c;", ["drop-table"]),
        ("DELIMITER $$\nCREATE PROCEDURE `p`() BEGIN DELETE FROM a; END$$\nDROP TABLE b$$\nDELIMITER ;\n",
         ["drop-table"]),
        ("CREATE INDEX `i` ON `a` (`b`); ALTER TABLE `a` ADD INDEX (`c`), DROP INDEX `d`;", []),
        ("ALTER TABLE `a` ADD COLUMN `b` int NOT NULL DEFAULT 1;", []),
        ("ALTER TABLE `a` ADD COLUMN `b` int NULL, ALGORITHM=INPLACE, LOCK=NONE;", []),
        ("SELECT 'it\\'s; DROP TABLE x' FROM `a`;", []),
    ],
)  # fmt: skip
def test_mysql(sql: str, expected: list[str]) -> None:
    assert told(sql) == expected


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE IF NOT EXISTS a (b int); DROP TABLE a;",
        'CREATE TABLE "A" (b int); DROP TABLE a;',
        "DROP TABLE a; CREATE TABLE a (b int);",
        "-- squawk-ignore-file\nDROP TABLE a;",
        "ALTER TABLE a ADD COLUMN IF NOT EXISTS b int; ALTER TABLE a DROP COLUMN b; DROP TABLE c;",
        "/* DROP TABLE a; */ /* never closed; DROP TABLE b;",
    ],
)
def test_a_trick_hides_no_dropped_table(sql: str) -> None:
    assert "drop-table" in told(sql)


def test_a_long_list_of_harmless_findings_hides_no_other_one() -> None:
    sql = "ALTER TABLE a DROP CONSTRAINT c;\n" * 500 + "DROP TABLE b;"
    assert "drop-table" in told(sql)


def test_a_table_of_another_migration_of_the_change_is_new() -> None:
    first = added("migrations/2_a.sql", "CREATE TABLE a (b int);\n")
    second = added("migrations/10_b.sql", "ALTER TABLE a DROP COLUMN b;\n")
    assert [finding.rule for finding in look(second, first).findings] == ["migration.present"]
    before = added("migrations/1_b.sql", "ALTER TABLE a DROP COLUMN b;\n")
    assert [finding.rule for finding in look(first, before).findings][1:] == ["migration.drop-column"]


def test_prisma_says_which_database_it_is() -> None:
    index = added("prisma/migrations/1_a/migration.sql", "CREATE INDEX i ON a (b);\n")
    lock = added("prisma/migrations/migration_lock.toml", 'provider = "mysql"\n')
    assert len(look(index, lock).findings) == 1
    assert len(look(index).findings) == 2


def test_a_step_knows_its_line() -> None:
    text = "-- a\nBEGIN;\n\n/* b\n */ DROP TABLE x;\nTRUNCATE\n y;COMMIT;\n"
    found = look(added(SQL, text)).findings[1:]
    assert [finding.line for finding in found] == [5, 6]
