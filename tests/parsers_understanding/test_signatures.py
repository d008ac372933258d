"""Signatures and their dates in the arrangements that forms have them in."""

import pytest
from support.drawn_pages import box_around, line, only_request, page, scribble, tick, widget

from intake_daemon.model import FieldValue, PageSource, Rule, State, Stroke

SIGNED, SIGNED_ON = "authorization.signed", "authorization.signed_on"
TOP = [
    (2.0, 0.5, "Authorization for Release of Health Information"),
    (0.7, 1.0, "Patient Name: Odette Marchbanks"),
    (0.7, 1.3, "Date of Birth: 03/04/1961"),
    (0.7, 1.6, "Telephone: (513) 555-0182"),
    (0.7, 1.9, "MRN: 4471903"),
]


def said(
    texts: list[tuple[float, float, str]],
    rules: list[Rule] | None = None,
    strokes: list[Stroke] | None = None,
    source: PageSource = PageSource.OCR,
) -> dict[str, FieldValue]:
    """The fields of a form that ends in these words, lines and strokes."""
    drawn = page(
        TOP + texts,
        rules=rules or [],
        strokes=strokes or [],
        source=source,
        confidence=0.96,
        word_confidence=0.96,
    )
    return only_request(drawn).fields


def test_where_every_date_comes_before_its_signature_the_left_one_counts() -> None:
    fields = said(
        [
            (4.2, 7.8, "2-10-26"),
            (0.7, 8.1, "Date"),
            (1.8, 8.1, "Witness"),
            (4.2, 8.1, "Date"),
            (5.3, 8.1, "Signature of Patient"),
        ],
        [line(0.7, 3.8, 8.05), line(4.2, 7.8, 8.05)],
        [scribble(5.4, 7.7, 7.0, 8.05)],
    )
    assert (fields[SIGNED].value, fields[SIGNED_ON].value) == (True, "2026-02-10")


def test_two_signature_lines_share_the_one_date_behind_them() -> None:
    fields = said(
        [
            (6.9, 7.8, "05/14/2026"),
            (0.6, 8.1, "Signature of Patient"),
            (3.6, 8.1, "Signature of Authorized Representative"),
            (7.2, 8.1, "Date"),
        ],
        [line(0.6, 3.2, 8.05), line(3.6, 6.5, 8.05), line(6.9, 7.9, 8.05)],
        [scribble(0.7, 7.7, 2.4, 8.05)],
    )
    assert (fields[SIGNED].value, fields[SIGNED_ON].value) == (True, "2026-05-14")


def test_a_date_behind_the_witness_is_not_surely_the_patients() -> None:
    fields = said(
        [
            (0.6, 8.1, "Signature of Patient"),
            (3.6, 8.1, "Witness"),
            (6.9, 7.8, "05/14/2026"),
            (7.0, 8.1, "Date"),
        ],
        [line(0.6, 3.2, 8.05), line(3.6, 6.5, 8.05), line(6.9, 7.9, 8.05)],
        [scribble(0.7, 7.7, 2.4, 8.05)],
    )
    assert True is fields[SIGNED].value
    assert fields[SIGNED_ON].confidence < 0.9


def test_a_date_whose_line_was_not_seen_is_found_over_its_label() -> None:
    fields = said(
        [(5.2, 7.85, "4/18/2026"), (1.2, 8.1, "Signature of Patient"), (5.6, 8.1, "Date")],
        [line(1.2, 4.2, 8.05)],
        [scribble(1.3, 7.7, 2.9, 8.05)],
    )
    assert fields[SIGNED_ON].value == "2026-04-18"


def test_a_date_stands_at_the_foot_of_its_cell() -> None:
    fields = said(
        [
            (0.6, 7.05, "Print Patient Name"),
            (0.6, 7.45, "Patient Signature"),
            (6.2, 7.05, "Date Signed (required):"),
            (6.2, 7.6, "01/09/2026"),
        ],
        [*box_around(0.5, 7.0, 6.1, 7.9), *box_around(6.1, 7.0, 8.0, 7.9), line(0.5, 6.1, 7.4)],
        [scribble(1.8, 7.5, 3.4, 7.85)],
    )
    assert (fields[SIGNED].value, fields[SIGNED_ON].value) == (True, "2026-01-09")


def test_a_date_nobody_can_read_in_its_cell_is_not_an_absent_one() -> None:
    fields = said(
        [
            (0.6, 7.05, "Print Patient Name"),
            (0.6, 7.45, "Patient Signature"),
            (6.2, 7.05, "Date Signed (required):"),
            (6.2, 7.6, "313/26"),
        ],
        [*box_around(0.5, 7.0, 6.1, 7.9), *box_around(6.1, 7.0, 8.0, 7.9), line(0.5, 6.1, 7.4)],
        [scribble(1.8, 7.5, 3.4, 7.85)],
    )
    assert State.UNREADABLE is fields[SIGNED_ON].state


def test_a_date_below_the_printed_name_belongs_to_the_signature_above() -> None:
    fields = said(
        [
            (3.5, 8.0, "Signature:"),
            (4.3, 8.4, "Printed name: Odette Marchbanks"),
            (4.3, 8.8, "Relationship:"),
            (4.3, 9.2, "Today's Date: 03/08/2026"),
        ],
        [line(4.3, 7.5, 8.12), line(5.3, 7.5, 8.92), line(5.3, 7.5, 9.32)],
        [scribble(4.6, 7.7, 6.0, 8.1)],
    )
    assert fields[SIGNED_ON].value == "2026-03-08"


