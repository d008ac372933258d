"""The drop folder on a real file system, with what people, scanners and attackers put into it."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.ledger import MemoryLedger

from intake_daemon.errors import ConfigError, TransientError
from intake_daemon.model import Channel, Taken
from intake_daemon.sources.drop import DropSource
from intake_daemon.sources.settings import DropSettings

Watch = Callable[..., DropSource]
STOP = threading.Event()
SETTLE = 0.2


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "drop"
    made.mkdir(mode=0o755)
    return made


@pytest.fixture
def watch(folder: Path) -> Iterator[Watch]:
    """Make sources on the folder; any setting can be replaced."""
    made: list[DropSource] = []

    def make(*, max_bytes: int = 1_000_000, state_dir: Path | None = None, **changes: Any) -> DropSource:
        usual = {
            "name": "fax",
            "folder": folder,
            "settle_seconds": SETTLE,
            "empty_seconds": 0.6,
            "scan_seconds": 5,
        }
        settings = DropSettings.model_validate({**usual, **changes})
        made.append(DropSource(settings, max_bytes=max_bytes, state_dir=state_dir))
        return made[-1]

    yield make
    for source in made:
        source.close()


def take_all(source: DropSource, ledger: MemoryLedger) -> list[bytes]:
    """Look twice with the settling time between, as the runner does; commit and tell the source."""
    before = len(ledger.arrivals)
    for pause in (SETTLE * 1.5, 0):
        for taken in source.poll(ledger):
            ledger.commit(taken)
            source.stored(taken)
        time.sleep(pause)
    return ledger.contents[before:]


def tree(folder: Path) -> list[str]:
    """All files left, relative, without the claims' lock."""
    files = (path for path in folder.rglob("*") if not path.is_dir() or path.is_symlink())
    return sorted(str(path.relative_to(folder)) for path in files if path.name != ".lock")


def done(name: str) -> str:
    return f"done/{datetime.now(UTC).date().isoformat()}/{name}"


def test_a_file_is_taken_once_and_put_away(folder: Path, watch: Watch) -> None:
    (folder / "fax.tif").write_bytes(b"fax")
    source, ledger = watch(), MemoryLedger()

    assert take_all(source, ledger) == [b"fax"]
    assert take_all(source, ledger) == []
    assert tree(folder) == [done("fax.tif")]
    [taken] = ledger.arrivals
    assert (taken.source, taken.channel, taken.name) == ("fax", Channel.FAX, "fax.tif")
    assert datetime.now(UTC) - taken.received_at < timedelta(seconds=10)


def test_a_file_is_not_taken_before_it_has_settled(folder: Path, watch: Watch) -> None:
    source = watch()
    (folder / "fax.tif").write_bytes(b"half")
    assert list(source.poll(MemoryLedger())) == []
    time.sleep(SETTLE * 0.7)
    with (folder / "fax.tif").open("ab") as file:
        file.write(b" and the rest")
    assert list(source.poll(MemoryLedger())) == []
    time.sleep(SETTLE * 0.7)

    assert list(source.poll(MemoryLedger())) == []
    assert take_all(source, MemoryLedger()) == [b"half and the rest"]


