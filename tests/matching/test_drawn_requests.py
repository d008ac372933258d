"""The matcher on labelled requests of invented families; a false merge is what it must not do."""

from collections import Counter

import pytest
from support.drawn_requests import Draw, Drawn, draw

from intake_daemon.matching.index import Index
from intake_daemon.matching.judge import match
from intake_daemon.matching.record import Record
from intake_daemon.model import Match, Outcome

SEEDS = range(900, 904)


def _record(row: dict[str, object]) -> Record:
    return Record.model_validate(row)


def _answers(drawn: Draw) -> list[tuple[Drawn, Match]]:
    index = Index(_record(row) for row in drawn.stored)
    incoming = [(case, _record(case.row)) for case in drawn.incoming]
    return [(case, match(record, index.candidates(record))) for case, record in incoming]


@pytest.fixture(scope="module")
def answers() -> list[tuple[Drawn, Match]]:
    return [answer for seed in SEEDS for answer in _answers(draw(seed))]


def test_no_request_is_taken_for_another(answers: list[tuple[Drawn, Match]]) -> None:
    false_merges = [
        case.kind for case, answer in answers if answer.outcome is Outcome.DUPLICATE and answer.of != case.of
    ]

    assert false_merges == []


def test_no_request_is_linked_to_another_patient(answers: list[tuple[Drawn, Match]]) -> None:
    false_links = [case.kind for case, answer in answers if answer.patient_of not in (None, case.known)]

    assert false_links == []


def test_nearly_all_repeated_requests_are_recognised(answers: list[tuple[Drawn, Match]]) -> None:
    outcomes = Counter(answer.outcome for case, answer in answers if case.of)

    assert outcomes[Outcome.DUPLICATE] / outcomes.total() > 0.975
    assert outcomes[Outcome.NEW] / outcomes.total() < 0.01


def test_few_requests_go_to_a_person(answers: list[tuple[Drawn, Match]]) -> None:
    outcomes = Counter(answer.outcome for _, answer in answers)

    assert outcomes[Outcome.REVIEW] / outcomes.total() < 0.04


def test_new_requests_find_their_patient(answers: list[tuple[Drawn, Match]]) -> None:
    found = Counter(answer.patient_of == case.known for case, answer in answers if case.known and not case.of)

    assert found[True] / found.total() > 0.98
