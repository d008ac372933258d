"""Absent, unreadable and conflicting are three things; ticks and signatures say what they say, no more."""

import pytest
from support.drawn_pages import line, only_request, page, scribble, tick, values

from intake_daemon.model import Page, PageSource, State
from parsers.fields.expiry import expires_on

TITLE = (2.0, 0.5, "Authorization for Release of Information")
NAME = (0.7, 1.0, "Patient Name: Odette Marchbanks")


def _born(text: str, **more: object) -> Page:
    return page(
        [TITLE, NAME, (0.7, 1.4, f"Date of Birth: {text}"), (0.7, 1.8, "Address: 12 Quince Row")],
        rules=[line(1.9, 4.0, 1.52)],
        **more,  # type: ignore[arg-type]
    )


def test_an_empty_line_on_a_well_read_page_is_absence() -> None:
    assert State.ABSENT is only_request(_born("")).fields["patient.dob"].state


def test_an_empty_line_on_a_badly_read_page_is_not_absence() -> None:
    request = only_request(_born("", source=PageSource.OCR, confidence=0.5, word_confidence=0.9))

    assert State.UNREADABLE is request.fields["patient.dob"].state


def test_ink_without_words_on_a_line_is_unreadable() -> None:
    request = only_request(_born("", strokes=[scribble(2.0, 1.38, 3.5, 1.52)]))

    assert State.UNREADABLE is request.fields["patient.dob"].state


def test_a_date_that_cannot_be_is_unreadable() -> None:
    assert State.UNREADABLE is only_request(_born("02/31/1961")).fields["patient.dob"].state


def test_two_birth_dates_contradict_each_other_and_both_are_kept() -> None:
    request = only_request(
        page(
            [
                TITLE,
                NAME,
                (0.7, 1.4, "Date of Birth: 03/04/1961"),
                (0.7, 1.8, "Address: 12 Quince Row"),
                (0.7, 2.2, "DOB: 04/03/1961"),
            ]
        )
    )
    born = request.fields["patient.dob"]

    assert (born.state, born.value) == (State.CONFLICTING, None)
    assert {"1961-03-04", "1961-04-03"} == {each.value for each in born.alternatives}


def test_the_same_value_in_two_places_is_surer_than_in_one() -> None:
    once = page(
        [TITLE, NAME, (0.7, 1.8, "DOB: 03/04/1961")],
        source=PageSource.OCR,
        confidence=0.9,
        word_confidence=0.85,
    )
    twice = page(
        [TITLE, NAME, (0.7, 1.8, "DOB: 03/04/1961"), (0.7, 3.0, "Date of birth: 03/04/1961")],
        source=PageSource.OCR,
        confidence=0.9,
        word_confidence=0.85,
    )

    assert (
        only_request(twice).fields["patient.dob"].confidence
        > only_request(once).fields["patient.dob"].confidence
    )


def test_unsure_words_never_give_a_sure_value() -> None:
    request = only_request(_born("03/04/1961", source=PageSource.OCR, confidence=0.9, word_confidence=0.8))

    assert request.fields["patient.dob"].confidence < 0.9


def _signed(*extra: tuple[float, float, str], **more: object) -> Page:
    return page(
        [
            TITLE,
            NAME,
            (0.7, 2.0, "Date of Birth: 03/04/1961"),
            (0.7, 4.0, "Signature of Patient:"),
            (5.5, 4.0, "Date:"),
            *extra,
        ],
        rules=[line(2.4, 5.2, 4.12), line(6.0, 7.5, 4.12)],
        **more,  # type: ignore[arg-type]
    )


def test_an_empty_signature_line_is_an_absent_signature_and_an_absent_date() -> None:
    fields = only_request(_signed()).fields

    assert (
        fields["authorization.signed"].state,
        fields["authorization.signed_on"].state,
    ) == (State.ABSENT, State.ABSENT)


def test_ink_on_the_signature_line_is_a_signature() -> None:
    request = only_request(_signed((6.1, 4.0, "04/20/2026"), strokes=[scribble(2.6, 3.85, 4.5, 4.15)]))

    assert values(
        request, "authorization.signed", "authorization.signature_kind", "authorization.signed_on"
    ) == {
        "authorization.signed": True,
        "authorization.signature_kind": "ink",
        "authorization.signed_on": "2026-04-20",
    }


def test_a_speck_on_the_signature_line_is_no_signature() -> None:
    request = only_request(_signed(strokes=[scribble(3.0, 4.0, 3.05, 4.03)]))

    assert State.ABSENT is request.fields["authorization.signed"].state


