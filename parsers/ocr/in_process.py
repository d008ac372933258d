"""Tesseract as a library (tesserocr): no start-up and no temporary files for a page."""

import os

from PIL import Image
from tesserocr import OEM, PSM, PyTessBaseAPI  # type: ignore[import-untyped] # ships no types

from intake_daemon.errors import ConfigError
from parsers.ocr.engine import SeenWord, find_tessdata
from parsers.ocr.tsv import parse_tsv
from parsers.sheet import Gray


class InProcessTesseract:
    """Keeps one recogniser for each language asked for; a forked child may go on using them.

    Args:
        tessdata: folder of the language data; None: find it.
    """

    name = "tesserocr"

    def __init__(self, tessdata: str | None = None) -> None:
        found = find_tessdata(tessdata, os.environ.get("TESSDATA_PREFIX"))
        if found is None:
            raise ConfigError(
                "Tesseract's language data were not found; install tesseract-ocr or set `tessdata`."
            )
        self._path = found.rstrip("/") + "/"
        self._open: dict[str, PyTessBaseAPI] = {}

    def recognise(self, gray: Gray, dpi: float, language: str) -> tuple[SeenWord, ...]:
        """Recognise the words of a page; see `Engine`."""
        return _recognised(self._api(language), gray, dpi)

    def recognise_line(self, gray: Gray, dpi: float, language: str) -> tuple[SeenWord, ...]:
        """Recognise the words of one line; see `Engine`."""
        api = self._api(language)
        api.SetPageSegMode(PSM.SINGLE_LINE)
        try:
            return _recognised(api, gray, dpi)
        finally:
            api.SetPageSegMode(PSM.AUTO)

    def languages(self) -> frozenset[str]:
        """The language codes in the folder of data."""
        if not os.path.isdir(self._path):
            return frozenset()
        return frozenset(
            name.removesuffix(".traineddata")
            for name in os.listdir(self._path)
            if name.endswith(".traineddata")
        )

    def _api(self, language: str) -> PyTessBaseAPI:
        if language not in self._open:
            try:
                self._open[language] = PyTessBaseAPI(
                    path=self._path, lang=language, psm=PSM.AUTO, oem=OEM.LSTM_ONLY
                )
            except RuntimeError as error:
                raise ConfigError(
                    f"Tesseract cannot start with language {language!r} from {self._path}; "
                    "check the language data there."
                ) from error
        return self._open[language]


def _recognised(api: PyTessBaseAPI, gray: Gray, dpi: float) -> tuple[SeenWord, ...]:
    api.SetImage(Image.fromarray(gray))
    api.SetSourceResolution(round(dpi))
    try:
        return parse_tsv(api.GetTSVText(0))
    finally:
        api.Clear()
