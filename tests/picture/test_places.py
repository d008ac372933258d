from hypothesis import given
from hypothesis import strategies as st

from intake_daemon.model import Box, Evidence, Method, Page, PageSource, Period, Word
from intake_daemon.picture.look import Standing
from intake_daemon.picture.places import Pages, find_places, in_words, placeless
from intake_daemon.picture.wording import find_words
from intake_daemon.pipeline.report import FoundField, FoundRequest

TOP: Box = (0.1, 0.1, 0.4, 0.12)
BELOW: Box = (0.1, 0.3, 0.4, 0.32)
WHOLE: Box = (0, 0, 1, 1)


def field(
    *boxes: Box, value: object = "Jane", state: str = "present", confidence: float = 0.95, text: str = ""
) -> FoundField:
    evidence = tuple(Evidence(part="0", page=1, box=box, text=text, method=Method.LABEL) for box in boxes)
    return FoundField(value=value, state=state, confidence=confidence, evidence=evidence, alternatives=())


def request(**fields: FoundField) -> FoundRequest:
    return FoundRequest(
        kind="patient_access",
        kind_confidence=1.0,
        pages=(1,),
        fields={name.replace("__", "."): value for name, value in fields.items()},
        doubts=(),
        findings=(),
        match=None,
        decision="review",
        reasons=(),
        queue=None,
        priority=3,
        due_on=None,
        next_step="",
        would_send=(),
    )


def page(*lines: str) -> Page:
    words = [
        Word(text=text, box=(x / 8, row / 16, (x + 1) / 8, (row + 1) / 16), line=row)
        for row, line in enumerate(lines)
        for x, text in enumerate(line.split())
    ]
    return Page(
        part="0", number=1, part_page=1, width=8.5, height=11, source=PageSource.PLAIN, words=tuple(words)
    )


def needed(_name: str) -> float:
    return 0.9


def test_values_read_from_one_box_share_its_number_in_the_catalogues_order() -> None:
    found = find_places(
        [request(patient__first=field(TOP), patient__name=field(TOP), patient__dob=field(BELOW))],
        (),
        needed,
        Pages(()),
    )

    assert [(place.number, [row.name for row in place.rows]) for place in found] == [
        (1, ["patient.name", "patient.first"]),
        (2, ["patient.dob"]),
    ]


def test_boxes_that_hold_one_value_together_bear_one_number() -> None:
    found = find_places([request(patient__address=field(TOP, BELOW))], (), needed, Pages(()))

    assert [place.areas for place in found] == [((TOP,), (BELOW,))]


def test_a_value_is_explained_once_and_pointed_to_from_its_other_places() -> None:
    both = field(TOP, BELOW)

    found = find_places([request(scope__periods=both, scope__end=field(BELOW))], (), needed, Pages(()))

    assert [[(row.name, row.see) for row in place.rows] for place in found] == [
        [("scope.periods", None)],
        [("scope.end", None), ("scope.periods", 1)],
    ]


def test_a_box_has_the_colour_of_the_gravest_value_in_it() -> None:
    sure, doubted = field(TOP), field(TOP, confidence=0.89)
    torn = field(BELOW, value=None, state="conflicting")

    found = find_places(
        [request(patient__name=sure, patient__first=doubted, patient__dob=torn)], (), needed, Pages(())
    )

    assert [place.standing for place in found] == [Standing.DOUBTED, Standing.CONFLICTING]


def test_evidence_that_is_a_whole_page_is_looked_for_by_its_words() -> None:
    pages = Pages([page("Please send the records", "of Jane Public, born 1961")])
    by_words = field(WHOLE, text="jane\tPUBLIC")

    found = find_places([request(patient__name=by_words)], (), needed, pages)

    assert [place.areas for place in found] == [(((1 / 8, 1 / 16, 3 / 8, 2 / 16),),)]


def test_what_stands_nowhere_is_listed_without_a_number() -> None:
    nowhere = field(WHOLE, text="from the envelope")

    found = placeless(
        request(requestor__email=nowhere, patient__dob=field(TOP)), 1, needed, Pages([page("Hi")])
    )

    assert [row.name for row in found] == ["requestor.email"]


def test_words_are_found_whole_and_over_the_end_of_a_line() -> None:
    text = page("We faxed it by", "fax on Monday")

    assert find_words(text, "fax") == ((0.0, 1 / 16, 1 / 8, 2 / 16),)
    assert [len(find_words(text, "it by fax")), find_words(text, "by mail")] == [2, ()]


@given(st.lists(st.text("abü1 -", max_size=14), max_size=12), st.text("abü1 ", max_size=20))
def test_looking_for_words_never_fails_and_stays_on_the_page(lines: list[str], wanted: str) -> None:
    text = page(*lines)

    boxes = {word.box for word in text.words}

    assert all(any(box[1] == other[1] for other in boxes) for box in find_words(text, wanted))


def test_values_are_written_as_people_write_them() -> None:
    period = Period(start="2024-01-01", end=None)

    assert [in_words(value) for value in (True, ["labs", "notes"], (period,))] == [
        "yes",
        "labs, notes",
        "2024-01-01 to …",
    ]
