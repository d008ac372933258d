"""A referral's labels with the section each stands in, and the contract's field that each asks for."""

from collections.abc import Iterable
from dataclasses import replace

from intake_daemon.model import Box
from parsers.fields.labels import Label, find_labels
from parsers.fields.lexicon import Meaning
from parsers.fields.sections import Heading, assign_sections, bounded, find_headings, section_at
from parsers.fields.sheet import Sheet
from parsers.fields.slots import Places
from parsers.referrals.lexicon import KINDS, referral_labels, referral_sections

PATIENTS = frozenset(
    {"", "patient", "clinical"}
)  #: sections in which a plain name or telephone is the patient's
_HEADS = {
    "provider": "referring",
    "practice": "referring",
    "to": "referred_to",
    "insurance": "insurance",
}  #: labels after which telephone, fax and NPI belong to somebody
_IN_SECTION = {
    ("name", "referring"): "provider",
    ("print_name", "referring"): "provider",
    ("party", "referring"): "provider",
    ("last_name", "referring"): "stop",
    ("first_name", "referring"): "stop",
    ("phone", "referring"): "provider_phone",
    ("fax", "referring"): "provider_fax",
    ("phone_fax", "referring"): "provider_phone_fax",
    ("name", "referred_to"): "to",
    ("party", "referred_to"): "to",
    ("party", "insurance"): "insurance",
    ("mrn", "insurance"): "member_id",
    ("address", "referring"): "stop",
}
_SUBJECTS = {"npi": PATIENTS | {"referring"}, "practice": {"", "clinical", "referring"}}
_PART_FIELDS = {
    "name": "referral.provider.name",
    "organization": "referral.provider.organization",
    "npi": "referral.provider.npi",
    "npi_unread": "referral.provider.npi",
    "phone": "referral.provider.phone",
    "fax": "referral.provider.fax",
    "appointment_on": "appointment_on",
}
EMPTY_FIELDS = {
    "provider": "referral.provider.name",
    "practice": "referral.provider.organization",
    "npi": "referral.provider.npi",
    "provider_phone": "referral.provider.phone",
    "provider_fax": "referral.provider.fax",
    "provider_phone_fax": "referral.provider.phone",
    "appointment": "appointment_on",
}


def laid_out(sheet: Sheet) -> tuple[Places, tuple[Heading, ...]]:
    """The labels of a referral's sheet, each with its section and what it asks for there, and its headings."""
    found = find_labels(sheet, referral_labels())
    headings = _with_anchors(sheet, found, find_headings(sheet, (), referral_sections()))
    labels = tuple(_meant(label, headings) for label in assign_sections(found, headings))
    return Places(sheet, labels, _apart(headings, labels)), headings


def _apart(headings: tuple[Heading, ...], labels: Iterable[Label]) -> list[Box]:
    """Where headings stand that are no labels: their words answer nothing."""
    taken = {label.place for label in labels}
    return [heading.place for heading in headings if heading.place not in taken]


def _with_anchors(
    sheet: Sheet, labels: Iterable[Label], headings: tuple[Heading, ...]
) -> tuple[Heading, ...]:
    """The headings with one for each label that names the patient, a provider, a plan: what follows is theirs."""
    anchors = [Heading(head, label.place, 0.0, 99.0) for label in labels if (head := _head(label, headings))]
    others = [*headings, *anchors]
    whole = [*headings, *(bounded(sheet, anchor, others) for anchor in anchors)]
    return tuple(sorted(whole, key=lambda heading: heading.place[1]))


def _head(label: Label, headings: tuple[Heading, ...]) -> str:
    what = label.meaning.what.removeprefix(KINDS)
    if what == "name" and label.meaning.role == "patient":
        return "patient"
    if label.meaning.what == what:
        return ""
    if what == "practice" and section_at(headings, label.place) not in ("", "referring"):
        return ""
    return _HEADS.get(what, "")


def _meant(label: Label, headings: tuple[Heading, ...]) -> Label:
    """The label as its section means it: a telephone among the referring provider's particulars is theirs."""
    section = (
        section_at([each for each in headings if each.place != label.place], label.place) or label.section
    )
    what = label.meaning.what
    if what.startswith(KINDS):
        bare = what.removeprefix(KINDS)
        fits = section in _SUBJECTS.get(bare, {section}) and section != "other"
        return label if fits else _asking(label, "stop")
    if label.meaning.role == "patient" and section not in ("insurance",):
        return replace(label, section="patient")
    if asked := _IN_SECTION.get((what, section)):
        return _asking(label, "stop" if asked == "stop" else KINDS + asked)
    return label if section in PATIENTS else _asking(label, "stop")


def _asking(label: Label, what: str) -> Label:
    return replace(label, meaning=Meaning(what, strong=label.meaning.strong))


def field_of_part(part: str) -> str:
    """The contract's field for a part of what a referral's label gave."""
    return _PART_FIELDS.get(part, f"referral.{part}")


def field_of_kind(what: str) -> str:
    """The contract's field that a referral's label asks for, whether it was filled in or not."""
    bare = what.removeprefix(KINDS)
    return EMPTY_FIELDS.get(bare, f"referral.{bare}")
