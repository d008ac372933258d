"""Confidences say how often such values are right, and no decision hangs on their being said so."""

from hypothesis import given
from hypothesis import strategies as st

from intake_daemon.model import Evidence, FieldValue, Method, Page, PageSource, State
from parsers.fields.calibrate import calibrated

_ACTED_ON = 0.9
_FELT = st.floats(min_value=0.0, max_value=1.0)


def _field(confidence: float, method: Method = Method.LABEL) -> FieldValue:
    known = Evidence(part="0", page=1, box=(0, 0, 1, 1), text="x", method=method)
    return FieldValue(value="x", state=State.PRESENT, confidence=confidence, evidence=(known,))


def _said(confidence: float, source: PageSource = PageSource.OCR, method: Method = Method.LABEL) -> float:
    page = Page(part="0", number=1, part_page=1, width=8.5, height=11, source=source)
    return calibrated({"patient.name": _field(confidence, method)}, (page,))["patient.name"].confidence


@given(_FELT)
def test_what_is_acted_on_stays_acted_on_and_nothing_else_becomes_so(felt: float) -> None:
    assert (felt >= _ACTED_ON) == (_said(felt) >= _ACTED_ON)


@given(_FELT, _FELT)
def test_the_surer_of_two_values_stays_the_surer(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert _said(low) <= _said(high)


@given(_FELT)
def test_a_mails_own_words_and_ticks_are_left_alone(felt: float) -> None:
    assert felt == _said(felt, PageSource.PLAIN)
    assert felt == _said(felt, method=Method.CHECKBOX)
