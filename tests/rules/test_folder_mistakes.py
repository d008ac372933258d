"""Files that are not read as they were meant: wrong endings, encodings, sizes; and files spoilt anywhere."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.wrong_rules import policy

import rules
from rules.files.policy_file import POLICY

RULE = (Path(__file__).parent / "bad" / "warnings" / "never-asked.yaml").read_text(encoding="utf-8")
FILES = sorted(path.relative_to(rules.SHIPPED).as_posix() for path in rules.SHIPPED.rglob("*.yaml"))
SHIPPED, _ = rules.read_texts(rules.SHIPPED)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / POLICY).write_text(policy(), encoding="utf-8")
    (tmp_path / "ours.yaml").write_text(RULE, encoding="utf-8")
    return tmp_path


def said_of(folder: Path, name: str) -> list[str]:
    return [problem.render() for problem in rules.check(folder) if problem.file == name]


@pytest.mark.parametrize("name", ["more.yml", "more.YAML", "states/more.yaml.txt", "MORE.YML"])
def test_a_file_whose_ending_is_not_read_is_a_mistake(folder: Path, name: str) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(RULE)

    assert said_of(folder, name) == [
        f"{name}: only files whose name ends in .yaml are read; rename it, or move it away."
    ]
    assert len(rules.mistakes(rules.check(folder))) == 1


@pytest.mark.parametrize("name", ["ours.yaml~", "ours.yaml.bak", "ours.yaml.orig"])
def test_a_copy_that_is_not_read_is_a_warning(folder: Path, name: str) -> None:
    (folder / name).write_text(RULE)

    (told,) = (problem for problem in rules.check(folder) if problem.file == name)

    assert told.warning
    assert "is not read" in told.message


@pytest.mark.parametrize("name", [".ours.yaml.swp", ".git/config.yaml", "README.md"])
def test_hidden_files_and_notes_are_none_of_ours(folder: Path, name: str) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("- id: broken\n")

    assert said_of(folder, name) == []


def test_a_letter_that_is_not_utf_8_is_shown_with_its_place(folder: Path) -> None:
    (folder / "ours.yaml").write_bytes("- id: a-rule\n  title: Señal\n".encode("latin-1"))

    assert said_of(folder, "ours.yaml")[0].splitlines() == [
        "ours.yaml:2:12: this letter is not saved as UTF-8; save the file as UTF-8.",
        "      title: Se\N{REPLACEMENT CHARACTER}al",
        "               ^",
    ]


def test_utf_16_is_named(folder: Path) -> None:
    (folder / "ours.yaml").write_bytes(RULE.encode("utf-16"))

    assert said_of(folder, "ours.yaml") == ["ours.yaml: this file is saved as UTF-16; save it as UTF-8."]


@pytest.mark.parametrize("as_saved", ["\ufeff{}", "{}\r\n"])
def test_a_mark_at_the_beginning_and_the_line_ends_of_windows_change_nothing(
    folder: Path, as_saved: str
) -> None:
    usual = said_of(folder, "ours.yaml")

    text = as_saved.format(RULE).replace("\n", "\r\n" if "\r" in as_saved else "\n")
    (folder / "ours.yaml").write_bytes(text.encode("utf-8"))

    assert said_of(folder, "ours.yaml") == usual
    assert len(rules.load(folder).rules) == 1


def test_a_file_too_large_to_be_meant_is_not_read(folder: Path) -> None:
    (folder / "ours.yaml").write_text("# padding\n" * 50_000)
    assert "letters; split it into several" in said_of(folder, "ours.yaml")[0]

    (folder / "ours.yaml").write_text("# padding\n" * 150_000)
    assert "bytes; split it into several" in said_of(folder, "ours.yaml")[0]


def test_an_empty_file_is_told_and_an_empty_policy_is_a_mistake(folder: Path) -> None:
    (folder / "ours.yaml").write_text("")
    assert "this file holds no rule" in said_of(folder, "ours.yaml")[0]

    (folder / POLICY).write_text("")
    assert "here belongs a block of 'key: value' lines" in said_of(folder, POLICY)[0]


def test_a_rule_below_states_says_where_its_law_was_read() -> None:
    law = RULE.replace("House policy: an example for tests", "Cal. Health & Safety Code § 123110")
    texts = {POLICY: policy(), "states/nowhere.yaml": law}

    (told,) = rules.mistakes(rules.check_texts(texts))

    assert "says with source: {url: …, read_on: …} where its law was read" in told.message
    assert rules.mistakes(rules.check_texts({POLICY: policy(), "elsewhere.yaml": law})) == ()


def test_what_was_in_force_is_loaded_again_whatever_is_found_wrong_with_it_since() -> None:
    wrong = RULE.replace("fail: [{patient.dob: absent}]", "fail: [{patient.dob: 1971-04-09}]")
    texts = {POLICY: policy(), "ours.yaml": wrong}

    assert len(rules.mistakes(rules.check_texts(texts))) == 1
    assert len(rules.load_texts(texts).rules) == 1


def test_faults_of_many_files_are_told_at_once(folder: Path) -> None:
    for name in ("one.yaml", "two.yaml", "three.yaml"):
        (folder / name).write_text("- id: x\n  when: nowhere\n")

    told = {problem.file for problem in rules.mistakes(rules.check(folder))}

    assert told == {"one.yaml", "two.yaml", "three.yaml"}


SNIPPETS = st.sampled_from(
    ["[", "]", "{", "}", ": ", "- ", '"', "'", "&a ", "*a ", "!x ", "|", ">", "\n", "\t", "<<: {a: 1}\n", "? ", "%",
     "@", "no", "null", "~", "2026-02-30", "9" * 5000, "\x00", "\u2028", "\ufeff", " && ", "true", "# ", "---\n",
     "0x1F", ".nan", "é", "[" * 40]
)  # fmt: skip


@st.composite
def spoilt(draw: st.DrawFn, text: str) -> str:
    """A text with something put in, taken out, or moved, once or a few times."""
    for _ in range(draw(st.integers(1, 3))):
        lines = text.splitlines(keepends=True) or ["\n"]
        place, letter = draw(st.integers(0, len(lines) - 1)), draw(st.integers(0, len(text)))
        how = draw(
            st.sampled_from(["put in", "take out", "double", "drop line", "move", "indent", "cut off"])
        )
        if how == "put in":
            text = text[:letter] + draw(SNIPPETS) + text[letter:]
        elif how == "take out":
            text = text[:letter] + text[letter + draw(st.integers(1, 5)) :]
        elif how == "cut off":
            text = text[:letter]
        elif how == "indent":
            text = "".join([*lines[:place], " ", *lines[place:]])
        elif how == "move":
            text = "".join([*lines[:place], *lines[place + 1 :], lines[place]])
        else:
            text = "".join(
                [*lines[:place], *lines[place : place + 1] * (2 * (how == "double")), *lines[place + 1 :]]
            )
    return text


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_shipped_file_spoilt_anywhere_loads_or_gives_problems_with_a_place(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(FILES))
    text = data.draw(spoilt(SHIPPED[name]))
    texts = {POLICY: policy(), "ours.yaml": RULE, name: text}

    problems = rules.check_texts(texts)

    for problem in problems:
        assert problem.render()
        assert problem.file in texts
        assert problem.line or "this file" in problem.message
        if problem.line:
            lines = texts[problem.file].removeprefix("\ufeff").splitlines() or [""]
            assert problem.line <= len(lines)
            assert problem.column <= len(lines[problem.line - 1]) + 1
    if not rules.mistakes(problems):
        assert rules.load_texts(texts).rules
