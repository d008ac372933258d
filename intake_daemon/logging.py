"""Logs: one line an event to stdout, JSON under systemd, readable on a terminal; ids only, never patient data."""

import logging
import sys
from typing import TextIO

import structlog


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
    logging.basicConfig(handlers=[_handler(shared, as_json, stream)], level=level, force=True)
    # The engine logs through a handler of its own besides; its messages come to us by propagation.
    for name in ("alembic", "dbos", "faker", "PIL", "sqlalchemy"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _handler(shared: list[structlog.types.Processor], as_json: bool, stream: TextIO) -> logging.Handler:
    renderer: structlog.types.Processor
    if as_json:
        renderer = structlog.processors.JSONRenderer()
    else:
        renderer = structlog.dev.ConsoleRenderer(colors=stream.isatty())
    traceback = structlog.processors.dict_tracebacks if as_json else structlog.processors.format_exc_info
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, traceback, renderer],
        )
    )
    return handler
