"""Backup and restore, on the engine of this run."""

import gzip
import json
import os
import subprocess
import sys
import tarfile
import zlib
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from courtepointe.database import archive
from courtepointe.management.commands.backup import back_up
from courtepointe.supervision import in_use
from tests.cast import make_cast

ROOT = Path(__file__).resolve().parents[2]
WRITER = """
import sys, uuid
import django
django.setup()
from courtepointe import mail
print("writing", flush=True)
for number in range(int(sys.argv[1]) if len(sys.argv) > 1 else 10**6):
    mail.queue(purpose="test", thing_uid=uuid.uuid4(), recipient="a@b.example", subject=f"number-{number}", body="x")
"""
READER = """
import django
django.setup()
from django.db import connection
for table in sorted(connection.introspection.table_names()):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        print(table, *sorted(map(repr, cursor.fetchall())), sep="\\n")
"""
SEATED = """
import django
django.setup()
from tests.factories import make_coalition, make_member, make_person
coalition = make_coalition("Les petits pas")
make_member(coalition, person=make_person("Amina"), role="coordinator")
make_member(coalition, person=make_person("Zoé", email="zoe@example.org"))
"""
ERASED = """
import django
django.setup()
from courtepointe.coalitions.models import Member
from courtepointe.guide.personal.erasing import erase
erase(Member.objects.get(name="Zoé"))
"""


@pytest.fixture
def place(settings, tmp_path):
    """A folder of its own for data, attached files and archives."""
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
    attached = settings.MEDIA_ROOT / "ab" / "plan.pdf"
    attached.parent.mkdir(parents=True)
    attached.write_bytes(b"%PDF a plan")
    return tmp_path


def everything():
    """Every row of every table, by table."""
    return {
        model._meta.label: sorted(map(repr, model._base_manager.values_list()))
        for model in apps.get_models()
        if not model._meta.proxy
    }


@pytest.mark.django_db(transaction=True)
def test_data_that_is_there_is_only_replaced_when_one_says_so(place):
    made = back_up(place / "backups")
    make_cast()
    before = everything()
    with pytest.raises(CommandError, match="--yes"):
        call_command("restore", str(made))
    assert everything() == before


@pytest.mark.django_db(transaction=True)
def test_nothing_is_restored_under_a_site_that_runs(place):
    made = back_up(place / "backups")
    with in_use(place), pytest.raises(CommandError, match="stop it first"):
        call_command("restore", str(made), yes=True)


def damage(made, position):
    """Change one bit, from a position on (0: the start, 1: the end), the first one that changes what is read.

    Within the zeros that end an archive some do not: another distance copies the same zeros.
    """
    content = bytearray(made.read_bytes())
    whole = gzip.decompress(content)
    for place in range(int((len(content) - 1) * position), len(content)):
        content[place] ^= 1
        if read_whole(content) != whole:
            break
        content[place] ^= 1
    made.write_bytes(content)


def read_whole(content):
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error):
        return None


@pytest.mark.django_db(transaction=True)
def test_a_damaged_archive_is_refused_and_nothing_changes(place):
    make_cast()
    before = everything()
    made = back_up(place / "backups")
    damage(made, 0.5)
    with pytest.raises(CommandError, match=r"does not have the sum.* Nothing was changed"):
        call_command("restore", str(made), yes=True)
    assert everything() == before


@pytest.mark.parametrize("position", [0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999, 1])
@pytest.mark.django_db(transaction=True)
def test_damage_is_found_even_under_a_sum_that_was_made_afterwards(place, position, tmp_path):
    made = back_up(place / "backups")
    damage(made, position)
    archive.sum_of(made).write_text(f"{archive._digest_of(made)}  {made.name}\n")
    (tmp_path / "in").mkdir()
    with pytest.raises(archive.BadArchive):
        archive.extract(made, tmp_path / "in")


def rewrite(made, change):
    """The archive with its manifest changed, its sums made good."""
    folder = made.parent / "open"
    with tarfile.open(made) as tar:
        tar.extractall(folder, filter="data")
    facts = json.loads((folder / "manifest.json").read_text())
    members = [(name, folder / name) for name in facts.pop("sums")]
    change(facts)
    archive.write(made, members, facts)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda facts: facts.update(engine="oracle"), "comes from oracle"),
        (lambda facts: facts["migrations"].append(["courtepointe", "9999_later"]), "newer version"),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_an_archive_from_elsewhere_is_refused(place, change, words):
    made = back_up(place / "backups")
    rewrite(made, change)
    with pytest.raises(CommandError, match=words):
        call_command("restore", str(made), yes=True)


