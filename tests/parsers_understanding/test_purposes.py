"""What a release is for: crosses that no box shows, "Other" with something written, words read with their box."""

import pytest
from support.drawn_pages import line, only_request, page, scribble, tick, values

from intake_daemon.model import State
from parsers.fields.boxed import without_box

TITLE = (1.0, 0.6, "Authorization to Release Medical Records")
ASKED = (1.0, 2.7, "Purpose of disclosure:")
PURPOSE = "authorization.purpose"


def test_what_is_written_behind_other_is_the_purpose_though_no_box_was_seen() -> None:
    request = only_request(
        page(
            [TITLE, ASKED, (1.2, 3.0, "At request of individual"), (1.2, 3.3, "Other: Housing application")],
            marks=[tick(1.0, 3.0, False)],
        )
    )

    assert request.fields[PURPOSE].value == "Housing application"


def test_other_with_nothing_but_a_printed_request_to_describe_it_is_no_purpose() -> None:
    request = only_request(
        page(
            [TITLE, ASKED, (1.2, 3.0, "Insurance claim"), (1.2, 3.3, "Other (please specify):")],
            marks=[tick(1.0, 3.0, False), tick(1.0, 3.3, False)],
            rules=[line(3.2, 7.0, 3.45)],
        )
    )

    assert request.fields[PURPOSE].state is State.ABSENT


def test_a_printed_choice_beside_the_question_is_never_the_purpose() -> None:
    request = only_request(
        page(
            [TITLE, ASKED, (3.2, 2.7, "At request of individual"), (3.2, 3.0, "Legal matter")],
            marks=[tick(3.0, 2.7, False), tick(3.0, 3.0, False)],
        )
    )

    assert values(request, PURPOSE)[PURPOSE] is None


@pytest.mark.parametrize("cross", ["X", "[X]", "Px", "%"])
def test_a_cross_read_as_a_word_ticks_the_choice_behind_it(cross: str) -> None:
    x = 3.4 - 0.075 * (len(cross) + 1)
    request = only_request(
        page(
            [TITLE, ASKED, (1.2, 3.0, "Legal matter"), (x, 3.0, f"{cross} Insurance claim")],
            marks=[tick(1.0, 3.0, False)],
        )
    )

    assert request.fields[PURPOSE].value == "insurance"


def test_loose_ink_of_a_crosss_size_ticks_the_choice_behind_it() -> None:
    request = only_request(
        page(
            [TITLE, ASKED, (1.2, 3.0, "Legal matter"), (3.4, 3.0, "Insurance claim")],
            marks=[tick(1.0, 3.0, False)],
            strokes=[scribble(3.2, 3.0, 3.36, 3.14)],
        )
    )

    assert request.fields[PURPOSE].value == "insurance"


def test_a_purpose_is_not_missing_while_a_choice_has_no_box() -> None:
    request = only_request(
        page(
            [
                TITLE,
                ASKED,
                (1.2, 3.0, "Legal matter"),
                (1.2, 3.3, "Disability"),
                (3.4, 3.0, "Insurance claim"),
            ],
            marks=[tick(1.0, 3.0, False), tick(1.0, 3.3, False)],
        )
    )
    found = request.fields[PURPOSE]

    assert found.value is None
    assert found.state is not State.ABSENT or found.confidence < 0.9


def test_choices_below_a_running_text_answer_another_question() -> None:
    request = only_request(
        page(
            [
                TITLE,
                ASKED,
                (1.2, 2.95, "Legal matter"),
                (1.2, 3.15, "Insurance claim"),
                (1.0, 3.35, "I authorize the facilities marked below to give my records away"),
                (1.2, 3.55, "Elm Street Women's Clinic"),
            ],
            marks=[tick(1.0, 2.95, True), tick(1.0, 3.15, False), tick(1.0, 3.55, True)],
        )
    )

    assert request.fields[PURPOSE].value == "legal"


def test_a_purpose_that_the_form_prints_in_its_sentence_is_stated() -> None:
    request = only_request(
        page(
            [
                TITLE,
                (1.0, 2.0, "I ask for these papers"),
                (1.0, 2.2, "For the purpose of continuing patient care"),
            ]
        )
    )

    assert request.fields[PURPOSE].value == "continuing patient care"


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("[_]Emergency", "Emergency"),
        ("XDischarge", "Discharge"),
        ("}X{[Progress", "Progress"),
        ("[JEKG", "EKG"),
        ("X-ray", "X-ray"),
        ("ICD-10", "ICD-10"),
        ("OTHER", "OTHER"),
        ("(please", "(please"),
    ],
)
def test_a_word_is_parted_from_the_box_it_was_read_with(read: str, meant: str) -> None:
    assert without_box(read) == meant


def test_a_sensitive_category_counts_wherever_on_the_page_it_was_chosen() -> None:
    request = only_request(
        page(
            [TITLE, ASKED, (1.2, 2.9, "Legal matter"), (1.2, 4.2, "Mental health")],
            marks=[tick(1.0, 4.2, True)],
        )
    )

    assert request.fields["scope.sensitive"].value == ("mental_health",)


def test_what_the_office_ticks_chooses_no_sensitive_category() -> None:
    request = only_request(
        page(
            [
                TITLE,
                ASKED,
                (1.2, 2.9, "Legal matter"),
                (1.0, 4.0, "For office use only"),
                (1.2, 4.2, "Mental health"),
            ],
            marks=[tick(1.0, 4.2, True)],
        )
    )

    assert "scope.sensitive" not in request.fields


def test_a_box_that_is_a_sign_of_its_font_begins_the_next_choice() -> None:
    request = only_request(
        page(
            [TITLE, ASKED, (1.0, 2.9, "☐ Disability ☐Other: Camp physical"), (1.2, 3.1, "Legal matter")],
            marks=[tick(1.0, 2.9, False), tick(1.0, 3.1, False)],
        )
    )

    assert request.fields[PURPOSE].value == "Camp physical"


def test_a_cross_over_a_box_that_is_a_sign_of_its_font_is_a_tick() -> None:
    request = only_request(
        page(
            [TITLE, ASKED, (1.0, 2.9, "☐Disability"), (1.0, 3.1, "☐Legal matter")],
            marks=[tick(1.0, 3.1, True)],
        )
    )

    assert request.fields[PURPOSE].value == "legal"
