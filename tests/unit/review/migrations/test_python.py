"""Django's and Alembic's migrations, read as syntax trees and never run."""

import pytest

from tests.unit.review.example import added
from tests.unit.review.migrations.example import look, told

OUTSIDE = (
    "with op.get_context().autocommit_block():\n"
    "        op.create_index('i', 'a', ['b'], postgresql_concurrently=True)"
)
DJANGO, ALEMBIC = "shop/migrations/0042_x.py", "alembic/versions/ab_x.py"


@pytest.mark.parametrize(
    ("operations", "expected"),
    [
        ("migrations.RemoveField('user', 'email')", ["drop-column"]),
        ("migrations.DeleteModel(name='User')", ["drop-table"]),
        ("migrations.RenameField('user', 'a', 'b')", ["rename"]),
        ("migrations.RenameModel('A', 'B')", ["rename"]),
        ("migrations.AlterField('user', 'a', models.TextField())", ["change-type"]),
        ("migrations.AlterField('user', 'a', models.TextField(), preserve_default=False)", ["not-null"]),
        ("migrations.AddField('user', 'a', models.TextField(default=''))", ["required-column"]),
        ("migrations.AddField('user', 'a', models.TextField(db_default=None))", ["required-column"]),
        ("migrations.AddField('user', 'a', models.TextField(null=True, db_index=True))", ["index-lock"]),
        ("migrations.AddField('user', 'a', models.TextField(null=True, unique=True))", ["unique"]),
        ("migrations.AddField('u', 'a', models.ForeignKey('b', null=True))", ["index-lock", "constraint"]),
        ("migrations.AddIndex('a', models.Index(fields=['b'], name='c'))", ["index-lock"]),
        ("AddIndexConcurrently('a', models.Index(fields=['b'], name='c'))", ["concurrent-in-transaction"]),
        ("migrations.AddConstraint('a', models.CheckConstraint(check=q, name='c'))", ["constraint"]),
        ("migrations.AddConstraint('a', models.UniqueConstraint(fields=['b'], name='c'))", ["unique"]),
        ("migrations.AlterUniqueTogether('a', {('b', 'c')})", ["unique"]),
        ("migrations.AlterUniqueTogether('a', set())", ["loosened"]),
        ("migrations.RunPython(forwards)", ["unclassified"]),
        ("migrations.RunPython(purge, migrations.RunPython.noop)", ["delete-rows"]),
        ("migrations.RunPython(fill, migrations.RunPython.noop)", ["update-rows"]),
        ("migrations.RunPython(idle)", ["unclassified"]),
        ("migrations.RunSQL('DROP TABLE a')", ["drop-table"]),
        ("migrations.RunSQL(['SELECT 1', ('DROP TABLE a', None)])", ["drop-table"]),
        ("migrations.RunSQL(sql)", ["unclassified"]),
        ("*more()", ["unclassified"]),
        ("Own()", ["unclassified"]),
        (
            "migrations.SeparateDatabaseAndState(database_operations=[migrations.RemoveField('a', 'b')])",
            ["drop-column"],
        ),
        ("linter.IgnoreMigration(), migrations.DeleteModel('A')", ["drop-table", "suppressed"]),
        ("migrations.AddField('user', 'a', models.TextField(null=True))", []),
        ("migrations.AddField('user', 'a', models.TextField(db_default=''))", []),
        ("migrations.AddField('u', 'a', models.TextField(default='')), AddDefaultValue('u', 'a', '')", []),
        ("migrations.AddField('user', 'a', models.ManyToManyField('b'))", []),
        ("migrations.CreateModel('A', []), migrations.AddField('a', 'b', models.TextField())", []),
        ("migrations.RunPython(idle, migrations.RunPython.noop)", []),
        ("migrations.RunSQL(migrations.RunSQL.noop)", []),
        ("migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField('a', 'b')])", []),
        ("migrations.AlterModelOptions('a', {}), TrigramExtension()", []),
    ],
)
def test_django(operations: str, expected: list[str]) -> None:
    text = (
        "def purge(apps, editor):\n    apps.get_model('a', 'B').objects.filter(c=1).delete()\n"
        "def fill(apps, editor):\n    apps.get_model('a', 'B').objects.update(c=1)\n"
        "def idle(apps, editor):\n    pass\n"
        f"class Migration(migrations.Migration):\n    operations = [{operations}]\n"
    )
    assert told(text, DJANGO) == expected


@pytest.mark.parametrize("text", ["operations = make()\n", "class Own:\n    x = 1\n"])
def test_django_without_a_list_of_operations_is_unclassified(text: str) -> None:
    assert told(text, DJANGO) == ["unclassified"]


@pytest.mark.parametrize("text", ["def x(:\n", "operations = [" + "(" * 5000])
def test_django_that_is_not_python_cannot_be_read(text: str) -> None:
    assert told(text, DJANGO) == ["unreadable"]


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        (
            "migrations.RemoveField(model_name='user', name='email')",
            "Drops a column (`RemoveField user.email`): ",
        ),
        (
            "migrations.AlterField('a', 'b', field=models.TextField())",
            "Changes a column (`AlterField a.b TextField()`): ",
        ),
        ("migrations.DeleteModel('A')", "Drops a table (`DeleteModel('A')`): "),
        (
            "migrations.RemoveField(model_name=a, name='b')",
            "Drops a column (`RemoveField(model_name=a, name='b')`): ",
        ),
    ],
)
def test_a_step_of_django_is_told_by_model_and_field(operation: str, words: str) -> None:
    (found,) = look(added(DJANGO, f"operations = [{operation}]\n")).findings[1:]
    assert found.message.startswith(words)


