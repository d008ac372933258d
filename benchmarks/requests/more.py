"""New requests for a patient already on file: other days, other records, or another who asks."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from benchmarks.requests.again import married, nicknamed, transposed_birth
from benchmarks.requests.noise import LIGHT, smudge
from benchmarks.requests.scene import NEW_REQUEST, SPANS, Case, Drawn, Scene, Stored
from benchmarks.requests.tables import PURPOSES
from benchmarks.requests.truth import Asked, Person


def draw_new(scene: Scene, asked: Asked, received_at: datetime, *, rate: float = 0.0) -> Drawn:
    """The request on paper, with the slips any paper has; a birth date is wrong on every tenth."""
    person = asked.person
    if scene.chance.random() < 0.1:
        asked = replace(asked, person=transposed_birth(person, scene.chance) or person)
    written = scene.forget(scene.paper(asked, received_at))
    return Drawn(person, smudge(written, rate, scene.chance) if rate else written, NEW_REQUEST)


def _days_asked(stored: Stored) -> tuple[date, date] | None:
    start, end = stored.asked.start, stored.asked.end
    return (start, end) if start and end else None


def later_range(scene: Scene, stored: Stored, person: Person | None = None) -> Drawn | None:
    """The days that follow."""
    days = _days_asked(stored)
    if days is None:
        return None
    start = days[1] + timedelta(days=1)
    asked = replace(stored.asked, start=start, end=start + timedelta(days=scene.chance.choice(SPANS[:4])))
    asked = replace(asked, person=person or asked.person)
    return draw_new(scene, asked, scene.after(stored, scene.chance.randint(21, 200)))


def earlier_range(scene: Scene, stored: Stored) -> Drawn | None:
    """The days before."""
    days = _days_asked(stored)
    if days is None:
        return None
    end = days[0] - timedelta(days=1)
    asked = replace(stored.asked, start=end - timedelta(days=scene.chance.randint(200, 800)), end=end)
    return draw_new(scene, asked, scene.after(stored, scene.chance.randint(3, 65)))


def extended_range(scene: Scene, stored: Stored) -> Drawn | None:
    """From the same day, to a later one."""
    days = _days_asked(stored)
    if days is None:
        return None
    asked = replace(stored.asked, end=days[1] + timedelta(days=scene.chance.randint(180, 600)))
    return draw_new(scene, asked, scene.after(stored, scene.chance.randint(75, 300)))


def other_record_types(scene: Scene, stored: Stored) -> Drawn:
    """Other kinds of record for the same days."""
    asked = replace(stored.asked, record_types=scene.record_types(stored.asked.record_types))
    return draw_new(scene, asked, scene.after(stored, scene.chance.randint(6, 65)))


def _by_other(scene: Scene, stored: Stored, person: Person, rate: float = 0.0) -> Drawn:
    asked = replace(
        stored.asked,
        person=person,
        requestor=scene.other_firm(stored.asked.person),
        purpose=scene.chance.choice(PURPOSES),
    )
    return draw_new(scene, asked, scene.after(stored, scene.chance.randint(1, 62)), rate=rate)


def other_requestor(scene: Scene, stored: Stored) -> Drawn:
    """Somebody else asks, half of them for the very days."""
    if scene.chance.random() < 0.5:
        return _by_other(scene, stored, stored.asked.person)
    person = stored.asked.person
    asked = replace(scene.ask(person, scene.other_firm(person)))
    return draw_new(scene, asked, scene.after(stored, scene.chance.randint(1, 62)))


def other_requestor_nickname(scene: Scene, stored: Stored) -> Drawn:
    """Somebody else asks, by the short name if there is one."""
    person = stored.asked.person
    return _told_as(_by_other(scene, stored, nicknamed(person, scene.chance) or person), person)


def other_requestor_ocr(scene: Scene, stored: Stored) -> Drawn:
    """Somebody else asks, by a fair fax."""
    return _by_other(scene, stored, stored.asked.person, rate=LIGHT)


def other_range_maiden(scene: Scene, stored: Stored) -> Drawn | None:
    """Later days, by the married name."""
    person = stored.asked.person
    drawn = later_range(scene, stored, married(scene, person))
    return _told_as(drawn, person) if drawn else None


def _told_as(drawn: Drawn, person: Person) -> Drawn:
    return replace(drawn, person=person)


CASES: dict[str, tuple[Case, int]] = {
    "earlier_range": (earlier_range, 40),
    "extended_range": (extended_range, 31),
    "later_range": (later_range, 46),
    "other_range_maiden": (other_range_maiden, 24),
    "other_record_types": (other_record_types, 44),
    "other_requestor": (other_requestor, 51),
    "other_requestor_nickname": (other_requestor_nickname, 26),
    "other_requestor_ocr": (other_requestor_ocr, 31),
}
