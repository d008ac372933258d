"""Why a request came out as it did, for a person at a terminal. Prints what stands on the paper."""

from collections import Counter
from collections.abc import Iterator, Mapping
from textwrap import fill

import click

from intake_daemon.commands.output import (
    WIDTH,
    heading,
    in_words,
    print_pairs,
    print_table,
    printable,
)
from intake_daemon.commands.values import value_text
from intake_daemon.model import FieldValue
from intake_daemon.pipeline.explained import Explanation, Replayed, Told
from rules import Explained

SILENT = {
    "not for this kind of request": "for other kinds of request",
    "not for what this message wants": "for messages that want something else",
    "does not apply": "whose condition does not hold",
    "disabled": "switched off",
}
LONG = 60  #: signs of what is written on the paper that are shown


def print_explanation(found: Explanation, *, everything: bool) -> None:
    """Print an explanation; rules that did not apply only when all are wanted."""
    _print_decision(found)
    if found.trouble:
        click.echo()
        _say(f"It cannot be made again here: {found.trouble}.")
    if found.replayed:
        _print_replayed(found.replayed, everything)
    _print_others(found)


def _print_decision(found: Explanation) -> None:
    told = found.told
    click.secho(f"{found.reference}  {in_words(found.kind)}  {told.decision}", bold=True)
    for reason in told.reasons:
        _say(f"because {printable(reason)}", indent=2)
    verdict = found.replayed.verdict if found.replayed else None
    print_pairs(
        (
            ("decided", told.decided_at),
            (
                "by",
                told.person
                or f"the rules, version {told.rule_set[:12]}{'' if found.in_force else ' (no longer in force)'}",
            ),
            ("queue", verdict.queue if verdict else None),
            ("priority", verdict.priority if verdict else None),
            ("due", verdict.due_on if verdict else None),
            ("message", verdict.template if verdict else None),
            ("asks for", verdict.asks if verdict else None),
            ("next step", verdict.next_step if verdict else None),
            ("legal basis", verdict.basis if verdict else None),
            *_listed("to verify", [f"{one.item}: {one.how} ({one.rule})" for one in found.terms.verify]),
            *_listed("clocks", [f"{one.due_on} by {one.rule}" for one in found.terms.clocks]),
            *_listed("checklist", list(found.terms.checklist)),
        )
    )


def _listed(name: str, items: list[str]) -> list[tuple[str, str]]:
    """Several values of one name, each on a line of its own."""
    return [(name if place == 0 else "", item) for place, item in enumerate(items)]


def _print_replayed(replayed: Replayed, everything: bool) -> None:
    if replayed.facts == "rebuilt":
        _say("The facts were not kept with this decision: they are those of the request as it stands now.")
    if not replayed.same:
        again = replayed.verdict
        _say(f"Made again it comes out otherwise: {again.decision}, {'; '.join(again.reasons)}.")
    heading(f"The order of thought, as of {replayed.judged_as_of}")
    for number, thought in enumerate(replayed.thoughts, 1):
        settled = "  <- settled by this" if thought.settled else ""
        _say(f"{number}. {thought.step}: {printable('; '.join(thought.said))}{settled}", hanging=3)
    _print_rules(replayed, everything)
    _print_fields(replayed)


def _print_rules(replayed: Replayed, everything: bool) -> None:
    ran = [one for one in replayed.rules if one.result not in SILENT]
    spoke = [one for one in ran if one.result != "pass"]
    heading(f"Rules that had something to say ({len(spoke)})")
    for one in spoke:
        _print_rule(one, replayed.fields)
    if not spoke:
        click.echo("None.")
    passed = [one for one in ran if one.result == "pass"]
    heading(f"Rules that passed ({len(passed)})")
    print_table(("RULE", "WHAT IS RIGHT", "LOOKED AT"), map(_passed, passed), empty="None.", wide=WIDE)
    _print_silent([one for one in replayed.rules if one.result in SILENT], everything)


