"""`intake-daemon match`: the matcher on two files, without a database."""

import sys
from pathlib import Path

import click

from intake_daemon.commands.app import App, pass_app
from intake_daemon.commands.output import print_json_line
from intake_daemon.commands.rules import rules_folder, rules_option

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("stored", type=EXISTING)
@click.argument("incoming", type=EXISTING)
@rules_option
@pass_app
def match(app: App, stored: Path, incoming: Path, folder: Path | None) -> None:
    """Say for every request in INCOMING what it is to those in STORED, a JSON object a line.

    Both files hold JSON lines with id, requestor, patient, date_range, record_types, purpose and received_at.
    Exit status 1 when a line could not be used; the others are still compared.

    Example:
      intake-daemon match stored.jsonl incoming.jsonl > answers.jsonl
    """
    from intake_daemon.matching.lines import BadLine, match_files
    from rules import load_matching

    policy = load_matching(rules_folder(app, folder))
    failed = False
    for line in match_files(stored, incoming, policy):
        if isinstance(line, BadLine):
            failed = True
            click.echo(f"intake-daemon: {line.message}", err=True)
        else:
            print_json_line(line.model_dump(mode="json"))
    sys.exit(1 if failed else 0)
