"""Reading: Tesseract and its language data."""

from collections.abc import Iterator

from intake_daemon.commands.doctor.result import Result, fail, ok, warn
from intake_daemon.config import Config
from intake_daemon.errors import ConfigError
from parsers.ocr.engine import open_engine, usable_languages

NAME = "reading"


def check_reading(config: Config) -> Iterator[Result]:
    """The engine starts and has the languages."""
    options = config.reading.options()
    try:
        engine = open_engine(options)
    except ConfigError as error:
        yield fail(NAME, str(error), "apt-get install tesseract-ocr tesseract-ocr-eng tesseract-ocr-spa")
        return
    usable = usable_languages(options, engine)
    missing = [code for code in options.languages if code not in usable]
    if missing:
        packages = " ".join(f"tesseract-ocr-{code}" for code in missing)
        yield warn(
            NAME,
            f"no data for {', '.join(missing)}; such papers will be read badly",
            f"apt-get install {packages}, or take them out of reading.languages",
        )
    else:
        yield ok(
            NAME, f"{engine.name} with {', '.join(usable)}, {config.reading.workers} document(s) at a time"
        )
