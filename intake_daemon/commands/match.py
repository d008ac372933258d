"""`intake-daemon match`: the matcher on two files, without a database, and its figures tried on labels."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from intake_daemon.commands.app import App, pass_app
from intake_daemon.commands.output import print_json, print_json_line
from intake_daemon.commands.rules import rules_folder, rules_option

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
SHARE = click.FloatRange(0.0, 0.5, min_open=True)


@click.command()
@click.argument("stored", type=EXISTING, required=False)
@click.argument("incoming", type=EXISTING, required=False)
@rules_option
@click.option("--table", is_flag=True, help="For people instead of JSON lines.")
@click.option(
    "--calibrate",
    "labels",
    type=EXISTING,
    metavar="LABELS",
    help="Try the figures of matching.yaml on labelled requests, and fit them anew.",
)
@click.option(
    "--labels-from-db",
    "exported",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="OUT",
    help="Write labelled requests out of the clinic's own work, for --calibrate. They name patients.",
)
@click.option("--risk", type=SHARE, default=0.001, show_default=True, help="Wrong joins allowed, as a share.")
@click.option("--reviews", type=SHARE, default=0.04, show_default=True, help="Reviews allowed, as a share.")
@click.option(
    "--write",
    "target",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="With --calibrate: write what came out to matching.yaml in this folder, if it is better.",
)
@click.option("--json", "as_json", is_flag=True, help="With --calibrate: one JSON document instead of text.")
@pass_app
def match(
    app: App,
    stored: Path | None,
    incoming: Path | None,
    folder: Path | None,
    table: bool,
    labels: Path | None,
    exported: Path | None,
    risk: float,
    reviews: float,
    target: Path | None,
    as_json: bool,
) -> None:
    """Say for every request in INCOMING what it is to those in STORED, a JSON object a line.

    Both files hold JSON lines with id, requestor, patient, date_range, record_types, purpose and received_at.
    Exit status 1 when a line could not be used; the others are still compared. With --calibrate, one file holds
    both, with role, label, of and person (docs/matching.md), and nothing is changed unless --write is given.

    Example:
      intake-daemon match stored.jsonl incoming.jsonl > answers.jsonl
      intake-daemon match stored.jsonl incoming.jsonl --table
      intake-daemon match --labels-from-db labels.jsonl
      intake-daemon match --calibrate labels.jsonl --rules /etc/intake-daemon/rules
    """
    place = rules_folder(app, folder)
    if exported:
        if stored or labels:
            raise click.UsageError("--labels-from-db reads the database and nothing else")
        _export(app, exported)
    elif labels:
        if stored:
            raise click.UsageError("--calibrate takes one file, which holds both stored and incoming rows")
        _calibrate(labels, place, target, risk, reviews, as_json=as_json)
    elif target:
        raise click.UsageError("--write goes with --calibrate")
    elif stored and incoming:
        _judge(stored, incoming, place, table)
    else:
        raise click.UsageError("name the file of stored and the file of incoming requests")


def _judge(stored: Path, incoming: Path, place: Path, table: bool) -> None:
    from intake_daemon.commands.match_table import print_answers
    from intake_daemon.matching.lines import BadLine, MatchedLine, match_files
    from rules import load_matching

    bad = list[BadLine]()

    def usable() -> Iterator[MatchedLine]:
        for line in match_files(stored, incoming, load_matching(place)):
            if isinstance(line, BadLine):
                bad.append(line)
                click.echo(f"intake-daemon: {line.message}", err=True)
            else:
                yield line

    if table:
        print_answers(usable())
    else:
        for answer in usable():
            print_json_line(answer.model_dump(mode="json"))
    sys.exit(1 if bad else 0)


def _calibrate(
    labels: Path, place: Path, target: Path | None, risk: float, reviews: float, *, as_json: bool
) -> None:
    from intake_daemon.commands.match_calibration import print_calibration, write_figures
    from intake_daemon.matching.calibration import Aims, calibrate, read_labels
    from rules import load_matching

    policy, aims = load_matching(place), Aims(risk=risk, reviews=reviews)
    rows, bad = read_labels(labels)
    for line in bad:
        click.echo(f"intake-daemon: {line.message}", err=True)
    if not rows.stored or not rows.incoming:
        raise click.UsageError(f"{labels.name} has no rows of both roles, stored and incoming")
    found = calibrate(rows, policy, aims)
    if as_json:
        print_json(found.model_dump(mode="json"))
    else:
        print_calibration(found, aims)
    said = write_figures(found, place, target) if target else "Nothing was written."
    click.echo(f"\n{said}", err=as_json)
    sys.exit(1 if bad else 0)


def _export(app: App, target: Path) -> None:
    from intake_daemon.durable import write_durably
    from intake_daemon.pipeline.labels import labels_from, record_export

    rows = labels_from(app.store)
    content = "".join(f"{row.model_dump_json()}\n" for row in rows)
    write_durably(target, content.encode(), mode=0o600)
    record_export(app.store, rows, actor=app.actor)
    labelled = sum(row.label is not None for row in rows)
    click.echo(f"Written: {target}, {len(rows)} requests, {labelled} of them labelled by people's work.")
    click.echo("It names patients: keep it where their records are kept, and delete it after use.")
