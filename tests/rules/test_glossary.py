"""The list of words: complete, true, and every example one that could stand in a rule."""

import pytest

import rules
from intake_daemon.model import CATALOGUE, Case, Kind
from rules.conditions import vocabulary
from rules.conditions.expressions import Answer, Condition
from rules.conditions.glossary import Entry, glossary
from rules.conditions.glossary_words import FACTS, FUNCTIONS, STANDINGS
from rules.judging.facts import Facts

SHIPPED = rules.load(rules.SHIPPED)
LISTED = glossary(SHIPPED.policy.house)


def case() -> Case:
    day = "2026-03-02"
    return Case.model_validate({"kind": Kind.TREATMENT, "fields": {}, "received_on": day, "today": day})


def test_it_has_every_name_and_function_that_conditions_know_and_no_other() -> None:
    functions = {function.name for function in vocabulary.functions(frozenset())}

    assert {
        "facts": set(vocabulary.CASE_NAMES),
        "functions": functions,
        "standings": set(vocabulary.STANDINGS),
        "fields": {spec.name for spec in CATALOGUE} - {vocabulary.SHADOWED},
    } == {
        "facts": {entry.name for entry in LISTED if entry.group == "fact"} & set(FACTS),
        "functions": {entry.name.partition("(")[0] for entry in LISTED if entry.group == "function"}
        & set(FUNCTIONS),
        "standings": {entry.name.rpartition(".")[2] for entry in LISTED if entry.group == "standing"}
        & set(STANDINGS),
        "fields": {entry.name for entry in LISTED if entry.group == "field"},
    }


@pytest.mark.parametrize("entry", LISTED, ids=lambda entry: entry.name)
def test_an_example_is_a_condition(entry: Entry) -> None:
    assert isinstance(SHIPPED.language.compile(entry.example), Condition)


@pytest.mark.parametrize(
    "entry", [e for e in LISTED if e.group in ("function", "house")], ids=lambda e: e.name
)
def test_an_example_of_a_function_is_true(entry: Entry) -> None:
    condition = SHIPPED.language.compile(entry.example)
    assert isinstance(condition, Condition)
    alone = rules.RuleSet(
        SHIPPED.policy, (rules.Rule(SHIPPED.rules[0].text, condition),), SHIPPED.version, SHIPPED.language
    )

    assert Facts(alone, case()).ask(condition) is Answer.YES


def test_types_are_in_plain_words() -> None:
    assert {entry.type for entry in LISTED if entry.group in ("fact", "house", "function")} <= {
        "text", "number", "day", "true or false", "list of texts",
    }  # fmt: skip


def test_a_search_finds_names_meanings_and_examples() -> None:
    found = {entry.name.partition("(")[0] for entry in LISTED if entry.tells_of("Business")}

    assert "business_days_after" in found
    assert "patient.dob" not in found
