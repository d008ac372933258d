"""Reading the files of a rules folder from the disk; what is not read there is told, not passed over."""

from collections.abc import Iterator
from pathlib import Path

from rules.problems import RuleProblem

ENDING = ".yaml"
NEARLY = (".yml", ".yaml", ".yaml.txt", ".yml.txt")  #: endings that were meant, in whatever case
WIDE = (b"\xff\xfe", b"\xfe\xff")  #: how a file in UTF-16 begins
LARGEST = 1_000_000  #: bytes of one file


def read_texts(folder: Path) -> tuple[dict[str, str], tuple[RuleProblem, ...]]:
    """The YAML files of a folder and of the folders in it, by path below it, and what could not be read.

    Hidden files and folders are none of ours.
    """
    texts: dict[str, str] = {}
    problems: list[RuleProblem] = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if any(part.startswith(".") for part in name.parts) or not (path.is_file() or path.is_symlink()):
            continue
        if path.suffix != ENDING:
            problems.extend(_stray(name.as_posix()))
            continue
        content = _read(path, name.as_posix())
        if isinstance(content, str):
            texts[name.as_posix()] = content
        else:
            problems.append(content)
    return texts, tuple(problems)


def no_folder(folder: Path) -> tuple[RuleProblem, ...]:
    """That there is no such folder, if so."""
    if folder.is_dir():
        return ()
    return (RuleProblem(file=str(folder), message="there is no such folder of rules."),)


def _stray(name: str) -> Iterator[RuleProblem]:
    """A file that looks like one of rules and would be passed over."""
    lowered = name.lower()
    if lowered.endswith(NEARLY):
        yield RuleProblem(
            file=name, message="only files whose name ends in .yaml are read; rename it, or move it away."
        )
    elif ENDING in lowered or ".yml" in lowered:
        message = "this file is not read, its name does not end in .yaml; move it away if that is not meant."
        yield RuleProblem(file=name, message=message, warning=True)


def _read(path: Path, name: str) -> str | RuleProblem:
    try:
        content = path.read_bytes()
    except OSError as error:
        return RuleProblem(file=name, message=f"this file cannot be read: {error.strerror}.")
    if len(content) > LARGEST:
        return RuleProblem(
            file=name, message=f"this file is larger than {LARGEST:,} bytes; split it into several."
        )
    if content.startswith(WIDE):
        return RuleProblem(file=name, message="this file is saved as UTF-16; save it as UTF-8.")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        return _not_utf8(name, content, error.start)


def _not_utf8(name: str, content: bytes, position: int) -> RuleProblem:
    before = content[:position].decode("utf-8", "replace")
    line = before.count("\n")
    column = len(before) - (before.rfind("\n") + 1)
    source = content.split(b"\n")[line].decode("utf-8", "replace").rstrip("\r")
    return RuleProblem(
        file=name,
        line=line + 1,
        column=column + 1,
        message="this letter is not saved as UTF-8; save the file as UTF-8.",
        source=source,
    )
