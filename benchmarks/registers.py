"""How well requestors and patients are found in the directory and in the clinic's own list, and how fast.

    python -m benchmarks.registers --seeds 1-3 --profile wide
    python -m benchmarks.registers --patients 100000 --entries 50000

The first draws labelled sets (`benchmarks.requests`), puts their true people and firms into the two registers, and
counts what the papers are tied to: right, wrong, unsure, none. The second fills both registers on SQLite through the
code behind `import`, and times looking one up.
"""

import argparse
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from sqlalchemy import Engine

from benchmarks.duplicates import seeds
from benchmarks.requests.draw import fill
from benchmarks.requests.noise import LIGHT, smudge
from benchmarks.requests.people import People
from benchmarks.requests.profile import PROFILES
from benchmarks.requests.scene import Drawn, Scene
from benchmarks.requests.truth import Person, Requestor
from benchmarks.requests.written import Written
from intake_daemon.matching.directory import Asked, Known, recognise
from intake_daemon.matching.directory_keys import keys_of_asked, keys_of_entry
from intake_daemon.matching.features import person_of
from intake_daemon.matching.index import Index
from intake_daemon.matching.patients import Chart, find_patient
from intake_daemon.matching.policy import MatchPolicy
from intake_daemon.matching.record import Patient, Record
from intake_daemon.pipeline.directory_import import carry_out, make_plan
from intake_daemon.pipeline.directory_index import find_entries
from intake_daemon.pipeline.patient_entry import NAMES
from intake_daemon.pipeline.patient_import import survey, take_over
from intake_daemon.pipeline.patient_index import look_up
from intake_daemon.pipeline.spreadsheet import lines, write_table
from intake_daemon.store.database import migrate, open_engine, reading, transaction

SECRET = b"k" * 32
LOOKS = 1000
Given, Found = TypeVar("Given"), TypeVar("Found")
Told = Counter[str]


