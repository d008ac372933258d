"""Every fact that conditions know has words, so that a new one is not left unsaid."""

import pytest

from rules.aloud.sentences import CLAUSES
from rules.aloud.terms import DAYS, FACTS
from rules.conditions.glossary import plain_type
from rules.conditions.vocabulary import CASE_NAMES


@pytest.mark.parametrize("name", CASE_NAMES)
def test_a_fact_is_a_clause_when_it_is_true_or_false_and_a_noun_otherwise(name: str) -> None:
    kind = plain_type(CASE_NAMES[name])

    assert (name in CLAUSES) == (kind == "true or false")
    assert (name in FACTS) == (kind != "true or false")
    assert (name in DAYS) == (kind == "day")
