"""Draws any number of requests about invented people, already normalised, so that millions can be stored in minutes.

Names are as frequent as they are in the United States. Families share homes, telephones and surnames; patients are
asked about several times; a few requestors ask very often, most of them for the same few periods. Chunks of one seed
are the same every time, whatever is drawn besides.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np

from intake_daemon.matching.dates import WrittenDate
from intake_daemon.matching.features import Asker, Features, Person, Scope, features
from intake_daemon.matching.filed import Filed
from intake_daemon.matching.record import DateRange, Patient, Record, Requestor

CHUNK = 20_000  #: requests drawn together
PEOPLE = CHUNK * 2 // 5  #: patients of a chunk: each is asked about two or three times
FIRMS, ZIPS, STREETS = 4000, 3000, 400
KINDS = ("notes", "labs", "imaging", "billing", "emergency", "operative", "all")
SPANS = (1, 3, 6, 12, 24, 60)  #: months asked for
FIRST_DAY, FIRST_MONTH = date(1930, 1, 1), 2013 * 12


def draw_chunk(seed: int, number: int) -> Iterator[Filed]:
    """Draw one chunk of requests, those of one patient one after the other."""
    chance = np.random.default_rng((seed, number))
    people = list(_people(chance))
    whose = np.sort(chance.integers(0, PEOPLE, CHUNK)).tolist()
    firms, scopes = _frequent(chance, FIRMS, CHUNK), list(_scopes(chance))
    moments = chance.integers(0, 10**8, CHUNK).tolist()
    own, sent_on = chance.random(CHUNK) < 0.1, chance.random(CHUNK) < 0.3
    for n in range(CHUNK):
        person = people[whose[n]]
        asker = _patient_asking(person) if own[n] else _firms(seed)[firms[n]]
        recipient = asker if sent_on[n] else _nobody()
        moment = datetime(2022, 1, 1, tzinfo=UTC) + timedelta(seconds=moments[n])
        yield Filed(f"R{number * CHUNK + n + 1}", moment, Features(person, asker, recipient, scopes[n]))


def _people(chance: np.random.Generator) -> Iterator[Person]:
    given, surnames = (_drawn(chance, name, PEOPLE) for name in ("given_names.txt", "surnames.txt"))
    middle, born = _drawn(chance, "given_names.txt", PEOPLE), chance.integers(0, 34_000, PEOPLE).tolist()
    has = (chance.random((PEOPLE, 5)) < (0.66, 0.33, 0.7, 0.85, 0.7)).tolist()
    ssn, mrn = chance.integers(1, 10_000, PEOPLE).tolist(), chance.integers(10**6, 10**7, PEOPLE).tolist()
    home = _homes(chance)
    for n in range(PEOPLE):
        last, (house, street, code, phone) = surnames[home[n][0]], home[n][1]
        day = FIRST_DAY + timedelta(days=born[n])
        yield Person(
            first=given[n],
            middle=middle[n][0] if has[n][4] else "",
            last=last,
            suffix="",
            birth=WrittenDate(str(day.year), f"{day.month:02d}", f"{day.day:02d}"),
            ssn=f"{ssn[n]:04d}" if has[n][0] else "",
            mrn=str(mrn[n]) if has[n][1] else "",
            address=f"{house} street{street} st tulsa ok {code}" if has[n][3] else "",
            house=house if has[n][3] else "",
            zip=code if has[n][3] else "",
            phone=phone if has[n][2] else "",
        )


Home = tuple[str, int, str, str]


def _homes(chance: np.random.Generator) -> list[tuple[int, Home]]:
    """For each of the people whose surname it is and where: four in ten live with the one before."""
    with_last = (chance.random(PEOPLE) < 0.4).tolist()
    houses, streets = chance.integers(1, 9000, PEOPLE).tolist(), chance.integers(0, STREETS, PEOPLE).tolist()
    zips, numbers = _frequent(chance, ZIPS, PEOPLE), chance.integers(2_000_000, 9_999_999, PEOPLE).tolist()
    found: list[tuple[int, Home]] = []
    for n in range(PEOPLE):
        if with_last[n] and found:
            found.append(found[-1])
        else:
            code = f"{10_000 + 29 * zips[n]}"
            found.append((n, (str(houses[n]), streets[n], code, f"{201 + zips[n] // 4}{numbers[n]}")))
    return found


_day = lru_cache(maxsize=20_000)(WrittenDate)


def _scopes(chance: np.random.Generator) -> Iterator[Scope]:
    months, spans = _frequent(chance, 130, CHUNK), chance.integers(0, len(SPANS), CHUNK).tolist()
    days, rolls = chance.integers(1, 29, CHUNK).tolist(), chance.random(CHUNK).tolist()
    kinds = chance.integers(0, len(KINDS), (CHUNK, 2)).tolist()
    for month, span, day, roll, kind in zip(months, spans, days, rolls, kinds, strict=True):
        types = frozenset(KINDS[k] for k in kind)
        if roll < 0.06:
            yield Scope(None, None, True, types, "")
            continue
        first = FIRST_MONTH + 129 - month
        start_day, end_day = (f"{day:02d}", f"{(day * 7) % 28 + 1:02d}") if roll < 0.3 else ("01", "28")
        last = first + SPANS[span] - 1
        end = None if roll > 0.85 else _day(str(last // 12), f"{last % 12 + 1:02d}", end_day)
        yield Scope(_day(str(first // 12), f"{first % 12 + 1:02d}", start_day), end, False, types, "")


@cache
def _firms(seed: int) -> tuple[Asker, ...]:
    chance = np.random.default_rng((seed, 10**9))
    names = list(zip(*(_drawn(chance, "surnames.txt", FIRMS) for _ in range(2)), strict=True))
    phones = chance.integers(2_000_000_000, 9_999_999_999, (FIRMS, 2)).tolist()
    requestors = (
        Requestor(
            organization=f"{one} {two} {n}", phone=str(phone), fax=str(fax), email=f"records@{one}{n}.example"
        )
        for n, ((one, two), (phone, fax)) in enumerate(zip(names, phones, strict=True))
    )
    return tuple(features(Record(id="", requestor=requestor)).asker for requestor in requestors)


@cache
def _nobody() -> Asker:
    return features(Record(id="")).asker


def _patient_asking(person: Person) -> Asker:
    return Asker(f"{person.first} {person.last}", "", person.phone, "", "", "", True)


def _drawn(chance: np.random.Generator, table: str, count: int) -> list[str]:
    names, cumulated = _table(table)
    return [names[place] for place in np.searchsorted(cumulated, chance.random(count)).tolist()]


@cache
def _table(name: str) -> tuple[list[str], np.ndarray]:
    lines = files("intake_daemon.matching").joinpath("data", name).read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if not line.startswith("#")]
    weights = np.cumsum([float(count) for _, count in rows])
    return [word for word, _ in rows], weights / weights[-1]


def _frequent(chance: np.random.Generator, kinds: int, count: int) -> list[int]:
    """Numbers below `kinds`, the lower the more frequent (Zipf with an exponent below one)."""
    weights = np.cumsum(1 / np.arange(3, kinds + 3) ** 0.9)
    return np.searchsorted(weights / weights[-1], chance.random(count)).tolist()  # type: ignore[no-any-return]


def as_written(of: Filed) -> Record:
    """The record that somebody wrote down, so that normalising it gives this one again."""
    person, asker, scope = of.normal.person, of.normal.asker, of.normal.scope
    return Record(
        id=of.id,
        requestor=_requestor(asker),
        recipient=_requestor(of.normal.recipient),
        patient=Patient(
            first=person.first,
            middle=person.middle,
            last=person.last,
            dob=_written(person.birth),
            ssn_last4=person.ssn,
            mrn=person.mrn,
            address=person.address,
            phone=person.phone,
        ),
        date_range=DateRange(start=_written(scope.start), end=_written(scope.end), all_dates=scope.all_dates),
        record_types=tuple(sorted(scope.types)),
        received_at=of.received_at,
    )


def _requestor(asker: Asker) -> Requestor:
    return Requestor(
        name=asker.name,
        organization=asker.organization,
        phone=asker.phone,
        fax=asker.fax,
        email=asker.email,
    )


def _written(day: WrittenDate | None) -> str | None:
    return f"{day.year}-{day.month}-{day.day}" if day else None
