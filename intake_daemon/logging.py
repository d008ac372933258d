"""Logs: one line an event to stdout, JSON under systemd, readable on a terminal; ids only, never patient data.

An exception is logged by its kind and its places in the code. What it says is left out unless it is an error of
ours, whose words are made for the operator: anything else may quote the document it stumbled over.
"""

import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from traceback import extract_tb
from typing import TextIO

import structlog

from intake_daemon.errors import IntakeError

#: Libraries that are told to be quiet; only their warnings matter to an operator.
LIBRARIES = ("alembic", "dbos", "faker", "imap_tools", "PIL", "sqlalchemy")


def set_up_logging(*, json: bool | None = None, level: str = "INFO", stream: TextIO | None = None) -> None:
    """Send our events and the libraries' warnings to stdout, or to another stream.

    Args:
        json: True for JSON lines, False for people, None: JSON unless stdout is a terminal.
    """
    stream = stream or sys.stdout
    as_json = not stream.isatty() if json is None else json
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        cache_logger_on_first_use=True,
    )
    handler = _handler(shared, as_json, stream)
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name in LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)
    _lend_to_the_engine(handler)


def _lend_to_the_engine(handler: logging.Handler) -> None:
    """The workflow engine brings a handler of its own, which writes exceptions in full, unless it finds one."""
    engine = logging.getLogger("dbos")
    engine.handlers[:] = [handler]
    engine.propagate = False


def log_crashes() -> None:
    """Log what ends the process or a thread like any other exception, instead of printing all it says."""
    log = structlog.get_logger(__name__)
    sys.excepthook = lambda _kind, error, _trace: log.critical("crashed", exc_info=error)
    threading.excepthook = lambda ended: log.critical(
        "thread_crashed", thread=ended.thread.name if ended.thread else None, exc_info=ended.exc_value
    )


def _handler(shared: list[structlog.types.Processor], as_json: bool, stream: TextIO) -> logging.Handler:
    renderer: structlog.types.Processor
    if as_json:
        renderer = structlog.processors.JSONRenderer()
    else:
        renderer = structlog.dev.ConsoleRenderer(colors=stream.isatty())
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                tell_exception,
                renderer,
            ],
        )
    )
    return handler


def tell_exception(
    _logger: structlog.types.WrappedLogger, _method: str, event: structlog.types.EventDict
) -> structlog.types.EventDict:
    """Put in place of an exception what may be told of it and of those it came from, the last one first."""
    given = event.pop("exc_info", None)
    event.pop("stack_info", None)
    error = _exception(given)
    if error is not None:
        event["exception"] = [_told(one) for one in _with_causes(error)]
    return event


def _exception(given: object) -> BaseException | None:
    if isinstance(given, BaseException):
        return given
    if isinstance(given, tuple):
        return given[1] if isinstance(given[1], BaseException) else None
    return sys.exc_info()[1] if given else None


def _with_causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    found: BaseException | None = error
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        yield found
        found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)


def _told(error: BaseException) -> dict[str, object]:
    told: dict[str, object] = {"kind": type(error).__name__}
    if words := _safe_words(error):
        told["words"] = words
    frames = extract_tb(error.__traceback__)
    told["at"] = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    return told


def _safe_words(error: BaseException) -> str | None:
    if isinstance(error, IntakeError):
        return str(error)
    return error.strerror if isinstance(error, OSError) else None
