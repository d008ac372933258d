"""Who asks in a wide set: firms of many lawyers, services that ask for others, patients and parents."""

from dataclasses import replace

from benchmarks.requests.people import People, phone
from benchmarks.requests.requestors import draw_firm, draw_firms, mailbox
from benchmarks.requests.scene import Scene
from benchmarks.requests.truth import Person, Requestor

LIKE_KINDS = ("Medical Clinic", "Medical Group", "Medical Center North", "Family Practice", "Hospital")


def draw_wide_firms(how_many: int, people: People) -> list[Requestor]:
    """Firms, every eighth provider with a neighbour whose name looks like its own."""
    firms = draw_firms(how_many, people)
    named = {firm.organization for firm in firms}
    for firm in list(firms):
        if firm.kind == "provider" and people.chance.random() < 0.4:
            name = look_alike(firm, people)
            if name not in named:
                named.add(name)
                firms.append(
                    replace(draw_firm(people), organization=name, email=mailbox(name), kind="provider")
                )
    return firms


def look_alike(firm: Requestor, people: People) -> str:
    """A name that begins as this firm's does."""
    return f"{(firm.organization or '').split()[0]} {people.chance.choice(LIKE_KINDS)}"


def any_asker(scene: Scene, person: Person) -> Requestor:
    """A firm that has not asked about this person yet, or the patient, or a child's parent."""
    roll = scene.chance.random()
    if roll < 0.08 and person.key not in scene.askers:
        return from_home(scene, person)
    firm = scene.other_firm(person)
    return colleague(scene, firm) if firm.kind == "law" and roll > 0.6 else firm


def from_home(scene: Scene, person: Person) -> Requestor:
    """The patient, or a child's parent."""
    return parent(scene, person) if is_child(person) else oneself(scene, person)


def is_child(person: Person) -> bool:
    """Whether somebody else must ask for this person."""
    return person.born is not None and person.born.year > 2008


def oneself(scene: Scene, person: Person) -> Requestor:
    """The patient asks."""
    return _at_home(scene, person, f"{person.first} {person.last}", "patient")


def parent(scene: Scene, person: Person) -> Requestor:
    """A parent asks for a child."""
    return _at_home(scene, person, f"{scene.people.given.draw(scene.chance)} {person.last}", "parent")


def _at_home(scene: Scene, person: Person, name: str, kind: str) -> Requestor:
    user = "".join(sign for sign in name.lower() if sign.isalnum())
    email = f"{user}{scene.chance.randint(1, 99)}@mail.example" if scene.chance.random() < 0.7 else None
    return Requestor(name, None, person.phone, None, email, scene.chance.choice(scene.firms).form, kind)


def colleague(scene: Scene, firm: Requestor) -> Requestor:
    """Another lawyer of the same firm: own name, own line, own mail address; the fax is the firm's."""
    given, surname = scene.people.given.draw(scene.chance), scene.people.surnames.draw(scene.chance)
    mail = mailbox(firm.organization or "", f"{given[0]}{surname}".lower())
    return replace(firm, name=f"{given} {surname}", phone=phone(scene.chance), email=mail)
