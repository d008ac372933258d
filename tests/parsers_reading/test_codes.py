"""Bar codes are found on separator sheets and on forms, and cost nothing on pages that have none."""

import numpy as np
import pytest
import zxingcpp
from PIL import Image
from support import paper

from fixtures.draw.batches import batches
from parsers.picture.codes import may_hold_codes
from parsers.reading import PageReader


def with_code(
    page: Image.Image, text: str, kind: zxingcpp.BarcodeFormat, size: tuple[int, int]
) -> Image.Image:
    drawn = Image.fromarray(
        np.array(zxingcpp.write_barcode_to_image(zxingcpp.create_barcode(text, kind), scale=2))
    )
    page.paste(drawn.resize(size, Image.Resampling.NEAREST), (600, 1500))
    return page


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_separator_sheet_is_known_however_it_lies(reader: PageReader, turn: int) -> None:
    page = with_code(paper.blank(), "PATCHT", zxingcpp.BarcodeFormat.Code128, (700, 240))
    paper.write(page, "SEPARATOR SHEET", 600, 1300, 16)
    (found,) = reader.read(paper.as_png(page.rotate(turn, expand=True))).pages
    assert [code.text for code in found.codes] == ["PATCHT"]


@pytest.mark.parametrize("fine", [True, False])
@pytest.mark.parametrize(
    ("kind", "size"),
    [
        (zxingcpp.BarcodeFormat.Code128, (700, 160)),
        (zxingcpp.BarcodeFormat.Code39, (900, 160)),
        (zxingcpp.BarcodeFormat.QRCode, (260, 260)),
        (zxingcpp.BarcodeFormat.DataMatrix, (220, 220)),
    ],
)
def test_a_code_on_a_faxed_letter_is_found(
    reader: PageReader, kind: zxingcpp.BarcodeFormat, size: tuple[int, int], fine: bool
) -> None:
    page = with_code(paper.typed_letter(), "RX-884512", kind, size)
    (found,) = reader.read(paper.as_fax([page], fine=fine)).pages
    assert [code.text for code in found.codes] == ["RX-884512"]
    assert found.codes[0].box[1] == pytest.approx(1500 / paper.HEIGHT, abs=0.03)


def test_pages_of_print_are_not_searched() -> None:
    assert not may_hold_codes(np.array(paper.typed_letter()), paper.DPI)
    assert not may_hold_codes(np.array(paper.blank()), paper.DPI)


def test_a_faxed_separator_is_found(reader: PageReader) -> None:
    (batch,) = [batch for batch in batches() if batch.name == "separators"]
    pages = reader.read(batch.faxed()).pages
    assert [[code.text for code in page.codes] for page in pages] == [
        ["PATCHT"],
        [],
        ["PATCHT"],
        [],
        ["PATCHT"],
        [],
    ]
