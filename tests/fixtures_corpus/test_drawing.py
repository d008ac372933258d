"""The drawing script: the same seed gives the same bytes, and the truth follows what is on the paper."""

import email
import hashlib
import json
from dataclasses import replace
from datetime import date
from email.policy import default
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

from fixtures.draw import hands, mail
from fixtures.draw.__main__ import CORPUS, index_of, main
from fixtures.draw.case import BornDigital, Case, Document
from fixtures.draw.corpus import cases
from fixtures.draw.corpus.making import at, facts, paper
from fixtures.draw.facts import DATE_STYLES
from fixtures.draw.layouts import LAYOUTS
from fixtures.draw.people import Inventor
from fixtures.draw.truth import said
from fixtures.draw.variants import variants

CASES = {case.file: case for case in cases()}
TYPED = (
    "acroform-complete.pdf",
    "digital-complete.pdf",
    "fax-two-requests.pdf",
    "fax-unsigned.tif",
    "mail-logo.eml",
    "mail-reply.eml",
)
FORMS = [
    layout for layout in LAYOUTS.values() if "third_party_authorization" in layout.kinds and not layout.cover
]
NEEDS_HANDS = pytest.mark.skipif(
    not hands.installed(), reason="handwriting fonts are not there: python -m fixtures.draw fetches them"
)


@pytest.mark.parametrize("name", TYPED)
def test_a_case_is_drawn_to_the_same_bytes_every_time(name: str) -> None:
    first, second = CASES[name].content(), CASES[name].content()

    assert hashlib.sha256(first).hexdigest() == hashlib.sha256(second).hexdigest()


@NEEDS_HANDS
def test_handwriting_is_drawn_to_the_same_bytes_every_time() -> None:
    case = CASES["fax-handwritten.tif"]

    assert case.content() == case.content()


@NEEDS_HANDS
def test_the_command_draws_what_lies_in_the_corpus(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, [str(tmp_path), "--cases", "fax-*.tif"])

    assert (done.exit_code, done.output) == (0, f"6 files in {tmp_path}\n")
    assert len(json.loads((tmp_path / "expected.json").read_text())) == 6
    assert sorted(path.name for path in tmp_path.glob("fax-*")) == sorted(
        path.name for path in CORPUS.glob("fax-*.tif")
    )


def test_the_same_seed_gives_the_same_variants_and_another_seed_others() -> None:
    first, again, other = (index_of(list(variants(seed, 2))) for seed in (3, 3, 4))

    assert first == again
    assert first != other


def test_variants_leave_the_held_back_layouts_out_unless_asked() -> None:
    assert {case.held_back for case in variants(1, 1)} == {False}
    assert {case.held_back for case in variants(1, 1, held_back=True)} == {True}


def test_an_index_line_has_what_scoring_reads() -> None:
    lines = [json.loads(entry) for entry in index_of(list(variants(5, 2))).splitlines()]
    needed = {"file", "quality", "received_on", "requests"}

    assert [entry["file"] for entry in lines if not needed <= set(entry)] == []
    for entry in lines:
        for request in entry["requests"]:
            assert {"pages", "fields", "missing", "should", "request_kind"} <= set(request)


@pytest.mark.parametrize("layout", FORMS, ids=lambda layout: layout.name)
def test_a_complete_form_of_every_layout_misses_nothing(layout: object) -> None:
    (request,) = said(Document((paper(layout.name, facts(5, at(3, 9, 0))),)))

    assert (request.missing(), request.should()) == ((), "enqueue")


@pytest.mark.parametrize("layout", FORMS, ids=lambda layout: layout.name)
def test_what_was_left_blank_is_null_and_missing(layout: object) -> None:
    forgot = facts(5, at(3, 9, 0), left_blank=frozenset({"patient.dob", "authorization.signed"}))
    (request,) = said(Document((paper(layout.name, forgot),)))

    assert (request.fields["patient.dob"], request.fields["authorization.signed"]) == (None, None)
    assert set(request.missing()) == {"patient.dob", "authorization.signed"}


def test_an_authorization_that_ended_before_it_arrived_is_expired() -> None:
    over = facts(6, at(3, 9, 0), expires_on=date(2026, 11, 2))
    last_day = replace(over, expires_on=date(2026, 11, 3))
    expired = [said(Document((paper("boxed", each),)))[0].expired for each in (over, last_day)]

    assert expired == [True, False]


@pytest.mark.parametrize(
    "layout", [layout for layout in LAYOUTS.values() if layout.kinds], ids=lambda layout: layout.name
)
def test_no_value_leaves_the_page(layout: object) -> None:
    for place in said(Document((paper(layout.name, facts(9, at(3, 9, 0))),)))[0].places.values():
        x0, y0, x1, y1 = place.box

        assert 0 <= x0 < x1 <= 1
        assert 0 <= y0 < y1 <= 1


def test_all_invented_numbers_are_kept_for_fiction() -> None:
    invent = Inventor(Random(2))

    assert {invent.phone()[5:10] for _ in range(200)} == {"55501"}


@pytest.mark.parametrize("style", sorted(DATE_STYLES))
def test_a_date_style_shows_day_and_year(style: str) -> None:
    written = DATE_STYLES[style](date(2024, 3, 28))

    assert "28" in written
    assert "24" in written


def test_the_reply_can_be_threaded_to_a_question_that_was_really_sent() -> None:
    sample = (CORPUS / "mail-reply.eml").read_bytes()
    message = email.message_from_bytes(
        mail.rethread(sample, reference="R-ABCD-2345", in_reply_to="<real@cedarhollow.example>"),
        policy=default,
    )

    assert message["In-Reply-To"] == message["References"] == "<real@cedarhollow.example>"
    assert "[R-ABCD-2345]" in message["Subject"]
    assert mail.SAMPLE_REFERENCE.encode() not in message.as_bytes()


def test_only_a_proven_sender_has_an_authentication_result() -> None:
    results = {
        name: email.message_from_bytes((CORPUS / name).read_bytes(), policy=default)["Authentication-Results"]
        for name in ("mail-attorney.eml", "mail-insurer-unproven.eml")
    }

    assert str(results["mail-attorney.eml"]).startswith(f"{mail.AUTHSERV}; dmarc=pass")
    assert results["mail-insurer-unproven.eml"] is None


def test_a_live_form_offers_empty_fields_as_well() -> None:
    case = Case(
        "x.pdf",
        "",
        date(2026, 11, 3),
        document=Document(
            (paper("online", facts(5, at(3, 9, 0), left_blank=frozenset({"patient.dob"})), "live"),),
            BornDigital(),
        ),
    )

    assert b"patient_dob" in case.content()
