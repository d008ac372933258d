"""What one forked child does: confine itself, read one document, understand it, write the answer, go."""

import os
import traceback
from datetime import date
from pathlib import Path

import cv2

from intake_daemon.errors import Unreadable, UnreadableDocument
from intake_daemon.model import Channel, Reading
from parsers.child.confine import confine
from parsers.child.words import Answer, Failure, Job
from parsers.limits import Limits
from parsers.options import Context
from parsers.reading import PageReader
from parsers.understanding import understand

_BLOCK = 1 << 20


#: A mail in which everything that is looked for can be found, so that every table is loaded once.
_SAMPLE = b"""From: Jane Public <jane@example.org>
To: records@example.org
Subject: Request for records
Content-Type: text/html; charset=utf-8

<table><tr><td>Patient name:</td><td>Jane Q. Public</td></tr>
<tr><td>Date of birth:</td><td>March 4, 1961</td></tr><tr><td>Fax:</td><td>(212) 555-0100</td></tr></table>
<p>Please send the records of my client Jane Public from 1/1/2020 to the present. Por favor.</p>
"""


def rehearse(reader: PageReader) -> None:
    """Read and understand a sample before any fork: what is loaded on first use is then loaded for all."""
    context = Context(channel=Channel.EMAIL, received_on=date(2026, 1, 1))
    understand(reader.read(_SAMPLE), context)


def do(job: Job, source: int, sink: int, reader: PageReader, limits: Limits) -> None:
    """Do one job in this process and write the answer to the descriptor `sink`.

    Args:
        job: what to do.
        source: descriptor of the document's bytes, or of a reading as JSON.
        sink: descriptor the answer is written to, as JSON.
        reader: loaded before the fork.
        limits: what this process may use.
    """
    confine(limits, may_write=reader.starts_programs)
    try:
        answer = _answer(job, _read_all(source), reader)
    except UnreadableDocument as error:
        answer = _failed(error.kind, str(error))
    except MemoryError:
        answer = _failed(Unreadable.OUT_OF_MEMORY, "Reading the document needs more memory than is allowed.")
    except Exception as error:  # noqa: BLE001 - the isolation boundary: whatever ails one document ends here
        answer = _failed_unexpectedly(error)
    _write_all(sink, answer.model_dump_json().encode())


def _answer(job: Job, content: bytes, reader: PageReader) -> Answer:
    if job.work == "understand":
        reading = Reading.model_validate_json(content)
        return Answer(understanding=understand(reading, job.context))
    if job.work == "learn":
        return Answer(learned=reader.learn(content))
    reading = reader.read(content)
    return Answer(reading=reading, understanding=understand(reading, job.context))


def _failed(kind: Unreadable, message: str) -> Answer:
    return Answer(failure=Failure(kind=kind, message=message))


def _failed_unexpectedly(error: Exception) -> Answer:
    """Name the kind and the place of an error, never its text, which may quote the document."""
    if isinstance(error, cv2.error) and getattr(error, "code", 0) == cv2.Error.STS_NO_MEM:
        return _failed(Unreadable.OUT_OF_MEMORY, "Reading the document needs more memory than is allowed.")
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(last.filename).name}:{last.lineno}"
    return _failed(
        Unreadable.CRASHED,
        f"Reading the document failed ({type(error).__name__} at {place}); open it by hand.",
    )


def _read_all(descriptor: int) -> bytes:
    blocks = []
    while block := os.read(descriptor, _BLOCK):
        blocks.append(block)
    return b"".join(blocks)


def _write_all(descriptor: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view[:_BLOCK]) :]
