"""The tree of commands, imported one at a time: `--help` must not wait for OCR and database libraries."""

import importlib
import inspect
import re
from pathlib import Path
from typing import NamedTuple

import click

from intake_daemon.commands.app import App


class Entry(NamedTuple):
    """A command that is not imported yet: where it is and the line `--help` shows for it."""

    place: str  #: module:attribute
    summary: str


class LazyGroup(click.Group):
    """A group whose commands are imported when they are asked for.

    Args:
        entries: by the command's name, in the order of `--help`.
    """

    def __init__(self, *arguments: object, entries: dict[str, Entry], **settings: object) -> None:
        super().__init__(*arguments, **settings)  # type: ignore[arg-type]  # click's own arguments, passed on
        self._entries = entries

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of the table."""
        return list(self._entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command and give it what all have in common."""
        if cmd_name not in self._entries:
            return None
        if cmd_name not in self.commands:
            command = _imported(self._entries[cmd_name])
            dress(command)
            self.commands[cmd_name] = command
        return self.commands[cmd_name]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List names and summaries from the table: nothing is imported for it."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in self._entries.items()])


def _imported(entry: Entry) -> click.Command:
    module, _, attribute = entry.place.partition(":")
    command: click.Command = getattr(importlib.import_module(module), attribute)
    command.short_help = entry.summary
    return command


def dress(command: click.Command) -> None:
    """Give a command, and all below it, the option --config, and keep the lines of its examples apart."""
    command.help = keep_example_lines(command.help or "")
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            dress(inner)
    elif not any(parameter.name == "config" for parameter in command.params):
        command.params.append(config_option())


def keep_example_lines(text: str) -> str:
    r"""Put click's mark \b before the paragraph of examples: its lines are not to be joined."""
    return re.sub(r"(?m)(?<!\x08\n)^(Examples?:)$", "\b\n\\1", inspect.cleandoc(text))


def config_option() -> click.Option:
    """The option --config as every command takes it; before the command's name it means the same."""
    return click.Option(
        ["--config"],
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        expose_value=False,
        callback=_use_config,
        is_eager=True,
        help="Configuration file, when it is not the one named before the command.",
    )


def _use_config(ctx: click.Context, _option: click.Parameter, path: Path | None) -> None:
    if path is not None:
        ctx.obj = App(path, named=True)
