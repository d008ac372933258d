"""How long one arrival takes to be matched against the requests on file, however many there are.

    python -m benchmarks.matching --stored 100000 1000000 --plot docs/matching-latency.png
    python -m benchmarks.matching --stored 1000000 --database postgresql://…

Fills the match index of an empty database with drawn requests (`benchmarks/population.py`). Then requests come in,
half of them on file already and misread in one way or another, half of them of strangers. The clock runs from the
written record to the answer: normalising, keys, look-up, reading the candidates, judging them. Up to 100,000
stored the plain way is timed too: every request as one string, scanned with rapidfuzz. Times depend on the machine
and its load, so the processor time of this process is told beside the time on the clock.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from rapidfuzz import fuzz, process
from sqlalchemy import Engine, make_url, text
from sqlalchemy.orm import Session

from benchmarks.arrivals import Arriving, arrivals
from benchmarks.filling import SECRET, fill, make_chunks, records
from benchmarks.latency_plot import plot
from benchmarks.latency_result import Clocked, Result
from benchmarks.population import as_written
from intake_daemon.logging import set_up_logging
from intake_daemon.matching.filed import filed, unpack
from intake_daemon.matching.judge import MatchPolicy, match
from intake_daemon.matching.record import Record
from intake_daemon.model import Outcome
from intake_daemon.pipeline import index
from intake_daemon.store.database import open_engine, reading
from intake_daemon.store.match_index import Subject

WARM = 60  #: arrivals before the clock counts: name tables are loaded, statements are prepared
PLAIN = 100_000  #: up to this many the plain way is timed too


def main() -> None:
    given = _options()
    set_up_logging(json=False, level="WARNING")
    with tempfile.TemporaryDirectory() as temporary:
        work = given.work or Path(temporary)
        for stored in given.stored:
            result = _measure(given, work, stored)
            print(result.line(), flush=True)
            with given.results.open("a", encoding="utf-8") as file:
                file.write(result.model_dump_json() + "\n")
    if given.plot:
        plot([Result.model_validate_json(line) for line in given.results.open(encoding="utf-8")], given.plot)


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--stored", type=int, nargs="+", default=[20_000], help="requests on file")
    options.add_argument("--database", help="URL of an empty database; left out: SQLite files of its own")
    options.add_argument("--arrivals", type=int, default=600)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--work", type=Path, help="folder that keeps drawn requests and databases")
    options.add_argument("--processes", type=int, default=1, help="how many draw requests")
    options.add_argument("--results", type=Path, default=Path("matching-latency.jsonl"), help="added to")
    options.add_argument("--plot", type=Path, help="PNG of all results there are")
    return options.parse_args()


def _measure(given: argparse.Namespace, work: Path, stored: int) -> Result:
    chunks = make_chunks(work / "chunks", given.seed, stored, given.processes)
    url = given.database or f"sqlite:///{work / f'{stored}.db'}"
    # In a process of its own, so that what it takes does not count as memory of matching.
    with ProcessPoolExecutor(1) as filler:
        filling = filler.submit(fill, url, chunks, stored).result()
    incoming = arrivals(chunks, stored, given.arrivals + WARM, given.seed)
    engine = open_engine(url)
    try:
        clocked, memory = _clocked(engine, incoming, MatchPolicy().among(stored))
        plain = _plain_scan(chunks, stored, incoming) if stored <= PLAIN else None
        return Result.of(
            clocked,
            database=engine.dialect.name,
            stored=stored,
            megabytes=_size(engine) / 1e6,
            filling_seconds=filling,
            plain_ms=plain,
            memory_mb=memory,
            load=os.getloadavg()[0],
        )
    finally:
        engine.dispose()


def _clocked(
    engine: Engine, incoming: Sequence[Arriving], policy: MatchPolicy
) -> tuple[list[Clocked], tuple[float, float]]:
    """The arrivals one by one, and the memory of this process before and after them."""
    with reading(engine) as session:
        for arriving in incoming[:WARM]:
            _match_one(session, arriving, policy)
        before = _memory()
        clocked = [_match_one(session, arriving, policy) for arriving in incoming[WARM:]]
        return clocked, (before, _memory())


def _match_one(session: Session, arriving: Arriving, policy: MatchPolicy) -> Clocked:
    cpu, begun = time.process_time(), time.perf_counter()
    normal = filed(arriving.record)
    candidates = index.find(session, SECRET, Subject.REQUEST, normal)
    found = time.perf_counter()
    answer = match(normal, candidates, policy)
    ended, cpu = time.perf_counter(), time.process_time() - cpu
    return Clocked(
        total_ms=1000 * (ended - begun),
        finding_ms=1000 * (found - begun),
        cpu_ms=1000 * cpu,
        candidates=len(candidates),
        known=arriving.target is not None,
        among=arriving.target in {candidate.id for candidate in candidates},
        joined=arriving.target is None
        and answer.outcome is not Outcome.REVIEW
        and (answer.of or answer.patient_of) is not None,
    )


def _memory() -> float:
    """Megabytes of memory that this process holds (proc(5), VmRSS)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1000


def _size(engine: Engine) -> int:
    if engine.dialect.name == "sqlite":
        return Path(str(make_url(str(engine.url)).database)).stat().st_size
    with engine.connect() as connection:
        query = "SELECT pg_total_relation_size('match_key') + pg_total_relation_size('match_record')"
        return int(connection.execute(text(query)).scalar_one())


def _plain_scan(chunks: Sequence[Path], stored: int, incoming: Sequence[Arriving]) -> float:
    """Milliseconds of one scan over every request as one string; the median of a few."""
    lines = [_line(as_written(unpack(content))) for _, content in records(chunks, stored)]
    scan = partial(process.extractOne, choices=lines, scorer=fuzz.token_sort_ratio)
    clocked = []
    for arriving in incoming[:15]:
        begun = time.perf_counter()
        scan(_line(arriving.record))
        clocked.append(1000 * (time.perf_counter() - begun))
    return statistics.median(clocked)


def _line(record: Record) -> str:
    patient = record.patient
    asked = (record.requestor.organization, record.date_range.start)
    return " ".join(filter(None, (patient.first, patient.last, patient.dob, patient.address, *asked)))


if __name__ == "__main__":
    main()
