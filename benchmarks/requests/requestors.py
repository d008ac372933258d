"""Draws who asks: firms, insurers, agencies, providers."""

from random import Random

from benchmarks.requests.people import People, phone
from benchmarks.requests.tables import FIRM_KINDS, FIRM_WORDS
from benchmarks.requests.truth import Requestor


def draw_firms(how_many: int, people: People) -> list[Requestor]:
    """So many organizations, no two of one name; one person, one phone and one fax each."""
    firms: dict[str, Requestor] = {}
    while len(firms) < how_many:
        firm = draw_firm(people)
        firms.setdefault(firm.organization or "", firm)
    return list(firms.values())


def draw_firm(people: People) -> Requestor:
    """One organization with a clerk whose name stands on its letters."""
    chance = people.chance
    pattern, kind = chance.choice(FIRM_KINDS)
    name = pattern.format(*chance.sample(FIRM_WORDS, 2))
    return Requestor(
        name=f"{people.given.draw(chance)} {people.surnames.draw(chance)}",
        organization=name,
        phone=phone(chance),
        fax=phone(chance),
        email=mailbox(name),
        form=(chance.getrandbits(64), chance.getrandbits(64)),
        kind=kind,
    )


def mailbox(organization: str, user: str = "records") -> str:
    """The organization's mail address at its own domain."""
    return f"{user}@{''.join(sign for sign in organization.lower() if sign.isalnum())[:30]}.example"


def other_spelling(organization: str, chance: Random) -> str:
    """The same organization as somebody else writes it."""
    ways = [
        organization.upper(),
        organization.replace("&", "and"),
        organization.replace(" LLP", ", L.L.P.")
        .replace(" LLC", ", L.L.C.")
        .replace(", Inc.", " Incorporated"),
        organization.replace(" Co.", " Company").replace(" Company", " Co."),
        organization.replace("Associates", "Assoc.").replace("Medical Center", "Med Ctr"),
        organization.replace(" LLP", "").replace(" LLC", "").replace(", Inc.", ""),
    ]
    if " & " in organization and " Co." not in organization:
        ways.append("Law Offices of " + organization)
    return chance.choice(ways)
