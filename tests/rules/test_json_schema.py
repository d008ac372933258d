"""The published schemas: what the models hold, what shipped files fulfil, what wrong files do not."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, ValidationError

import rules
from rules.files.json_schema import SchemaOf, as_json, schema_of
from rules.files.modeline import MODELINE, modeline, schema_for, with_modeline
from rules.files.sheet import Tree, read_sheet

SHIPPED = sorted(path.relative_to(rules.SHIPPED).as_posix() for path in rules.SHIPPED.rglob("*.yaml"))
BAD = sorted((Path(__file__).parent / "bad").glob("*.yaml"))

#: What a schema cannot see and `rules check` finds: each a mistake in a condition, or in what belongs together.
BEYOND_A_SCHEMA = ("condition", "id-twice", "key-twice", "date-compared", "unknown-function", "unknown-house",
                   "unknown-queue", "misspelt-standing", "misspelt-date-limit", "policy-unknown-queue",
                   "matching-doubt-over-same", "matching-household", "matching-weaker-weighs-more",
                   "without-clock")  # fmt: skip


def as_an_editor_reads(content: Tree) -> object:
    """JSON knows no days: to an editor they are text."""
    if isinstance(content, dict):
        return {key: as_an_editor_reads(value) for key, value in content.items()}
    if isinstance(content, list):
        return [as_an_editor_reads(value) for value in content]
    return content.isoformat() if isinstance(content, date) else content


def faults(name: str, text: str) -> list[ValidationError]:
    sheet, _ = read_sheet(name, text)
    assert sheet is not None
    validator = Draft202012Validator(schema_of(schema_for(name)))
    return list(validator.iter_errors(as_an_editor_reads(sheet.content)))


@pytest.mark.parametrize("file", SchemaOf)
def test_a_published_schema_is_what_the_models_hold(file: SchemaOf) -> None:
    published = (rules.SHIPPED / "schema" / f"{file}.json").read_text(encoding="utf-8")

    assert as_json(file) == published, "run: python docs/generate.py"


@pytest.mark.parametrize("file", SchemaOf)
def test_a_schema_is_a_schema(file: SchemaOf) -> None:
    Draft202012Validator.check_schema(schema_of(file))


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_file_fulfils_its_schema(name: str) -> None:
    found = faults(name, (rules.SHIPPED / name).read_text(encoding="utf-8"))

    assert [f"{one.json_path}: {one.message}" for one in found] == []


def seen_by_a_schema() -> Iterator[Path]:
    """The wrong files that are YAML, and wrong in a way that a schema can say."""
    for path in BAD:
        sheet, _ = read_sheet(path.name, path.read_text(encoding="utf-8"))
        if sheet is not None and not any(word in path.stem for word in BEYOND_A_SCHEMA):
            yield path


@pytest.mark.parametrize("bad", list(seen_by_a_schema()), ids=lambda path: path.stem)
def test_a_wrong_file_fails(bad: Path) -> None:
    kind = bad.name.partition("-")[0]
    name = f"{kind}.yaml" if kind in ("policy", "matching") else bad.name

    assert faults(name, bad.read_text(encoding="utf-8")) != []


def keys_of(node: object) -> Iterator[tuple[str, dict[str, object]]]:
    """Every key of every block in a schema, with what is said of it."""
    if isinstance(node, dict):
        if node.get("additionalProperties") is False:
            yield from node.get("properties", {}).items()
        for value in node.values():
            yield from keys_of(value)
    elif isinstance(node, list):
        for value in node:
            yield from keys_of(value)


@pytest.mark.parametrize("file", SchemaOf)
def test_every_key_is_described(file: SchemaOf) -> None:
    listed = list(keys_of(schema_of(file)))

    assert len(listed) > 20
    assert [key for key, said in listed if not said.get("description")] == []


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_file_names_its_schema_in_its_first_line(name: str) -> None:
    first = (rules.SHIPPED / name).read_text(encoding="utf-8").splitlines()[0]
    named = first.rpartition("$schema=")[2]

    assert f"{first}\n" == modeline(name), "run: python docs/generate.py"
    assert (rules.SHIPPED / name).parent.joinpath(named).resolve().is_file()


def test_the_line_leads_up_from_the_folder_a_file_lies_in() -> None:
    assert modeline("house.yaml").endswith("$schema=schema/rules.json\n")
    assert modeline("states/kansas.yaml").endswith("$schema=../schema/rules.json\n")
    assert modeline("policy.yaml").endswith("$schema=schema/policy.json\n")


def test_a_line_that_is_there_is_replaced_and_nothing_else() -> None:
    text = "# ours\n- id: a-rule\n"

    moved = with_modeline("states/kansas.yaml", with_modeline("house.yaml", text))

    assert MODELINE.sub("", moved) == text
    assert moved.count("yaml-language-server") == 1
