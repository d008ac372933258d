import hashlib
import itertools
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake_daemon.durable import BlobStore, claim, make_folder, move_aside, write_durably
from intake_daemon.errors import TransientError

HERE = Path(__file__).resolve().parents[2]


def run_limited(script: str, *wrapper: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own, since a limit once lowered stays so."""
    return subprocess.run(
        [*wrapper, sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), *sys.path]), "PYTHONWARNINGS": "error"},
    )


def files_under(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_written_file_replaces_the_old_one_whole(tmp_path: Path) -> None:
    path = tmp_path / "state"
    write_durably(path, b"old and longer")

    write_durably(path, b"new")

    assert path.read_bytes() == b"new"
    assert files_under(tmp_path) == [path]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_write_to_a_vanished_folder_says_where_and_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(
        TransientError, match=r"a file into .*gone: it does not exist: create it or mount it again"
    ):
        write_durably(tmp_path / "gone" / "state", b"new")


def test_a_write_over_the_limit_leaves_the_old_file_and_no_half_one(tmp_path: Path) -> None:
    write_durably(tmp_path / "state", b"old")

    done = run_limited(
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "from pathlib import Path; from intake_daemon.durable import write_durably\n"
        f"write_durably(Path({str(tmp_path / 'state')!r}), bytes(5000))"
    )

    assert "TransientError: cannot write" in done.stderr
    assert "raise LimitFSIZE" in done.stderr
    assert (tmp_path / "state").read_bytes() == b"old"
    assert files_under(tmp_path) == [tmp_path / "state"]


def test_a_blob_over_the_limit_leaves_no_half_file_and_can_be_stored_later(tmp_path: Path) -> None:
    done = run_limited(
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "from pathlib import Path; from intake_daemon.durable import BlobStore\n"
        f"BlobStore(Path({str(tmp_path)!r})).put(bytes(5000))"
    )

    assert "TransientError: cannot write" in done.stderr
    assert files_under(tmp_path) == []
    assert BlobStore(tmp_path).put(bytes(5000)) in BlobStore(tmp_path)


def test_a_full_disk_is_said_and_leaves_no_half_file(tmp_path: Path) -> None:
    if run_limited("", "unshare", "--map-root-user", "--mount").returncode != 0:
        pytest.skip(
            "no file system of our own can be mounted here; the tests with a size limit ran all the same"
        )
    script = (
        "import subprocess, sys; from pathlib import Path\n"
        f"root = Path({str(tmp_path)!r})\n"
        "subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', root], check=True)\n"
        "from intake_daemon.durable import BlobStore; from intake_daemon.errors import TransientError\n"
        "small = BlobStore(root).put(b'small')\n"
        "try: BlobStore(root).put(bytes(1_000_000))\n"
        "except TransientError as error: print(error)\n"
        "print([path.name for path in root.rglob('*') if path.is_file()] == [small])"
    )
    done = run_limited(script, "unshare", "--map-root-user", "--mount")

    assert "the disk is full: free some space or enlarge it\nTrue\n" in done.stdout


@given(st.binary(max_size=2000))
@settings(max_examples=25, deadline=None)
def test_what_is_put_is_got_back(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    store = BlobStore(tmp_path_factory.getbasetemp() / "blobs")

    sha256 = store.put(content)

    assert sha256 == hashlib.sha256(content).hexdigest()
    with store.open(sha256) as blob:
        assert blob.read() == content


def test_a_blob_is_written_once_and_only_for_the_daemon(tmp_path: Path) -> None:
    store = BlobStore(tmp_path / "new" / "store")
    path = store.path(store.put(b"fax"))
    written = path.stat()

    store.put(b"fax")

    assert path.stat().st_ino == written.st_ino
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_damaged_blob_is_written_again(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    path = store.path(store.put(b"fax"))
    path.write_bytes(b"f\0x")

    store.put(b"fax")

    assert path.read_bytes() == b"fax"


def test_what_is_not_a_hash_is_no_path(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not a SHA-256"):
        BlobStore(tmp_path).path("../" * 22)


def test_a_missing_blob_is_for_later(tmp_path: Path) -> None:
    with pytest.raises(TransientError, match="cannot read"):
        BlobStore(tmp_path).open("0" * 64)


def test_only_old_leftovers_are_swept(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    path = store.path(store.put(b"fax"))
    old, young = path.with_name(".old.tmp"), path.with_name(".young.tmp")
    for leftover in (old, young):
        leftover.write_bytes(b"half")
    os.utime(old, (0, 0))

    assert store.sweep() == 1
    assert sorted(files_under(tmp_path)) == sorted([path, young])


def test_of_many_who_claim_a_file_one_gets_it(tmp_path: Path) -> None:
    (tmp_path / "fax.tif").write_bytes(b"fax")
    folders = [tmp_path / str(number) for number in range(8)]
    got: list[Path | None] = []
    for folder in folders:
        folder.mkdir()

    threads = [
        threading.Thread(target=lambda into: got.append(claim(tmp_path / "fax.tif", into)), args=(folder,))
        for folder in folders
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len([path for path in got if path]) == 1
    assert len(got) == 8


def test_a_claim_into_a_vanished_folder_is_for_later(tmp_path: Path) -> None:
    (tmp_path / "fax.tif").write_bytes(b"fax")

    with pytest.raises(TransientError, match="cannot take a file into"):
        claim(tmp_path / "fax.tif", tmp_path / "gone")


def test_a_file_moved_aside_never_overwrites_another(tmp_path: Path) -> None:
    moved = []
    for content in (b"first", b"second"):
        (tmp_path / "fax.tif").write_bytes(content)
        names = (f"fax-{number}.tif" for number in itertools.count())
        moved.append(move_aside(tmp_path / "fax.tif", tmp_path / "done" / "today", names))

    assert [path.name for path in moved] == ["fax-0.tif", "fax-1.tif"]
    assert [path.read_bytes() for path in moved] == [b"first", b"second"]


def test_a_file_that_cannot_be_moved_leaves_no_reserved_name(tmp_path: Path) -> None:
    with pytest.raises(TransientError):
        move_aside(tmp_path / "gone.tif", tmp_path / "done", iter(["gone.tif"]))

    assert list((tmp_path / "done").iterdir()) == []


def test_an_existing_folder_is_left_as_it_is(tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / "b")
    (tmp_path / "a").chmod(0o750)

    make_folder(tmp_path / "a" / "b")

    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o750
