"""More people who are not the patient: families, neighbours, namesakes, clients of one firm."""

from dataclasses import replace
from datetime import timedelta

from benchmarks.requests.cultures import VIETNAMESE_LAST
from benchmarks.requests.dates import one_digit_wrong, years_later
from benchmarks.requests.others import draw_other
from benchmarks.requests.scene import Case, Drawn, Scene, Stored
from benchmarks.requests.truth import Person

RHYMES = (
    ("Emma", "Gemma"), ("Hailey", "Kailey"), ("Aiden", "Jayden"), ("Aiden", "Brayden"), ("Ella", "Bella"),
    ("Kaden", "Jaden"), ("Mark", "Clark"), ("Jerry", "Terry"), ("Larry", "Harry"), ("Amy", "Jamie"),
    ("Kristen", "Kirsten"), ("Daniel", "Danielle"), ("Paul", "Paula"),
    ("Joseph", "Josephine"), ("Mike", "Mick"), ("Sherry", "Cherry"),
)  # fmt: skip


def twin_same_initials(scene: Scene, stored: Stored) -> Drawn | None:
    """A twin whose names begin with the same letters; a number tells, for some such names are short for others."""
    person = stored.asked.person
    names = [
        name for name in scene.people.given.words[:600] if name[0] == person.first[0] and name != person.first
    ]
    if not names:
        return None
    middles = [name for name in scene.people.given.words[:600] if name[0] == (person.middle or " ")[0]]
    middle = scene.chance.choice(middles) if middles else None
    other = scene.people.another(person, first=scene.chance.choice(names), middle=middle)
    return draw_other(scene, stored, other, alike=0.6, least=2)


def twin_rhyming(scene: Scene, stored: Stored) -> Drawn | None:
    """A twin whose name rhymes; the request on file is about the other one."""
    person = stored.asked.person
    pairs = [pair for pair in RHYMES if person.first in pair]
    if not pairs:
        return None
    one, two = scene.chance.choice(pairs)
    other = scene.people.another(person, first=two if person.first == one else one)
    return draw_other(scene, stored, other, alike=0.6)


def baby_of_several(scene: Scene, stored: Stored) -> Drawn | None:
    """The other one of unnamed twins: same birthday, home and phone, other letter."""
    person = stored.asked.person
    letters = {" A": " B", " B": " A"}
    other = letters.get(person.first[-2:]) if person.first.startswith("Baby") else None
    if other is None:
        return None
    first = person.first[:-2] + other
    if scene.chance.random() < 0.3:
        first = scene.chance.choice(("Baby Boy", "Baby Girl")) + other
    return draw_other(scene, stored, scene.people.another(person, first=first, middle=None), alike=0.8)


