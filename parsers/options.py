"""What reading and understanding need to know besides the bytes."""

from datetime import date
from pathlib import Path
from typing import Literal

from intake_daemon.model import Channel, FaxFacts, Frozen
from parsers.limits import Limits


class ReadOptions(Frozen):
    """How to read, the same for every document.

    Args:
        engine: the OCR engine; "auto" takes tesserocr where it can be imported, else pytesseract.
        languages: Tesseract language codes, the usual one first; the others are tried when a page looks it.
        tessdata: folder of the language files; None: TESSDATA_PREFIX, then the folder Debian installs.
        second: read the places that hold values once more, with the recogniser of `parsers.second`.
        forms: folder of the known forms; None: there are none.
        limits: what one document may use.
    """

    engine: Literal["auto", "tesserocr", "pytesseract"] = "auto"
    languages: tuple[str, ...] = ("eng", "spa")
    tessdata: str | None = None
    second: bool = True
    forms: Path | None = None
    limits: Limits = Limits()


SEPARATORS = ("PATCHT", "PATCH T", "SEPARATOR")  #: texts of separator sheets that scanning programs print


class Context(Frozen):
    """What is known about an arrival besides its own bytes.

    Args:
        channel: email or fax.
        received_on: the day it reached us, in the facility's time zone.
        fax: what the fax vendor says, for a fax.
        facility_names: names our facility goes by.
        own_addresses: our own mail addresses.
        own_numbers: our own telephone and fax numbers, E.164.
        separators: what the bar codes of sheets that part one request from the next say.
    """

    channel: Channel
    received_on: date
    fax: FaxFacts | None = None
    facility_names: tuple[str, ...] = ()
    own_addresses: tuple[str, ...] = ()
    own_numbers: tuple[str, ...] = ()
    separators: tuple[str, ...] = SEPARATORS
