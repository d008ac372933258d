"""Tables on terminals and in files."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.capture import printed

from intake_daemon.commands.output import WIDTH, first_of, print_table, printable

TEXT = st.text(st.characters(categories=("L", "N", "P", "Zs")), min_size=0, max_size=120)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 99999), TEXT, TEXT), min_size=1, max_size=4))
def test_a_table_fits_its_width_and_loses_no_letter(rows: list[tuple[int, str, str]]) -> None:
    shown = printed(
        lambda: print_table(("NO", "REASON", "NEXT STEP"), rows, empty="", wide=("REASON", "NEXT STEP"))
    )

    letters = sorted(
        sign for row in rows for cell in row for sign in str(cell) if sign.isalnum() and sign.isascii()
    )
    seen = sorted(
        sign for line in shown.splitlines()[2:] for sign in line if sign.isalnum() and sign.isascii()
    )
    assert all(len(line.rstrip()) <= WIDTH for line in shown.splitlines())
    assert letters == seen


def test_an_empty_table_is_a_sentence() -> None:
    assert printed(lambda: print_table(("A",), [], empty="Nothing to do.")) == "Nothing to do.\n"


def test_nothing_is_coloured_in_a_file() -> None:
    assert "\x1b" not in printed(lambda: print_table(("A",), [("x",)], empty=""))


@pytest.mark.parametrize("text", ["\x1b[2Jgone", "a\x07b", "a\x9b31m", "ab\u202egnp.exe"])
def test_what_stands_on_paper_cannot_steer_the_terminal(text: str) -> None:
    assert all(sign.isprintable() for sign in printable(text))


def test_the_first_reason_stands_for_the_others() -> None:
    assert first_of(["one", "two", "three"]) == "one (and 2 more)"
    assert first_of(["one"]) == "one"
    assert first_of([]) == ""
