"""What comes in while the clock runs: requests on file once more, misread, and requests of strangers."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from benchmarks.filling import sampled_records
from benchmarks.population import as_written, draw_chunk
from intake_daemon.matching.record import DateRange, Record, Requestor

STRANGERS = 10**6  #: a chunk that no database has


@dataclass(frozen=True)
class Arriving:
    """One request coming in; `target` is the id of the record it should find, None when it is a stranger's."""

    record: Record
    target: str | None


def arrivals(chunks: Sequence[Path], stored: int, count: int, seed: int) -> list[Arriving]:
    """Half of them known, in a mixed order."""
    chance = random.Random(seed)
    known = [as_written(of) for of in sampled_records(chunks, stored, chance, count - count // 2)]
    again = [Arriving(chance.choice(MISREADINGS)(record, chance), record.id) for record in known]
    strangers = (Arriving(as_written(of), None) for of in islice(draw_chunk(seed, STRANGERS), 0, None, 29))
    mixed = [*again, *islice(strangers, count // 2)]
    chance.shuffle(mixed)
    return [
        Arriving(arriving.record.model_copy(update={"id": f"incoming-{n}"}), arriving.target)
        for n, arriving in enumerate(mixed)
    ]


def _patient(record: Record, **changed: str | None) -> Record:
    return record.model_copy(update={"patient": record.patient.model_copy(update=changed)})


def _unchanged(record: Record, _chance: random.Random) -> Record:
    return record


def _letter_lost(record: Record, chance: random.Random) -> Record:
    last = record.patient.last or ""
    place = chance.randrange(1, max(2, len(last)))
    return _patient(record, last=last[:place] + last[place + 1 :], ssn_last4=None, mrn=None)


def _date_misread(record: Record, chance: random.Random) -> Record:
    born = record.patient.dob or ""
    place = chance.choice([3, 6, 9])
    digit = str((int(born[place]) + chance.choice((3, 7))) % 10)
    return _patient(record, dob=born[:place] + digit + born[place + 1 :], mrn=None)


def _names_exchanged(record: Record, _chance: random.Random) -> Record:
    return _patient(record, first=record.patient.last, last=record.patient.first, phone=None)


def _by_another(record: Record, chance: random.Random) -> Record:
    """A new request of the same patient: another firm, other dates, nothing of the home."""
    number = chance.randrange(10**9)
    firm = Requestor(organization=f"Firm {number}", fax=f"9{number:09d}")
    changed = {"requestor": firm, "recipient": Requestor(), "date_range": DateRange(start="2009-05-17")}
    return _patient(record.model_copy(update=changed), address=None, phone=None, mrn=None)


MISREADINGS: tuple[Callable[[Record, random.Random], Record], ...] = (
    _unchanged,
    _letter_lost,
    _date_misread,
    _names_exchanged,
    _by_another,
)
