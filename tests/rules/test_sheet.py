"""Reading YAML with the place of everything in it; whatever a file holds, it is answered with problems."""

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import rules
from rules.files.sheet import read_sheet

TEXT = """\
- id: first
  when: >-
    a
    && b
  examples: {pass: [{x: 1}, {y: 2026-03-02}]}
"""
SHIPPED = (rules.SHIPPED / "access" / "requests.yaml").read_text(encoding="utf-8")
SNIPPETS = [
    "[",
    "]",
    "{",
    "}",
    ":",
    "-",
    '"',
    "'",
    "&a ",
    "*a ",
    "!x ",
    "|",
    "\n",
    "\t",
    "<<: {a: 1}\n",
    "? ",
    "%",
    "no",
]


@pytest.mark.parametrize(
    ("path", "at_key", "place"),
    [
        ((0, "id"), True, (0, 2)),
        ((0, "id"), False, (0, 6)),
        ((0, "when"), False, (1, 8)),
        ((0, "examples", "pass", 1, "y"), False, (4, 32)),
        ((0, "examples", "fail"), True, (4, 12)),
    ],
)
def test_everything_has_its_line_and_column(
    path: tuple[str | int, ...], at_key: bool, place: tuple[int, int]
) -> None:
    sheet, problems = read_sheet("a.yaml", TEXT)

    assert sheet is not None
    assert problems == ()
    assert sheet.place(path, at_key=at_key) == place


def test_a_quoted_yes_is_a_word_and_a_bare_one_is_refused() -> None:
    _, quoted = read_sheet("a.yaml", "- id: 'yes'\n")
    _, bare = read_sheet("a.yaml", "- id: yes\n")

    assert quoted == ()
    assert [problem.column for problem in bare] == [7]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, len(SHIPPED)), st.sampled_from(SNIPPETS)), min_size=1, max_size=3))
def test_a_file_spoilt_anywhere_gives_problems_and_never_a_crash(
    tmp_path: Path, spoilt: list[tuple[int, str]]
) -> None:
    text = SHIPPED
    for place, snippet in spoilt:
        text = text[:place] + snippet + text[place:]
    shutil.copy(rules.SHIPPED / "policy.yaml", tmp_path / "policy.yaml")
    (tmp_path / "access.yaml").write_text(text, encoding="utf-8")

    for problem in rules.check(tmp_path):
        assert problem.render()
        assert problem.message
