"""What a calibration found, for a supervisor, and writing it down."""

from pathlib import Path

import click

from intake_daemon.commands.output import heading, print_table
from intake_daemon.matching.calibration import Aims, Attempt, Calibration
from intake_daemon.matching.calibration.bounds import upper_bound
from intake_daemon.matching.calibration.refit import Moved
from intake_daemon.matching.policy import MatchPolicy


def print_calibration(found: Calibration, aims: Aims) -> None:
    """Print what the figures do as they are and as fitted, the thresholds, the weights and the scores."""
    _outcomes(found)
    _verdict(found, aims)
    _weights(found)
    _scores(found)


def _outcomes(found: Calibration) -> None:
    figures = found.as_it_is
    click.echo(
        f"{figures.arrivals} arrivals: {figures.arrivals - figures.others} duplicates "
        f"({figures.duplicates} whose papers say enough), {figures.known} new requests of a known patient, "
        f"{figures.others - figures.known} of somebody else."
    )
    click.echo(
        "Fitted figures are tried on papers of patients that they were not fitted to. In brackets: what the"
    )
    click.echo("true share is surely below, 95 times in 100.")
    heading("What is done with them")
    tried = [figures, *(attempt.held_back for attempt in found.attempts)]
    columns = ("", "as it is", *(_name(attempt) for attempt in found.attempts))
    print_table(columns, [(label, *map(line, tried)) for label, line in _LINES], empty="", wide=columns[1:])


def _name(attempt: Attempt) -> str:
    return "weights fitted too" if attempt.weights else "thresholds fitted"


def _wrong(count: int, of: int) -> str:
    return f"{count}/{of} (< {100 * upper_bound(count, of):.2g} %)" if of else "none to tell by"


def _share(count: int, of: int) -> str:
    return f"{count}/{of} = {100 * count / of:.1f} %" if of else "none to tell by"


_LINES = (
    ("joined with another request", lambda f: _wrong(f.false_merges, f.others)),
    ("linked to another patient", lambda f: _wrong(f.wrong_patients, f.arrivals)),
    ("duplicates joined", lambda f: _share(f.joined, f.duplicates)),
    ("duplicates joined or shown", lambda f: _share(f.found, f.duplicates)),
    ("shown to a person", lambda f: _share(f.reviews, f.arrivals)),
    ("new ones rightly linked", lambda f: _share(f.linked, f.known)),
)


def _verdict(found: Calibration, aims: Aims) -> None:
    heading("What follows")
    if found.chosen is None:
        click.echo("The figures stay as they are: fitted ones do no better with papers they have not seen.")
    else:
        click.echo(f"Better: {_name(found.chosen)}.")
        for line in _thresholds(found.before, found.chosen.policy):
            click.echo(f"  {line}")
    others = found.as_it_is.others
    if others < found.needed:
        click.echo(
            f"No threshold may go down: {others} arrivals that are no duplicate cannot show that fewer than "
            f"{100 * aims.risk:g} % are joined wrongly; {found.needed} could."
        )
    if found.mistakes:
        click.echo(f"Look at these first, and whether their labels are right: {', '.join(found.mistakes)}")


def _thresholds(before: MatchPolicy, after: MatchPolicy) -> list[str]:
    pairs = [(name, getattr(before, name), getattr(after, name)) for name in ("same_bits", "doubt_bits")]
    return [
        f"{name}: {old:g} -> {new:g}" if old != new else f"{name} stays {old:g}" for name, old, new in pairs
    ]


def _weights(found: Calibration) -> None:
    taken = found.chosen is not None and found.chosen.weights
    heading("Weights" if taken else "Weights, as they would be")
    moved = [one for one in found.moved if one.before != one.after]
    print_table(
        ("agreement", "bits", "fitted", "pairs of one patient", "pairs of two"),
        [(_where(one), f"{one.before:g}", f"{one.after:g}", one.one, one.two) for one in moved],
        empty="None moved.",
    )
    few = [_where(one) for one in found.moved if one.too_few]
    if few:
        click.echo(f"Left as they are, too few pairs: {', '.join(few)}.")
    click.echo("Weights of the requestor stay: the labels do not say which requestors are one.")


def _where(one: Moved) -> str:
    return f"{one.field}.{one.agreement}"


def _scores(found: Calibration) -> None:
    heading("What a score was worth, where nothing was held against the pair")
    print_table(
        ("bits", "pairs", "one patient", "measured", "surely between"),
        [
            (
                _range(band.least, band.below),
                band.pairs,
                band.one,
                f"{100 * band.share:.1f} %",
                f"{100 * band.at_least:.1f} and {100 * band.at_most:.1f} %",
            )
            for band in found.bands
        ],
        empty="No pairs to tell by.",
    )


def _range(least: int | None, below: int | None) -> str:
    if least is None:
        return f"below {below}"
    return f"{least} and more" if below is None else f"{least} to {below}"


def write_figures(found: Calibration, source: Path, target: Path) -> str:
    """Write the chosen figures into the folder's `matching.yaml`, all else as it is, and say what was done.

    Args:
        found: what came out of fitting.
        source: the rules folder that the figures came from.
        target: the folder to write to; without the file in it, that of `source` is the beginning.
    """
    from intake_daemon.durable import write_durably
    from rules import MATCHING, SHIPPED, rewritten

    if found.chosen is None:
        return "Nothing was written: there is nothing better to write."
    file = next(folder / MATCHING for folder in (target, source, SHIPPED) if (folder / MATCHING).is_file())
    text = rewritten(file.read_text(encoding="utf-8"), found.chosen.policy.tuning)
    write_durably(target / MATCHING, text.encode(), mode=0o644)
    return f"Written: {target / MATCHING}. `intake-daemon rules check` and a reload put it in force."
