"""Sources on this machine: drop folders and Maildirs."""

import getpass
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from intake_daemon.commands.doctor.result import Result, fail, ok, warn
from intake_daemon.config import Config


def check_sources(config: Config) -> Iterator[Result]:
    """There is at least one place to take papers from."""
    count = len(config.mailbox) + len(config.drop) + len(config.maildir)
    if not count:
        yield fail(
            "sources", "none is configured: nothing would come in", "add a [[mailbox]] or a [[drop]] table"
        )
    else:
        yield ok("sources", f"{count} configured")


def check_drop_folders(config: Config) -> Iterator[Result]:
    """Each exists, we may move files in it, and not everybody may put files there."""
    for settings in config.drop:
        yield _check_folder(f"drop folder {settings.name}", settings.folder, config.state_dir)


def _check_folder(name: str, folder: Path, state_dir: Path) -> Result:
    if not folder.exists():
        return fail(
            name,
            f"{folder} does not exist",
            f"mkdir it and let the fax server write there: install -d {folder}",
        )
    if not folder.is_dir():
        return fail(name, f"{folder} is not a folder", "name the folder, not a file in it")
    if folder.resolve() == state_dir.resolve() or state_dir.resolve() in folder.resolve().parents:
        return fail(name, f"{folder} lies inside state_dir", "give faxes a folder of their own")
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        who = getpass.getuser()
        return fail(
            name,
            f"{who} cannot move files in {folder}",
            f"chgrp it to a group of {who} and: chmod g+rwx {folder}",
        )
    if folder.stat().st_mode & stat.S_IWOTH:
        return warn(name, f"every user of this machine can put papers into {folder}", f"chmod o-w {folder}")
    return ok(name, f"{folder} is there and ours to use")


def check_maildirs(config: Config) -> Iterator[Result]:
    """Each has the three folders of a Maildir and we may move files in them."""
    for settings in config.maildir:
        name = f"maildir {settings.name}"
        missing = [part for part in ("new", "cur", "tmp") if not (settings.folder / part).is_dir()]
        if missing:
            fix = "name the folder that has new/, cur/ and tmp/"
            yield fail(name, f"{settings.folder} has no {', '.join(missing)}", fix)
        elif not all(os.access(settings.folder / part, os.W_OK | os.X_OK) for part in ("new", "cur")):
            who = getpass.getuser()
            yield fail(
                name, f"{who} cannot move mail in {settings.folder}", f"let {who} write to new/ and cur/"
            )
        else:
            yield ok(name, f"{settings.folder} is a Maildir we may use")
