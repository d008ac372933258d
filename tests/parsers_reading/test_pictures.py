"""Faxes, scans and photographs: words, direction, ticks, strokes and lines."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from support import paper

from intake_daemon.errors import Unreadable, UnreadableDocument
from intake_daemon.model import Mark, Page
from parsers.limits import Limits
from parsers.options import ReadOptions
from parsers.picture.ink import find_ink
from parsers.picture.orientation import is_sideways
from parsers.reading import PageReader, read


def text_of(page: Page) -> str:
    return " ".join(word.text for word in page.words)


def nearest(page: Page, dots: tuple[int, int, int, int]) -> Mark | None:
    return max(page.marks, key=lambda mark: paper.share(mark.box, dots), default=None)


@pytest.mark.parametrize("fine", [True, False])
def test_a_fax_is_read_in_both_resolutions(reader: PageReader, fine: bool) -> None:
    (page,) = reader.read(paper.as_fax([paper.typed_letter()], fine=fine)).pages
    assert "complete medical record" in text_of(page)
    assert page.width == pytest.approx(8.5, abs=0.1)
    assert page.height == pytest.approx(11, abs=0.6)
    assert page.rotation == 0


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_fax_is_read_upright(reader: PageReader, turn: int) -> None:
    content = paper.as_png(paper.typed_letter().rotate(turn, expand=True))
    (page,) = reader.read(content).pages
    assert "complete medical record" in text_of(page)
    assert page.rotation == turn
    assert page.height > page.width


def test_a_skewed_page_is_straightened(reader: PageReader) -> None:
    content = paper.as_png(paper.typed_letter().rotate(2.0, fillcolor=255))
    (page,) = reader.read(content).pages
    assert "complete medical record" in text_of(page)
    first = [word.box[1] for word in page.words if word.line == 0]
    assert max(first) - min(first) < 0.006


def test_words_stand_where_they_were_printed(reader: PageReader) -> None:
    page = paper.typed_letter()
    drawn = paper.write(page, "Quarterhorse", 700, 1600)
    found = reader.read(paper.as_png(page)).pages[0]
    (word,) = [word for word in found.words if word.text == "Quarterhorse"]
    assert paper.share(word.box, drawn) > 0.7


def test_cells_on_one_base_line_share_their_line_number(reader: PageReader) -> None:
    page = paper.typed_letter()
    paper.write(page, "Birthday", 180, 1700)
    paper.write(page, "Telephone", 1100, 1700)
    words = {word.text: word for word in reader.read(paper.as_png(page)).pages[0].words}
    assert words["Birthday"].line == words["Telephone"].line


@pytest.mark.parametrize("points", [8, 10, 12, 16])
@pytest.mark.parametrize("mark", ["x", "tick", "fill", "over"])
def test_ticked_and_empty_boxes_are_told_apart(reader: PageReader, points: int, mark: str) -> None:
    page = paper.typed_letter()
    side = round(points * paper.DPI / 72)
    ticked = paper.box(page, 200, 1500, side, mark)
    empty = paper.box(page, 200, 1600, side)
    paper.write(page, "Laboratory reports", 270, 1500)
    paper.write(page, "Radiology reports", 270, 1600)
    (found,) = reader.read(paper.as_fax([page])).pages
    upper, lower = nearest(found, ticked), nearest(found, empty)
    assert upper is not None
    assert lower is not None
    assert (upper.ticked, lower.ticked) == (True, False)
    assert len(found.marks) == 2


def test_chosen_and_open_circles_are_told_apart(reader: PageReader) -> None:
    page = paper.typed_letter()
    chosen = paper.ring(page, 200, 1500, 32, chosen=True)
    left_open = paper.ring(page, 200, 1600, 32, chosen=False)
    (found,) = reader.read(paper.as_png(page)).pages
    upper, lower = nearest(found, chosen), nearest(found, left_open)
    assert upper is not None
    assert lower is not None
    assert (upper.ticked, lower.ticked) == (True, False)


def test_plain_print_has_no_marks_and_no_strokes(reader: PageReader) -> None:
    (page,) = reader.read(paper.as_fax([paper.typed_letter()])).pages
    assert page.marks == ()
    assert page.strokes == ()


@pytest.mark.parametrize("fine", [True, False])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_scribble_over_the_signature_line_is_loose_ink(reader: PageReader, fine: bool, seed: int) -> None:
    page = paper.typed_letter()
    paper.line(page, 200, 1700, 900)
    paper.write(page, "Signature of patient", 200, 1715, 9)
    drawn = paper.scribble(page, 260, 1700, seed=seed)
    (found,) = reader.read(paper.as_fax([page], fine=fine)).pages
    assert max(paper.share(stroke.box, drawn) for stroke in found.strokes) > 0.5


def test_an_empty_signature_line_has_no_loose_ink_but_a_rule(reader: PageReader) -> None:
    page = paper.typed_letter()
    paper.line(page, 200, 1700, 900)
    paper.write(page, "Signature of patient", 200, 1715, 9)
    (found,) = reader.read(paper.as_fax([page])).pages
    assert found.strokes == ()
    (rule,) = found.rules
    assert rule.box[0] == pytest.approx(200 / paper.WIDTH, abs=0.005)
    assert rule.box[2] == pytest.approx(900 / paper.WIDTH, abs=0.005)


def test_a_streak_down_the_page_is_no_stroke(reader: PageReader) -> None:
    page = paper.typed_letter().rotate(0.6, fillcolor=255)
    dots = np.array(page)
    dots[:, 800:802] = 0
    (found,) = reader.read(paper.as_fax([Image.fromarray(dots)])).pages
    assert found.strokes == ()
    assert "complete medical record" in text_of(found)


def test_a_blank_page_with_dirt_is_blank(reader: PageReader) -> None:
    dots = np.array(paper.blank())
    rng = np.random.default_rng(5)
    dots[rng.integers(0, dots.shape[0], 800), rng.integers(0, dots.shape[1], 800)] = 0
    pages = reader.read(paper.as_fax([Image.fromarray(dots), paper.typed_letter()])).pages
    assert [page.blank for page in pages] == [True, False]
    assert pages[0].words == ()


def test_a_photograph_with_a_shadow_is_read(reader: PageReader) -> None:
    dots = np.array(paper.typed_letter()).astype(np.float64)
    shadow = np.linspace(0.35, 1.0, dots.shape[1])
    out = BytesIO()
    Image.fromarray((dots * shadow).astype(np.uint8)).save(out, "JPEG", quality=85)
    (page,) = reader.read(out.getvalue()).pages
    assert "complete medical record" in text_of(page)


def test_a_photograph_is_turned_as_its_camera_says(reader: PageReader) -> None:
    sideways = paper.typed_letter().rotate(90, expand=True)
    mark = Image.Exif()
    mark[0x0112] = 6  # shown after a quarter turn clockwise
    out = BytesIO()
    sideways.save(out, "JPEG", exif=mark, dpi=(204, 204))
    (page,) = reader.read(out.getvalue()).pages
    assert "complete medical record" in text_of(page)
    assert page.rotation == 0


def test_a_fax_that_breaks_off_gives_its_whole_pages_and_a_problem(reader: PageReader) -> None:
    whole = paper.as_fax([paper.typed_letter()] * 3)
    reading = reader.read(_cut_third_page(whole))
    assert len(reading.pages) == 2
    assert [problem.kind for problem in reading.problems()] == [Unreadable.CORRUPT]


def _cut_third_page(content: bytes) -> bytes:
    """Cut the file inside the strips of its third page, wherever the writer put the directories."""
    with Image.open(BytesIO(content)) as image:
        image.seek(2)
        offset = image.tag_v2[273][0]
    return content[: offset + 8]


def test_more_pixels_than_allowed_are_refused_before_decoding() -> None:
    options = ReadOptions(limits=Limits(pixels=1_000_000))
    with pytest.raises(UnreadableDocument) as caught:
        read(paper.as_png(paper.blank()), options)
    assert caught.value.kind == Unreadable.TOO_LARGE


def test_more_pages_than_allowed_become_a_problem_of_the_part() -> None:
    options = ReadOptions(limits=Limits(pages=2))
    reading = read(paper.as_fax([paper.blank()] * 3), options)
    assert len(reading.pages) == 2
    assert [problem.kind for problem in reading.problems()] == [Unreadable.TOO_MANY_PAGES]


def test_ink_at_the_very_edge_of_a_page_disturbs_nothing(reader: PageReader) -> None:
    page = paper.typed_letter()
    for top in range(300, 2000, 100):
        paper.box(page, paper.WIDTH - 26, top, 40)
        paper.box(page, -14, top, 40)
    (found,) = reader.read(paper.as_png(page)).pages
    assert "complete medical record" in text_of(found)


def test_a_sideways_page_full_of_ruling_is_read_upright(reader: PageReader) -> None:
    page = paper.typed_letter()
    for top in range(1100, 2100, 14):  # level rules so close seem to be lines of text that runs across them
        page.paste(0, (100, top, 1600, top + 2))
    dots = np.array(page.rotate(90, expand=True).convert("L"))
    assert not is_sideways(find_ink(dots))
    (read,) = reader.read(paper.as_fax([page.rotate(90, expand=True)])).pages

    assert "complete medical record" in text_of(read)
    assert read.rotation in (90, 270)
