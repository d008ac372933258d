"""What two sets of rules make of a document, side by side, for a person at a terminal."""

from collections.abc import Iterable, Iterator
from textwrap import fill

import click

from intake_daemon.commands.output import WIDTH, in_words, print_table, printable
from intake_daemon.model import Finding, Frozen, Verdict
from intake_daemon.pipeline.tried import Behind, Spoken, Tried
from rules import Sides
from rules.difference_text import summary


class Tries(Frozen):
    """What was made of one file or one stored request.

    Args:
        file: None for a stored request.
        error: why the file could not be read; None: it could.
        rebuilt: the facts were not kept with the decision and are those of the request as it stands now.
    """

    file: str | None
    error: str | None = None
    rebuilt: bool = False
    requests: tuple[Tried, ...] = ()


def print_tries(sides: Sides, found: Iterable[Tries]) -> None:
    """Print both outcomes of every request, what differs between them, and why."""
    difference = sides.difference
    click.echo(f"in force: version {difference.old[:12]}; on trial: version {difference.new[:12]}")
    _say(f"The two differ: {summary(difference)}" if difference.in_meaning else "The two come to the same.")
    for one in found:
        _print_one(one)


def _print_one(found: Tries) -> None:
    if found.file:
        click.echo()
        click.secho(printable(found.file), bold=True)
    if found.error:
        _say(f"cannot be read: {found.error}")
    if found.rebuilt:
        _say("The facts were not kept with its decision: they are those of the request as it stands now.")
    for request in found.requests:
        _print_tried(request)


def _print_tried(one: Tried) -> None:
    click.echo()
    click.secho(f"{one.request}: {in_words(one.kind)}, as of {one.judged_as_of}", bold=True)
    rows = [
        ("" if was == would else "*", name, was, would)
        for name, was, would in _beside(one.before, one.after)
        if was or would
    ]
    print_table(("", "", "IN FORCE", "ON TRIAL"), rows, empty="", wide=("IN FORCE", "ON TRIAL"))
    if not one.changes:
        click.echo("No difference.")
        return
    click.secho(f"Differs (*): {', '.join(one.changes)}.", bold=True)
    for behind in one.because:
        _print_behind(behind)


def _beside(before: Verdict, after: Verdict) -> Iterator[tuple[str, str, str]]:
    for (name, was), (_, would) in zip(_lines(before), _lines(after), strict=True):
        yield name, was, would
    yield "findings", *_findings(before, after)


def _findings(before: Verdict, after: Verdict) -> tuple[str, str]:
    """What only one of the two finds, and how many findings are the same in both."""
    both = {_found(one) for one in before.findings} & {_found(one) for one in after.findings}
    same = [f"{len(both)} in both"] if both else []
    apart = (
        [_found(one) for one in verdict.findings if _found(one) not in both] for verdict in (before, after)
    )
    old, new = ("\n".join([*same, *only]) for only in apart)
    return old, new


def _found(one: Finding) -> str:
    return f"{one.effect}: {one.why} ({one.rule})"


def _lines(verdict: Verdict) -> Iterator[tuple[str, str]]:
    """What people look at in a verdict, in their order."""
    terms = verdict.terms
    yield "decision", str(verdict.decision)
    yield "because", "\n".join(verdict.reasons)
    yield "queue", verdict.queue or ""
    yield "priority", str(verdict.priority)
    yield "due", str(verdict.due_on or "")
    yield "message", verdict.template or ""
    yield "asks for", ", ".join(verdict.asks)
    yield "next step", verdict.next_step
    yield "legal basis", verdict.basis or ""
    yield "to verify", "; ".join(f"{one.item}: {one.how}" for one in terms.verify)
    yield "clocks", "; ".join(f"{one.due_on} ({one.rule})" for one in terms.clocks)
    yield "checklist", "\n".join(terms.checklist)
    yield "ways", "any" if terms.channels is None else ", ".join(terms.channels)


def _print_behind(behind: Behind) -> None:
    if behind.before is None or behind.after is None:
        _say(f"by {behind.name}")
        return
    _say(f"by {behind.name}: {behind.title}")
    _say(f"source: {behind.cites}", indent=3)
    _say(f"in force: {_spoken(behind.before)}; on trial: {_spoken(behind.after)}", indent=3)


def _spoken(said: Spoken) -> str:
    return f"{said.result}, {said.effect}" if said.effect else said.result


def _say(sentence: str, *, indent: int = 0) -> None:
    lead = " " * indent
    text = fill(
        printable(sentence), WIDTH, initial_indent=lead, subsequent_indent=f"{lead}  ", break_on_hyphens=False
    )
    click.echo(text)
