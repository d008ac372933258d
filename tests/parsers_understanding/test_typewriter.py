"""Typewriter faces in text layers, and patients who introduce themselves in the form's sentence."""

import pytest
from support.drawn_pages import line, only_request, page, values

from intake_daemon.model import Box, State
from parsers.fields.pitch import by_pitch
from parsers.fields.token import Token
from parsers.normalise.text import key

PITCH = 0.0833
WIDTHS = {"1": 0.4, "l": 0.4, ",": 0.3, ".": 0.25, "(": 0.3, ")": 0.3, "i": 0.45}


def typed(text: str, left: float = 1.0, top: float = 1.0) -> list[Token]:
    """Every sign of a text as a word of its own, in a face of one pitch, as its ink lies."""
    found = []
    for at, sign in enumerate(text):
        if sign != " ":
            middle, wide = left + at * PITCH, WIDTHS.get(sign, 0.65) * PITCH
            box: Box = (middle - wide / 2, top, middle + wide / 2, top + 0.1)
            found.append(Token(sign, box, 1.0, key(sign)))
    return found


@pytest.mark.parametrize(
    "text", ["(513) 555-0111", "03/11/1961", "Bellweather, Lill B.", "11 Quince Row Apt. 1"]
)
def test_torn_typewriting_is_put_together_by_its_pitch(text: str) -> None:
    (row,) = by_pitch([tuple(typed(text))])

    assert " ".join(token.text for token in row) == text


def test_a_proportional_row_stays_as_it_is() -> None:
    words = [
        Token("Patient", (0.69, 1.0, 1.094, 1.1), 1.0, "patient"),
        Token("phone", (1.14, 1.0, 1.504, 1.1), 1.0, "phone"),
    ]

    assert by_pitch([tuple(words), tuple(typed("4471903", top=2.0))])[0] == tuple(words)


def test_the_patient_of_the_sentence_is_the_patient() -> None:
    request = only_request(
        page(
            [
                (2.0, 0.5, "My Authorization to Release Records"),
                (0.7, 1.0, "I,"), (0.95, 1.0, "Odette Marchbanks"), (3.6, 1.0, "born on 03/04/1961"),
                (0.7, 1.3, "telephone (513) 555-0182"),
                (0.7, 1.6, "authorize release of my records to: Brackenfield Clinic"),
            ],
            rules=[line(0.9, 3.4, 1.13), line(4.2, 5.5, 1.13)],
        )
    )  # fmt: skip

    assert values(request, "patient.name", "patient.dob") == {
        "patient.name": "Odette Marchbanks",
        "patient.dob": "1961-03-04",
    }


@pytest.mark.parametrize(
    "row", ["I understand Authorizing Release", "I, the undersigned, authorize", "I make this request"]
)
def test_a_sentence_about_me_names_nobody(row: str) -> None:
    request = only_request(
        page([(2.0, 0.5, "Authorization"), (0.7, 1.0, row), (0.7, 1.4, "Fax: (614) 555-0119")])
    )

    assert request.fields["patient.name"].state is not State.PRESENT


def test_signs_printed_over_one_another_have_no_pitch() -> None:
    row = tuple(token for sign in "HEALTH" for token in typed(sign, left=1.0))

    assert [row] == list(by_pitch([row]))
