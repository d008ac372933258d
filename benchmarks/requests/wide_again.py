"""More duplicates: names of other shapes, other hands, poorer paper."""

from dataclasses import replace

from benchmarks.requests.again import married
from benchmarks.requests.askers import colleague
from benchmarks.requests.dates import write_date
from benchmarks.requests.noise import smudge
from benchmarks.requests.scene import DUPLICATE, Case, Drawn, Scene, Stored
from benchmarks.requests.truth import Person
from benchmarks.requests.written import Written

SPELT = {
    "Mohammed": ("Muhammad", "Mohamed", "Mohammad"), "Ahmed": ("Ahmad",), "Aisha": ("Ayesha", "Aysha"),
    "Hassan": ("Hasan",), "Yusuf": ("Youssef", "Yousef"), "Khalid": ("Khaled",), "Mariam": ("Maryam", "Miriam"),
    "Abdul Rahman": ("Abdulrahman", "Abdul-Rahman"), "Xiao Ming": ("Xiaoming", "Xiao-Ming"), "Li Na": ("Lina",),
    "Mei Ling": ("Meiling", "Mei-Ling"), "Xin Yi": ("Xinyi",), "Harpreet": ("Harprit",), "Lakshmi": ("Laxmi",),
}  # fmt: skip
REQUESTOR = ("asker", "organization", "asker_phone", "fax", "email")


def _same(stored: Stored, written: Written, *, doubtful: bool | None = None) -> Drawn:
    return Drawn(stored.asked.person, written, DUPLICATE, doubtful)


def _told(scene: Scene, stored: Stored, person: Person) -> Drawn:
    return _same(stored, scene.again(stored, person))


def one_surname(scene: Scene, stored: Stored) -> Drawn | None:
    """Of two surnames only one, the first more often."""
    person = stored.asked.person
    parts = person.last.replace("-", " ").split()
    if len(parts) != 2:
        return None
    return _told(scene, stored, replace(person, last=parts[0] if scene.chance.random() < 0.7 else parts[1]))


def surname_joined(scene: Scene, stored: Stored) -> Drawn | None:
    """Surnames and marks run together or drawn apart; accents lost."""
    person = stored.asked.person
    plain = person.last.translate(str.maketrans("ñáéíóú", "naeiou"))
    joined = (
        "".join(plain.split()),
        plain.replace(" ", "-"),
        plain.replace("-", " "),
        plain.replace("'", ""),
    )
    ways = [way for way in (*joined, plain.replace("'", " "), plain) if way != person.last]
    return _told(scene, stored, replace(person, last=scene.chance.choice(ways))) if ways else None


def compound_first(scene: Scene, stored: Stored) -> Drawn | None:
    """Of a compound given name only the first part, the second as middle name, or both run together."""
    person = stored.asked.person
    first, *others = person.first.split()
    if not others or first == "Baby":
        return None
    told = (
        replace(person, first=first, middle=" ".join(others)),
        replace(person, first=first, middle=None),
        replace(person, first="".join(person.first.split())),
    )
    return _told(scene, stored, scene.chance.choice(told))


def spelt_otherwise(scene: Scene, stored: Stored) -> Drawn | None:
    """A name from another script, spelt the other way."""
    person = stored.asked.person
    ways = SPELT.get(person.first)
    return _told(scene, stored, replace(person, first=scene.chance.choice(ways))) if ways else None


def name_order(scene: Scene, stored: Stored) -> Drawn | None:
    """Surname first, as at home; the middle name goes with the given name for some."""
    person = stored.asked.person
    told = replace(person, first=person.last, last=person.first)
    if person.middle and scene.chance.random() < 0.3:
        told = replace(told, last=f"{person.middle} {person.first}", middle=None)
    return _told(scene, stored, told)


def initials_only(scene: Scene, stored: Stored) -> Drawn | None:
    """An initial for the given name."""
    person = stored.asked.person
    first = person.first[0] + scene.chance.choice(("", "."))
    return None if person.first.startswith("Baby") else _told(scene, stored, replace(person, first=first))


def goes_by_middle(scene: Scene, stored: Stored) -> Drawn | None:
    """Called by the middle name; without a number it may be the twin."""
    person = stored.asked.person
    if not person.middle or len(stored.written.middle or "") < 2:
        return None
    written = scene.again(stored, replace(person, first=person.middle, middle=person.first[0]))
    one = stored.written
    known = (one.ssn_last4 and written.ssn_last4) or (one.mrn and written.mrn)
    return _same(stored, written, doubtful=not known)


def suffix_lost(scene: Scene, stored: Stored) -> Drawn | None:
    """Without Jr, or with it in the surname's box."""
    person = stored.asked.person
    if not person.suffix:
        return None
    ways = (
        replace(person, suffix=None),
        replace(person, suffix=None, last=f"{person.last} {person.suffix}."),
    )
    return _told(scene, stored, scene.chance.choice(ways))


def newborn_named(scene: Scene, stored: Stored) -> Drawn | None:
    """Named since; only numbers, home and birthday say that it is the same child, and no twin."""
    person = stored.asked.person
    if not person.first.startswith("Baby"):
        return None
    named = replace(person, first=scene.people.given.draw(scene.chance))
    written = scene.again(stored, named)
    known = stored.written.mrn is not None and written.mrn is not None
    return _same(stored, written, doubtful=not known or person.first[-2] == " ")


