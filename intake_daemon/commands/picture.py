"""The option `--picture` and what is said when it was used."""

from collections.abc import Iterable
from pathlib import Path

import click

ENDINGS = (".pdf", ".png")


def _right_ending(_context: click.Context, _parameter: click.Parameter, target: Path | None) -> Path | None:
    if target is not None and target.suffix.lower() not in ENDINGS:
        raise click.BadParameter(f"{target} must end in .pdf or .png")
    return target


picture_option = click.option(
    "--picture",
    metavar="OUT",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    callback=_right_ending,
    help="Also draw what was read over the pages: OUT.pdf, or OUT.png, with several pages OUT-1.png, OUT-2.png …",
)


def say_written(files: Iterable[Path]) -> None:
    """Say what was written, on standard error: standard output is the command's answer."""
    for file in files:
        click.echo(f"picture: {file}", err=True)
