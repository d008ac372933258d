"""Fills a database's match index with any number of drawn requests, sorted, as fast as the disk takes them.

Making the keys is what takes time, so that is done once for each chunk and kept as files, which serve every size and
both databases.
"""

import os
import random
import sqlite3
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache, partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import psycopg
from sqlalchemy import make_url, text

from benchmarks.population import CHUNK, draw_chunk
from intake_daemon.matching.features import Person
from intake_daemon.matching.filed import Filed, form, pack, unpack
from intake_daemon.matching.keys import asker_keys, person_keys
from intake_daemon.pipeline.index import hasher
from intake_daemon.store.database import migrate, open_engine

SECRET = b"thirty-two bytes for a benchmark"
SLICES = 64  #: parts of the range of hashes that are sorted one after the other
FAST = ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE", "cache_size=-200000")
TOGETHER = 200  #: rows in one statement
INSERT_KEYS = "INSERT INTO match_key (hash, subject, subject_id) VALUES"
INSERT_RECORDS = "INSERT INTO match_record (subject, subject_id, content) VALUES (0, ?, ?)"

_hash = lru_cache(maxsize=100_000)(hasher(SECRET))


@lru_cache(maxsize=1000)
def _hashed_person(person: Person) -> list[int]:
    return [*map(_hash, person_keys(person))]


