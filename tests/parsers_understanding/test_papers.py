"""Papers of many layouts: each says the same things in another arrangement."""

from support.drawn_pages import (
    box_around,
    line,
    only_request,
    page,
    scribble,
    tick,
    understood,
    values,
    widget,
)

from intake_daemon.model import Kind, Page, PageSource, State

PATIENT = ("patient.name", "patient.dob", "patient.phone", "patient.mrn")
WHO = {
    "patient.name": "Odette Marchbanks",
    "patient.dob": "1961-03-04",
    "patient.phone": "+15135550182",
    "patient.mrn": "4471903",
}


def test_one_column_of_labels_with_colons() -> None:
    request = only_request(
        page(
            [
                (2.0, 0.5, "Authorization for Release of Health Information"),
                (0.7, 1.0, "Patient Name: Odette Marchbanks"),
                (0.7, 1.3, "Date of Birth: 03/04/1961"),
                (0.7, 1.6, "Telephone: (513) 555-0182"),
                (0.7, 1.9, "MRN: 4471903"),
                (0.7, 2.4, "Release records to:"),
                (0.7, 2.7, "Name: Larkspur Legal Aid LLP"),
                (0.7, 3.0, "Fax: (614) 555-0119"),
                (0.7, 3.5, "Dates of service: 01/02/2020 to 03/04/2021"),
            ]
        )
    )

    assert values(request, *PATIENT) == WHO
    assert values(request, "authorization.recipient.organization", "authorization.recipient.fax") == {
        "authorization.recipient.organization": "Larkspur Legal Aid LLP",
        "authorization.recipient.fax": "+16145550119",
    }
    assert values(request, "scope.start", "scope.end") == {
        "scope.start": "2020-01-02",
        "scope.end": "2021-03-04",
    }
    assert request.kind is Kind.THIRD_PARTY_AUTHORIZATION


def test_boxes_in_two_columns_with_the_label_in_the_corner() -> None:
    rules = [
        *box_around(0.5, 1.0, 5.0, 1.5), *box_around(5.0, 1.0, 8.0, 1.5),
        *box_around(0.5, 1.5, 5.0, 2.0), *box_around(5.0, 1.5, 8.0, 2.0),
    ]  # fmt: skip
    request = only_request(
        page(
            [
                (2.0, 0.5, "Authorization to Disclose Health Information"),
                (0.6, 1.05, "Patient Name"), (0.6, 1.25, "Odette Marchbanks"),
                (5.1, 1.05, "Date of Birth"), (5.1, 1.25, "March 4, 1961"),
                (0.6, 1.55, "Medical Record Number"), (0.6, 1.75, "4471903"),
                (5.1, 1.55, "Phone Number"), (5.1, 1.75, "513-555-0182"),
            ],
            rules=rules,
        )
    )  # fmt: skip

    assert values(request, *PATIENT) == WHO


def test_labels_below_the_line_they_name() -> None:
    request = only_request(
        page(
            [
                (2.0, 0.5, "General Release of Information"),
                (0.6, 1.0, "Odette Marchbanks"), (5.0, 1.0, "3/4/1961"),
                (0.6, 1.2, "(Name of Patient)"), (5.0, 1.2, "(Date of Birth)"),
                (0.6, 1.6, "I authorize the release of my records to:"),
                (0.6, 2.0, "Thistledown Orthopedics"),
                (0.6, 2.2, "(Name of Person or Organization)"),
            ],
            rules=[line(0.6, 4.5, 1.15), line(5.0, 7.5, 1.15), line(0.6, 7.5, 2.15)],
        )
    )  # fmt: skip

    assert values(request, "patient.name", "patient.dob", "authorization.recipient.organization") == {
        "patient.name": "Odette Marchbanks",
        "patient.dob": "1961-03-04",
        "authorization.recipient.organization": "Thistledown Orthopedics",
    }


