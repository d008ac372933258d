"""Labels that begin somebody else's particulars, though no heading says whose they are.

Below the patient's name a form may ask for a facility's or another person's name and then for "Telephone" and
"E-mail" without a word on whose they are. What follows such a name is never taken for the patient's.
"""

from collections.abc import Iterable

from parsers.fields.labels import Label
from parsers.fields.sections import Heading, bounded, section_at
from parsers.fields.sheet import Sheet

SOMEBODY = (
    "somebody"  #: the section of a person or organisation nobody named; no field of the contract is theirs
)
_UNSAID = frozenset({"", "patient"})
_APART = 0.3  #: inches below the patient's name from which another name is another person's


def with_strangers(
    sheet: Sheet, labels: Iterable[Label], headings: tuple[Heading, ...]
) -> tuple[Heading, ...]:
    """The headings with one more for each label that begins a stranger's particulars, from top to bottom.

    Args:
        sheet: the page.
        labels: its labels.
        headings: its headings, labels that name the patient, the recipient or the discloser included.
    """
    known = tuple(labels)
    found = [label for label in known if _is_strangers(label, known, headings)]
    if not found:
        return headings
    strangers = [Heading(SOMEBODY, label.place, 0.0, 99.0) for label in found]
    others = [*headings, *strangers]
    return tuple(
        sorted((*headings, *(bounded(sheet, each, others) for each in strangers)), key=lambda h: h.place[1])
    )


def _is_strangers(label: Label, labels: tuple[Label, ...], headings: tuple[Heading, ...]) -> bool:
    meaning = label.meaning
    if meaning.role or section_at(headings, label.place) not in _UNSAID:
        return False
    named = [other for other in labels if _names_patient(other) and other.place[1] < label.place[1] - _APART]
    if not named:
        return False
    if meaning.what == "party":
        return True
    return meaning.what == "name" and not _has_heading_between(headings, named, label)


def _names_patient(label: Label) -> bool:
    return label.meaning.what == "name" and label.meaning.role == "patient"


def _has_heading_between(headings: tuple[Heading, ...], named: list[Label], label: Label) -> bool:
    """Whether the patient's section is announced once more between the patient's name and another name."""
    names = {name.place for name in named}
    last = max(name.place[1] for name in named)
    return any(
        heading.name == "patient" and heading.place not in names and last < heading.place[1] < label.place[1]
        for heading in headings
    )