def father_son_one_digit(scene: Scene, stored: Stored) -> Drawn | None:
    """Father and son of one name, born on the same day of years that differ in one digit."""
    person = stored.asked.person
    if person.born is None:
        return None
    gap = scene.chance.choice((-30, -20, 20, 30))
    if (
        not 1925 <= person.born.year + gap <= 2022
        or (person.born.year // 100) != (person.born.year + gap) // 100
    ):
        return None
    other = scene.people.another(person, born=years_later(person.born, gap), middle=person.middle)
    return draw_other(scene, stored, other, alike=0.6)


def cousin(scene: Scene, stored: Stored) -> Drawn | None:
    """A namesake of the same age in another house of the same town."""
    person = stored.asked.person
    if person.born is None:
        return None
    home = replace(
        person.address, number=scene.chance.randint(50, 9999), street=scene.people.address().street
    )
    born = person.born + timedelta(days=scene.chance.choice((-1, 1)) * scene.chance.randint(30, 700))
    return draw_other(scene, stored, scene.people.another(person, born=born, address=home))


def step_sibling(scene: Scene, stored: Stored) -> Drawn | None:
    """Of the same home by another surname."""
    other = replace(scene.people.sibling(stored.asked.person), last=scene.people.surnames.draw(scene.chance))
    return draw_other(scene, stored, other)


def same_home(scene: Scene, stored: Stored) -> Drawn | None:
    """Somebody else in the same nursing home: one address and one telephone for all."""
    person = stored.asked.person
    other = replace(scene.people.one(), address=person.address, phone=person.phone)
    return draw_other(scene, stored, other)


def partner_of_the_same_name(scene: Scene, stored: Stored) -> Drawn | None:
    """Two of one given name who live together; the surnames differ until they marry."""
    person = scene.people.spouse(stored.asked.person)
    last = scene.people.surnames.draw(scene.chance) if scene.chance.random() < 0.6 else person.last
    return draw_other(scene, stored, replace(person, first=stored.asked.person.first, last=last))


def spouses_of_one_accident(scene: Scene, stored: Stored) -> Drawn | None:
    """Both were in the car: one firm asks for both, on one day, for the same days and records."""
    return draw_other(scene, stored, scene.people.spouse(stored.asked.person), alike=1.0)


def near_numbers(scene: Scene, stored: Stored) -> Drawn | None:
    """Somebody of the same surname whose numbers are nearly, or in part exactly, the same."""
    person, chance = stored.asked.person, scene.chance
    other = replace(scene.people.one(), last=person.last)
    if chance.random() < 0.5:
        return draw_other(scene, stored, replace(other, ssn_last4=person.ssn_last4))
    return draw_other(scene, stored, replace(other, mrn=person.mrn[:-1] + chance.choice("0123456789")))


def frequent_name(scene: Scene, stored: Stored) -> Drawn | None:
    """One of the many with this very Vietnamese name; the birth date is a digit off."""
    person = stored.asked.person
    if person.last not in VIETNAMESE_LAST or person.born is None:
        return None
    born = one_digit_wrong(person.born, scene.chance)
    address = scene.people.address()
    other = scene.people.another(
        person, born=born, middle=person.middle, address=address, phone=_own_phone(scene)
    )
    return draw_other(scene, stored, other)


def other_child(scene: Scene, stored: Stored) -> Drawn | None:
    """The parent asks for the other child, on the same form, for the same days."""
    if stored.asked.requestor.kind != "parent":
        return None
    return draw_other(scene, stored, scene.people.sibling(stored.asked.person), alike=1.0)


def other_client(scene: Scene, stored: Stored) -> Drawn | None:
    """Another client of the same firm, of the same surname or given name, for the same days."""
    person = scene.people.one()
    shared = stored.asked.person
    person = (
        replace(person, first=shared.first)
        if scene.chance.random() < 0.5
        else replace(person, last=shared.last)
    )
    return draw_other(scene, stored, person, alike=1.0)


def _own_phone(scene: Scene) -> str:
    return scene.people.one().phone


def generations(scene: Scene, stored: Stored) -> Drawn | None:
    """Junior for a senior, the third for a junior: other birth date, other suffix, same home."""
    person: Person = stored.asked.person
    after = {"Sr": "Jr", "Jr": "III", "II": "III", "III": "IV"}.get(person.suffix or "")
    if after is None or person.born is None or person.born.year > 1995:
        return None
    born = years_later(person.born, scene.chance.randint(20, 35)) + timedelta(
        days=scene.chance.randint(0, 200)
    )
    born = min(born, years_later(born, 2022 - born.year))
    other = scene.people.another(person, suffix=after, born=born, middle=person.middle)
    return draw_other(scene, stored, other, alike=0.6)


CASES: dict[str, tuple[Case, int]] = {
    "twin_same_initials": (twin_same_initials, 20),
    "twin_rhyming": (twin_rhyming, 8),
    "baby_of_several": (baby_of_several, 10),
    "father_son_one_digit": (father_son_one_digit, 18),
    "cousin": (cousin, 14),
    "step_sibling": (step_sibling, 8),
    "same_home": (same_home, 10),
    "partner_of_the_same_name": (partner_of_the_same_name, 10),
    "spouses_of_one_accident": (spouses_of_one_accident, 12),
    "near_numbers": (near_numbers, 12),
    "frequent_name": (frequent_name, 8),
    "other_child": (other_child, 8),
    "other_client": (other_client, 12),
    "generations": (generations, 10),
}
