"""The recipient's places: names behind a printed "Other:", labels well below their lines, answers that run on."""

from support.drawn_pages import box_around, line, only_request, page, values, wall

from parsers.fields.values import read_party

TITLE = (2.0, 0.5, "Authorization for Release of Records")
PATIENT = (0.7, 1.0, "Patient Name: Odette Marchbanks")
BORN = (4.7, 1.0, "Date of Birth: 03/04/1961")
NAME = "authorization.recipient.organization"


def test_a_label_printed_before_its_line_is_no_answer_of_the_label_before_it() -> None:
    request = only_request(
        page(
            [
                TITLE, PATIENT, BORN,
                (0.7, 2.0, "From:"), (4.5, 2.0, "To:"),
                (0.7, 2.4, "Other: Name"), (1.8, 2.4, "Harbor Point Regional Hospital"),
                (4.5, 2.4, "Other: Name"), (5.6, 2.4, "Brackenfield Mutual Insurance"),
            ],
            rules=[line(1.5, 4.2, 2.54), line(5.3, 8.0, 2.54)],
        )
    )  # fmt: skip

    assert values(request, NAME) == {NAME: "Brackenfield Mutual Insurance"}


def test_the_name_after_from_on_the_line_of_to_keeps_its_numbers_with_the_discloser() -> None:
    request = only_request(
        page(
            [
                TITLE, PATIENT, BORN,
                (0.5, 2.0, "To: Name"), (1.4, 2.0, "Brackenfield Mutual Insurance"),
                (4.4, 2.0, "From: Name"), (5.5, 2.0, "Harbor Point Regional Hospital"),
                (0.8, 2.3, "Phone/Fax"), (1.6, 2.3, "(614) 555-0119"),
                (4.8, 2.3, "Phone/Fax"), (5.6, 2.3, "(614) 555-0100 / (614) 555-0101"),
            ],
            rules=[
                line(1.3, 4.0, 2.14), line(5.2, 8.0, 2.14), line(1.5, 4.0, 2.44), line(5.5, 8.0, 2.44),
            ],
        )
    )  # fmt: skip

    fax = request.fields.get("authorization.recipient.fax")
    assert fax is None or fax.value != "+16145550101"


def test_a_line_that_ends_in_the_open_is_no_lid_of_a_cell() -> None:
    request = only_request(
        page(
            [
                TITLE, PATIENT, BORN,
                (0.7, 2.0, "Information to be disclosed to:"),
                (0.7, 2.30, "Brackenfield Mutual Insurance"),
                (0.7, 2.50, "Person or Facility Name (Please print)"),
                (0.7, 2.78, "12 Quay Street Suite 4"),
                (0.7, 2.98, "Address"),
            ],
            rules=[*box_around(0.5, 0.9, 8.0, 4.0), line(0.52, 5.7, 2.44), line(0.52, 5.7, 2.92)],
        )
    )  # fmt: skip

    assert request.fields[NAME].value == "Brackenfield Mutual Insurance"


def test_a_label_without_a_colon_may_stand_well_below_its_line() -> None:
    request = only_request(
        page(
            [
                TITLE, PATIENT, BORN,
                (0.7, 2.0, "Brackenfield Mutual Insurance"), (5.0, 2.0, "(614) 555-0119"),
                (0.9, 2.33, "Facility/Person to Receive Records"), (5.4, 2.33, "FAX"),
            ],
            rules=[line(0.6, 4.4, 2.14), line(4.8, 7.5, 2.14)],
        )
    )  # fmt: skip

    assert values(request, NAME, "authorization.recipient.fax") == {
        NAME: "Brackenfield Mutual Insurance",
        "authorization.recipient.fax": "+16145550119",
    }


def test_an_answer_that_begins_on_its_short_line_goes_on_behind_it() -> None:
    request = only_request(
        page(
            [
                TITLE, PATIENT, BORN,
                (0.7, 2.0, "Release information to:"),
                (0.7, 2.4, "Name of person/organization"), (2.9, 2.31, "Brackenfield Mutual Insurance"),
            ],
            rules=[line(2.8, 3.3, 2.52)],
        )
    )  # fmt: skip

    assert request.fields[NAME].value == "Brackenfield Mutual Insurance"


