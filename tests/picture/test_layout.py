"""Where numbers go, how mails are set, what the strip may contain."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from intake_daemon.model import Page, PageSource
from intake_daemon.picture.geometry import InkMap, Rect
from intake_daemon.picture.grounds import Typed, grounds
from intake_daemon.picture.tags import GUTTER, Target, place_tags
from intake_daemon.picture.typed import COLUMNS, LINES, set_words
from intake_daemon.picture.writing import text_width, wrapped, writable
from parsers.plain import set_text

WIDTH, HEIGHT = 300.0, 400.0


@st.composite
def rects(draw: st.DrawFn) -> Rect:
    left, top = draw(st.floats(0, WIDTH - 40)), draw(st.floats(0, HEIGHT - 20))
    return Rect(left, top, left + draw(st.floats(3, 40)), top + draw(st.floats(3, 20)))


def page(text: str) -> Page:
    sheet = set_text(text)
    return Page(
        part="0",
        number=1,
        part_page=1,
        width=sheet.width,
        height=sheet.height,
        source=PageSource.PLAIN,
        words=sheet.words,
    )


def blank() -> InkMap:
    return InkMap(np.zeros((int(HEIGHT), int(WIDTH))))


@settings(max_examples=60)
@given(st.lists(rects(), min_size=1, max_size=12))
def test_a_number_covers_no_box_and_no_other_number(boxes: list[Rect]) -> None:
    targets = [Target(number, rect) for number, rect in enumerate(boxes, 1)]

    placed = place_tags(targets, boxes, blank(), WIDTH, HEIGHT)

    assert [tag.number for tag in placed] == [target.number for target in targets]
    for position, tag in enumerate(placed):
        others = [other.rect for other in placed[:position]]
        assert not any(tag.rect.meets(rect) for rect in [*boxes, *others])


def test_on_a_page_full_of_print_numbers_go_to_the_margin_and_a_line_leads_back() -> None:
    full = InkMap(np.ones((int(HEIGHT), int(WIDTH))))
    target = Target(7, Rect(40, 100, 90, 112))

    tag = place_tags([target], [target.rect], full, WIDTH, HEIGHT)[0]

    assert -GUTTER <= tag.rect.left < tag.rect.right <= 0
    assert tag.leader is not None
    assert tag.leader[1][0] == target.rect.left


def test_a_number_stands_right_beside_its_box_where_there_is_room() -> None:
    target = Target(1, Rect(100, 100, 150, 112))

    tag = place_tags([target], [target.rect], blank(), WIDTH, HEIGHT)[0]

    assert tag.leader is None
    assert 0 < target.rect.left - tag.rect.right < 2


@given(st.lists(st.text(st.sampled_from("abc é\t"), max_size=260), max_size=70).map("\n".join))
def test_a_text_is_set_whole_in_order_and_inside_its_lines(text: str) -> None:
    words = page(text).words

    found = set_words(words)
    places = [(word.line, word.column) for word in found]

    assert "".join(word.text for word in found) == "".join(word.text for word in words)
    assert places == sorted(set(places))
    assert all(word.column + len(word.text) <= COLUMNS for word in found)


def test_columns_of_a_table_stay_where_they_were_typed() -> None:
    found = set_words(page("Name      Jane\nBorn      1961").words)

    assert [(word.text, word.column) for word in found if word.column] == [("Jane", 10), ("1961", 10)]


def test_a_long_mail_goes_on_on_the_next_sheet_and_boxes_follow_their_words() -> None:
    long = page("\n".join(f"line{number}" for number in range(LINES + 5)))
    first, second = grounds(long, None)

    last = long.words[-1].box

    assert isinstance(first, Typed)
    assert [len(first.rects(last)), len(second.rects(last))] == [0, 1]
    assert second.rects(last)[0].bottom <= second.height


@given(st.text(max_size=200), st.floats(20, 300))
def test_broken_lines_keep_every_letter_and_fit(text: str, width: float) -> None:
    lines = wrapped(text, width, 8.0)

    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(text_width(line, 8.0) <= width or len(line) == 1 for line in lines)


@given(st.text(max_size=60))
def test_whatever_is_written_has_letters_in_the_built_in_fonts(text: str) -> None:
    assert writable(text).encode("cp1252").decode("cp1252") == writable(text)


def test_accents_stay_where_the_fonts_have_them() -> None:
    assert writable("Nuñez, Bő") == "Nuñez, Bo"
