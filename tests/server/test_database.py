import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import OperationalError

from courtepointe.database import configuration, sqlite_current
from courtepointe.database.base import DatabaseWrapper
from courtepointe.database.write_lock import Turns, WriteLock
from courtepointe.environment import BadSetting

ROOT = Path(__file__).resolve().parents[2]
ANYWHERE = Path("unused.sqlite3")
ANOTHER_PROCESS = """
import sys
from pathlib import Path
from courtepointe.database.write_lock import WriteLock
lock = WriteLock(Path(sys.argv[1]))
assert lock.take(20)
print("mine", flush=True)
sys.stdin.readline()
lock.give()
"""
WRITER = """
import sys
from tests.server.test_database import open_database, write_many
write_many(open_database(sys.argv[1]), 40)
"""


@pytest.fixture(autouse=True)
def _own_databases(django_db_blocker):
    with django_db_blocker.unblock():
        yield


def open_database(file, **options):
    settings = configuration("", default_file=Path(file))
    settings["OPTIONS"] |= options
    settings |= {"ATOMIC_REQUESTS": False, "AUTOCOMMIT": True, "TIME_ZONE": None, "CONN_HEALTH_CHECKS": False}
    return DatabaseWrapper(settings, alias="other")


def write_many(database, times):
    for _ in range(times):
        database.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        with database.cursor() as cursor:
            cursor.execute("UPDATE tally SET n = n + 1")
        database.commit()
        database.set_autocommit(True)
        with database.cursor() as cursor:
            cursor.execute("UPDATE tally SET alone = alone + 1")
    database.close()


def make_tally(file):
    database = open_database(file)
    with database.cursor() as cursor:
        cursor.execute("CREATE TABLE tally (n integer, alone integer)")
        cursor.execute("INSERT INTO tally VALUES (0, 0)")
    return database


def test_the_current_sqlite_library_is_the_one_in_use(tmp_path):
    with open_database(tmp_path / "a.sqlite3").cursor() as cursor:
        (version,) = cursor.execute("SELECT sqlite_version()").fetchone()
    assert tuple(map(int, version.split("."))) >= sqlite_current.SAFE
    assert sqlite3.sqlite_version == version


def test_the_database_is_opened_as_decided(tmp_path):
    with open_database(tmp_path / "a.sqlite3").cursor() as cursor:
        found = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "mmap_size", "secure_delete")
        }
    assert found == {
        "journal_mode": "wal",
        "synchronous": 1,
        "secure_delete": 1,
        "foreign_keys": 1,
        "busy_timeout": 20000,
        "mmap_size": 0,
    }


def test_threads_and_another_process_all_write_without_a_locked_database(tmp_path):
    file = tmp_path / "a.sqlite3"
    database = make_tally(file)
    wrong = []

    def work():
        try:
            write_many(open_database(file), 40)
        except Exception as error:
            wrong.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    other = subprocess.Popen([sys.executable, "-c", WRITER, str(file)], cwd=ROOT)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert other.wait() == 0
    assert wrong == []
    with database.cursor() as cursor:
        assert cursor.execute("SELECT n, alone FROM tally").fetchone() == (200, 200)


def test_the_lock_is_let_go_after_a_rollback_a_close_and_a_failed_statement(tmp_path):
    file = tmp_path / "a.sqlite3"
    first, second = make_tally(file), open_database(file, timeout=0)
    with pytest.raises(sqlite3.OperationalError), first.cursor() as cursor:
        cursor.cursor.execute("INSERT INTO nowhere VALUES (1)")
    for end in (first.rollback, first.close):
        first.ensure_connection()
        first.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        with pytest.raises(OperationalError, match="locked"), second.cursor() as cursor:
            cursor.execute("UPDATE tally SET n = 9")
        end()
        with second.cursor() as cursor:
            cursor.execute("UPDATE tally SET n = 1")
        if first.connection is not None:
            first.set_autocommit(True)


def test_reading_never_waits_for_a_writer(tmp_path):
    file = tmp_path / "a.sqlite3"
    writer, reader = make_tally(file), open_database(file, timeout=0)
    writer.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    with reader.cursor() as cursor:
        assert cursor.execute("SELECT n FROM tally").fetchone() == (0,)
    writer.rollback()


def test_a_lock_held_by_another_process_is_not_had_before_it_lets_go(tmp_path):
    file = tmp_path / "a.sqlite3"
    command = [sys.executable, "-c", ANOTHER_PROCESS, str(file)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "mine\n"
        lock = WriteLock(file)
        assert not lock.take(0)
        other.communicate("\n")
    assert lock.take(20)


def test_turns_come_in_order_of_arrival():
    turns, order, threads = Turns(), [], []
    assert turns.take(1)

    def wait(number):
        assert turns.take(20)
        order.append(number)
        turns.give()

    for number in range(5):
        threads.append(threading.Thread(target=wait, args=(number,)))
        threads[-1].start()
        while len(turns._waiting) <= number:  # the next one comes only when this one is in the queue
            time.sleep(0)
    turns.give()
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, 4]


def test_who_gave_up_waiting_is_not_given_the_turn():
    turns = Turns()
    assert turns.take(0)
    assert not turns.take(0)
    turns.give()
    assert turns.take(0)


def test_a_postgresql_address_is_taken_apart():
    found = configuration("postgresql://ana:p%40ss@db.example:5433/quilt?sslmode=require&pool=8", default_file=ANYWHERE)
    assert (found["ENGINE"], found["NAME"], found["USER"]) == (
        "django.db.backends.postgresql",
        "quilt",
        "ana",
    )
    assert (found["PASSWORD"], found["HOST"], found["PORT"]) == ("p@ss", "db.example", "5433")
    assert found["OPTIONS"] == {"sslmode": "require", "pool": {"min_size": 1, "max_size": 8}}
    assert found["CONN_MAX_AGE"] == 0


def test_a_socket_folder_may_stand_for_the_host():
    found = configuration("postgresql:///quilt?host=/run/postgresql", default_file=ANYWHERE)
    assert (found["HOST"], found["NAME"], found["CONN_MAX_AGE"]) == ("/run/postgresql", "quilt", None)


@pytest.mark.parametrize(
    "address",
    [
        "mysql://ana:hush@db/quilt",
        "postgresql://ana:hush@db/",
        "postgresql://ana:hush@db:port/quilt",
        "postgresql://ana:hush@db/quilt?pool=many",
        "sqlite:///",
    ],
)
def test_a_wrong_address_is_refused_without_showing_its_password(address):
    with pytest.raises(BadSetting) as wrong:
        configuration(address, default_file=ANYWHERE)
    assert "hush" not in str(wrong.value)
