"""Photographs of forms on a table are laid flat; what is no clear sheet is left as it is."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import cv2
import numpy as np
import pytest
from PIL import Image
from support import paper
from support.photographs import heic

from fixtures.draw.case import Document, Photographed
from fixtures.draw.corpus.making import at, facts
from fixtures.draw.corpus.making import paper as filled
from fixtures.draw.paper import Picture, draw, pictures
from fixtures.draw.photo import DPI, Shot, as_jpeg, photograph
from intake_daemon.model import Channel, RequestDraft
from parsers.options import Context
from parsers.picture.photo import lay_flat
from parsers.reading import PageReader
from parsers.understanding import understand

SAID = facts(11, at(2, 9, 14))
FORM = filled("boxed", SAID)
SHOTS = [
    Shot(tilt=0.0, lean=0.0, turn=0.0, shadow=0.0, table=60),
    Shot(tilt=0.12, lean=0.1, turn=3, shadow=0.4, table=120, fills=0.82),
    Shot(tilt=0.25, lean=0.1, turn=-8, shadow=0.6, table=60, fills=0.7),
    Shot(tilt=0.2, lean=-0.08, turn=2, shadow=0.4, table=190, fills=0.8),
]


@pytest.fixture(scope="module")
def form() -> Picture:
    return pictures(draw((FORM,)).pdf, DPI)[0]


def only_request(reader: PageReader, content: bytes) -> RequestDraft:
    context = Context(channel=Channel.EMAIL, received_on=date(2026, 11, 2), facility_names=())
    (request,) = understand(reader.read(content), context).requests
    return request


@pytest.mark.parametrize("shot", SHOTS, ids=str)
def test_a_sheet_on_a_table_is_laid_flat_in_its_own_size(form: Picture, shot: Shot) -> None:
    sheet = lay_flat(photograph(form, shot))
    assert sheet is not None
    assert sheet.gray.shape[1] / sheet.dpi == pytest.approx(8.5, abs=0.01)
    assert sheet.gray.shape[0] / sheet.dpi == pytest.approx(11.0, abs=0.01)


@pytest.mark.parametrize("shot", SHOTS[1:3], ids=str)
def test_what_stands_on_it_stands_where_it_was_drawn(form: Picture, shot: Shot) -> None:
    sheet = lay_flat(photograph(form, shot))
    assert sheet is not None
    flat = cv2.resize(sheet.gray, (425, 550), interpolation=cv2.INTER_AREA).astype(np.float32)
    drawn = cv2.resize(form, (425, 550), interpolation=cv2.INTER_AREA).astype(np.float32)
    (across, down), _ = cv2.phaseCorrelate(255 - drawn, flat.max() - flat)
    assert max(abs(across), abs(down)) < 3


def test_the_fields_of_a_photographed_form_are_read(reader: PageReader) -> None:
    document = Document((FORM,), Photographed(SHOTS[1]))
    fields = only_request(reader, document.content()).fields
    wanted = {"patient.name": SAID.patient.name, "patient.dob": SAID.patient.dob.isoformat()}
    assert {name: fields[name].value for name in wanted} == wanted


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_the_camera_s_orientation_mark_comes_first(
    reader: PageReader, form: Picture, orientation: int
) -> None:
    (page,) = reader.read(as_jpeg(form, replace(SHOTS[1], orientation=orientation))).pages
    assert SAID.patient.last in page.text()
    assert (page.width, page.height) == (pytest.approx(8.5, abs=0.01), pytest.approx(11.0, abs=0.01))


def test_a_photograph_in_heic_is_laid_flat_too(reader: PageReader, form: Picture) -> None:
    (page,) = reader.read(heic(Image.fromarray(photograph(form, SHOTS[1])))).pages
    assert page.width == pytest.approx(8.5, abs=0.01)


def test_a_photograph_put_into_a_pdf_is_laid_flat_too(reader: PageReader, form: Picture) -> None:
    content = paper.as_scan_pdf([Image.fromarray(photograph(form, SHOTS[1]))])
    (page,) = reader.read(content).pages
    assert page.width == pytest.approx(8.5, abs=0.01)
    assert SAID.patient.last in page.text()


def test_scans_and_drawn_pages_are_left_alone(form: Picture) -> None:
    with Image.open("fixtures/corpus/scan-representative.jpg") as scan:
        assert lay_flat(np.array(scan.convert("L"))) is None
    assert lay_flat(form) is None
    assert lay_flat(np.array(paper.blank())) is None


def test_a_white_panel_on_a_tinted_page_is_no_sheet(form: Picture) -> None:
    tinted = np.full((2600, 2000), 205, np.uint8)
    tinted[400:2500, 150:1850] = cv2.resize(form, (1700, 2100), interpolation=cv2.INTER_AREA)
    assert lay_flat(tinted) is None


def test_what_has_no_four_corners_in_the_picture_is_left_alone(form: Picture) -> None:
    near = photograph(form, replace(SHOTS[1], fills=1.3))
    noise = np.random.default_rng(3).integers(0, 255, (1500, 1100)).astype(np.uint8)
    assert lay_flat(near) is None
    assert lay_flat(noise) is None


def test_a_card_on_a_table_keeps_the_shape_of_a_card() -> None:
    card = np.full((850, 1350), 235, np.uint8)
    cv2.putText(card, "DRIVER LICENSE", (80, 200), cv2.FONT_HERSHEY_SIMPLEX, 3, 20, 6)
    sheet = lay_flat(photograph(card, Shot(size=(3024, 2268), tilt=0.05, lean=0.0, fills=0.6)))
    assert sheet is not None
    assert sheet.gray.shape[1] / sheet.gray.shape[0] == pytest.approx(1350 / 850, rel=0.08)


def test_a_tiny_picture_is_read_as_it_is(reader: PageReader) -> None:
    out = BytesIO()
    Image.new("L", (40, 30), 255).save(out, "JPEG")
    assert len(reader.read(out.getvalue()).pages) == 1
