"""`intake-daemon init`: everything a first run needs, in its place."""

import tomllib
from pathlib import Path

import click

from intake_daemon.commands.app import App, pass_app
from intake_daemon.errors import IntakeError

CONFIG_DIR, STATE_DIR = Path("/etc/intake-daemon"), Path("/var/lib/intake-daemon")


@click.command()
@click.option(
    "--dir",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=CONFIG_DIR,
    show_default=True,
    help="Where intake.toml, rules/ and templates/ are written.",
)
@click.option(
    "--state-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where documents, database and key live; left out: /var/lib/intake-daemon, or DIR/state with --dir.",
)
@pass_app
def init(app: App, folder: Path, state_dir: Path | None) -> None:
    """Write a commented configuration, copy the rules and texts, create the database and the key.

    Nothing that is there already is overwritten. Run it as the user the daemon runs as.

    Example:
      sudo -u intake intake-daemon init
    """
    folder = folder.absolute()
    state = (state_dir or (STATE_DIR if folder == CONFIG_DIR else folder / "state")).absolute()
    file = folder / "intake.toml"
    _refuse_to_overwrite(file, folder / "rules", folder / "templates")
    try:
        _write(file, folder, state)
    except OSError as error:
        raise IntakeError(
            f"{error.filename or folder}: {error.strerror}; the user running this must own it"
        ) from error
    _create_database(folder, state)
    _say_what_is_next(file, folder, state)


def _refuse_to_overwrite(*places: Path) -> None:
    there = [str(place) for place in places if place.exists()]
    if there:
        raise IntakeError(
            f"{', '.join(there)}: already there; nothing was written. Move it away, or give --dir"
        )


def _write(file: Path, folder: Path, state: Path) -> None:
    from intake_daemon.commands.initial_config import initial_config
    from intake_daemon.durable import make_folder, write_durably
    from intake_daemon.installed import copy_policy

    make_folder(folder, mode=0o755)
    copy_policy(folder)
    write_durably(file, initial_config(_chosen(folder, state)).encode(), mode=0o640)


def _chosen(folder: Path, state: Path) -> dict[str, object]:
    return {"state_dir": state, "rules": folder / "rules", "templates": folder / "templates"}


def _create_database(folder: Path, state: Path) -> None:
    """Create what needs no answers yet: the examples stand in for what a person will fill in."""
    from intake_daemon.assemble import prepare_database
    from intake_daemon.commands.initial_config import initial_config
    from intake_daemon.config import Config
    from intake_daemon.keys import match_key

    filled = initial_config(_chosen(folder, state), filled=True)
    engine = prepare_database(Config(**tomllib.loads(filled)))
    engine.dispose()
    match_key(state)


def _say_what_is_next(file: Path, folder: Path, state: Path) -> None:
    option = "" if file == CONFIG_DIR / "intake.toml" else f"--config {file} "
    click.echo(f"Written: {file}, {folder / 'rules'}, {folder / 'templates'}")
    click.echo(f"Created: the database and the match key in {state} (back up both, the key apart)")
    click.echo("\nNext:")
    click.echo(
        f"  1. Fill in {file}: who you are, and a mailbox or a drop folder. Leave delivery.mode at hold."
    )
    click.echo(f"  2. intake-daemon {option}doctor      says what is still wrong and how to mend it")
    click.echo(f"  3. intake-daemon {option}run         or: systemctl enable --now intake-daemon")
