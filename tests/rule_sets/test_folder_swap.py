"""A folder is replaced whole; what is not ours in it stays, and so do rights."""

import os
import stat
from pathlib import Path

import pytest
from support.daemon_process import UNPRIVILEGED  # says whether we may do anything to any file

from intake_daemon.errors import TransientError
from intake_daemon.folder_swap import exchange, replace_files, write_folder


def ours(below: Path) -> bool:
    return below.suffix == ".yaml"


def held(folder: Path) -> dict[str, str]:
    """Every file below a folder with its content."""
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    files = {"policy.yaml": "old", "gone.yaml": "old", "README": "stays", "states/kansas.yaml": "old"}
    write_folder(folder, files)
    return folder


def test_a_new_folder_holds_the_files(tmp_path: Path) -> None:
    write_folder(tmp_path / "a" / "b", {"x.yaml": "1", "deep/er/y.yaml": "2"})

    assert held(tmp_path / "a" / "b") == {"deep/er/y.yaml": "2", "x.yaml": "1"}


def test_a_folder_that_holds_something_is_not_written_into(folder: Path) -> None:
    with pytest.raises(TransientError, match="is not empty"):
        write_folder(folder, {"x.yaml": "1"})


def test_our_files_are_replaced_and_others_stay(folder: Path) -> None:
    replace_files(folder, {"policy.yaml": "new", "house/a.yaml": "new"}, ours=ours)

    assert held(folder) == {"README": "stays", "house/a.yaml": "new", "policy.yaml": "new"}
    assert sorted(path.name for path in folder.iterdir()) == ["README", "house", "policy.yaml"]
    assert [path.name for path in folder.parent.iterdir()] == ["rules"]


def test_modes_stay_and_new_files_get_those_of_their_folder(folder: Path) -> None:
    folder.chmod(0o750)
    (folder / "policy.yaml").chmod(0o640)
    replace_files(folder, {"policy.yaml": "new", "states/ohio.yaml": "new", "more.yaml": "new"}, ours=ours)

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.rglob("*.yaml"))}
    assert modes == {"rules": 0o750, "policy.yaml": 0o640, "more.yaml": 0o640, "ohio.yaml": 0o644}


@pytest.mark.skipif(os.getuid() != 0, reason="only the superuser gives files away")
def test_owners_stay(folder: Path) -> None:
    os.chown(folder, 1234, 5678)
    os.chown(folder / "policy.yaml", 4321, 8765)
    replace_files(folder, {"policy.yaml": "new", "more.yaml": "new"}, ours=ours)

    owners = {
        path.name: (path.stat().st_uid, path.stat().st_gid) for path in (folder, *folder.glob("*.yaml"))
    }
    assert owners == {"rules": (1234, 5678), "policy.yaml": (4321, 8765), "more.yaml": (1234, 5678)}


def test_a_link_stays_a_link(folder: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(folder)
    replace_files(link, {"policy.yaml": "new"}, ours=ours)

    assert link.is_symlink()
    assert held(folder) == {"README": "stays", "policy.yaml": "new"}


def test_what_a_killed_swap_left_is_removed(folder: Path) -> None:
    left = folder.parent / ".rules.0a1b2c3d.swap"
    left.mkdir()
    (left / "policy.yaml").write_text("half")
    replace_files(folder, {"policy.yaml": "new"}, ours=ours)

    assert not left.exists()


def test_names_that_cannot_be_exchanged_leave_all_as_it_was(folder: Path) -> None:
    with pytest.raises(TransientError, match="cannot exchange"):
        exchange(folder.parent / "nowhere", folder)

    assert held(folder)["policy.yaml"] == "old"


@pytest.mark.skipif(bool(UNPRIVILEGED), reason="the superuser may write anywhere")
def test_a_folder_beside_which_nothing_may_be_written_is_as_it_was(folder: Path) -> None:
    folder.parent.chmod(0o500)
    try:
        with pytest.raises(TransientError, match="permission denied"):
            replace_files(folder, {"policy.yaml": "new"}, ours=ours)
    finally:
        folder.parent.chmod(0o700)

    assert held(folder)["policy.yaml"] == "old"
