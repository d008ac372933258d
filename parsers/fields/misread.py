"""Labels so short that one misread letter makes another label of them."""

from collections.abc import Iterable
from dataclasses import replace

from intake_daemon.model import PageSource
from parsers.fields.labels import Label
from parsers.fields.lexicon import Meaning
from parsers.fields.sheet import Sheet

_NEAR = 0.6  #: inches; what identifies a patient stands on neighbouring rows
_OF_PATIENT = frozenset({"name", "last_name", "first_name", "other_names", "mrn", "ssn"})


def without_misread(sheet: Sheet, labels: Iterable[Label]) -> tuple[Label, ...]:
    """The labels with a recognised "DOS" that stands beside the patient's name read as the "DOB" it is.

    Only where no other label asks for the birth date.
    """
    every = tuple(labels)
    if sheet.page.source is not PageSource.OCR or any(label.meaning.what == "dob" for label in every):
        return every
    patient = [label.place[1] for label in every if label.meaning.what in _OF_PATIENT]
    return tuple(_as_birth(label) if _is_misread(sheet, label, patient) else label for label in every)


def _is_misread(sheet: Sheet, label: Label, patient: list[float]) -> bool:
    said = [token.key for token in sheet.rows[label.row][label.start : label.end]]
    return said == ["dos"] and any(abs(label.place[1] - height) < _NEAR for height in patient)


def _as_birth(label: Label) -> Label:
    return replace(label, meaning=Meaning("dob", "", strong=True))