def make_chunks(folder: Path, seed: int, stored: int, processes: int) -> list[Path]:
    """Draw what is missing of the first `stored` requests into files; whole chunks."""
    folder.mkdir(parents=True, exist_ok=True)
    numbers = range(-(-stored // CHUNK))
    missing = [n for n in numbers if not _path(folder, seed, n).exists()]
    if missing:
        with ProcessPoolExecutor(processes, initializer=os.nice, initargs=(15,)) as pool:
            for _ in pool.map(partial(_make_chunk, folder, seed), missing):
                pass
    return [_path(folder, seed, n) for n in numbers]


def _path(folder: Path, seed: int, number: int) -> Path:
    return folder / f"{form()}-{seed}-{number:05d}.npz"


def _make_chunk(folder: Path, seed: int, number: int) -> None:
    hashes: list[int] = []
    counts, records = [], []
    for of in draw_chunk(seed, number):
        keys = [*_hashed_person(of.normal.person), *map(_hash, asker_keys(of.normal))]
        hashes += keys
        counts.append(len(keys))
        records.append(pack(of))
    path = _path(folder, seed, number)
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as file:
        np.savez(
            file,
            hashes=np.array(hashes, np.int64),
            ids=np.repeat(np.arange(number * CHUNK + 1, (number + 1) * CHUNK + 1, dtype=np.uint32), counts),
            ends=np.cumsum([0, *map(len, records)]),
            blob=np.frombuffer(b"".join(records), np.uint8),
        )
    unfinished.rename(path)


def fill(url: str, chunks: Sequence[Path], stored: int) -> float:
    """Make the database at a URL and put the first `stored` requests of the chunks into its index, if it is empty.

    Returns the seconds that it took.
    """
    begun = time.monotonic()
    engine = open_engine(url)
    migrate(engine)
    with engine.connect() as connection:
        if connection.execute(text("SELECT count(*) FROM match_form")).scalar_one():
            return 0.0
    engine.dispose()
    if engine.dialect.name == "sqlite":
        _fill_sqlite(str(make_url(url).database), chunks, stored)
    else:
        _fill_postgresql(url, chunks, stored)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO match_form VALUES (0, :form, NULL)"), {"form": form()})
    engine.dispose()
    return time.monotonic() - begun


def _fill_sqlite(path: str, chunks: Sequence[Path], stored: int) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in FAST:
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN")
    for hashes, ids in _sorted_keys(chunks, stored):
        _insert_keys(connection, hashes, ids)
    connection.executemany(INSERT_RECORDS, records(chunks, stored))
    connection.execute("COMMIT")
    connection.execute("PRAGMA locking_mode=NORMAL")
    connection.close()


def _insert_keys(connection: sqlite3.Connection, hashes: np.ndarray, ids: np.ndarray) -> None:
    """Many rows with each statement: a third of the time of one by one."""
    values = np.stack((hashes, ids.astype(np.int64)), axis=1)
    whole = len(values) // TOGETHER * TOGETHER
    many = f"{INSERT_KEYS} {', '.join(['(?, 0, ?)'] * TOGETHER)}"
    connection.executemany(many, values[:whole].reshape(-1, 2 * TOGETHER).tolist())
    connection.executemany(f"{INSERT_KEYS} (?, 0, ?)", values[whole:].tolist())


def _fill_postgresql(url: str, chunks: Sequence[Path], stored: int) -> None:
    """Rows first, in the order of the key, then the key: the way PostgreSQL's manual advises (14.4)."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection, connection.cursor() as cursor:
        cursor.execute("ALTER TABLE match_key DROP CONSTRAINT pk_match_key")
        with cursor.copy("COPY match_key FROM STDIN (FORMAT BINARY)") as copy:
            copy.write(b"PGCOPY\n\xff\r\n\0" + bytes(8))
            for hashes, ids in _sorted_keys(chunks, stored):
                copy.write(_binary_rows(hashes, ids))
            copy.write(b"\xff\xff")
        with cursor.copy("COPY match_record FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(["int2", "int8", "bytea"])
            for id, content in records(chunks, stored):
                copy.write_row((0, id, content))
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute(
            "ALTER TABLE match_key ADD CONSTRAINT pk_match_key PRIMARY KEY (hash, subject, subject_id)"
        )
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE match_key, match_record")


def _binary_rows(hashes: np.ndarray, ids: np.ndarray) -> bytes:
    """The rows as COPY's binary format has them: lengths and values, big-endian."""
    rows = np.empty(
        len(hashes),
        np.dtype(
            {
                "names": ("fields", "a", "hash", "b", "subject", "c", "id"),
                "formats": (">i2", ">i4", ">i8", ">i4", ">i2", ">i4", ">i8"),
            }
        ),
    )
    rows["fields"], rows["a"], rows["b"], rows["c"] = 3, 8, 2, 8
    rows["hash"], rows["subject"], rows["id"] = hashes, 0, ids
    return rows.tobytes()


def _sorted_keys(chunks: Sequence[Path], stored: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """All keys in the order of their hashes, in slices that fit into memory; each once."""
    loaded = [np.load(path) for path in chunks]
    hashes = np.concatenate([chunk["hashes"] for chunk in loaded])
    ids = np.concatenate([chunk["ids"] for chunk in loaded])
    wanted = ids <= stored
    hashes, ids = hashes[wanted], ids[wanted]
    borders = [-(2**63) + n * (2**64 // SLICES) for n in range(SLICES)] + [2**63 - 1]
    for low, high in pairwise(borders):
        chosen = (hashes >= low) & (hashes < high)
        some, theirs = hashes[chosen], ids[chosen]
        order = np.lexsort((theirs, some))
        some, theirs = some[order], theirs[order]
        first = np.ones(len(some), bool)
        first[1:] = (some[1:] != some[:-1]) | (theirs[1:] != theirs[:-1])
        yield some[first], theirs[first]


def records(chunks: Sequence[Path], stored: int) -> Iterator[tuple[int, bytes]]:
    """The first `stored` requests: id and content."""
    id = 0
    for path in chunks:
        chunk = np.load(path)
        blob = chunk["blob"].tobytes()
        for start, end in pairwise(chunk["ends"].tolist()):
            id += 1
            if id > stored:
                return
            yield id, blob[start:end]


def sampled_records(
    chunks: Sequence[Path], stored: int, chance: random.Random, count: int
) -> Iterator[Filed]:
    """Some of the first `stored` requests, taken at random."""
    for _ in range(count):
        place, row = divmod(chance.randrange(stored), CHUNK)
        with np.load(chunks[place]) as chunk:
            start, end = chunk["ends"][row : row + 2].tolist()
            yield unpack(chunk["blob"][start:end].tobytes())
