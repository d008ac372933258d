"""Duplicates: the same request for the same person, on a paper that differs."""

from dataclasses import replace
from random import Random
from typing import Any

from benchmarks.requests.dates import (
    month_and_day_changed,
    one_digit_wrong,
    transposed,
)
from benchmarks.requests.noise import HEAVY, LIGHT, in_capitals, mistype, smudge
from benchmarks.requests.requestors import other_spelling
from benchmarks.requests.scene import DUPLICATE, Case, Drawn, Scene, Stored
from benchmarks.requests.tables import NICKNAMES
from benchmarks.requests.truth import Person
from benchmarks.requests.written import Written

GAPS_OF_RESENDS = (0, 1, 2, 5, 30)  #: days


def _same(stored: Stored, written: Written, *, doubtful: bool | None = None) -> Drawn:
    return Drawn(stored.asked.person, written, DUPLICATE, doubtful)


def exact_resend(scene: Scene, stored: Stored) -> Drawn:
    """The very paper once more."""
    days = scene.chance.choice(GAPS_OF_RESENDS)
    return _same(stored, replace(stored.written, received_at=scene.after(stored, days)))


def fax_and_email(scene: Scene, stored: Stored) -> Drawn:
    """Once by fax and once by mail: each shows only the address it came from."""
    source = "fax" if stored.written.source != "fax" else "email"
    written = scene.again(stored, source=source)
    hidden: dict[str, Any] = {"fax": None} if source == "email" else {"email": None}
    return _same(stored, replace(written, **hidden) if scene.chance.random() < 0.6 else written)


def second_request(scene: Scene, stored: Stored) -> Drawn:
    """Asked again because nothing came."""
    return _same(stored, scene.again(stored, gap=scene.chance.randint(18, 55)))


def typo(scene: Scene, stored: Stored) -> Drawn:
    """The surname, and often the given name, mistyped."""
    person = stored.asked.person
    first = mistype(person.first, scene.chance) if scene.chance.random() < 0.5 else person.first
    return _same(
        stored, scene.again(stored, replace(person, first=first, last=mistype(person.last, scene.chance)))
    )


def ocr_light(scene: Scene, stored: Stored) -> Drawn:
    """A fair fax."""
    return _same(stored, smudge(scene.again(stored), LIGHT, scene.chance))


def ocr_heavy(scene: Scene, stored: Stored) -> Drawn:
    """A poor fax."""
    return _same(stored, smudge(scene.again(stored), HEAVY, scene.chance))


def nickname(scene: Scene, stored: Stored) -> Drawn | None:
    """Called by the short name."""
    told = nicknamed(stored.asked.person, scene.chance)
    return _same(stored, scene.again(stored, told)) if told else None


def nicknamed(person: Person, chance: Random) -> Person | None:
    """The person by a short name, or None where there is none."""
    short = NICKNAMES.get(person.first)
    return replace(person, first=chance.choice(short)) if short else None


def maiden(scene: Scene, stored: Stored) -> Drawn:
    """Married since: another surname, or both."""
    return _same(stored, scene.again(stored, married(scene, stored.asked.person)))


def married(scene: Scene, person: Person) -> Person:
    """The person by the other surname, or by both, with or without a hyphen."""
    other = scene.people.surnames.draw(scene.chance)
    while other == person.last:
        other = scene.people.surnames.draw(scene.chance)
    ways = (other, f"{person.last}-{other}", f"{person.last} {other}")
    return replace(person, last=scene.chance.choice(ways))


def swapped_names(scene: Scene, stored: Stored) -> Drawn:
    """Surname in the box of the given name."""
    person = stored.asked.person
    return _same(stored, scene.again(stored, replace(person, first=person.last, last=person.first)))


def moved_house(scene: Scene, stored: Stored) -> Drawn:
    """Another address since."""
    return _same(stored, scene.again(stored, replace(stored.asked.person, address=scene.people.address())))


def dob_transposed(scene: Scene, stored: Stored) -> Drawn | None:
    """Two digits of the birth date changed round."""
    return _born_wrong(scene, stored, transposed_birth(stored.asked.person, scene.chance))


