"""Examining one file through the daemon's own stages, read-only: what `inspect` does."""

import hashlib
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from intake_daemon.config import Config
from intake_daemon.errors import UnreadableDocument
from intake_daemon.model import Case, Reading, Taken, Understanding
from intake_daemon.pipeline.cases import Circumstances, case_of, forms_of, problems_of
from intake_daemon.pipeline.look_up import Asked, Means, Recognised, look_up
from intake_daemon.pipeline.replies import match_reply
from intake_daemon.pipeline.report import (
    FoundForm,
    FoundPart,
    FoundRequest,
    Report,
    ReportError,
    Seconds,
    found_request,
)
from intake_daemon.pipeline.standing import Standing, standing_without_directory
from intake_daemon.sources.files import taken_from_file
from parsers.options import Context, ReadOptions
from parsers.readers import Readers
from rules import RuleSet, judge


@dataclass(frozen=True)
class Against:
    """A store to match against, opened read-only."""

    engine: Engine
    match_key: bytes


@dataclass(frozen=True)
class Examined:
    """What was made of a file.

    Args:
        reading: what was read of it; None when it could not be read.
        cases: what the rules were told of each of its requests.
    """

    report: Report
    reading: Reading | None = None
    cases: tuple[Case, ...] = ()


@dataclass(frozen=True)
class Examiner:
    """Everything `inspect` works with. Without a configuration nothing about our facility is judged."""

    readers: Readers
    options: ReadOptions  #: what the readers read with
    workers: int  #: files examined at the same time
    rules: RuleSet
    config: Config | None = None
    against: Against | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which days are counted: the facility's, else the machine's UTC."""
        return self.config.facility.zone if self.config else ZoneInfo("UTC")

    def examine(self, path: Path, received_at: datetime | None) -> Examined:
        """Say what the daemon would do with a file. A file that cannot be read gives a report with `error`."""
        started = time.perf_counter()
        try:
            taken = taken_from_file(path, received_at)
        except (OSError, UnreadableDocument) as error:
            return Examined(_unopened(path, error))
        try:
            reading, understanding = self.readers.read(path, self._context(taken))
        except UnreadableDocument as error:
            return Examined(_unread(path, taken, error))
        read = time.perf_counter() - started
        judged = self._judge_all(taken, reading, understanding)
        requests = tuple(found for _, found in judged)
        seconds = Seconds(read=round(read, 3), total=round(time.perf_counter() - started, 3))
        report = _report(path, taken, reading, understanding, requests, seconds)
        return Examined(report, reading, tuple(case for case, _ in judged))

    def _context(self, taken: Taken) -> Context:
        received_on = taken.received_at.astimezone(self.zone).date()
        if self.config is None:
            return Context(channel=taken.channel, received_on=received_on, fax=taken.fax)
        facility = self.config.facility
        return Context(
            channel=taken.channel,
            received_on=received_on,
            fax=taken.fax,
            facility_names=facility.names,
            own_addresses=(facility.email, *facility.own_addresses),
            own_numbers=facility.numbers,
            separators=self.config.reading.separators,
        )

    def _judge_all(
        self, taken: Taken, reading: Reading, understanding: Understanding
    ) -> tuple[tuple[Case, FoundRequest], ...]:
        if self.against is None:
            return tuple(
                self._judge(None, taken, reading, understanding, index)
                for index in range(len(understanding.requests))
            )
        with Session(self.against.engine) as session:
            return tuple(
                self._judge(session, taken, reading, understanding, index)
                for index in range(len(understanding.requests))
            )

    def _judge(
        self,
        session: Session | None,
        taken: Taken,
        reading: Reading,
        understanding: Understanding,
        index: int,
    ) -> tuple[Case, FoundRequest]:
        draft = understanding.requests[index]
        who = standing_without_directory(self.config, reading.envelope)
        found = Recognised()
        if session:
            found = self._match(session, taken, reading, understanding, index, who)
        known = self._circumstances(taken, reading)
        case = case_of(
            draft,
            draft.fields,
            understanding,
            known,
            standing=who,
            match=found.match,
            earlier=found.earlier,
        )
        verdict = judge(self.rules, case)
        return case, found_request(understanding, index, draft.fields, who, found.match, verdict)

    def _circumstances(self, taken: Taken, reading: Reading) -> Circumstances:
        """As on the day it was received, so that the same file gives the same answer tomorrow."""
        received_on = taken.received_at.astimezone(self.zone).date()
        return Circumstances(
            channel=taken.channel,
            received_on=received_on,
            today=received_on,
            facility_names=self.config.facility.names if self.config else (),
            problems=problems_of(reading),
            forms=forms_of(reading),
        )

    def _match(
        self,
        session: Session,
        taken: Taken,
        reading: Reading,
        understanding: Understanding,
        index: int,
        who: Standing,
    ) -> Recognised:
        reply = match_reply(session, reading.envelope, understanding, who.sender)
        if reply or self.against is None:
            return Recognised(reply)
        means = Means(self.against.match_key, self.rules, self._local_day)
        return look_up(session, means, Asked(understanding.requests[index].fields, taken.received_at))

    def _local_day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()


def _report(
    path: Path,
    taken: Taken,
    reading: Reading,
    understanding: Understanding,
    requests: tuple[FoundRequest, ...],
    seconds: Seconds,
) -> Report:
    return Report(
        file=str(path),
        sha256=hashlib.sha256(taken.content).hexdigest(),
        channel=taken.channel,
        received_at=_whole_second(taken.received_at),
        intent=understanding.intent,
        intents=understanding.intents,
        language=understanding.language,
        pages=len(reading.pages),
        forms=tuple(
            FoundForm(page=page.number, form=page.known.form, edition=page.known.edition)
            for page in reading.pages
            if page.known
        ),
        parts=tuple(
            FoundPart(
                id=part.id,
                media_type=part.media_type,
                pages=part.pages,
                problem=part.problem.message if part.problem else None,
            )
            for part in reading.parts
        ),
        requests=requests,
        seconds=seconds,
    )


def _whole_second(moment: datetime) -> datetime:
    return moment.astimezone(UTC) - timedelta(microseconds=moment.microsecond)


def _unread(path: Path, taken: Taken, error: UnreadableDocument) -> Report:
    return Report(
        file=str(path),
        sha256=hashlib.sha256(taken.content).hexdigest(),
        channel=taken.channel,
        received_at=_whole_second(taken.received_at),
        error=ReportError(kind=error.kind, message=str(error)),
    )


def _unopened(path: Path, error: OSError | UnreadableDocument) -> Report:
    message = f"{path}: {error.strerror}" if isinstance(error, OSError) else str(error)
    kind = "not_found" if isinstance(error, FileNotFoundError) else "unopened"
    return Report(
        file=str(path),
        sha256="",
        channel="fax",
        received_at=None,
        error=ReportError(kind=kind, message=message),
    )
