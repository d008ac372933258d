"""What stands in the places of a known form, and beside them."""

from dataclasses import replace
from pathlib import Path

import pytest
from support.house_form import DIGITAL, draft_of, filled, house_form, learned_into, rewritten, somebody

from fixtures.draw.case import Document, Faxed, Look
from fixtures.draw.facts import Facts
from fixtures.draw.fax import FaxLine, Header
from fixtures.draw.paper import Filled
from intake_daemon.model import Method, RequestDraft, State
from parsers.options import ReadOptions
from parsers.reading import PageReader

FINE = Faxed(FaxLine(skew=0.7, specks=90, lost_lines=4, seed=3), "tif")
LINES = (
    "patient.name",
    "patient.dob",
    "patient.address",
    "patient.phone",
    "authorization.recipient.organization",
    "authorization.recipient.address",
    "authorization.recipient.fax",
    "scope.start",
    "scope.end",
    "authorization.expires_on",
    "authorization.signed_on",
)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> PageReader:
    folder = tmp_path_factory.mktemp("forms")
    learned_into(folder, "house")
    return PageReader(ReadOptions(forms=folder))


def read(reader: PageReader, said: Facts, look: Look = FINE, pen: str = "Helvetica") -> RequestDraft:
    """The request on one copy of the form."""
    return draft_of(reader.read(filled(said, look, pen=pen)))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_typed_value_of_a_fine_fax_is_read_and_believed(reader: PageReader, seed: int) -> None:
    said = somebody(seed)
    draft = read(reader, said)
    assert {name: said.value(name) for name in LINES} == {
        name: draft.fields[name].value if draft.fields[name].confidence >= 0.9 else None for name in LINES
    }


@pytest.mark.parametrize("pen", ["Helvetica", "live"])
def test_values_of_a_born_digital_copy_are_its_text(reader: PageReader, pen: str) -> None:
    said = somebody(2)
    draft = read(reader, said, DIGITAL, pen)
    assert {name: said.value(name) for name in LINES} == {name: draft.fields[name].value for name in LINES}


def test_ticks_signature_and_statements_are_found(reader: PageReader) -> None:
    draft = read(reader, somebody())
    found = {
        name: draft.fields[name].value
        for name in ("scope.record_types", "authorization.signed", "authorization.statement.revocation")
    }
    assert found == {
        "scope.record_types": ("notes", "labs"),
        "authorization.signed": True,
        "authorization.statement.revocation": True,
    }
    assert draft.doubts == ()


@pytest.mark.parametrize("look", [FINE, DIGITAL], ids=["fine", "digital"])
def test_an_empty_place_is_absent_for_certain_and_shown(reader: PageReader, look: Look) -> None:
    blank = frozenset(
        {"patient.dob", "authorization.signed", "authorization.signed_on", "scope.record_types"}
    )
    draft = read(reader, somebody(left_blank=blank), look)
    for name in blank:
        field = draft.fields[name]
        assert (field.state, field.confidence >= 0.95) == (State.ABSENT, True), name
        assert field.evidence, name


def test_evidence_lies_where_the_value_was_written(reader: PageReader) -> None:
    draft = read(reader, somebody(), DIGITAL)
    box = draft.fields["patient.name"].evidence[0].box
    assert draft.fields["patient.name"].evidence[0].method == Method.ZONE
    assert (0.1 < box[0] < 0.3, 0.12 < box[1] < 0.16) == (True, True)


@pytest.mark.parametrize("note", ["REVOKED", "except psychotherapy notes"])
def test_a_note_in_the_margin_is_read_and_is_a_doubt(reader: PageReader, note: str) -> None:
    draft = read(reader, somebody(margin_note=note))
    assert len(draft.doubts) == 1
    assert "writing outside the form's places" in draft.doubts[0]
    assert note.split()[0].lower() in draft.doubts[0].lower()


def test_what_the_fax_machine_prints_along_the_edge_is_no_note(reader: PageReader) -> None:
    header = Header("Harbor Law", "(212) 555-0100", somebody().received_on)  # type: ignore[arg-type]  # a day will do
    draft = read(reader, somebody(), Faxed(FaxLine(header=header, seed=3), "tif"))
    assert draft.doubts == ()


def test_a_stamp_of_receipt_is_no_note(reader: PageReader) -> None:
    assert read(reader, somebody(stamped=True)).doubts == ()


def test_an_expiration_that_the_form_prints_is_counted_from_the_signature(tmp_path: Path) -> None:
    learned = learned_into(tmp_path, "house")
    rewritten(tmp_path / "house", learned, life="90 days")
    reader = PageReader(ReadOptions(forms=tmp_path))
    said = somebody(left_blank=frozenset({"authorization.expires_on"}))
    expires = read(reader, said).fields["authorization.expires_on"]
    assert (expires.value, expires.evidence[0].method) == ("2027-01-04", Method.COMPUTED)


def test_a_renamed_place_is_read_as_its_new_field(tmp_path: Path) -> None:
    learned = learned_into(tmp_path, "house")
    zones = tuple(
        zone.model_copy(update={"field": "authorization.recipient.phone"})
        if zone.field == "authorization.recipient.fax"
        else zone
        for zone in learned.zones
    )
    rewritten(tmp_path / "house", learned, zones=zones)
    said = somebody()
    draft = read(PageReader(ReadOptions(forms=tmp_path)), said)
    assert said.value("authorization.recipient.fax") == draft.fields["authorization.recipient.phone"].value


def test_two_requests_on_the_same_form_are_two_requests(reader: PageReader) -> None:
    papers = tuple(Filled(house_form(), somebody(seed), "Helvetica", seed) for seed in (1, 4))
    pages = reader.read(Document(papers, FINE).content()).pages
    assert [page.known.form if page.known else None for page in pages] == ["house", "house"]


def test_the_confidence_of_two_readers_at_odds_is_low(reader: PageReader) -> None:
    worst = replace(FINE, line=FaxLine(lines=98, darkness=110, specks=900, lost_lines=60, seed=9))
    draft = read(reader, somebody(3), worst)
    wrong = [
        name
        for name in LINES
        if (field := draft.fields.get(name)) is not None
        and field.state is State.PRESENT
        and field.value != somebody(3).value(name)
        and field.confidence >= 0.9
    ]
    assert wrong == []
