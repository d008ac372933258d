"""How long one arrival takes to be matched against the requests on file.

    python benchmarks/matching.py --stored 20000 --incoming 300

Draws people with the frequencies of real names, puts their requests in an index in memory, and times for
each incoming one: finding candidates and judging them. In the same run the plain way is timed on the same
records: every stored request as one string, scanned with rapidfuzz. Times depend on the machine and its
load; the ratio of the two much less.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from importlib.resources import files

from rapidfuzz import fuzz, process

from intake_daemon.matching.index import Index
from intake_daemon.matching.judge import match
from intake_daemon.matching.record import DateRange, Patient, Record, Requestor
from intake_daemon.model import Outcome


class People:
    """Draws requests about invented people whose names are as frequent as real ones."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._given = _table("given_names.txt")
        self._surnames = _table("surnames.txt")
        self._firms = [self._firm(n) for n in range(200)]

    def _phone(self) -> str:
        roll = self._chance.randint
        return f"({roll(201, 989)}) {roll(200, 999)}-{roll(0, 9999):04d}"

    def _firm(self, number: int) -> Requestor:
        name = f"{self._pick(self._surnames).title()} & {self._pick(self._surnames).title()}"
        return Requestor(
            organization=name, phone=self._phone(), fax=self._phone(), email=f"intake@firm{number}.example"
        )

    def _pick(self, table: tuple[list[str], list[int]]) -> str:
        return self._chance.choices(table[0], cum_weights=table[1])[0]

    def request(self, number: int) -> Record:
        """Draw one request; a third of the identifiers is missing."""
        roll, chance = self._chance.random, self._chance
        start = date(2015, 1, 1) + timedelta(days=30 * chance.randint(0, 110))
        return Record(
            id=f"R{number}",
            requestor=chance.choice(self._firms),
            patient=Patient(
                first=self._pick(self._given),
                middle=self._pick(self._given)[0],
                last=self._pick(self._surnames),
                dob=str(date(1930, 1, 1) + timedelta(days=chance.randint(0, 34000))),
                ssn_last4=f"{chance.randint(0, 9999):04d}" if roll() < 0.66 else None,
                mrn=str(chance.randint(10**6, 10**7)) if roll() < 0.33 else None,
                address=f"{chance.randint(1, 9999)} Main St, Tulsa, OK {chance.randint(10000, 99999)}",
                phone=self._phone() if roll() < 0.66 else None,
            ),
            date_range=DateRange(start=str(start), end=str(start + timedelta(days=365))),
            record_types=("labs",),
        )


def _table(name: str) -> tuple[list[str], list[int]]:
    lines = files("intake_daemon.matching").joinpath("data", name).read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if not line.startswith("#")]
    total, weights = 0, []
    for _, count in rows:
        total += int(count)
        weights.append(total)
    return [word for word, _ in rows], weights


def _again(record: Record) -> Record:
    """The same request, with a letter of the surname lost and the identifiers left out."""
    patient = record.patient
    short = patient.model_copy(update={"last": (patient.last or "")[:-1], "ssn_last4": None, "mrn": None})
    return record.model_copy(update={"id": "again-" + record.id, "patient": short})


def _line(record: Record) -> str:
    patient = record.patient
    asked = (record.requestor.organization, record.date_range.start)
    return " ".join(filter(None, (patient.first, patient.last, patient.dob, patient.address, *asked)))


def _timed(work: Callable[[Record], object], records: Sequence[Record]) -> list[float]:
    seconds = []
    for record in records:
        begun = time.perf_counter()
        work(record)
        seconds.append((time.perf_counter() - begun) * 1000)
    return sorted(seconds)


def _percentile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def main() -> None:
    """Draw, index, time both ways, print."""
    given = _options()
    people = People(given.seed)
    stored = [people.request(number) for number in range(given.stored)]
    half = given.incoming // 2
    known = random.Random(given.seed).sample(stored, half)
    strangers = [people.request(given.stored + number) for number in range(given.incoming - half)]
    begun = time.perf_counter()
    index = Index(stored)
    building = time.perf_counter() - begun
    print(f"stored {len(index)}, indexed in {building:.1f} s ({1000 * building / len(index):.2f} ms each)")
    _tell_answers(index, known, strangers)
    incoming = [*map(_again, known), *strangers]
    ours = _timed(lambda record: match(record, index.candidates(record)), incoming)
    lines = [_line(record) for record in stored]
    scan = partial(process.extractOne, choices=lines, scorer=fuzz.token_sort_ratio)
    plain = _timed(lambda record: scan(_line(record)), incoming[: given.scans])
    print(f"one arrival: median {statistics.median(ours):.2f} ms, p99 {_percentile(ours, 0.99):.2f} ms")
    print(f"plain scan:  median {statistics.median(plain):.2f} ms over {len(plain)}")
    print(f"plain / ours, medians: {statistics.median(plain) / statistics.median(ours):.1f}")


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--stored", type=int, default=20_000, help="requests on file")
    options.add_argument("--incoming", type=int, default=300, help="arrivals to time, half of them known")
    options.add_argument("--scans", type=int, default=20, help="arrivals to time the plain way")
    options.add_argument("--seed", type=int, default=1)
    return options.parse_args()


def _tell_answers(index: Index, known: Sequence[Record], strangers: Sequence[Record]) -> None:
    again = [match(record, index.candidates(record)) for record in map(_again, known)]
    found = sum(answer.of == record.id for answer, record in zip(again, known, strict=True))
    new = [match(record, index.candidates(record)) for record in strangers]
    wrong = sum(answer.outcome is Outcome.DUPLICATE for answer in new)
    counts = sorted(len(index.candidates(record)) for record in (*map(_again, known), *strangers))
    print(
        f"known requests found {found} of {len(known)}; strangers taken for known {wrong} of {len(strangers)}"
    )
    print(f"candidates: median {statistics.median(counts):.0f}, p99 {_percentile(counts, 0.99)}")


if __name__ == "__main__":
    main()
