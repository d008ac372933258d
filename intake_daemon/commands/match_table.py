"""Answers of the matcher for people: what each request is, to which one, and why, in 100 columns."""

from collections.abc import Iterable
from textwrap import fill

import click

from intake_daemon.commands.output import WIDTH, in_words
from intake_daemon.matching.lines import MatchedLine

_COLUMNS = "{:<16}  {:<9}  {:<15}  {:<16}  {:<16}  {:>6}"
_INDENT = " " * 4


def print_answers(answers: Iterable[MatchedLine]) -> None:
    """Print one line an answer and its reasons below it; what speaks against comes first."""
    click.echo(_COLUMNS.format("incoming", "answer", "relation", "of", "patient of", "bits"))
    for answer in answers:
        click.echo(_line(answer).rstrip())
        click.echo(fill("; ".join(answer.because), WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT))


def _line(answer: MatchedLine) -> str:
    return _COLUMNS.format(
        answer.id,
        answer.outcome,
        in_words(answer.relation),
        answer.of or "-",
        answer.patient_of or "-",
        f"{answer.score:.1f}",
    )
