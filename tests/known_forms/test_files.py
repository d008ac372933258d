"""The file of a known form: what is wrong in it is said by line, with what was meant."""

from pathlib import Path

import pytest
from support.house_form import learned_into

from intake_daemon.errors import ConfigError
from parsers.known.file import read_form
from parsers.known.library import load_blank, load_faces, names

GOOD = """\
language: en
life: 1 year
statements: [revocation]
printed: {authorization.discloser: Otter Creek Hospital}
zones:
  - {zone: 1, page: 1, field: patient.name, holds: name, order: last first, box: [0.1, 0.1, 0.5, 0.12]}
  - {zone: 2, page: 1, field: scope.record_types, holds: tick, value: labs, box: [0.1, 0.2, 0.12, 0.22]}
"""


def said(text: str) -> list[str]:
    """The problems of a file, as they are shown."""
    return [problem.render() for problem in read_form("house/form.yaml", text, 1)[1]]


def test_a_right_file_is_read_whole() -> None:
    written, problems = read_form("house/form.yaml", GOOD, 1)
    assert problems == ()
    assert written is not None
    assert (written.language, written.life, written.statements) == ("en", "1 year", ("revocation",))
    assert [(zone.field, zone.last_first) for zone in written.zones] == [
        ("patient.name", True),
        ("scope.record_types", False),
    ]


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ("patient.name", "patient.nmae", ":6: zone 1: there is no field `patient.nmae`. Did you mean patient.name?"),
        ("holds: name", "holds: nome", "form.yaml:6: zone 1: a place cannot hold `nome`"),
        ("[0.1, 0.1, 0.5, 0.12]", "[0.5, 0.1, 0.1, 0.12]", "form.yaml:6: zone 1: `box` must be [left, top, right"),
        ("zone: 2", "zone: 1", "form.yaml:7: zone 1: this number is given twice"),
        ("page: 1, field: scope", "page: 3, field: scope", "form.yaml:7: zone 2: the form has 1 page(s), not 3."),
        ("value: labs", "value: lab", "a mark cannot say 'lab' of scope.record_types. Did you mean labs?"),
        ("holds: tick, value: labs", "holds: text", "a place for scope.record_types must hold tick or initials"),
        (", value: labs", "", "form.yaml:7: zone 2: `value` is missing"),
        ("life: 1 year", "life: a year", ":2: `life` is 'a year'; write it as 1 year, 6 months, 90 days"),
        ("statements: [revocation]", "statements: [revoke]", "form.yaml:3: there is no statement `revoke`."),
        ("authorization.discloser", "discloser", "form.yaml:4: there is no field `discloser`."),
        ("language: en", "language: english", "form.yaml:1: `language` is 'english'"),
        ("zones:", "zone:", "there is no key `zone`. Did you mean zones?"),
        ("statements: [revocation]", "statements: [revocation", "this is no valid YAML"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line(right: str, wrong: str, message: str) -> None:
    assert right in GOOD
    assert message in "\n".join(said(GOOD.replace(right, wrong, 1)))


def test_all_mistakes_are_found_at_once() -> None:
    assert len(said(GOOD.replace("patient.name", "patient.nmae").replace("value: labs", "value: lab"))) == 2


def test_a_file_that_was_just_learned_has_no_mistake(tmp_path: Path) -> None:
    learned = learned_into(tmp_path, "house")
    blank, problems = load_blank(tmp_path / "house")
    assert problems == ()
    assert blank is not None
    expected = [(zone.number, zone.field, zone.holds, zone.value, zone.box) for zone in learned.zones]
    assert expected == [
        (zone.number, zone.field, zone.holds, zone.value, zone.box) for zone in blank.form.zones
    ]


def test_a_broken_form_stops_the_start_with_the_place_of_the_mistake(tmp_path: Path) -> None:
    learned_into(tmp_path, "house")
    file = tmp_path / "house" / "form.yaml"
    file.write_text(file.read_text().replace("patient.dob", "patient.born"))
    with pytest.raises(ConfigError, match=r"house/form.yaml:\d+: zone \d+: there is no field `patient.born`"):
        load_faces(tmp_path)


def test_a_form_without_its_picture_is_a_mistake(tmp_path: Path) -> None:
    learned_into(tmp_path, "house")
    (tmp_path / "house" / "page-1.png").unlink()
    assert "page-1.png is missing" in load_blank(tmp_path / "house")[1][0].message


def test_no_folder_means_no_forms(tmp_path: Path) -> None:
    assert (names(tmp_path / "nowhere"), load_faces(None)) == ((), ())