def test_a_member_outside_the_folder_is_refused(tmp_path):
    evil = tmp_path / "evil"
    evil.write_text("evil")
    made = tmp_path / "courtepointe-1.tar.gz"
    archive.write(made, [("../../evil", evil)], {})
    (tmp_path / "in").mkdir()
    with pytest.raises(archive.BadArchive, match="outside"):
        archive.extract(made, tmp_path / "in")


def test_only_the_newest_archives_are_kept_and_other_files_are_left_alone(tmp_path):
    for number in range(5):
        archive.write(tmp_path / f"courtepointe-{number}.tar.gz", [], {})
    (tmp_path / "courtepointe-note.txt").write_text("mine")
    archive.keep_newest(tmp_path, 2)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "courtepointe-3.tar.gz",
        "courtepointe-3.tar.gz.sha256",
        "courtepointe-4.tar.gz",
        "courtepointe-4.tar.gz.sha256",
        "courtepointe-note.txt",
    ]


@pytest.mark.django_db(transaction=True)
def test_an_archive_is_private_and_sha256sum_agrees_with_its_sum(place):
    made = back_up(place / "backups")
    assert made.stat().st_mode & 0o077 == 0
    subprocess.run(["sha256sum", "--check", "--status", archive.sum_of(made).name], cwd=made.parent, check=True)


def fresh_address(name):
    """The address of a new database beside the one of this run."""
    address = os.environ["DATABASE_URL"]
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name}")
        server.execute(f"CREATE DATABASE {name}")
    return urlsplit(address)._replace(path=f"/{name}").geturl()


class Site:
    """An installation of its own on the engine of this run, used by its commands only."""

    def __init__(self, folder, name):
        self.data = folder / name
        self.environment = {**os.environ, "MODE": "test", "DATA_DIR": str(self.data), "PYTHONPATH": str(ROOT)}
        self.environment["DJANGO_SETTINGS_MODULE"] = "courtepointe.settings"
        if connection.vendor == "postgresql":
            self.environment["DATABASE_URL"] = fresh_address(f"backup_{name}_{os.getpid()}")
        else:
            self.environment.pop("DATABASE_URL", None)

    def python(self, *words):
        return subprocess.check_output([sys.executable, *words], cwd=ROOT, env=self.environment, text=True)

    def manage(self, *words):
        return self.python("manage.py", *words)

    def everything(self):
        """Every row of every table, and the attached files."""
        files = {path.name: path.read_text() for path in (self.data / "files").rglob("*") if path.is_file()}
        return self.python("-c", READER), files

    def attach(self, name, content):
        (self.data / "files" / "ab").mkdir(parents=True, exist_ok=True)
        (self.data / "files" / "ab" / name).write_text(content)


@pytest.mark.slow
def test_what_is_restored_is_what_was_saved_even_while_others_write(tmp_path):
    here, there = Site(tmp_path, "here"), Site(tmp_path, "there")
    here.manage("migrate", "-v0")
    here.attach("plan.txt", "a plan")
    command = [sys.executable, "-c", WRITER]
    with subprocess.Popen(command, cwd=ROOT, env=here.environment, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout.readline() == "writing\n"
        here.manage("backup", "--to", str(tmp_path / "first"))
        writer.terminate()
    there.manage("restore", str(*(tmp_path / "first").glob("*.gz")))
    kept, files = there.everything()
    assert "number-0'" in kept
    assert files == {"plan.txt": "a plan"}

    here.attach("plan.txt", "a better plan")
    here.manage("backup", "--to", str(tmp_path / "second"))
    saved = here.everything()
    there.attach("later.txt", "later")
    there.manage("restore", str(*(tmp_path / "second").glob("*.gz")), "--yes")
    assert there.everything() == saved
    (replaced,) = (there.data / "before-restore").glob("*.gz")
    with tarfile.open(replaced) as tar:
        assert "files/ab/later.txt" in tar.getnames()
    there.python("-c", WRITER, "1")  # the numbers of rows go on


@pytest.mark.slow
def test_who_was_erased_after_the_backup_does_not_come_back_with_it(tmp_path):
    here = Site(tmp_path, "erased")
    here.manage("migrate", "-v0")
    here.python("-c", SEATED)
    here.manage("backup", "--to", str(tmp_path / "kept"))
    here.python("-c", ERASED)
    said = here.manage("restore", str(*(tmp_path / "kept").glob("*.gz")), "--yes")
    assert "Erased again: 1." in said
    kept, _files = here.everything()
    assert "Amina" in kept
    assert "Zoé" not in kept
    assert "zoe@example.org" not in kept
