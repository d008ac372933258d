from pathlib import Path

import pytest
from support.match_records import REQUEST, asked

from intake_daemon.errors import UnreadableDocument
from intake_daemon.matching.lines import BadLine, MatchedLine, match_files


def written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_every_incoming_line_gets_its_answer_in_order(tmp_path: Path) -> None:
    stored = written(tmp_path / "stored.jsonl", REQUEST.model_dump_json())
    incoming = written(tmp_path / "in.jsonl", asked("I1").model_dump_json(), "", '{"id": "I2"}')

    answers = list(match_files(stored, incoming))

    assert [(a.id, a.outcome, a.of) for a in answers if isinstance(a, MatchedLine)] == [
        ("I1", "duplicate", "stored"),
        ("I2", "new", None),
    ]


def test_an_answer_has_the_keys_of_the_contract_in_its_order(tmp_path: Path) -> None:
    stored = written(tmp_path / "stored.jsonl", REQUEST.model_dump_json())

    (answer,) = match_files(stored, written(tmp_path / "in.jsonl", '{"id": "I1"}'))

    assert list(answer.model_dump(mode="json")) == [
        "id",
        "outcome",
        "relation",
        "of",
        "patient_of",
        "score",
        "because",
    ]


def test_incoming_lines_are_not_compared_with_each_other(tmp_path: Path) -> None:
    stored = written(tmp_path / "stored.jsonl", "")
    incoming = written(tmp_path / "in.jsonl", asked("I1").model_dump_json(), asked("I2").model_dump_json())

    assert [a.outcome for a in match_files(stored, incoming) if isinstance(a, MatchedLine)] == ["new", "new"]


def test_a_bad_line_is_told_and_the_others_are_judged(tmp_path: Path) -> None:
    stored = written(tmp_path / "stored.jsonl", "{", REQUEST.model_dump_json())
    incoming = written(tmp_path / "in.jsonl", '{"no": "id"}', asked("I1").model_dump_json())

    first, second, third = match_files(stored, incoming)

    assert isinstance(first, BadLine)
    assert first.message.startswith("stored.jsonl line 1 is not JSON")
    assert second == BadLine(message='in.jsonl line 1 is not an object with an "id"')
    assert isinstance(third, MatchedLine)
    assert third.of == "stored"


def test_a_file_that_is_not_there_is_told_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match=r"^missing\.jsonl cannot be opened: No such file"):
        list(match_files(tmp_path / "missing.jsonl", tmp_path / "in.jsonl"))
