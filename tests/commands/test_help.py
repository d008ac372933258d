"""The tree of commands: every one explains itself with an example, and quickly."""

import json
import re
import shlex
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from intake_daemon.cli import COMMANDS, cli
from intake_daemon.commands.loading import keep_example_lines
from intake_daemon.pipeline.reprocess import Step
from intake_daemon.pipeline.words import MESSAGE_STATES, STATUSES, STEPS
from intake_daemon.store.messages import MessageState
from intake_daemon.store.requests import Status

PROGRAM = [sys.executable, "-m", "intake_daemon.cli"]


def leaves(command: click.Command, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The names of all commands that do something."""
    if not isinstance(command, click.Group):
        return [path]
    context = click.Context(command)
    found = []
    for name in command.list_commands(context):
        inner = command.get_command(context, name)
        assert inner is not None, name
        found += leaves(inner, (*path, name))
    return found


LEAVES = leaves(cli)


def command_of(path: tuple[str, ...]) -> click.Command:
    command: click.Command = cli
    for name in path:
        assert isinstance(command, click.Group)
        found = command.get_command(click.Context(command), name)
        assert found is not None, path
        command = found
    return command


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_every_command_shows_an_example_of_itself_that_its_own_options_understand(
    path: tuple[str, ...],
) -> None:
    shown = CliRunner().invoke(cli, [*path, "--help"], prog_name="intake-daemon").output

    examples = [line.strip() for line in shown.partition("Example:")[2].partition("Options:")[0].splitlines()]
    called = [line for line in examples if "intake-daemon" in line]

    assert called, f"{path} has no example"
    words = shlex.split(re.sub(r"^.*?intake-daemon ", "", called[0]).partition(" > ")[0])
    if words[0] == "--config":
        words = words[2:]
    assert list(path) == words[: len(path)]
    parser = command_of(path).make_parser(click.Context(command_of(path), info_name=path[-1]))
    parser.parse_args(list(words[len(path) :]))


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_help_fits_100_columns(path: tuple[str, ...]) -> None:
    shown = CliRunner(env={"COLUMNS": "100"}).invoke(cli, [*path, "--help"], prog_name="intake-daemon").output

    assert [line for line in shown.splitlines() if len(line) > 100] == []


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_every_option_is_explained(path: tuple[str, ...]) -> None:
    options = [parameter for parameter in command_of(path).params if isinstance(parameter, click.Option)]

    assert [option.opts[0] for option in options if not option.help] == []


def test_the_top_help_names_every_command_with_a_summary() -> None:
    shown = CliRunner().invoke(cli, ["--help"], prog_name="intake-daemon").output

    assert [name for name in COMMANDS if not re.search(rf"^  {name} +\S", shown, re.MULTILINE)] == []


def test_help_imports_neither_database_nor_engine_nor_pictures() -> None:
    code = (
        "import sys, intake_daemon.cli as c\n"
        "try: c.cli(['--help'])\n"
        "except SystemExit: pass\n"
        "print(*(name for name in ('dbos', 'sqlalchemy', 'cv2', 'pydantic') if name in sys.modules), file=sys.stderr)"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stderr.strip() == ""


def test_help_comes_at_once() -> None:
    def seconds(*command: str) -> float:
        began = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True)
        return time.perf_counter() - began

    # Beside what it cannot do without, in turns: a busy machine slows both.
    pairs = [(seconds(*PROGRAM, "--help"), seconds(sys.executable, "-c", "import click")) for _ in range(5)]

    assert min(ours / bare for ours, bare in pairs) < 4


def test_completion_of_the_shell_knows_the_commands() -> None:
    environment = {
        "_INTAKE_DAEMON_COMPLETE": "bash_complete",
        "COMP_WORDS": "intake-daemon que",
        "COMP_CWORD": "1",
    }

    done = subprocess.run(
        [*PROGRAM],
        capture_output=True,
        text=True,
        check=False,
        env={**environment, "PATH": "/usr/bin"},
        cwd=Path.cwd(),
    )

    assert done.stdout.strip() == "plain,queue"


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["--version"], 0),
        (["no-such-command"], 2),
        (["queue", "list", "--status", "lost"], 2),
        (["--config", "/nowhere/intake.toml", "queue", "list"], 78),
        (["queue", "list", "--config", "/nowhere/intake.toml"], 78),
        (["match", "/nowhere/stored.jsonl", "/nowhere/incoming.jsonl"], 2),
    ],
)
def test_the_exit_status_tells_a_mistake_in_the_call_from_one_in_the_configuration(
    arguments: list[str], status: int
) -> None:
    done = subprocess.run([*PROGRAM, *arguments], capture_output=True, text=True, check=False)

    assert status == done.returncode, done.stderr
    assert "Traceback" not in done.stderr


def test_a_broken_configuration_is_told_whole_and_by_key(tmp_path: Path) -> None:
    file = tmp_path / "intake.toml"
    file.write_text('[facility]\nname = "X"\nfone = "1"\n[delivery]\nfrom_address = "nobody"\n')

    done = subprocess.run(
        [*PROGRAM, "--config", str(file), "queue", "list"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 78
    for key in ("facility.phone", "facility.email", "facility.fone", "delivery.from_address"):
        assert key in done.stderr


def test_words_offered_on_the_command_line_are_those_of_the_tables() -> None:
    assert tuple(Status) == STATUSES
    assert tuple(MessageState) == MESSAGE_STATES
    assert tuple(Step) == STEPS


def test_the_lines_of_an_example_are_kept_apart_once() -> None:
    text = "Do it.\n\nExample:\n  a\n  b"

    once = keep_example_lines(text)

    assert once == "Do it.\n\n\b\nExample:\n  a\n  b"
    assert once == keep_example_lines(once)


def test_json_output_is_one_document(tmp_path: Path) -> None:
    shown = CliRunner().invoke(cli, ["review", "fields", "--json"]).stdout

    assert {"patient.dob", "scope.record_types"} < {field["name"] for field in json.loads(shown)}