def test_a_date_that_runs_on_behind_its_word_is_that_lines_date_not_the_next_lines() -> None:
    fields = said(
        [
            (0.6, 8.0, "Signature of Patient"),
            (5.9, 8.0, "Date 05/18/2026"),
            (0.6, 8.4, "Signature of Legal Representative"),
            (5.9, 8.4, "Date"),
        ],
        [line(0.6, 7.8, 8.14), line(0.6, 7.8, 8.54)],
        [scribble(2.3, 7.7, 3.6, 8.1)],
    )
    assert fields[SIGNED_ON].value == "2026-05-18"


def test_the_cross_in_a_ticked_box_is_no_place_to_sign() -> None:
    fields = only_request(
        page(
            [
                *TOP,
                (0.7, 5.0, "X Entire medical record"),
                (0.7, 8.0, "Signature:"),
                (1.6, 7.98, "/s/ Odette Marchbanks"),
                (5.0, 8.0, "Date: 04/04/2026"),
            ],
            rules=[line(1.5, 4.5, 8.12)],
            marks=[tick(0.69, 5.0, True)],
        )
    ).fields
    assert (fields[SIGNED].value, fields[SIGNED_ON].value) == (True, "2026-04-04")


def test_a_printed_name_is_no_signature_though_its_label_speaks_of_signing() -> None:
    drawn = page(
        [
            *TOP,
            (0.7, 7.0, "Please print your name and sign below:"),
            (0.7, 8.0, "Patient's Signature"),
            (5.0, 8.0, "Date:"),
        ],
        rules=[line(2.2, 4.8, 8.12), line(5.5, 7.5, 8.12)],
        fields=[widget(0.7, 7.2, 4.0, 7.4, "ODETTE MARCHBANKS")],
    )
    assert True is not only_request(drawn).fields[SIGNED].value


def test_the_second_row_of_a_witness_label_is_no_patients_signature() -> None:
    fields = said(
        [
            (0.8, 7.5, "Patient Signature"),
            (0.8, 8.2, "Witness"),
            (0.8, 8.33, "Signature"),
        ],
        [line(2.2, 5.0, 7.62), line(2.2, 5.0, 8.45)],
        [scribble(2.4, 8.05, 3.8, 8.44)],
    )
    assert State.ABSENT is fields[SIGNED].state


def test_a_signature_over_a_line_that_was_not_seen_is_one() -> None:
    fields = said(
        [(1.2, 8.1, "Signature of Patient"), (6.0, 8.1, "Date")], [], [scribble(0.95, 7.85, 3.0, 8.0)]
    )
    assert True is fields[SIGNED].value


def test_two_signatures_that_touch_are_not_an_empty_line() -> None:
    fields = said(
        [
            (1.2, 8.2, "Signature of Patient"),
            (1.2, 8.65, "Witness"),
        ],
        [line(1.2, 4.4, 8.17), line(1.2, 4.4, 8.62)],
        [scribble(1.3, 7.85, 3.3, 8.6)],
    )
    assert True is fields[SIGNED].value


@pytest.mark.parametrize("across", ["Patfentdr Personal Representative", "Patient or Persnl Rpresentative,"])
def test_a_label_that_a_signature_was_written_across_is_still_one(across: str) -> None:
    fields = said(
        [(0.6, 8.1, f"Signature of {across}"), (5.8, 7.85, "4/20/2026"), (5.8, 8.1, "Date")],
        [line(0.6, 5.3, 8.05), line(5.8, 7.3, 8.05)],
        [scribble(0.8, 7.6, 2.0, 8.12)],
    )
    assert (fields[SIGNED].value, fields[SIGNED_ON].value) == (True, "2026-04-20")


def test_the_signature_of_staff_is_nobodys() -> None:
    fields = said(
        [(0.6, 8.1, "Signature of Personnel Completing Request")],
        [line(0.6, 5.3, 8.05)],
        [scribble(0.8, 7.6, 2.0, 8.04)],
    )
    assert fields.get(SIGNED) is None or True is not fields[SIGNED].value


def test_an_empty_line_for_a_representative_alone_does_not_say_that_the_patient_did_not_sign() -> None:
    fields = said([(0.6, 8.1, "Signature of Legal Representative")], [line(0.6, 5.3, 8.05)])
    assert State.UNREADABLE is fields[SIGNED].state


def test_specks_on_the_line_make_it_unreadable_not_empty() -> None:
    fields = said(
        [(0.6, 8.1, "Signature of Patient")], [line(0.6, 5.3, 8.05)], [scribble(0.8, 7.9, 1.0, 8.03)]
    )
    assert State.UNREADABLE is fields[SIGNED].state


def test_a_name_in_a_script_that_rises_above_its_line_is_a_typed_signature() -> None:
    fields = said(
        [(0.6, 8.0, "Signature:"), (1.6, 7.86, "Odette Marchbanks"), (5.0, 8.0, "Date: 04/04/2026")],
        [line(1.5, 4.5, 8.14)],
        source=PageSource.TEXT,
    )
    assert {name: fields[name].value for name in (SIGNED, "authorization.signature_kind")} == {
        SIGNED: True,
        "authorization.signature_kind": "typed",
    }


def test_one_clear_word_of_the_patients_name_on_the_line_is_the_signature() -> None:
    fields = said(
        [(0.6, 8.0, "Signature:"), (1.6, 8.0, "Odette")],
        [line(1.5, 4.5, 8.12)],
    )
    assert True is fields[SIGNED].value


def test_type_on_the_line_of_a_scan_may_be_the_printed_name_and_is_not_sure_to_be_a_signature() -> None:
    typed = said([(0.6, 8.0, "Signature:"), (1.6, 8.0, "Odette Marchbanks")], [line(1.5, 4.5, 8.12)])
    assert typed[SIGNED].confidence < 0.9