def test_underlined_blanks_in_the_text_layer_hold_their_values_apart() -> None:
    request = only_request(
        page(
            [
                (2.0, 0.5, "Authorization for Release of Records"),
                (0.6, 1.0, "Patient Name Odette Marchbanks"), (4.6, 1.0, "Birth Date 03/04/1961"),
                (0.6, 1.3, "City Ferrisport"), (3.6, 1.3, "State OH"), (5.2, 1.3, "Zip Code 43099"),
                (0.6, 1.6, "Street Address 12 Quince Row"),
            ],
            rules=[line(1.55, 4.4, 1.12), line(5.4, 7.5, 1.12), line(0.95, 3.4, 1.42),
                   line(4.05, 5.0, 1.42), line(1.75, 5.0, 1.72), line(5.85, 7.0, 1.42)],
        )
    )  # fmt: skip

    assert values(request, "patient.name", "patient.dob", "patient.address") == {
        "patient.name": "Odette Marchbanks",
        "patient.dob": "1961-03-04",
        "patient.address": "12 Quince Row, Ferrisport, OH, 43099",
    }


def test_discloser_and_recipient_side_by_side_keep_their_own_numbers() -> None:
    request = only_request(
        page(
            [
                (2.0, 0.5, "Authorization for Release of Medical Information"),
                (0.6, 1.0, "Patient Name: Odette Marchbanks"), (4.6, 1.0, "Date of Birth: 03/04/1961"),
                (0.6, 1.5, "RELEASE RECORDS FROM:"), (4.6, 1.5, "RECORDS GOING TO:"),
                (0.6, 1.8, "Name: Otter Creek Hospital"), (4.6, 1.8, "Name: Brackenfield Clinic"),
                (0.6, 2.1, "Fax: (740) 555-0133"), (4.6, 2.1, "Fax: (614) 555-0119"),
                (0.6, 2.4, "Telephone: (740) 555-0134"), (4.6, 2.4, "Telephone: (614) 555-0120"),
            ]
        )
    )  # fmt: skip

    assert values(
        request,
        "authorization.discloser",
        "authorization.recipient.organization",
        "authorization.recipient.fax",
        "authorization.recipient.phone",
        "patient.phone",
    ) == {
        "authorization.discloser": "Otter Creek Hospital",
        "authorization.recipient.organization": "Brackenfield Clinic",
        "authorization.recipient.fax": "+16145550119",
        "authorization.recipient.phone": "+16145550120",
        "patient.phone": None,
    }


def test_comb_boxes_are_put_together() -> None:
    letters = [(2.0 + 0.25 * at, 1.0, sign) for at, sign in enumerate("ODETTE")]
    letters += [(2.0 + 0.25 * (at + 7), 1.0, sign) for at, sign in enumerate("MARCHBANKS")]
    digits = [(2.0 + 0.25 * at, 1.4, sign) for at, sign in enumerate("03041961")]
    request = only_request(
        page(
            [
                (2.0, 0.4, "Authorization to Release Information"),
                (0.5, 1.0, "Patient Name:"),
                (0.5, 1.4, "Date of Birth:"),
                *letters,
                *digits,
            ],
        )
    )

    assert values(request, "patient.name", "patient.dob") == {
        "patient.name": "ODETTE MARCHBANKS",
        "patient.dob": "1961-03-04",
    }


def test_a_spanish_form() -> None:
    request = only_request(
        page(
            [
                (1.5, 0.5, "Autorización para divulgar información médica"),
                (0.7, 1.0, "Nombre del paciente: Odette Marchbanks"),
                (0.7, 1.3, "Fecha de nacimiento: 4 de marzo de 1961"),
                (0.7, 1.6, "Número de teléfono: (513) 555-0182"),
                (0.7, 2.0, "Enviar registros a:"),
                (0.7, 2.3, "Nombre: Clínica Los Álamos"),
                (0.7, 2.6, "Número de fax: (614) 555-0119"),
                (0.7, 3.0, "Fechas de servicio: 01/02/2020 al 03/04/2021"),
                (0.7, 3.4, "Esta autorización vence 12 meses después de la fecha de la firma."),
                (0.7, 4.0, "Firma del paciente:"), (5.0, 4.0, "Fecha: 04/20/2026"),
            ],
            rules=[line(2.2, 4.6, 4.12)],
            strokes=[scribble(2.4, 3.85, 4.0, 4.15)],
        )
    )  # fmt: skip

    assert values(
        request,
        "patient.name",
        "patient.dob",
        "authorization.recipient.fax",
        "scope.start",
        "authorization.signed",
        "authorization.signed_on",
        "authorization.expires_on",
        "language",
    ) == {
        "patient.name": "Odette Marchbanks",
        "patient.dob": "1961-03-04",
        "authorization.recipient.fax": "+16145550119",
        "scope.start": "2020-01-02",
        "authorization.signed": True,
        "authorization.signed_on": "2026-04-20",
        "authorization.expires_on": "2027-04-20",
        "language": "es",
    }


