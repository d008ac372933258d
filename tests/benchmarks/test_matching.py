"""The benchmark of matching stores what the service would store, and finds in it what it should."""

import random
from itertools import islice
from pathlib import Path

import pytest

from benchmarks import filling, population
from benchmarks.arrivals import arrivals
from benchmarks.filling import SECRET, fill, make_chunks, sampled_records
from benchmarks.latency_plot import plot
from benchmarks.latency_result import Clocked, Result
from benchmarks.population import as_written, draw_chunk
from intake_daemon.matching.filed import filed
from intake_daemon.pipeline import index
from intake_daemon.pipeline.rebuild import index_is_current
from intake_daemon.store.database import open_engine, transaction
from intake_daemon.store.match_index import Subject


def test_a_drawn_request_is_what_normalising_it_gives() -> None:
    drawn = list(islice(draw_chunk(5, 0), 0, 4000, 37))

    assert drawn == [filed(as_written(of)) for of in drawn]


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (population, filling):
        monkeypatch.setattr(module, "CHUNK", 300)
    monkeypatch.setattr(population, "PEOPLE", 120)


def test_what_is_filled_in_is_what_the_service_would_have_put_in(small_chunks: None, tmp_path: Path) -> None:
    for number in (0, 1):
        filling._make_chunk(tmp_path, 5, number)
    chunks = make_chunks(tmp_path, 5, 600, 1)
    fill(f"sqlite:///{tmp_path / 'filled.db'}", chunks, 500)
    filled = open_engine(f"sqlite:///{tmp_path / 'filled.db'}")
    fill(f"sqlite:///{tmp_path / 'empty.db'}", chunks, 0)
    put = open_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    with transaction(put) as session:
        for number in (0, 1):
            for id, of in enumerate(draw_chunk(5, number), number * 300 + 1):
                if id <= 500:
                    index.put(session, SECRET, Subject.REQUEST, id, as_written(of))

    assert index_is_current(filled)
    wanted = list(sampled_records(chunks, 500, random.Random(1), 40))
    with transaction(filled) as theirs, transaction(put) as ours:
        for of in wanted:
            found = index.find(theirs, SECRET, Subject.REQUEST, of)
            assert of in found
            assert index.find(ours, SECRET, Subject.REQUEST, of) == found
    filled.dispose()
    put.dispose()


def test_half_of_what_arrives_is_on_file_and_says_which(small_chunks: None, tmp_path: Path) -> None:
    filling._make_chunk(tmp_path, 5, 0)
    incoming = arrivals(make_chunks(tmp_path, 5, 300, 1), 300, 20, 1)

    assert sum(arriving.target is not None for arriving in incoming) == 10
    assert len({arriving.record.id for arriving in incoming}) == 20


def test_results_are_summed_up_and_drawn(tmp_path: Path) -> None:
    clocked = [Clocked(n, n / 2, n / 2, n, True, n > 1, False) for n in range(1, 101)]
    facts = {"database": "sqlite", "stored": 1000, "megabytes": 1.0, "filling_seconds": 1.0, "load": 0.5}

    result = Result.of(clocked, memory_mb=(100.0, 100.0), plain_ms=510.0, **facts)
    plot([result], tmp_path / "plot.png")

    assert (result.p50, result.p99, result.candidates_most) == (51, 100, 100)
    assert (result.found, result.known) == (99, 100)
    assert "| 10 | 0.5 |" in result.line()
    assert (tmp_path / "plot.png").stat().st_size > 10_000