def lawyer_changed(scene: Scene, stored: Stored) -> Drawn | None:
    """The same firm by another lawyer, with another direct line; the fax is the firm's."""
    firm = stored.asked.requestor
    if firm.kind != "law":
        return None
    asked = replace(stored.asked, requestor=colleague(scene, firm))
    return _same(stored, scene.again(replace(stored, asked=asked)))


def day_first(scene: Scene, stored: Stored) -> Drawn | None:
    """The birth date with the day first; where it might be a month, the clerk says if it can be told."""
    born = stored.asked.person.born
    written = replace(scene.again(stored), dob=write_date(born, "european")) if born else None
    return _same(stored, written) if written else None


def written_out(scene: Scene, stored: Stored) -> Drawn | None:
    """The birth date in words or without marks."""
    born = stored.asked.person.born
    form = scene.chance.choice(("long", "compact", "short"))
    return _same(stored, replace(scene.again(stored), dob=write_date(born, form))) if born else None


def born_misread(scene: Scene, stored: Stored) -> Drawn:
    """A birth date that the fax has hurt."""
    return _same(stored, smudge(scene.again(stored), 0.2, scene.chance, ("dob",)))


def numbers_misread(scene: Scene, stored: Stored) -> Drawn:
    """Identifiers and phone that the fax has hurt."""
    return _same(stored, smudge(scene.again(stored), 0.15, scene.chance, ("ssn_last4", "mrn", "phone")))


def names_misread(scene: Scene, stored: Stored) -> Drawn:
    """Names that the fax has hurt, first letters like others."""
    return _same(stored, smudge(scene.again(stored), 0.15, scene.chance, ("first", "last")))


def requestor_misread(scene: Scene, stored: Stored) -> Drawn:
    """A clean form under a letterhead that the fax has hurt."""
    return _same(stored, smudge(scene.again(stored), 0.12, scene.chance, REQUESTOR))


def only_the_fax_number(scene: Scene, stored: Stored) -> Drawn | None:
    """Nothing says who asks but the fax number."""
    written = scene.again(stored)
    bare = replace(written, asker=None, organization=None, asker_phone=None, email=None)
    return _same(stored, bare) if written.fax else None


def only_the_organization(scene: Scene, stored: Stored) -> Drawn | None:
    """Nothing says who asks but the name of the organization."""
    written = scene.again(stored)
    bare = replace(written, asker=None, fax=None, asker_phone=None, email=None)
    return _same(stored, bare) if written.organization else None


def patient_again(scene: Scene, stored: Stored) -> Drawn | None:
    """The patient asks once more, as "Self" or by another hand."""
    if stored.asked.requestor.kind != "patient":
        return None
    written = scene.again(stored)
    name = scene.chance.choice(("Self", "self", "Patient", stored.asked.requestor.name, None))
    return _same(stored, replace(written, asker=name))


def parent_again(scene: Scene, stored: Stored) -> Drawn | None:
    """The parent asks once more for the child."""
    return _same(stored, scene.again(stored)) if stored.asked.requestor.kind == "parent" else None


def married_and_moved(scene: Scene, stored: Stored) -> Drawn:
    """Another surname, another home."""
    person = married(scene, stored.asked.person)
    return _told(scene, stored, replace(person, address=scene.people.address()))


def types_reordered(scene: Scene, stored: Stored) -> Drawn:
    """The kinds of record in another order and other letters."""
    written = scene.again(stored)
    kinds = list(written.record_types)
    scene.chance.shuffle(kinds)
    told = tuple(kind.upper() if scene.chance.random() < 0.5 else kind.capitalize() for kind in kinds)
    return _same(stored, replace(written, record_types=told))


def other_purpose(scene: Scene, stored: Stored) -> Drawn:
    """Another purpose on the second paper: the same request, or another matter? Nobody can tell."""
    written = scene.again(stored)
    purpose = "legal" if stored.asked.purpose != "legal" else "disability"
    return _same(stored, replace(written, purpose=purpose), doubtful=True)


def now_signed(scene: Scene, stored: Stored) -> Drawn:
    """The same form once more, signed this time: nothing of that shows in what is compared."""
    again = replace(stored.written, received_at=scene.after(stored, scene.chance.randint(1, 20)))
    return _same(stored, again)


CASES: dict[str, tuple[Case, int]] = {
    "one_surname": (one_surname, 14),
    "surname_joined": (surname_joined, 14),
    "compound_first": (compound_first, 8),
    "spelt_otherwise": (spelt_otherwise, 8),
    "name_order": (name_order, 12),
    "initials_only": (initials_only, 10),
    "goes_by_middle": (goes_by_middle, 6),
    "suffix_lost": (suffix_lost, 10),
    "newborn_named": (newborn_named, 6),
    "lawyer_changed": (lawyer_changed, 14),
    "day_first": (day_first, 8),
    "written_out": (written_out, 10),
    "born_misread": (born_misread, 14),
    "numbers_misread": (numbers_misread, 14),
    "names_misread": (names_misread, 14),
    "requestor_misread": (requestor_misread, 14),
    "only_the_fax_number": (only_the_fax_number, 8),
    "only_the_organization": (only_the_organization, 8),
    "patient_again": (patient_again, 10),
    "parent_again": (parent_again, 6),
    "married_and_moved": (married_and_moved, 6),
    "types_reordered": (types_reordered, 8),
    "other_purpose": (other_purpose, 5),
    "now_signed": (now_signed, 8),
}