def test_a_witness_signs_for_nobody() -> None:
    request = only_request(
        page(
            [TITLE, NAME, (0.7, 2.0, "Date of Birth: 03/04/1961"), (0.7, 4.0, "Signature of Patient:"),
             (5.5, 4.0, "Date:"),
             (0.7, 4.6, "Witness:"), (5.5, 4.6, "Date: 04/20/2026")],
            rules=[line(2.4, 5.2, 4.12), line(6.0, 7.5, 4.12), line(1.5, 5.2, 4.72), line(6.0, 7.5, 4.72)],
            strokes=[scribble(1.8, 4.45, 3.5, 4.75)],
        )
    )  # fmt: skip

    assert (
        request.fields["authorization.signed"].state,
        request.fields["authorization.signed_on"].state,
    ) == (State.ABSENT, State.ABSENT)


def test_a_typed_mark_of_signature_counts_as_typed() -> None:
    request = only_request(_signed((2.5, 4.0, "/s/ Odette Marchbanks")))

    assert values(request, "authorization.signed", "authorization.signature_kind") == {
        "authorization.signed": True,
        "authorization.signature_kind": "typed",
    }


def _ticks(purpose: tuple[bool | None, ...], sensitive: tuple[bool | None, ...]) -> Page:
    return page(
        [
            TITLE, NAME, (0.7, 1.3, "Date of Birth: 03/04/1961"),
            (0.7, 2.0, "Purpose of disclosure:"),
            (0.9, 2.3, "Insurance"), (2.4, 2.3, "Legal"), (3.9, 2.3, "Personal"),
            (0.7, 3.0, "I specifically authorize the release of:"),
            (0.9, 3.3, "HIV/AIDS"), (2.4, 3.3, "Mental health"), (3.9, 3.3, "Substance abuse"),
        ],
        marks=[tick(x, 2.3, on) for x, on in zip((0.7, 2.2, 3.7), purpose, strict=True)]
        + [tick(x, 3.3, on) for x, on in zip((0.7, 2.2, 3.7), sensitive, strict=True)],
    )  # fmt: skip


def test_only_ticked_boxes_count() -> None:
    request = only_request(_ticks((False, True, False), (False, True, True)))

    assert values(request, "authorization.purpose", "scope.sensitive") == {
        "authorization.purpose": "legal",
        "scope.sensitive": ("mental_health", "substance_use"),
    }


def test_printed_sensitive_words_say_nothing_and_an_unticked_question_is_absent() -> None:
    request = only_request(_ticks((False, False, False), (False, False, False)))

    assert "scope.sensitive" not in request.fields
    assert State.ABSENT is request.fields["authorization.purpose"].state


def test_a_box_nobody_can_tell_is_unreadable() -> None:
    request = only_request(_ticks((False, None, False), (False, False, False)))

    assert State.UNREADABLE is request.fields["authorization.purpose"].state


@pytest.mark.parametrize(
    ("printed", "ends"),
    [
        ("This authorization expires one year from the date signed.", "2027-02-14"),
        ("This authorization will expire six (6) months after the date of signature.", "2026-08-14"),
        ("It is valid for 90 days from the date of my signature.", "2026-05-15"),
        ("Esta autorización vence doce meses después de la fecha de la firma.", "2027-02-14"),
        ("I may revoke this authorization at any time.", None),
        ("Records are kept for 7 years.", None),
    ],
)
def test_a_printed_life_is_counted_from_the_signature(printed: str, ends: str | None) -> None:
    assert ends == expires_on("2026-02-14", [printed])


def test_the_required_statements_are_found_in_print() -> None:
    request = only_request(
        page(
            [
                TITLE, NAME, (0.7, 1.3, "Date of Birth: 03/04/1961"),
                (0.5, 3.0, "I may revoke this authorization at any time by writing to the hospital."),
                (0.5, 3.2, "My treatment will not be conditioned on signing this form."),
                (0.5, 3.4, "Information may be redisclosed by the recipient and no longer be protected."),
            ]
        )
    )  # fmt: skip

    assert tuple(
        request.fields[f"authorization.statement.{name}"].value
        for name in ("revocation", "conditioning", "redisclosure")
    ) == (True, True, True)


def test_printed_words_above_a_signature_line_are_no_signature() -> None:
    request = only_request(
        page(
            [
                TITLE, NAME, (0.7, 2.0, "Date of Birth: 03/04/1961"),
                (0.7, 4.0, "I understand there may be a charge for these services."),
                (0.7, 4.2, "Signature of Patient"),
            ],
            rules=[line(0.7, 5.2, 4.14)],
        )
    )  # fmt: skip

    assert request.fields["authorization.signed"].value is None


def test_a_name_a_little_above_its_line_still_belongs_to_its_label() -> None:
    request = only_request(
        page(
            [
                TITLE,
                (0.7, 1.0, "Patient Name:"),
                (1.9, 0.92, "Odette Marchbanks"),
                (0.7, 1.4, "Date of Birth: 03/04/1961"),
            ],
            rules=[line(1.8, 5.0, 1.12)],
        )
    )

    assert values(request, "patient.name") == {"patient.name": "Odette Marchbanks"}
