"""Who is named in a place for a recipient, and what of it is print."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.drawn_pages import box_around, only_request, page

from intake_daemon.model import State
from parsers.fields.values import read_party
from parsers.lexicon import word_list


@pytest.mark.parametrize(
    "said",
    [
        "Self",
        "MYSELF",
        "me.",
        "Patient (self)",
        "Same as patient",
        "Same as above",
        "A mí mismo",
        "El paciente",
    ],
)
def test_patients_who_write_that_they_mean_themselves_are_the_recipient(said: str) -> None:
    read = read_party(said)

    assert read is not None
    assert read.parts == (("is_patient", "true"),)


@given(st.sampled_from(sorted(word_list("self"))), st.sampled_from([" ", "-", " / ", ", "]), st.booleans())
def test_signs_and_capitals_do_not_change_who_is_meant(said: str, joint: str, capitals: bool) -> None:
    written = joint.join(said.split())

    read = read_party(f"({written.upper() if capitals else written}).")

    assert read is not None
    assert read.parts == (("is_patient", "true"),)


@pytest.mark.parametrize("said", ["Patient Advocates LLC", "Yo-Yo Clinic", "Sam Patient", "Selfridge Clinic"])
def test_names_with_such_a_word_in_them_are_names(said: str) -> None:
    read = read_party(said)

    assert read is not None
    assert said in [value for _, value in read.parts]


@pytest.mark.parametrize("said", ["", "___", "please check one box", "Self or other", "n", "see below"])
def test_what_names_nobody_is_no_party(said: str) -> None:
    assert read_party(said) is None


def _purpose(said: str, *second_line: str) -> tuple[State, object]:
    lines = [(4.1, 2.27 + 0.15 * at, text) for at, text in enumerate((said, *second_line))]
    request = only_request(
        page(
            [
                (2.0, 0.5, "Authorization for Release of Records"),
                (0.7, 1.0, "Patient Name: Odette Marchbanks"),
                (0.7, 1.3, "Date of Birth: 03/04/1961"),
                (4.1, 2.05, "Purpose of disclosure"),
                *lines,
            ],
            rules=[*box_around(0.5, 2.0, 4.0, 2.55), *box_around(4.0, 2.0, 8.0, 2.55)],
        )
    )
    field = request.fields["authorization.purpose"]
    return field.state, field.value


@pytest.mark.parametrize("said", ["Settling my late uncle's estate", "Adoption file", "Moving abroad"])
def test_words_under_the_question_for_the_purpose_are_its_answer(said: str) -> None:
    assert _purpose(said) == (State.PRESENT, said)


@pytest.mark.parametrize(
    "printed",
    [
        "Continuing care",
        "Legal matter",
        "the reason for which",
        "Whoever signs here should state briefly what the",
    ],
    ids=["a choice", "another choice", "a sentence that goes on", "running print"],
)
def test_print_under_the_question_for_the_purpose_is_not(printed: str) -> None:
    state, value = _purpose(printed)

    assert state is not State.PRESENT
    assert value is None