def test_a_live_forms_widgets_are_read_by_the_labels_printed_beside_them() -> None:
    request = only_request(
        page(
            [
                (2.0, 0.5, "Authorization for Release of Information"),
                (0.7, 1.0, "Patient Name"), (4.6, 1.0, "Date of Birth"),
                (0.7, 1.5, "City"), (3.0, 1.5, "State"), (4.6, 1.5, "Zip"),
                (0.7, 2.0, "Expiration Date"),
            ],
            fields=[
                widget(1.7, 0.98, 4.4, 1.16, "Odette Marchbanks"),
                widget(5.7, 0.98, 7.5, 1.16, "03/04/1961"),
                widget(1.1, 1.48, 2.8, 1.66, None),
                widget(2.0, 1.98, 4.0, 2.16, None),
            ],
        )
    )  # fmt: skip

    assert values(request, "patient.name", "patient.dob") == {
        "patient.name": "Odette Marchbanks",
        "patient.dob": "1961-03-04",
    }
    assert (
        request.fields["authorization.expires_on"].state,
        request.fields["authorization.expires_on"].confidence > 0.95,
    ) == (State.ABSENT, True)


def test_a_table_of_records_with_dates_gives_the_period_of_the_ticked_row() -> None:
    request = only_request(
        page(
            [
                (2.0, 0.5, "Authorization for Release of Information"),
                (0.7, 1.0, "Patient Name: Odette Marchbanks"), (4.6, 1.0, "DOB: 03/04/1961"),
                (0.7, 1.5, "Information to be released (check all that apply):"),
                (0.9, 1.8, "Discharge Summary"), (4.0, 1.8, "01/02/2020 to 03/04/2021"),
                (0.9, 2.1, "Laboratory Results"),
                (0.9, 2.4, "Billing Records"),
            ],
            marks=[tick(0.7, 1.8, True), tick(0.7, 2.1, True), tick(0.7, 2.4, False)],
        )
    )  # fmt: skip

    assert values(request, "scope.start", "scope.end", "scope.record_types") == {
        "scope.start": "2020-01-02",
        "scope.end": "2021-03-04",
        "scope.record_types": ("discharge_summary", "labs"),
    }


def _form(number: int, name: str, born: str, *, source: PageSource = PageSource.TEXT) -> Page:
    return page(
        [
            (2.0, 0.5, "Authorization for Release of Information"),
            (0.7, 1.0, f"Patient Name: {name}"), (4.6, 1.0, f"DOB: {born}"),
            (0.7, 1.3, "Address:"), (0.7, 1.6, "Release records to: Brackenfield Clinic"),
            (0.7, 2.0, "Patient Signature:"),
        ],
        number=number,
        source=source,
    )  # fmt: skip


def test_two_patients_forms_in_one_file_are_two_requests() -> None:
    found = understood(
        _form(1, "Odette Marchbanks", "03/04/1961"), _form(2, "Ruben Castellane", "07/08/1970")
    ).requests

    assert [(request.pages, request.fields["patient.name"].value) for request in found] == [
        ((1,), "Odette Marchbanks"),
        ((2,), "Ruben Castellane"),
    ]


def test_a_cover_sheet_belongs_to_the_request_behind_it_and_names_only_the_sender() -> None:
    cover = page(
        [
            (1.0, 0.8, "FAX"),
            (1.0, 1.5, "TO: Otter Creek Hospital"),
            (1.0, 1.9, "FROM: Brackenfield Clinic"),
            (1.0, 2.3, "PHONE: (740) 555-0133"),
            (1.0, 2.7, "PAGES: 2"),
            (1.0, 3.1, "RE: Release of information"),
        ]
    )
    request = only_request(cover, _form(2, "Odette Marchbanks", "03/04/1961"))

    assert request.pages == (1, 2)
    assert values(request, "patient.name", "patient.phone", "requestor.phone", "requestor.organization") == {
        "patient.name": "Odette Marchbanks",
        "patient.phone": None,
        "requestor.phone": "+17405550133",
        "requestor.organization": "Brackenfield Clinic",
    }
