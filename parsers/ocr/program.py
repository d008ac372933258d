"""Tesseract as a program (pytesseract): slower, but runs wherever the program is installed."""

import os

import pytesseract  # type: ignore[import-untyped] # ships no types
from PIL import Image

from intake_daemon.errors import ConfigError
from parsers.ocr.engine import SeenWord, find_tessdata
from parsers.ocr.tsv import parse_tsv
from parsers.sheet import Gray

_AUTO_LAYOUT, _SINGLE_LINE = "--psm 3 --oem 1", "--psm 7 --oem 1"


class TesseractProgram:
    """Starts the program `tesseract` once a page.

    Args:
        tessdata: folder of the language data; None: find it.
    """

    name = "pytesseract"

    def __init__(self, tessdata: str | None = None) -> None:
        self._path = find_tessdata(tessdata, os.environ.get("TESSDATA_PREFIX"))

    def recognise(self, gray: Gray, dpi: float, language: str) -> tuple[SeenWord, ...]:
        """Recognise the words of a page; see `Engine`."""
        return self._recognise(gray, dpi, language, _AUTO_LAYOUT)

    def recognise_line(self, gray: Gray, dpi: float, language: str) -> tuple[SeenWord, ...]:
        """Recognise the words of one line; see `Engine`."""
        return self._recognise(gray, dpi, language, _SINGLE_LINE)

    def languages(self) -> frozenset[str]:
        """The language codes the program lists.

        Raises:
            ConfigError: the program is not installed.
        """
        try:
            return frozenset(pytesseract.get_languages(config=self._data_folder().strip()))
        except (pytesseract.TesseractNotFoundError, OSError) as error:
            raise ConfigError("The program `tesseract` was not found; install tesseract-ocr.") from error

    def _recognise(self, gray: Gray, dpi: float, language: str, layout: str) -> tuple[SeenWord, ...]:
        settings = f"{layout} --dpi {round(dpi)}{self._data_folder()}"
        table = pytesseract.image_to_data(Image.fromarray(gray), lang=language, config=settings)
        return parse_tsv(str(table))

    def _data_folder(self) -> str:
        return f' --tessdata-dir "{self._path}"' if self._path else ""