def test_a_file_that_is_still_open_for_writing_is_left_alone(folder: Path, watch: Watch) -> None:
    source = watch()
    script = "import sys; file = open(sys.argv[1], 'wb', 0); file.write(b'half'); print(); input(); file.write(b'+')"
    with subprocess.Popen(
        [sys.executable, "-c", script, str(folder / "fax.tif")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        assert take_all(source, MemoryLedger()) == []
        assert take_all(source, MemoryLedger()) == []
        writer.communicate(b"\n")

    assert take_all(source, MemoryLedger()) == [b"half+"]


def test_a_file_that_somebody_reads_is_taken(folder: Path, watch: Watch) -> None:
    (folder / "fax.tif").write_bytes(b"fax")

    with (folder / "fax.tif").open("rb"):
        assert take_all(watch(), MemoryLedger()) == [b"fax"]


@pytest.mark.parametrize("name", [".fax.tif", "fax.tif.part", "FAX.TMP", "fax.filepart"])
def test_files_under_way_are_ignored(folder: Path, watch: Watch, name: str) -> None:
    (folder / name).write_bytes(b"half")

    assert take_all(watch(), MemoryLedger()) == []
    assert tree(folder) == [name]


def test_a_renamed_upload_is_taken(folder: Path, watch: Watch) -> None:
    source = watch()
    (folder / "fax.tif.part").write_bytes(b"fax")
    take_all(source, MemoryLedger())
    (folder / "fax.tif.part").rename(folder / "fax.tif")

    assert take_all(source, MemoryLedger()) == [b"fax"]


def test_subfolders_are_not_looked_into(folder: Path, watch: Watch) -> None:
    (folder / "other").mkdir()
    (folder / "other" / "fax.tif").write_bytes(b"fax")

    assert take_all(watch(), MemoryLedger()) == []


def test_links_and_pipes_are_refused_with_the_reason(folder: Path, watch: Watch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    (folder / "link.tif").symlink_to(tmp_path / "secret")
    os.mkfifo(folder / "pipe.tif")

    assert take_all(watch(), MemoryLedger()) == []
    assert tree(folder) == [
        "failed/link.tif",
        "failed/link.tif.reason.txt",
        "failed/pipe.tif",
        "failed/pipe.tif.reason.txt",
    ]
    assert "symbolic link" in (folder / "failed" / "link.tif.reason.txt").read_text()
    assert (tmp_path / "secret").read_bytes() == b"secret"


def test_a_file_with_a_second_name_is_withheld_and_a_person_told(
    folder: Path, watch: Watch, tmp_path: Path
) -> None:
    (tmp_path / "other").write_bytes(b"not for you")
    os.link(tmp_path / "other", folder / "fax.tif")
    ledger = MemoryLedger()

    assert take_all(watch(), ledger) == [b""]
    assert "hard link" in (ledger.arrivals[0].withheld or "")
    assert tree(folder) == ["failed/fax.tif", "failed/fax.tif.reason.txt"]


def test_a_too_large_file_is_withheld_and_a_person_told(folder: Path, watch: Watch) -> None:
    (folder / "large.tif").write_bytes(bytes(20_000))
    (folder / "small.tif").write_bytes(b"fax")
    ledger = MemoryLedger()

    assert take_all(watch(max_bytes=10_000), ledger) == [b"", b"fax"]
    assert ledger.arrivals[0].withheld == "the file has 20000 bytes, more than the 10000 that are read"
    assert tree(folder) == [done("small.tif"), "failed/large.tif", "failed/large.tif.reason.txt"]


def test_an_empty_file_is_waited_for_and_then_handed_over(folder: Path, watch: Watch) -> None:
    (folder / "fax.tif").touch()
    source, ledger = watch(), MemoryLedger()

    assert take_all(source, ledger) == []
    time.sleep(0.6)
    assert take_all(source, ledger) == [b""]
    assert ledger.arrivals[0].withheld is None


def test_two_files_of_one_name_are_both_kept(folder: Path, watch: Watch) -> None:
    source, ledger = watch(), MemoryLedger()
    for content in (b"first", b"second"):
        (folder / "fax.tif").write_bytes(content)
        take_all(source, ledger)

    kept = [folder / name for name in tree(folder)]
    assert sorted(path.read_bytes() for path in kept) == [b"first", b"second"]
    assert {path.suffix for path in kept} == {".tif"}
    assert ledger.contents == [b"first", b"second"]


def test_a_crash_before_the_commit_hands_the_file_over_again_as_the_same(folder: Path, watch: Watch) -> None:
    (folder / "fax.tif").write_bytes(b"fax")
    first = watch()
    list(first.poll(MemoryLedger()))
    time.sleep(SETTLE * 1.5)
    [lost] = first.poll(MemoryLedger())

    again, ledger = watch(), MemoryLedger()
    assert take_all(again, ledger) == [b"fax"]
    assert ledger.arrivals == [lost]
    assert tree(folder) == [done("fax.tif")]


def test_a_crash_between_commit_and_putting_away_is_made_good(folder: Path, watch: Watch) -> None:
    (folder / "fax.tif").write_bytes(b"fax")
    first, ledger = watch(), MemoryLedger()
    list(first.poll(ledger))
    time.sleep(SETTLE * 1.5)
    [taken] = first.poll(ledger)
    ledger.commit(taken)

    assert take_all(watch(), ledger) == []
    assert tree(folder) == [done("fax.tif")]


def test_a_file_the_daemon_could_not_store_is_handed_over_at_the_next_poll(
    folder: Path, watch: Watch
) -> None:
    (folder / "fax.tif").write_bytes(b"fax")
    source = watch()
    list(source.poll(MemoryLedger()))
    time.sleep(SETTLE * 1.5)

    assert list(source.poll(MemoryLedger())) == list(source.poll(MemoryLedger()))


TAKE_AND_SLEEP = """
import sys, time
from pathlib import Path
from intake_daemon.sources.drop import DropSource
from intake_daemon.sources.settings import DropSettings
from support.ledger import MemoryLedger

settings = DropSettings(name="fax", folder=Path(sys.argv[1]), settle_seconds=0.1)
source = DropSource(settings, max_bytes=1000)
taken = []
while not taken:
    taken = list(source.poll(MemoryLedger()))
    time.sleep(0.1)
print(taken[0].key, flush=True)
time.sleep(60)
"""


def test_another_nodes_claim_is_left_alone_until_that_node_dies(folder: Path, watch: Watch) -> None:
    (folder / "fax.tif").write_bytes(b"fax")
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(root), str(root / "tests"), *sys.path])}
    with subprocess.Popen(
        [sys.executable, "-c", TAKE_AND_SLEEP, str(folder)], stdout=subprocess.PIPE, env=environment
    ) as other:
        assert other.stdout is not None
        key = other.stdout.readline().decode().strip()
        source, ledger = watch(), MemoryLedger()
        assert take_all(source, ledger) == []
        other.kill()
        other.wait()

    assert take_all(source, ledger) == [b"fax"]
    assert [taken.key for taken in ledger.arrivals] == [key]


