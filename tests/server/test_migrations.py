"""What the migrations make, from nothing and back, is what the models say."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection, models
from django.db.migrations import AddField, CreateModel

from courtepointe.database.new_tables import NewTables

ROOT = Path(__file__).resolve().parent.parent.parent
TABLES = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'django_migrations'"
)
COLUMNS = 'SELECT name, type, "notnull", pk FROM pragma_table_info(?)'
INDEXES = 'SELECT name, "unique", partial FROM pragma_index_list(?)'


@pytest.mark.slow
@pytest.mark.django_db
def test_the_migrations_make_what_the_models_say_and_take_it_away_again(tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("./run serve and the backups of tests/server migrate PostgreSQL")
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"MODE": "demo", "DATA_DIR": str(tmp_path)}

    def migrate(*words: str) -> None:
        command = [sys.executable, "manage.py", "migrate", "--verbosity", "0", *words]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)

    migrate()
    with sqlite3.connect(tmp_path / "courtepointe.sqlite3") as made, connection.cursor() as cursor:
        names = {name for (name,) in made.execute(TABLES)}
        assert names == set(connection.introspection.table_names()) - {"django_migrations"}
        for name in names:
            for about in (COLUMNS, INDEXES):
                wanted = set(cursor.execute(about.replace("?", f"'{name}'")).fetchall())
                assert set(made.execute(about, [name])) == wanted, name
        migrate("courtepointe", "zero")
        left = {name for (name,) in made.execute(TABLES)}
        assert {name for name in left if not name.startswith(("django_", "auth_"))} == set()


def test_new_tables_change_no_other() -> None:
    made = CreateModel("Thing", [("id", models.BigAutoField(primary_key=True))])
    NewTables([made, AddField("thing", "name", models.TextField(default=""))])
    with pytest.raises(AssertionError):
        NewTables([made, AddField("coalition", "name", models.TextField(default=""))])
