"""Importing a file of verified requestors: first a plan with every mistake, then all of it or nothing.

A line is an entry that is there already when they share an address of their own and bear the same name; it then
changes that entry. A number that has gone to somebody else is a mistake for a person to settle, never a change.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake_daemon.matching.evidence import Agreement
from intake_daemon.matching.firms import compare_firms, firm_words
from intake_daemon.model import as_iso
from intake_daemon.pipeline import verified as directory
from intake_daemon.pipeline.refusal import RefusedError
from intake_daemon.pipeline.requestor_entry import (
    BY_NAME,
    COLUMNS,
    Entry,
    Verification,
    entry_of,
    entry_of_row,
    values_of_cells,
    verification_of_cells,
)
from intake_daemon.pipeline.spreadsheet import Line
from intake_daemon.store.directory import ADDRESSES, DirectoryDetailRow, DirectoryRow


@dataclass(frozen=True)
class Step:
    """What one line of the file does.

    Args:
        row: the entry it changes; None for one that is added.
        changes: what changes, by the names of `Entry`; "verified" when the verification does.
    """

    line: int
    entry: Entry
    verified: Verification
    row: DirectoryRow | None = None
    changes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What importing a file would do."""

    added: tuple[Step, ...] = ()
    changed: tuple[Step, ...] = ()
    removed: tuple[DirectoryRow, ...] = ()
    same: int = 0


@dataclass
class _Desk:
    """What is known while a plan is made."""

    rows: dict[int, DirectoryRow]
    owners: Mapping[str, list[DirectoryDetailRow]]
    actor: str
    now: datetime
    claimed: dict[int, int] = field(default_factory=dict)  #: entry to the line that changes it
    addresses: dict[str, Step] = field(default_factory=dict)


def check_heading(names: Iterable[str]) -> None:
    """Say what is wrong with the first line of a file.

    Raises:
        RefusedError: it names no column, one twice, or one that there is not.
    """
    listed = list(names)
    unknown = [name for name in listed if name not in BY_NAME]
    if unknown or not listed or len(set(listed)) < len(listed):
        known = ", ".join(column.name for column in COLUMNS)
        raise RefusedError(f"the first line must name columns out of {known}, each once")


def make_plan(session: Session, lines: Iterable[Line], *, replace: bool, actor: str, now: datetime) -> Plan:
    """Find out what the lines of a file would do. Writes nothing.

    Args:
        replace: the file is the whole directory: entries that are not in it are taken out of use.

    Raises:
        RefusedError: with every mistake, by line.
    """
    desk = _Desk({row.id: row for row in directory.entries(session)}, _owners(session), actor, now)
    steps, mistakes = [], []
    for line in lines:
        try:
            steps.append(_step(desk, line))
        except RefusedError as error:
            mistakes.append(f"line {line.number}: {error}")
    if mistakes:
        raise RefusedError("nothing was imported:\n" + "\n".join(f"  {mistake}" for mistake in mistakes))
    kept = {step.row.id for step in steps if step.row}
    return Plan(
        added=tuple(step for step in steps if step.row is None),
        changed=tuple(step for step in steps if step.row is not None and step.changes),
        removed=tuple(row for number, row in desk.rows.items() if replace and number not in kept),
        same=sum(step.row is not None and not step.changes for step in steps),
    )


def _owners(session: Session) -> Mapping[str, list[DirectoryDetailRow]]:
    query = (
        select(DirectoryDetailRow)
        .join(DirectoryRow, DirectoryRow.id == DirectoryDetailRow.entry_id)
        .where(DirectoryRow.active, DirectoryDetailRow.kind.in_(ADDRESSES))
        .order_by(DirectoryDetailRow.entry_id)
    )
    found: dict[str, list[DirectoryDetailRow]] = defaultdict(list)
    for detail in session.scalars(query):
        found[detail.value].append(detail)
    return found