def test_many_watchers_take_each_file_once(folder: Path, watch: Watch) -> None:
    for number in range(20):
        (folder / f"fax-{number}.tif").write_bytes(b"fax %d" % number)
    root = Path(__file__).resolve().parents[2]
    script = TAKE_AND_SLEEP.replace("while not taken:", "for _ in range(12):").replace(
        "taken = list(source.poll(MemoryLedger()))",
        "\n    for one in source.poll(MemoryLedger()):\n"
        "        taken.append(one); source.stored(one); print(one.content.decode())",
    )
    script = script.partition("print(taken[0]")[0]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(root), str(root / "tests"), *sys.path])}
    command = [sys.executable, "-c", script, str(folder)]
    nodes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) for _ in range(3)]

    taken = [line for node in nodes for line in node.communicate(timeout=60)[0].splitlines()]

    assert sorted(taken) == sorted(f"fax {number}" for number in range(20))
    assert len([name for name in tree(folder) if name.startswith("done/")]) == 20


def test_a_vanished_folder_is_for_later(folder: Path, watch: Watch) -> None:
    source = watch()
    take_all(source, MemoryLedger())
    folder.rename(folder.with_name("elsewhere"))
    with pytest.raises(TransientError, match="it does not exist: create it or mount it again"):
        take_all(source, MemoryLedger())
    folder.mkdir()
    (folder / "fax.tif").write_bytes(b"fax")

    assert take_all(source, MemoryLedger()) == [b"fax"]


def test_a_file_on_its_way_out_that_cannot_be_put_away_stops_no_other(folder: Path, watch: Watch) -> None:
    (folder / "done").write_bytes(b"in the way")  # done/ cannot be made
    (folder / "a.tif").write_bytes(b"first")
    source, ledger = watch(), MemoryLedger()
    list(source.poll(ledger))
    time.sleep(SETTLE * 1.5)
    for taken in source.poll(ledger):
        ledger.commit(taken)
        if taken.content == b"first":
            with pytest.raises(TransientError, match="cannot move a file"):
                source.stored(taken)

    assert b"first" in ledger.contents


def test_new_files_wake_the_source_and_the_settled_one_too(folder: Path, watch: Watch) -> None:
    source, ledger = watch(settle_seconds=0.5), MemoryLedger()
    list(source.poll(ledger))
    threading.Timer(0.3, lambda: (folder / "fax.tif").write_bytes(b"fax")).start()
    began = time.monotonic()
    taken: list[Taken] = []

    while not taken and source.wait(5.0, STOP):
        taken = list(source.poll(ledger))

    assert [one.content for one in taken] == [b"fax"]
    assert 0.7 < time.monotonic() - began < 2.5


def test_waiting_ends_soon_after_a_stop(watch: Watch) -> None:
    source, stop = watch(), threading.Event()
    list(source.poll(MemoryLedger()))
    threading.Timer(0.2, stop.set).start()
    began = time.monotonic()

    assert source.wait(60.0, stop) is False
    assert time.monotonic() - began < 2.0


def test_names_tell_facts_and_the_time_of_arrival(folder: Path, watch: Watch) -> None:
    at = (datetime.now(UTC) - timedelta(hours=2)).replace(microsecond=0)
    (folder / f"fax-{at:%Y%m%d%H%M%S}-12065550100-12065550199-3p.tif").write_bytes(b"fax")

    [taken] = [*watch_once(watch())]

    assert taken.received_at == at
    assert taken.fax is not None
    assert (taken.fax.caller, taken.fax.called, taken.fax.pages_stated) == ("12065550100", "12065550199", 3)


def watch_once(source: DropSource) -> list[Taken]:
    ledger = MemoryLedger()
    take_all(source, ledger)
    return ledger.arrivals


@pytest.mark.parametrize(
    "name", [b"\xff\xfe.tif", b"two\nlines.tif", b"x" * 251 + b".tif", "Größe.tif".encode(), b" "]
)
def test_odd_names_are_no_trouble(folder: Path, watch: Watch, name: bytes) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_bytes(b"fax")

    [taken] = watch_once(watch())

    assert taken.name.isprintable()
    assert taken.key.encode().decode() == taken.key
    assert len(tree(folder)) == 1


def test_a_folder_for_everybody_is_refused(folder: Path, watch: Watch) -> None:
    folder.chmod(0o777)

    with pytest.raises(ConfigError, match="chmod o-w"):
        watch()

    folder.chmod(0o1777)
    watch()


def test_a_folder_that_overlaps_the_state_is_refused(folder: Path, watch: Watch) -> None:
    for state in (folder, folder / "state", folder.parent):
        with pytest.raises(ConfigError, match="must not lie in one another"):
            watch(state_dir=state)


def test_a_file_instead_of_a_folder_is_refused(folder: Path, watch: Watch) -> None:
    (folder / "file").touch()

    with pytest.raises(ConfigError, match="is no folder"):
        watch(folder=folder / "file")
