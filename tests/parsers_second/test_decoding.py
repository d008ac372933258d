import string

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.second.alignment import align
from parsers.second.beam import likely_texts
from parsers.second.glimpse import Grammar
from parsers.second.grammars import language
from parsers.second.judging import read_line
from parsers.second.network import Scores
from parsers.second.signs import PLACE, SIGNS

LETTERS = string.ascii_letters + string.digits + " -/.,'"


def seen(*steps: dict[str, float]) -> Scores:
    """Scores of steps; what is not named shares the rest with "nothing here"."""
    scores = np.full((len(steps), len(SIGNS)), 1e-9, dtype=np.float32)
    for row, step in zip(scores, steps, strict=True):
        for sign, score in step.items():
            row[PLACE[sign]] = score
        row[0] += max(0.0, 1.0 - sum(step.values()))
    return scores


def written(text: str, sure: float = 0.99) -> Scores:
    """Scores of a text, a letter and a gap in turn."""
    return seen(*(step for letter in text for step in ({letter: sure}, {})))


@settings(deadline=None)
@given(st.text(LETTERS, min_size=1, max_size=30))
def test_what_is_plain_to_see_is_read(text: str) -> None:
    best = likely_texts(written(text), language(Grammar.FREE))[0]

    assert best.text == text


@settings(deadline=None)
@given(st.text(LETTERS, min_size=1, max_size=30), st.sampled_from(list(Grammar)))
def test_every_reading_belongs_to_its_grammar(text: str, grammar: Grammar) -> None:
    readings = likely_texts(written(text, 0.7), language(grammar))

    assert all(language(grammar).holds(reading.text) for reading in readings)


@settings(deadline=None)
@given(st.text("ab", min_size=1, max_size=8), st.floats(0.5, 0.95))
def test_likelihoods_are_in_order_and_no_more_than_certain(text: str, sure: float) -> None:
    likelihoods = [
        reading.likelihood for reading in likely_texts(written(text, sure), language(Grammar.FREE))
    ]

    assert likelihoods == sorted(likelihoods, reverse=True)
    assert np.exp(likelihoods).sum() <= 1.0 + 1e-6


@settings(deadline=None)
@given(st.text(LETTERS, min_size=1, max_size=30))
def test_letters_lie_in_the_order_of_the_text(text: str) -> None:
    places = [step for _, step in align(written(text), text)]

    assert places == sorted(set(places))
    assert len(places) == len(text)


def test_a_letter_seen_twice_without_a_gap_is_one() -> None:
    best = likely_texts(seen({"o": 0.9}, {"o": 0.9}, {}, {"o": 0.9}), language(Grammar.FREE))[0]

    assert best.text == "oo"


def test_a_date_decides_between_look_alikes() -> None:
    steps = [{"O": 0.6, "0": 0.3}, {"3": 0.9}, {"/": 0.9}, {"l": 0.7, "1": 0.2}, {"4": 0.9}, {"/": 0.9}]
    steps += [{digit: 0.9} for digit in "1961"]
    scores = seen(*(step for pair in steps for step in (pair, {})))

    glimpse = read_line(scores, np.linspace(0, 1, len(scores)), Grammar.DATE)

    assert glimpse is not None
    assert glimpse.text == "03/14/1961"
    assert glimpse.fits


def test_the_runner_up_of_a_date_is_a_date() -> None:
    steps = [{"1": 0.55, "7": 0.45}, *({letter: 0.99} for letter in "/02/1985")]
    scores = seen(*(step for pair in steps for step in (pair, {})))

    glimpse = read_line(scores, np.linspace(0, 1, len(scores)), Grammar.DATE)

    assert glimpse is not None
    assert (glimpse.text, glimpse.runner_up) == ("1/02/1985", "7/02/1985")
    assert glimpse.confidence < 0.6


@pytest.mark.parametrize("text", ["see attached", "N/A", "deceased"])
@pytest.mark.parametrize("grammar", [Grammar.DATE, Grammar.PHONE, Grammar.ZIP, Grammar.DIGITS, Grammar.EMAIL])
def test_words_are_not_bent_into_figures(text: str, grammar: Grammar) -> None:
    scores = written(text)

    glimpse = read_line(scores, np.linspace(0, 1, len(scores)), grammar)

    assert glimpse is not None
    assert glimpse.text == text
    assert not glimpse.fits
    assert glimpse.confidence <= 0.3


def test_nothing_seen_is_no_glimpse() -> None:
    assert read_line(seen({}, {}, {}), np.linspace(0, 1, 3), Grammar.NAME) is None