def test_a_number_behind_fax_and_phone_is_no_fax() -> None:
    request = only_request(
        page(
            [
                TITLE, PATIENT, BORN,
                (0.7, 2.0, "Release information to: Brackenfield Mutual Insurance"),
                (0.7, 2.3, "Fax"), (1.6, 2.3, "Phone 614-555-0119"),
            ]
        )
    )  # fmt: skip

    fax = request.fields.get("authorization.recipient.fax")
    assert fax is None or fax.value is None


def test_a_number_over_two_labels_of_one_line_answers_the_nearer() -> None:
    request = only_request(
        page(
            [
                TITLE, PATIENT, BORN,
                (0.7, 2.0, "Send my records to:"),
                (0.9, 2.3, "Brackenfield Mutual Insurance"),
                (1.1, 2.5, "(Name of Facility, Person, Company)"),
                (5.87, 2.8, "614-555-0119"),
                (1.1, 3.0, "(Phone Number)"), (6.4, 3.0, "(Fax Number)"),
            ],
            rules=[line(0.8, 7.5, 2.44), line(0.8, 7.5, 2.94)],
        )
    )  # fmt: skip

    assert request.fields["authorization.recipient.fax"].value == "+16145550119"


def test_columns_headed_records_from_and_records_to_belong_to_discloser_and_recipient() -> None:
    request = only_request(
        page(
            [
                TITLE, PATIENT, BORN,
                (2.0, 2.0, "Records From"), (5.7, 2.0, "Records To"),
                (0.8, 2.22, "Name:"), (4.4, 2.22, "Name:"),
                (0.8, 2.36, "Harbor Point Regional Hospital"), (4.4, 2.36, "Brackenfield Mutual Insurance"),
                (0.8, 2.62, "Fax/Email:"), (4.4, 2.62, "Fax/Email:"),
                (0.8, 2.76, "(614) 555-0101"), (4.4, 2.76, "(614) 555-0119"),
            ],
            rules=[
                *box_around(0.7, 1.9, 7.7, 2.95), wall(4.23, 1.9, 2.95),
                line(0.7, 7.7, 2.18), line(0.7, 7.7, 2.56),
            ],
        )
    )  # fmt: skip

    assert values(request, NAME, "authorization.recipient.fax") == {
        NAME: "Brackenfield Mutual Insurance",
        "authorization.recipient.fax": "+16145550119",
    }


def test_a_head_of_a_table_asks_for_what_stands_in_the_cell_under_it() -> None:
    request = only_request(
        page(
            [
                TITLE, PATIENT, BORN,
                (0.6, 2.03, "Release Information To:"), (2.9, 2.03, "Address"), (5.2, 2.03, "Telephone:"),
                (6.4, 2.03, "Relationship:"),
                (0.6, 2.26, "Brackenfield Mutual Insurance"), (2.9, 2.26, "12 Quay Street"),
            ],
            rules=[*box_around(0.5, 2.0, 8.0, 2.42), line(0.5, 8.0, 2.2), wall(2.8, 2.0, 2.42)],
        )
    )  # fmt: skip

    assert request.fields[NAME].value == "Brackenfield Mutual Insurance"


def test_a_name_with_an_address_behind_it_and_no_comma_is_the_name_alone() -> None:
    read = read_party("o: Brackenfield Claims 9807 Quay Rapid, South Ellery, AZ 36525")

    assert read is not None
    assert dict(read.parts) == {
        "organization": "Brackenfield Claims",
        "address": "9807 Quay Rapid, South Ellery, AZ 36525",
    }


def test_a_list_of_papers_to_check_asks_for_no_recipient() -> None:
    request = only_request(
        page(
            [
                TITLE, PATIENT, BORN,
                (0.7, 2.0, "Send my records to: Brackenfield Mutual Insurance"),
                (0.7, 3.0, "Hospital (check all that may apply):"), (0.9, 3.2, "Hospital Summary"),
            ],
            rules=[line(0.7, 7.0, 2.9)],
        )
    )  # fmt: skip

    assert request.fields[NAME].value == "Brackenfield Mutual Insurance"