def _step(desk: _Desk, line: Line) -> Step:
    values = values_of_cells(line.cells)
    entry = entry_of(values)
    verified = verification_of_cells(line.cells, actor=desk.actor, now=desk.now)
    row = _the_same(desk, entry)
    if row is not None:
        stored = entry_of_row(row)
        entry = entry_of({**{name: getattr(stored, name) for name in Entry.model_fields}, **values})
        _claim(desk, row, line.number)
    directory.refuse_taken_addresses(entry, _taken(desk, entry), row.id if row else None)
    changes = _changes(row, entry, verified, line) if row else ()
    step = Step(line.number, entry, verified, row, changes)
    _note_addresses(desk, step)
    return step


def _the_same(desk: _Desk, entry: Entry) -> DirectoryRow | None:
    """The entry that a line is: the one that owns one of its addresses."""
    own = set(entry.addresses) - set(entry.shared)
    owning = {detail.entry_id for detail in _taken(desk, entry) if detail.value in own and not detail.shared}
    if not owning:
        return None
    if len(owning) > 1:
        raise RefusedError(f"its addresses stand in entries {' and '.join(map(str, sorted(owning)))}")
    row = desk.rows[owning.pop()]
    if not _same_name(entry, entry_of_row(row)):
        raise RefusedError(
            f"an address of it stands in entry {row.id}, which bears another name; "
            f"`intake-daemon directory change {row.id}` or `remove {row.id}` settles it"
        )
    return row


def _same_name(one: Entry, other: Entry) -> bool:
    names, others = _names(one), _names(other)
    if not names or not others:
        return bool({n.casefold() for n in one.people} & {n.casefold() for n in other.people})
    compared = [compare_firms(firm_words(name), firm_words(twin)) for name in names for twin in others]
    alike = (Agreement.EXACT, Agreement.VARIANT, Agreement.PARTLY)
    return any(found in alike for found in compared) or bool(set(names) & set(others))


def _names(entry: Entry) -> tuple[str, ...]:
    return tuple(name for name in (entry.organization, *entry.other_names) if name)


def _claim(desk: _Desk, row: DirectoryRow, line: int) -> None:
    before = desk.claimed.setdefault(row.id, line)
    if before != line:
        raise RefusedError(f"is entry {row.id}, as line {before} is; give them as one line")


def _taken(desk: _Desk, entry: Entry) -> Iterator[DirectoryDetailRow]:
    for address in entry.addresses:
        yield from desk.owners.get(address, ())


def _note_addresses(desk: _Desk, step: Step) -> None:
    for address in step.entry.addresses:
        before = desk.addresses.setdefault(address, step)
        both = address in step.entry.shared and address in before.entry.shared
        if before is not step and not both:
            raise RefusedError(
                f"{address} stands in line {before.line} too; name it as shared in both, or give one line"
            )


def _changes(row: DirectoryRow, entry: Entry, verified: Verification, line: Line) -> tuple[str, ...]:
    changed = directory.differing(entry_of_row(row), entry)
    given = {
        name for name in ("verified_by", "verified_at", "verified_how") if line.cells.get(name, "").strip()
    }
    before = {"verified_by": row.verified_by, "verified_at": as_iso(row.verified_at)}
    after = {"verified_by": verified.by, "verified_at": as_iso(verified.at), "verified_how": verified.how}
    renewed = any({**before, "verified_how": row.verified_how}[name] != after[name] for name in given)
    return (*changed, "verified") if renewed else tuple(changed)


def carry_out(session: Session, secret: bytes, plan: Plan, *, actor: str) -> Iterator[None]:
    """Do what the plan says, one step for each item taken; the caller takes all of them in one transaction."""
    for row in plan.removed:
        directory.take_out(session, secret, row, actor=actor)
        yield
    for step in plan.changed:
        if step.row is not None:
            directory.alter(session, secret, step.row, step.entry, step.verified, actor=actor)
        yield
    for step in plan.added:
        directory.put_in(session, secret, step.entry, step.verified, actor=actor)
        yield
