"""Other people: strangers, namesakes and families, who must never be joined."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from benchmarks.requests.clerk import conflicts, look
from benchmarks.requests.dates import one_digit_wrong, some_day, transposed
from benchmarks.requests.noise import LIGHT, mistype, smudge
from benchmarks.requests.paper import write
from benchmarks.requests.scene import DIFFERENT, GAPS, Case, Drawn, Scene, Stored
from benchmarks.requests.truth import Person


def draw_other(
    scene: Scene,
    stored: Stored,
    person: Person,
    *,
    doubtful: bool | None = None,
    alike: float = 0.5,
    least: int = 1,
) -> Drawn | None:
    """Another person's request; `alike` is how often it is the same firm's, for the same days and records.

    None where fewer than `least` things tell the two apart (people move house): that would be no fair question.
    """
    if scene.chance.random() < alike:
        asked = replace(stored.asked, person=person)
    else:
        asked = scene.ask(person, scene.other_firm(stored.asked.person))
    written = scene.paper(asked, scene.after(stored, scene.chance.choice(GAPS)))
    if scene.chance.random() < 0.33:
        written = smudge(written, LIGHT, scene.chance)
    against = conflicts(stored.written, written)
    if against < least:
        return None
    if doubtful is None:
        doubtful = against == 1 and look(stored.written, written).points >= 3
    return Drawn(person, written, DIFFERENT, doubtful)


def stranger(scene: Scene, stored: Stored) -> Drawn:
    """Nobody on file."""
    person = scene.people.one()
    asked = scene.ask(person, scene.chance.choice(scene.firms))
    written = scene.paper(asked, scene.after(stored, scene.chance.choice(GAPS)))
    if scene.chance.random() < 0.33:
        written = smudge(written, LIGHT, scene.chance)
    return Drawn(person, written, DIFFERENT, doubtful=False)


def same_form_stranger(scene: Scene, stored: Stored) -> Drawn | None:
    """The same form from the same or another firm, for the same days and records, about somebody else."""
    person = scene.people.one()
    requestor = stored.asked.requestor
    if scene.chance.random() < 0.5:
        requestor = replace(scene.other_firm(stored.asked.person), form=requestor.form)
    asked = replace(stored.asked, person=person, requestor=requestor)
    written = write(asked, scene.after(stored, scene.chance.choice(GAPS)), "fax", scene.chance)
    return Drawn(person, written, DIFFERENT, doubtful=False)


def _namesake(scene: Scene, stored: Stored, born: date | None, **more: Any) -> Person:
    told: dict[str, Any] = {
        "born": born,
        "address": scene.people.address(),
        "phone": scene.people.one().phone,
        **more,
    }
    return scene.people.another(stored.asked.person, **told)


def same_name_other_dob(scene: Scene, stored: Stored) -> Drawn | None:
    """A namesake of another age."""
    born = some_day(date(1932, 1, 1), date(2022, 12, 31), scene.chance)
    return draw_other(scene, stored, _namesake(scene, stored, born))


def same_name_close_dob(scene: Scene, stored: Stored) -> Drawn | None:
    """A namesake born a day, a month or a year apart."""
    born = stored.asked.person.born
    if born is None:
        return None
    apart = scene.chance.choice((1, 1, 31, 365)) * scene.chance.choice((-1, 1))
    return draw_other(scene, stored, _namesake(scene, stored, born + timedelta(days=apart)), doubtful=True)


def same_name_same_dob(scene: Scene, stored: Stored) -> Drawn | None:
    """A namesake born on the very day."""
    return draw_other(scene, stored, _namesake(scene, stored, stored.asked.person.born), doubtful=True)


def near_name_near_dob(scene: Scene, stored: Stored) -> Drawn | None:
    """Another name and another birth date, each one slip away."""
    chance, person = scene.chance, stored.asked.person
    if person.born is None:
        return None
    born = transposed(person.born, chance) or one_digit_wrong(person.born, chance)
    names = {"first": mistype(person.first, chance), "last": mistype(person.last, chance)}
    return draw_other(scene, stored, _namesake(scene, stored, born, **names), doubtful=True)


def twin(scene: Scene, stored: Stored) -> Drawn | None:
    """Born the same day to the same home."""
    return draw_other(scene, stored, scene.people.twin(stored.asked.person))


def sibling(scene: Scene, stored: Stored) -> Drawn | None:
    """Of the same home, some years apart."""
    return draw_other(scene, stored, scene.people.sibling(stored.asked.person))


def spouse(scene: Scene, stored: Stored) -> Drawn | None:
    """Of the same home and surname."""
    return draw_other(scene, stored, scene.people.spouse(stored.asked.person), alike=0.7)


def jr_sr(scene: Scene, stored: Stored) -> Drawn | None:
    """Father and son of one name; the paper says which."""
    child = scene.people.namesake_child(stored.asked.person, suffix=True)
    return draw_other(scene, stored, child, alike=0.65)


def jr_sr_no_suffix(scene: Scene, stored: Stored) -> Drawn | None:
    """Father and son of one name; only the birth date says which."""
    child = scene.people.namesake_child(stored.asked.person, suffix=False)
    return draw_other(scene, stored, child, alike=0.4)


CASES: dict[str, tuple[Case, int]] = {
    "jr_sr": (jr_sr, 21),
    "jr_sr_no_suffix": (jr_sr_no_suffix, 20),
    "near_name_near_dob": (near_name_near_dob, 15),
    "same_form_stranger": (same_form_stranger, 22),
    "same_name_close_dob": (same_name_close_dob, 16),
    "same_name_other_dob": (same_name_other_dob, 42),
    "same_name_same_dob": (same_name_same_dob, 20),
    "sibling": (sibling, 28),
    "spouse": (spouse, 31),
    "stranger": (stranger, 36),
    "twin": (twin, 37),
}