WIDE = ("WHAT IS RIGHT", "LOOKED AT")


def _print_rule(one: Explained, fields: Mapping[str, FieldValue]) -> None:
    effect = f", {one.effect}" if one.effect else ""
    click.secho(f"{one.rule}: {one.result}{effect}", bold=True)
    if one.why:
        _say(one.why, indent=2)
    _say(f"wants: {one.title}", indent=2)
    _say(f"source: {one.cites} ({one.authority})", indent=2)
    _say(f"stands in {one.file}{f', line {one.line}' if one.line else ''}", indent=2)
    for seen in one.fields:
        _say(f"looked at {seen.name}: {_seen(seen.standing, fields.get(seen.name))}", indent=2)


def _seen(standing: str, field: FieldValue | None) -> str:
    """How a field stands, what it says, how sure that is and where it stands on the paper."""
    if field is None:
        return "nothing was seen of it"
    value = f" ({printable(value_text(field))})" if value_text(field) else ""
    where = "; ".join(_evidence(field))
    return f"{standing}{value}, sure {field.confidence:.2f}{f'; {where}' if where else ''}"


def _passed(one: Explained) -> tuple[object, ...]:
    return one.rule, one.title, [field.name for field in one.fields]


def _print_silent(silent: list[Explained], everything: bool) -> None:
    if not silent:
        return
    if everything:
        heading(f"Rules that did not apply ({len(silent)})")
        rows = ((one.rule, one.result, one.title) for one in silent)
        print_table(
            ("RULE", "WHY", "WHAT WOULD BE RIGHT"), rows, empty="", wide=("WHY", "WHAT WOULD BE RIGHT")
        )
        return
    click.echo()
    counted = Counter(one.result for one in silent)
    parts = ", ".join(f"{count} {SILENT[result]}" for result, count in counted.most_common())
    _say(f"{len(silent)} rules did not apply (--all shows them): {parts}.")


def _print_fields(replayed: Replayed) -> None:
    """What the rules that ran looked at, each field once, with where it stands on the paper."""
    names = {field.name for one in replayed.rules if one.result not in SILENT for field in one.fields}
    heading("What they looked at")
    rows = [_field(name, replayed.fields.get(name)) for name in sorted(names)]
    print_table(
        ("FIELD", "VALUE", "STATE", "SURE", "WHERE, AND AS WRITTEN"),
        rows,
        empty="No field.",
        wide=("VALUE", "WHERE, AND AS WRITTEN"),
    )


def _field(name: str, field: FieldValue | None) -> tuple[object, ...]:
    if field is None:
        return name, "", "not seen", "", ""
    return name, value_text(field), field.state, f"{field.confidence:.2f}", "; ".join(_evidence(field))


def _evidence(field: FieldValue) -> Iterator[str]:
    for one in field.evidence:
        written = printable(" ".join(one.text.split()))
        shown = written if len(written) <= LONG else f"{written[: LONG - 1]}…"
        yield f"page {one.page}, {in_words(one.method)}{f': {shown}' if shown else ''}"


def _print_others(found: Explanation) -> None:
    others = [one for one in found.decisions if one.number != found.told.number]
    if not others:
        return
    heading("Other decisions on this request (--decision N explains one)")
    rows = map(_other, others)
    print_table(("N", "DECIDED", "DECISION", "BY", "BECAUSE"), rows, empty="", wide=("BECAUSE",))


def _other(one: Told) -> tuple[object, ...]:
    by = one.person or f"rules {one.rule_set[:12]}"
    stands = f"{one.decision}{', stands' if one.stands else ''}"
    return one.number, one.decided_at, stands, by, "; ".join(one.reasons)


def _say(sentence: str, *, indent: int = 0, hanging: int = 2) -> None:
    lead = " " * indent
    click.echo(
        fill(
            sentence,
            WIDTH,
            initial_indent=lead,
            subsequent_indent=lead + " " * hanging,
            break_on_hyphens=False,
        )
    )