def main() -> None:
    given = _options()
    for name in given.profile:
        together: dict[str, Told] = {}
        for seed in given.seeds:
            for what, told in examine(name, seed, given.stored, given.incoming).items():
                together[what] = together.get(what, Counter()) + told
        for what, told in together.items():
            print(f"{name}, {what}: {dict(sorted(told.items()))}")
    if given.patients or given.entries:
        measure(given.patients, given.entries)


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(
        prog="python -m benchmarks.registers",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    options.add_argument("--seeds", type=seeds, default=[], help="as 3, 1-10 or 1,5,9; none: no sets")
    options.add_argument("--profile", choices=sorted(PROFILES), nargs="+", default=["dev"])
    options.add_argument("--stored", type=int, default=2000)
    options.add_argument("--incoming", type=int, default=1000)
    options.add_argument("--patients", type=int, default=0, help="time a list of so many patients")
    options.add_argument("--entries", type=int, default=0, help="time a directory of so many requestors")
    return options.parse_args()


def examine(profile: str, seed: int, stored: int, incoming: int) -> dict[str, Told]:
    """Draw one set and look everybody up, in a list with and without those who are not on file."""
    chance = random.Random(seed)
    people = People(chance, PROFILES[profile].given(), PROFILES[profile].surnames(), count())
    scene = Scene(chance, people, PROFILES[profile].firms(people), PROFILES[profile].style)
    fill(scene, PROFILES[profile], stored)
    drawn = [_draw(scene, profile) for _ in range(incoming)]
    on_file = {entry.asked.person.key: entry.asked.person for entry in scene.stored}
    everybody = on_file | {one.person.key: one.person for one in drawn}
    return {
        "patients, those on file are listed": _ties(on_file, drawn),
        "patients, everybody is listed": _ties(everybody, drawn),
        "requestors": _askers(scene),
    }


def _draw(scene: Scene, profile: str) -> Drawn:
    cases = PROFILES[profile].cases
    while True:
        case = scene.chance.choices(list(cases), [weight for _, weight in cases.values()])[0]
        drawn = cases[case][0](scene, scene.chance.choice(scene.stored))
        if drawn is not None:
            return drawn


def _ties(listed: dict[str, Person], drawn: Sequence[Drawn]) -> Told:
    index = Index(Record(id=key, patient=as_patient(person)) for key, person in listed.items())
    told: Told = Counter()
    for one in drawn:
        patient = Patient.model_validate(one.written.row("x")["patient"])
        near = index.candidates(Record(id="x", patient=patient))
        charts = [Chart(of.id, of.normal.person) for of in near]
        found = find_patient([person_of(patient)], charts, MatchPolicy())
        told[_said(str(found.answer), found.patient, one.person.key, one.person.key in listed)] += 1
    return told


def _said(answer: str, given: str | None, truth: str, known: bool) -> str:
    if given is not None:
        return "right" if given == truth else "WRONG"
    return f"{answer}, {'is there' if known else 'is not there'}"


def _askers(scene: Scene) -> Told:
    """Every paper on file, some of it smudged, against all firms that ask."""
    firms = {firm.organization: firm for firm in scene.firms if firm.organization}
    known = [_known(number, firm) for number, firm in enumerate(firms.values())]
    numbers = {name: number for number, name in enumerate(firms)}
    by_key: dict[str, list[Known]] = {}
    for one in known:
        for key in keys_of_entry(one):
            by_key.setdefault(key, []).append(one)
    told: Told = Counter()
    for entry in scene.stored:
        written = smudge(entry.written, LIGHT, scene.chance) if scene.chance.random() < 0.5 else entry.written
        asked = _asked(written)
        near = {one.entry: one for key in keys_of_asked(asked) for one in by_key.get(key, ())}
        found = recognise(asked, near.values())
        truth = numbers.get(entry.asked.requestor.organization)
        given = None if found.entry is None else str(found.entry)
        told[_said(str(found.answer), given, str(truth), truth is not None)] += 1
    return told


def _known(number: int, firm: Requestor) -> Known:
    return Known(
        entry=number,
        names=(firm.organization or "",),
        people=(firm.name,) if firm.name else (),
        numbers=tuple(f"+1{digits}" for digits in (firm.phone, firm.fax) if digits),
        emails=(firm.email.lower(),) if firm.email else (),
    )


def _asked(written: Written) -> Asked:
    return Asked(
        organization=written.organization or "",
        name=written.asker or "",
        phone=written.asker_phone or "",
        fax=written.fax or "",
        email=written.email or "",
    )


def as_patient(person: Person) -> Patient:
    """The clinic's own line about somebody."""
    home = person.address
    unit = f" Apt {home.unit}" if home.unit else ""
    return Patient(
        first=person.first,
        middle=person.middle,
        last=person.last,
        suffix=person.suffix,
        dob=str(person.born) if person.born else None,
        ssn_last4=person.ssn_last4,
        mrn=person.mrn,
        address=f"{home.number} {home.street} {home.kind}{unit}, {home.city}, {home.state} {home.zip_code}",
        phone=person.phone,
    )


def measure(patients: int, entries: int) -> None:
    """Fill both registers on SQLite and time them."""
    with TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/intake.db")
        migrate(engine)
        chance = random.Random(7)
        people = People(chance, PROFILES["wide"].given(), PROFILES["wide"].surnames(), count())
        if patients:
            _measure_patients(engine, Path(folder), people, patients)
        if entries:
            _measure_directory(engine, Path(folder), people, entries)
        engine.dispose()


def _measure_patients(engine: Engine, folder: Path, people: People, how_many: int) -> None:
    file = folder / "patients.csv"
    listed = [as_patient(replace(people.one(), mrn=f"{number:08d}")) for number in range(how_many)]
    with file.open("w") as text:
        write_table(text, NAMES, ([str(getattr(one, name, "") or "") for name in NAMES] for one in listed))
    columns = {name: name for name in NAMES}
    with _clock(f"{how_many} patients checked"), reading(engine) as session:
        of = survey(session, file, columns, today=date(2026, 11, 22))
    for what in ("written", "compared with the same file again"):
        with _clock(f"{how_many} patients {what}"), transaction(engine) as session:
            take_over(session, SECRET, of, replace=False, write=True, beat=lambda: None)
    sample = people.chance.sample(listed, LOOKS)
    bare = [one.model_copy(update={"mrn": None, "ssn_last4": None}) for one in sample]
    with reading(engine) as session:
        answers = _times(bare, lambda one: look_up(session, SECRET, one, (), MatchPolicy()))
    right = sum(found.patient == one.mrn for found, one in zip(answers, sample, strict=True))
    print(f"of {LOOKS} without numbers {right} tied to the right one")


def _measure_directory(engine: Engine, folder: Path, people: People, how_many: int) -> None:
    file = folder / "directory.csv"
    firms = [_firm(people, number) for number in range(how_many)]
    with file.open("w") as text:
        write_table(text, ("kind", "organization", "fax", "email"), firms)
    with _clock(f"{how_many} requestors imported"), transaction(engine) as session:
        plan = make_plan(session, lines(file), replace=False, actor="me", now=datetime.now(UTC))
        for _ in carry_out(session, SECRET, plan, actor="me"):
            continue
    asked = [Asked(organization=name, fax=fax) for _, name, fax, _ in people.chance.sample(firms, LOOKS)]
    with reading(engine) as session:
        answers = _times(asked, lambda one: recognise(one, find_entries(session, SECRET, one)))
    print(f"of {LOOKS} by name and fax {sum(found.entry is not None for found in answers)} certain")


def _firm(people: People, number: int) -> tuple[str, str, str, str]:
    chance = people.chance
    first, second = people.surnames.draw(chance).title(), people.surnames.draw(chance).title()
    kind = chance.choice(("& {} LLP", "{} Clinic", "{} Insurance Co.", "Hospital of {}"))
    return "other", f"{first} {kind.format(second)}", f"614{2000000 + number}", f"desk@firm{number}.example"


def _times(given: Sequence[Given], look: Callable[[Given], Found]) -> list[Found]:
    taken, found = [], []
    for one in given:
        begun = time.perf_counter()
        found.append(look(one))
        taken.append(1000 * (time.perf_counter() - begun))
    taken.sort()
    print(
        f"  one look: median {statistics.median(taken):.2f} ms, 99 % under {taken[-len(taken) // 100]:.2f} ms"
    )
    return found


@contextmanager
def _clock(what: str) -> Iterator[None]:
    begun = time.perf_counter()
    yield
    print(f"{what}: {time.perf_counter() - begun:.1f} s", flush=True)


if __name__ == "__main__":
    main()