def transposed_birth(person: Person, chance: Random) -> Person | None:
    """The person with two digits of the birth date changed round, or None where that is no other date."""
    wrong = transposed(person.born, chance) if person.born else None
    return replace(person, born=wrong) if wrong else None


def dob_digit(scene: Scene, stored: Stored) -> Drawn | None:
    """One digit of the birth date wrong."""
    person = stored.asked.person
    told = replace(person, born=one_digit_wrong(person.born, scene.chance)) if person.born else None
    return _born_wrong(scene, stored, told)


def dob_month_day(scene: Scene, stored: Stored) -> Drawn | None:
    """Month and day changed round."""
    person = stored.asked.person
    wrong = month_and_day_changed(person.born) if person.born else None
    return _born_wrong(scene, stored, replace(person, born=wrong) if wrong else None)


def _born_wrong(scene: Scene, stored: Stored, told: Person | None) -> Drawn | None:
    return _same(stored, scene.again(stored, told)) if told else None


def dob_missing(scene: Scene, stored: Stored) -> Drawn:
    """No birth date on the second paper."""
    return _same(stored, scene.again(stored, replace(stored.asked.person, born=None)))


def many_missing(scene: Scene, stored: Stored) -> Drawn:
    """Half of it left empty."""
    written = replace(scene.again(stored), asker=None, asker_phone=None)
    gone = scene.chance.sample(("middle", "ssn_last4", "mrn", "address", "phone", "email"), 3)
    empty: dict[str, Any] = dict.fromkeys(gone)
    return _same(stored, replace(written, **empty))


def org_variant(scene: Scene, stored: Stored) -> Drawn:
    """The organization spelt another way."""
    written = scene.again(stored)
    spelt = other_spelling(stored.asked.requestor.organization or "", scene.chance) or None
    return _same(stored, replace(written, organization=spelt))


def range_ocr(scene: Scene, stored: Stored) -> Drawn | None:
    """A digit of the end of the range misread: another range, or a poor image? Nobody can tell."""
    end = stored.asked.end
    if end is None:
        return None
    text, at = end.isoformat(), scene.chance.choice((5, 6, 8, 9))
    wrong = text[:at] + scene.chance.choice("1378") + text[at + 1 :]
    return _same(stored, replace(scene.again(stored), end=wrong), doubtful=True) if wrong != text else None


def combo(scene: Scene, stored: Stored) -> Drawn:
    """Two or three of these at once."""
    chance, person = scene.chance, stored.asked.person
    first, *others = chance.sample(("name", "born", "nick", "moved"), chance.choice((1, 1, 2)))
    for slip in (first, *others):
        person = _slipped(scene, person, slip)
    written = scene.again(stored, person)
    if chance.random() < 0.55:
        written = smudge(written, LIGHT, chance)
    elif chance.random() < 0.5:
        written = in_capitals(written)
    if chance.random() < 0.25:
        written = replace(written, organization=other_spelling(written.organization or "", chance) or None)
    return _same(stored, written)


def _slipped(scene: Scene, person: Person, slip: str) -> Person:
    chance = scene.chance
    if slip == "name":
        return replace(person, first=mistype(person.first, chance), last=mistype(person.last, chance))
    if slip == "born":
        return transposed_birth(person, chance) or person
    if slip == "nick":
        return nicknamed(person, chance) or replace(person, last=mistype(person.last, chance))
    return replace(person, address=scene.people.address())


CASES: dict[str, tuple[Case, int]] = {
    "exact_resend": (exact_resend, 16),
    "fax_and_email": (fax_and_email, 23),
    "second_request": (second_request, 13),
    "typo": (typo, 38),
    "ocr_light": (ocr_light, 32),
    "ocr_heavy": (ocr_heavy, 26),
    "nickname": (nickname, 13),
    "maiden": (maiden, 22),
    "swapped_names": (swapped_names, 25),
    "moved_house": (moved_house, 16),
    "dob_transposed": (dob_transposed, 47),
    "dob_digit": (dob_digit, 19),
    "dob_month_day": (dob_month_day, 9),
    "dob_missing": (dob_missing, 24),
    "many_missing": (many_missing, 23),
    "org_variant": (org_variant, 25),
    "range_ocr": (range_ocr, 9),
    "combo": (combo, 39),
}
