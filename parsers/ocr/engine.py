"""What a recogniser gives and takes, and which one is used."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from intake_daemon.errors import ConfigError
from parsers.options import ReadOptions
from parsers.sheet import Gray

PixelBox = tuple[int, int, int, int]  #: left, top, right, bottom, in pixels from the top left
DEBIAN_TESSDATA = "/usr/share/tesseract-ocr/*/tessdata"


@dataclass(frozen=True)
class SeenWord:
    """One recognised word. `line` tells the recogniser's own text lines apart; `confidence` is 0.0-1.0."""

    text: str
    box: PixelBox
    confidence: float
    line: tuple[int, int, int]


class Engine(Protocol):
    """A recogniser of whole pages."""

    name: str

    def recognise(self, gray: Gray, dpi: float, language: str) -> tuple[SeenWord, ...]:
        """Recognise the words of an upright page in one language (a Tesseract code; "eng+spa" for both)."""

    def recognise_line(self, gray: Gray, dpi: float, language: str) -> tuple[SeenWord, ...]:
        """Recognise a picture of a single line of text."""

    def languages(self) -> frozenset[str]:
        """The language codes whose data are installed."""


def open_engine(options: ReadOptions) -> Engine:
    """Start the recogniser that the options name.

    Raises:
        ConfigError: the engine or its language data are not installed.
    """
    engine = _open(options)
    if options.languages[0] not in engine.languages():
        raise ConfigError(
            f"Tesseract has no data for language {options.languages[0]!r}; install "
            f"tesseract-ocr-{options.languages[0]} or set `tessdata` to the folder that has it."
        )
    return engine


def usable_languages(options: ReadOptions, engine: Engine) -> tuple[str, ...]:
    """Return the wanted languages that are installed, in the order wanted."""
    return tuple(code for code in options.languages if code in engine.languages())


def _open(options: ReadOptions) -> Engine:
    if options.engine == "pytesseract":
        return _open_program(options)
    try:
        from parsers.ocr.in_process import InProcessTesseract
    except ImportError as error:
        if options.engine == "tesserocr":
            raise ConfigError(
                "The engine tesserocr is configured but not installed: pip install tesserocr."
            ) from error
        return _open_program(options)
    return InProcessTesseract(options.tessdata)


def _open_program(options: ReadOptions) -> Engine:
    from parsers.ocr.program import TesseractProgram

    return TesseractProgram(options.tessdata)


def find_tessdata(configured: str | None, environment: str | None) -> str | None:
    """Find the folder of Tesseract's language data.

    Args:
        configured: as set; it wins.
        environment: the value of TESSDATA_PREFIX.
    """
    if configured:
        return configured
    if environment:
        return environment
    folders = sorted(Path("/").glob(DEBIAN_TESSDATA.lstrip("/")))
    return str(folders[-1]) if folders else None