def test_django_outside_of_a_transaction_may_build_indexes_concurrently() -> None:
    text = "class M:\n    atomic = False\n    operations = [AddIndexConcurrently('a', models.Index())]\n"
    assert told(text, DJANGO) == []


def test_a_model_of_another_migration_of_the_change_is_new() -> None:
    create = added("shop/migrations/0001_a.py", "operations = [migrations.CreateModel('A', [])]\n")
    drop = added("shop/migrations/0002_b.py", "operations = [migrations.RemoveField('a', 'b')]\n")
    other = added("cart/migrations/0002_b.py", "operations = [migrations.RemoveField('a', 'b')]\n")
    assert len(look(create, drop).findings) == 1
    assert len(look(create, other).findings) == 2


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("op.drop_column('a', 'b')", ["drop-column"]),
        ("op.drop_table('a')", ["drop-table"]),
        ("op.rename_table('a', 'b')", ["rename"]),
        ("op.alter_column('a', 'b', new_column_name='c')", ["rename"]),
        ("op.alter_column('a', 'b', nullable=False)", ["not-null"]),
        ("op.alter_column('a', 'b', type_=sa.Text())", ["change-type"]),
        ("op.alter_column('a', 'b', existing_type=sa.String(40), type_=sa.String(20))", ["narrow-type"]),
        ("op.alter_column('a', 'b', existing_type=sa.Integer(), type_=sa.BigInteger())", ["change-type"]),
        ("op.alter_column('a', 'b', server_default=None)", ["drop-default"]),
        ("op.alter_column('a', 'b', nullable=True)", ["loosened"]),
        ("op.add_column('a', sa.Column('b', sa.Text(), nullable=False))", ["required-column"]),
        ("op.add_column('a', sa.Column('b', sa.Integer(), sa.ForeignKey('c.d')))", ["constraint"]),
        ("op.add_column('a', sa.Column('b', sa.Uuid(), server_default=sa.text('uuid_x()')))", ["rewrite"]),
        ("op.add_column('a', column)", ["unclassified"]),
        ("op.create_index('i', 'a', ['b'])", ["index-lock"]),
        ("op.create_index('i', 'a', ['b'], unique=True)", ["unique"]),
        ("op.create_index('i', 'a', ['b'], postgresql_concurrently=True)", ["concurrent-in-transaction"]),
        ("op.drop_index('i', 'a')", ["index-lock"]),
        ("op.create_unique_constraint('c', 'a', ['b'])", ["unique"]),
        ("op.create_foreign_key('f', 'a', 'b', ['c'], ['d'])", ["constraint"]),
        ("op.create_check_constraint('c', 'a', 'b > 0')", ["constraint"]),
        ("op.drop_constraint('c', 'a')", ["loosened"]),
        ("op.execute('DROP TABLE a')", ["drop-table"]),
        ("op.execute(sa.text('TRUNCATE a'))", ["delete-rows"]),
        ("op.execute(users.delete())", ["delete-rows"]),
        ("op.execute(sa.update(users).values(a=1))", ["update-rows"]),
        ("op.get_bind().execute(sa.text('DROP TABLE a'))", ["drop-table"]),
        ("op.execute(f'DROP TABLE {a}')", ["unclassified"]),
        ("for a in b:\n        op.drop_table('c')", ["unclassified", "drop-table"]),
        ("if a:\n        op.drop_table('c')", ["drop-table"]),
        ("helper()", ["drop-column"]),
        ("unknown()", ["unclassified"]),
        ("with op.batch_alter_table('a') as batch_op:\n        batch_op.drop_column('b')", ["drop-column"]),
        ("op.create_table('a', sa.Column('b', sa.Text()))\n    op.drop_column('a', 'b')", []),
        ("op.add_column('a', sa.Column('b', sa.Text(), nullable=False, server_default=''))", []),
        ("op.add_column('a', sa.Column('b', sa.Text(), nullable=True))", []),
        ("op.create_foreign_key('f', 'a', 'b', ['c'], ['d'], postgresql_not_valid=True)", []),
        (OUTSIDE, []),
        ("pass", []),
    ],
)
def test_alembic(body: str, expected: list[str]) -> None:
    text = (
        "down_revision = 'b'\ndef helper():\n    op.drop_column('a', 'b')\n"
        f"def upgrade():\n    {body}\ndef downgrade():\n    op.drop_table('z')\n"
    )
    assert told(text, ALEMBIC) == expected


def test_alembic_is_known_by_its_revisions_wherever_it_lies() -> None:
    text = "revision = 'a'\ndown_revision = 'b'\ndef upgrade():\n    op.drop_table('a')\n"
    assert told(text, "db/steps/first.py") == ["drop-table"]
    assert told("x = 1\n", ALEMBIC) == []
    assert told("down_revision = 'b'\n", ALEMBIC) == ["unclassified"]
