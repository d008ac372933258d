"""The folder of known forms: one folder a form, each with its file, its pictures and what its blank prints.

NAME/form.yaml is the administrator's; NAME/page-1.png … and NAME/print.json are the blank as it was learned.
"""

import hashlib
from base64 import b64decode
from pathlib import Path

import cv2
import numpy as np
from pydantic import ValidationError

from intake_daemon.errors import ConfigError
from intake_daemon.model import Frozen
from parsers.known.face import Face, faces_of
from parsers.known.file import FILE, read_form
from parsers.known.file_text import form_text
from parsers.known.form import Blank, KnownForm, Print
from parsers.known.learn import Learned
from parsers.known.problems import FormProblem, render_all
from parsers.sheet import Gray

PRINT = "print.json"
_EDITION = 12  # hexadecimal digits


class Prints(Frozen):
    """What all pages of a blank print, as kept in `print.json`."""

    pages: tuple[Print, ...]


def files_of(learned: Learned) -> dict[str, bytes]:
    """The files of a form that was just learned, by their names in its folder."""
    text = form_text(learned.language, learned.life, learned.statements, len(learned.prints), learned.zones)
    files = {FILE: text.encode(), PRINT: Prints(pages=learned.prints).model_dump_json().encode()}
    for number, picture in enumerate(learned.pictures, start=1):
        files[picture_name(number)] = b64decode(picture)
    return files


def picture_name(page: int) -> str:
    """The file of a page's picture; pages from 1."""
    return f"page-{page}.png"


def names(folder: Path | None) -> tuple[str, ...]:
    """The names of the forms in a folder; none when there is no such folder."""
    if folder is None or not folder.is_dir():
        return ()
    return tuple(
        sorted(path.name for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
    )


def load_blank(folder: Path) -> tuple[Blank | None, tuple[FormProblem, ...]]:
    """One form; None when something is wrong with it, and what.

    Args:
        folder: of the form.
    """
    try:
        text = (folder / FILE).read_text(encoding="utf-8")
        prints = Prints.model_validate_json((folder / PRINT).read_bytes()).pages
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is damaged"
        message = f"{FILE} or {PRINT} {reason}; learn the form again with `intake-daemon forms add`."
        return None, (FormProblem(file=folder.name, message=message),)
    written, problems = read_form(f"{folder.name}/{FILE}", text, len(prints))
    pictures = [_picture(folder / picture_name(page)) for page in range(1, len(prints) + 1)]
    missing = [page for page, picture in enumerate(pictures, start=1) if picture is None]
    if missing:
        message = f"{picture_name(missing[0])} is missing or no picture; learn the form again."
        problems = (*problems, FormProblem(file=folder.name, message=message))
    if written is None or missing:
        return None, problems
    form = KnownForm(
        name=folder.name,
        edition=_edition(folder, len(prints)),
        language=written.language,
        life=written.life,
        statements=written.statements,
        printed=written.printed,
        prints=prints,
        zones=written.zones,
    )
    return Blank(form, tuple(picture for picture in pictures if picture is not None)), ()


def load_faces(folder: Path | None) -> tuple[Face, ...]:
    """All pages of all known forms, ready to be compared; none without a folder.

    Raises:
        ConfigError: with everything that is wrong in the forms' files.
    """
    loaded = [load_blank(folder / name) for name in names(folder)] if folder is not None else []
    problems = [problem for _, found in loaded for problem in found]
    if problems:
        raise ConfigError(f"the known forms in {folder} cannot be used:\n{render_all(problems)}")
    return tuple(face for blank, _ in loaded if blank is not None for face in faces_of(blank))


def _picture(path: Path) -> Gray | None:
    try:
        content = np.frombuffer(path.read_bytes(), np.uint8)
    except OSError:
        return None
    picture = cv2.imdecode(content, cv2.IMREAD_GRAYSCALE) if len(content) else None
    return None if picture is None else np.asarray(picture, np.uint8)


def _edition(folder: Path, pages: int) -> str:
    digest = hashlib.sha256()
    for name in (FILE, PRINT, *(picture_name(page) for page in range(1, pages + 1))):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()[:_EDITION]
