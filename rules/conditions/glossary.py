"""Every name and function of conditions with its type, its meaning and an example: what an admin may write.

Types come from the vocabulary that conditions are compiled with; a test keeps meanings and names in step,
compiles every example, and evaluates those of functions, which are true.
"""

from collections.abc import Iterator, Mapping

from cel_expr_python import cel  # type: ignore[import-untyped]  # ships stubs but no py.typed marker

from intake_daemon.model import CATALOGUE, Frozen
from rules.conditions import vocabulary
from rules.conditions.glossary_words import FACTS, FUNCTIONS, SIGNS, STANDINGS

PLAIN_TYPES: Mapping[str, str] = {
    "STRING": "text",
    "BOOL": "true or false",
    "INT": "number",
    "TIMESTAMP": "day",
    "LIST": "list of texts",  # the only lists there are, but for those of periods
    "MAP": "block",
}
FIELD_TYPES: Mapping[str, str] = {
    "string": "text",
    "phone": "telephone number",
    "email": "mail address",
    "bool": "true or false",
    "date": "day",
    "list": "list of texts",
    "periods": "list of periods",
}
FIELD_EXAMPLES: Mapping[str, str] = {
    "string": '{0} == "a text"',
    "phone": '{0} == "+16165550100"',
    "email": '{0}.endsWith("@example.org")',
    "bool": "{0}",
    "date": "{0} <= received_on",
    "list": '"a word" in {0}',
    "periods": "size({0}) > 1",
}


class Entry(Frozen):
    """One thing that a condition may say.

    Args:
        group: fact, field, standing (of a field), house (the facility's own figures), function or sign.
        name: as it is written; a function with its parameters.
        type: in plain words.
        meaning: one sentence.
        example: a condition with it.
    """

    group: str
    name: str
    type: str
    meaning: str
    example: str

    def tells_of(self, searched: str) -> bool:
        """True when a search for this finds it: in its name, its meaning or its example."""
        return searched.lower() in f"{self.name} {self.meaning} {self.example}".lower()


def glossary(house: Mapping[str, int]) -> tuple[Entry, ...]:
    """Everything conditions may say, for a facility with these figures of its own."""
    return (*_facts(), *_fields(), *_standings(), *_house(house), *_functions(), *_signs())


def plain_type(kind: cel.Type) -> str:
    """A type of CEL in plain words."""
    name = str(kind.name())
    return PLAIN_TYPES.get(name.partition("<")[0].rpartition(".")[2].upper(), name)


def _facts() -> Iterator[Entry]:
    for name, kind in vocabulary.CASE_NAMES.items():
        meaning, example = FACTS[name]
        yield Entry(group="fact", name=name, type=plain_type(kind), meaning=meaning, example=example)


def _fields() -> Iterator[Entry]:
    for spec in CATALOGUE:
        if spec.name != vocabulary.SHADOWED:
            meaning = f"{spec.title[:1].upper()}{spec.title[1:]}, as read."
            example = FIELD_EXAMPLES[spec.type].format(spec.name)
            kind = FIELD_TYPES[spec.type]
            yield Entry(group="field", name=spec.name, type=kind, meaning=meaning, example=example)


def _standings() -> Iterator[Entry]:
    for standing in vocabulary.STANDINGS:
        meaning, example = STANDINGS[standing]
        name, kind = f"FIELD.{standing}", PLAIN_TYPES["BOOL"]
        yield Entry(group="standing", name=name, type=kind, meaning=meaning, example=example)


def _house(house: Mapping[str, int]) -> Iterator[Entry]:
    for name, number in sorted(house.items()):
        meaning = f"A figure of the facility's own, from policy.yaml; now {number}."
        said = f"house.{name}"
        yield Entry(group="house", name=said, type="number", meaning=meaning, example=f"{said} == {number}")


def _functions() -> Iterator[Entry]:
    for function in vocabulary.functions(frozenset()):
        meaning, example = FUNCTIONS[function.name]
        taken = ", ".join(plain_type(kind) for kind in function.parameters)
        name, kind = f"{function.name}({taken})", plain_type(function.result)
        yield Entry(group="function", name=name, type=kind, meaning=meaning, example=example)


def _signs() -> Iterator[Entry]:
    for name, (meaning, example) in SIGNS.items():
        yield Entry(group="sign", name=name, type="", meaning=meaning, example=example)
