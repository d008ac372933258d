"""A real PostgreSQL on loopback for tests: own folder, own port, throw-away data."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def running_postgres() -> Iterator[str]:
    """Start a server and give the URL of an empty database; stopped and removed at the end."""
    root = Path(tempfile.mkdtemp(prefix="postgres-"))
    port = _free_port()
    _own(root)
    _run("initdb", "-D", str(root / "data"), "-U", "intake", "-A", "trust", "-E", "UTF8", "--no-sync")
    options = (
        f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={root} -c max_connections=200"
    )
    _run("pg_ctl", "-D", str(root / "data"), "-w", "-l", str(root / "log"), "-o", options, "start")
    try:
        yield f"postgresql://intake@127.0.0.1:{port}/postgres"
    finally:
        _run("pg_ctl", "-D", str(root / "data"), "-w", "-m", "immediate", "stop")
        shutil.rmtree(root, ignore_errors=True)


def _own(folder: Path) -> None:
    """PostgreSQL refuses to run as root, so root's tests lend it to another account."""
    if os.getuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)


def _run(program: str, *arguments: str) -> None:
    command = [_find(program), *arguments]
    if os.getuid() == 0:
        command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]
    # The server inherits what it is started with, so a pipe would stay open for as long as it runs.
    done = subprocess.run(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/tmp", check=False
    )
    if done.returncode != 0:
        raise RuntimeError(f"{program} failed with {done.returncode}")


def _find(program: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    if not found:
        raise RuntimeError(f"these tests need {program}: apt-get install postgresql")
    return str(found[-1])


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
