"""Liquibase's changelogs in XML, YAML and JSON."""

import json

import pytest

from tests.unit.review.migrations.example import told

LOG = "src/main/resources/db/changelog/1."


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ('<dropTable tableName="a"/>', ["drop-table"]),
        ('<dropColumn tableName="a" columnName="b"/>', ["drop-column"]),
        ('<renameColumn tableName="a" oldColumnName="b" newColumnName="c"/>', ["rename"]),
        ('<addNotNullConstraint tableName="a" columnName="b"/>', ["not-null"]),
        ('<modifyDataType tableName="a" columnName="b" newDataType="int"/>', ["change-type"]),
        ('<addUniqueConstraint tableName="a" columnNames="b"/>', ["unique"]),
        ('<createIndex tableName="a" indexName="i"><column name="b"/></createIndex>', ["index-lock"]),
        ('<delete tableName="a"/>', ["delete-rows"]),
        ("<sql>DROP TABLE a</sql>", ["drop-table"]),
        ('<sqlFile path="x.sql"/>', ["unclassified"]),
        ('<customChange class="X"/>', ["unclassified"]),
        ('<addColumn tableName="a"><column name="b"><constraints nullable="false"/></column></addColumn>',
         ["required-column"]),
        ('<addColumn tableName="a"><column name="b" type="int"/></addColumn>', []),
        ('<createTable tableName="a"/><dropTable tableName="a"/>', []),
        ('<rollback><dropTable tableName="a"/></rollback>', []),
        ('<addForeignKeyConstraint baseTableName="a" validate="false"/>', []),
    ],
)  # fmt: skip
def test_xml(change: str, expected: list[str]) -> None:
    changes = f'<changeSet id="1" author="a">\n{change}\n</changeSet>\n'
    text = f'<databaseChangeLog xmlns="x">\n{changes}</databaseChangeLog>\n'
    assert told(text, f"{LOG}xml") == expected


CHANGES = {
    "databaseChangeLog": [
        {
            "changeSet": {
                "id": "1",
                "author": "a",
                "changes": [
                    {"dropColumn": {"tableName": "a", "columnName": "b"}},
                    {
                        "addColumn": {
                            "tableName": "a",
                            "columns": [{"column": {"name": "c", "constraints": {"nullable": "false"}}}],
                        }
                    },
                    {"sql": {"sql": "TRUNCATE a"}},
                ],
                "rollback": [{"dropTable": {"tableName": "a"}}],
            }
        }
    ]
}


@pytest.mark.parametrize("kind", ["yaml", "json"])
def test_yaml_and_json(kind: str) -> None:
    assert told(json.dumps(CHANGES, indent=2), f"{LOG}{kind}") == [
        "drop-column",
        "required-column",
        "delete-rows",
    ]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("xml", '<!DOCTYPE a [<!ENTITY b "c">]><databaseChangeLog>&b;</databaseChangeLog>'),
        ("xml", "<databaseChangeLog>"),
        ("xml", "<html>502</html>"),
        ("yaml", "a: &a [*a]"),
        ("yaml", "a: [" * 3_000),
        ("yaml", "databaseChangeLog:\n - changeSet: &a\n    changes: [*b]\n"),
        ("json", "{"),
        ("json", "[]"),
    ],
)
def test_what_is_no_changelog_is_not_taken_for_safe(kind: str, text: str) -> None:
    assert told(text, f"{LOG}{kind}") in (["unreadable"], ["unclassified"])


def test_a_changelog_with_a_colon_missing_cannot_be_read() -> None:
    text = "databaseChangeLog:\n- include\n    file: a.yaml\n    relativeToChangelogFile: true\n"
    assert told(text, f"{LOG}yaml") == ["unreadable"]
