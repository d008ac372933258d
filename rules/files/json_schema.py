"""JSON Schema of the three kinds of files in a rules folder, so that editors complete and check while you type.

Everything comes from the models that read the files: keys and types from their fields, descriptions from the
`Args` of their docstrings. What only reading can find (conditions, queues, ids that stand twice) is left to
`intake-daemon rules check`.
"""

import inspect
import json
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, cast

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from intake_daemon.model import CATALOGUE, FIELD_NAMES, Case, Kind
from intake_daemon.model.matching import MatchTuning
from intake_daemon.model.weights import Weights
from rules.files.json_schema_words import ALTERNATIVES, KEY_EXAMPLES, MEANINGS, SNIPPET
from rules.names import FIELD_SCHEMA
from rules.policy import Policy
from rules.schema import EXAMPLE_SCHEMA, RuleText

DRAFT = "https://json-schema.org/draft/2020-12/schema"
MARKS: Mapping[str, Mapping[str, object]] = {"FieldName": FIELD_SCHEMA, "Example": EXAMPLE_SCHEMA}
ARGUMENT = re.compile(r"(?m)^ {4}(\w+): (.+(?:\n {5,}.+)*)")


class SchemaOf(StrEnum):
    """The kinds of files that have a schema; the value is the file's name without `.json`."""

    RULES = "rules"
    POLICY = "policy"
    MATCHING = "matching"


SHAPES: Mapping[
    SchemaOf, tuple[TypeAdapter[Any], str]
] = {  # Any: three shapes, of which only the schema is used
    SchemaOf.RULES: (TypeAdapter(list[RuleText]), "Rules of what a complete request must say"),
    SchemaOf.POLICY: (TypeAdapter(Policy), "The facility's own figures, queues, clocks and words"),
    SchemaOf.MATCHING: (TypeAdapter(MatchTuning), "How requests and patients are recognised"),
}


def schema_of(file: SchemaOf) -> dict[str, object]:
    """The schema of one kind of file, as a JSON document."""
    shape, title = SHAPES[file]
    made = shape.json_schema(by_alias=True, schema_generator=Described)
    whole = cast(dict[str, object], _referring(made))
    definitions = _definitions(whole)
    return {"$schema": DRAFT, **whole, "title": title, "$defs": definitions}


def as_json(file: SchemaOf) -> str:
    """The schema as it is published: indented, with a line's end at the end."""
    return json.dumps(schema_of(file), indent=1, ensure_ascii=False) + "\n"


class Described(GenerateJsonSchema):
    """Pydantic's own generator, which also takes the `Args` of docstrings for descriptions of keys."""

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """One model, its keys described."""
        made = super().model_schema(schema)
        model = schema["cls"]
        said = arguments_of(model)
        for name, info in model.model_fields.items():
            described = made["properties"][info.alias or name]
            described.pop("title", None)
            if meaning := said.get(name) or _of_type(model, name):
                described["description"] = f"{meaning[:1].upper()}{meaning[1:]}"
            if shown := KEY_EXAMPLES.get(f"{model.__name__}.{name}"):
                described["examples"] = list(shown)
        _narrow(model, made)
        return made

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        """A block of names of one's own choice: none but such as the pattern allows."""
        made = super().dict_schema(schema)
        return {**made, "additionalProperties": False} if "patternProperties" in made else made


def arguments_of(model: type[BaseModel]) -> dict[str, str]:
    """What a model's docstring, and those it builds on, say of its fields."""
    said: dict[str, str] = {}
    for base in reversed(model.__mro__):
        text = inspect.cleandoc(base.__dict__.get("__doc__") or "")
        arguments = text.partition("Args:\n")[2]
        said.update({name: " ".join(meaning.split()) for name, meaning in ARGUMENT.findall(arguments)})
    return said


def _of_type(model: type[BaseModel], name: str) -> str:
    """What a key means when its model does not say: what its type is for."""
    kind = model.model_fields[name].annotation
    if issubclass(model, Weights):
        return MEANINGS.get(name, "")
    documented = isinstance(kind, type) and issubclass(kind, BaseModel)
    return inspect.cleandoc(kind.__doc__ or "").partition("\n")[0] if documented and kind else ""


def _narrow(model: type[BaseModel], made: JsonSchemaValue) -> None:
    """Say what a model's validators refuse besides, as far as JSON Schema can."""
    made["description"] = inspect.cleandoc(model.__doc__ or "").partition("\n")[0]
    made.update(ALTERNATIVES.get(model.__name__, {}))
    if model is Policy:
        made["properties"]["kinds"]["required"] = [kind.value for kind in Kind]
    if model is RuleText:
        made["defaultSnippets"] = [SNIPPET]  # editors offer it; validators do not look at it


def _definitions(made: dict[str, object]) -> dict[str, object]:
    """The parts a schema is made of; lists of names stand in it once."""
    parts = cast(dict[str, dict[str, object]], made.pop("$defs", {}))
    named = {name: part for name, part in _LISTS.items() if f"#/$defs/{name}" in json.dumps([made, parts])}
    return dict(sorted({**parts, **named}.items()))


def _referring(node: object) -> object:
    """Every list of field names, and every example, as a reference to one definition of it."""
    if isinstance(node, list):
        return [_referring(item) for item in node]
    if not isinstance(node, dict):
        return node
    for name, marks in MARKS.items():
        if all(node.get(key) == value for key, value in marks.items()):
            return {**{k: v for k, v in node.items() if k not in marks}, "$ref": f"#/$defs/{name}"}
    return {key: _referring(value) for key, value in node.items()}


#: What stands in a schema once, under a name.
_LISTS: Mapping[str, dict[str, object]] = {
    "FieldName": {
        "description": "A field of a request, by its contract name.",
        "type": "string",
        "enum": [spec.name for spec in CATALOGUE],
        "enumDescriptions": [spec.title for spec in CATALOGUE],
    },
    "Example": {
        "description": "A small case: fields by their names, and the case's own facts.",
        "type": "object",
        "propertyNames": {"enum": sorted(FIELD_NAMES | (Case.model_fields.keys() - {"fields"}))},
    },
}
