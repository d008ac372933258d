"""Reading a rules folder: everything wrong in it is found in one go, or nothing is wrong and it loads."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from intake_daemon.errors import ConfigError
from intake_daemon.model.matching import MatchPolicy, MatchTuning
from rules.expressions import Language
from rules.matching_file import MATCHING, read_matching
from rules.policy import Policy
from rules.policy_file import POLICY, house_as_written, read_policy
from rules.problems import RuleProblem, closest, in_order, render_all
from rules.rule_file import RuleReader
from rules.ruleset import RuleSet
from rules.sheet import Sheet, read_sheet

Problems = tuple[RuleProblem, ...]


@dataclass(frozen=True)
class _Read:
    """A folder as read: usable only without problems."""

    policy: Policy | None
    tuning: MatchTuning | None
    reader: RuleReader
    problems: Problems


def load(folder: Path) -> RuleSet:
    """Load a rules folder.

    Raises:
        ConfigError: with every problem of every file: place, key, the line with a caret, a suggestion.
    """
    texts, problems = read_texts(folder)
    return _loaded(texts, (*problems, *_no_folder(folder)))


def load_texts(texts: Mapping[str, str]) -> RuleSet:
    """Load the files of a rules folder from memory, as they are kept with the decisions made by them.

    Args:
        texts: content by path below the folder, with "/" between the parts of a path.

    Raises:
        ConfigError: as for a folder.
    """
    return _loaded(texts, ())


def _loaded(texts: Mapping[str, str], faults: Problems) -> RuleSet:
    read = _read(texts, faults)
    if read.problems or read.policy is None or read.tuning is None:
        raise ConfigError(render_all(read.problems))
    return RuleSet(
        policy=read.policy,
        rules=tuple(rule for _, rule in sorted(read.reader.rules.items())),
        version=version_of(texts),
        language=read.reader.language,
        files=read.reader.files,
        tuning=read.tuning,
        texts=dict(texts),
    )


def load_matching(folder: Path) -> MatchPolicy:
    """What a rules folder says about matching, without a look at its rules.

    Raises:
        ConfigError: with every problem of `policy.yaml` and `matching.yaml`.
    """
    texts, unread = read_texts(folder)
    sheets, problems = _sheets(texts)
    policy, tuning, faults = _figures(sheets)
    gaps = _no_folder(folder) or _gaps(sheets, (*unread, *problems))
    ours = [one for one in (*unread, *problems, *faults, *gaps) if one.file in (POLICY, MATCHING)]
    if policy is None or tuning is None or ours:
        raise ConfigError(render_all(_no_folder(folder) or ours or gaps))
    return MatchPolicy.of(tuning, policy.repeat_after_days)


def check(folder: Path) -> Problems:
    """Every problem of a rules folder, in the order of files and lines; empty when it would load."""
    texts, problems = read_texts(folder)
    return in_order(_read(texts, (*problems, *_no_folder(folder))).problems)


def check_texts(texts: Mapping[str, str]) -> Problems:
    """Every problem of the files of a rules folder given from memory."""
    return in_order(_read(texts, ()).problems)


def read_texts(folder: Path) -> tuple[dict[str, str], Problems]:
    """The YAML files of a folder and of the folders in it, by path below it, and what could not be read.

    Hidden files and folders are none of ours.
    """
    texts, problems = {}, []
    for path in sorted(folder.rglob("*.yaml")):
        name = path.relative_to(folder)
        if any(part.startswith(".") for part in name.parts):
            continue
        try:
            texts[name.as_posix()] = path.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            problem = RuleProblem(file=name.as_posix(), message=f"this file cannot be read: {error}.")
            problems.append(problem)
    return texts, tuple(problems)


def version_of(texts: Mapping[str, str]) -> str:
    """SHA-256, hex, over the paths and contents of a folder's YAML files in the order of paths."""
    digest = hashlib.sha256()
    for name, text in sorted(texts.items()):
        content = text.encode("utf-8")
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _read(texts: Mapping[str, str], unread: Problems) -> _Read:
    sheets, problems = _sheets(texts)
    policy, tuning, faults = _figures(sheets)
    written = _named(POLICY, sheets)
    house = policy.house if policy else house_as_written(written.content if written else None)
    holidays: frozenset[date] = policy.holidays if policy else frozenset()
    reader = RuleReader(Language(house, holidays), policy)
    for sheet in sheets:
        if sheet.name not in (POLICY, MATCHING):
            reader.read(sheet)
    problems = (*unread, *problems, *faults, *reader.problems)
    if policy and written:
        problems = (*problems, *_no_such_folders(written, policy, sheets))
    return _Read(policy, tuning, reader, (*problems, *_gaps(sheets, problems)))


def _no_such_folders(written: Sheet, policy: Policy, sheets: tuple[Sheet, ...]) -> Iterator[RuleProblem]:
    """Folders that `policy.yaml` switches and that do not exist.

    Switching off what is not there does no harm, unless a name was misspelt and another folder stays on.
    """
    known = {parent.as_posix() for sheet in sheets for parent in PurePosixPath(sheet.name).parents}
    for folder, on in policy.folders.items():
        hint = closest(folder, known - {"."})
        if folder not in known and (on or hint):
            message = f"there is no folder {folder} with rules in it."
            yield written.problem(("folders", folder), message, at_key=True, suggestion=hint)


def _figures(
    sheets: tuple[Sheet, ...],
) -> tuple[Policy | None, MatchTuning | None, Problems]:
    """What stands in the files that hold no rules."""
    sheet = _named(POLICY, sheets)
    policy, problems = read_policy(sheet) if sheet else (None, ())
    tuning, faults = read_matching(_named(MATCHING, sheets))
    return policy, tuning, (*problems, *faults)


def _named(name: str, sheets: tuple[Sheet, ...]) -> Sheet | None:
    return next((sheet for sheet in sheets if sheet.name == name), None)


def _sheets(texts: Mapping[str, str]) -> tuple[tuple[Sheet, ...], Problems]:
    sheets: list[Sheet] = []
    problems: list[RuleProblem] = []
    for name, text in sorted(texts.items()):
        sheet, faults = read_sheet(name, text)
        problems.extend(faults)
        if sheet is not None:
            sheets.append(sheet)
    return tuple(sheets), tuple(problems)


def _no_folder(folder: Path) -> Problems:
    if folder.is_dir():
        return ()
    return (RuleProblem(file=str(folder), message="there is no such folder of rules."),)


def _gaps(sheets: tuple[Sheet, ...], problems: Problems) -> Problems:
    """What is missing from the folder as a whole."""
    seen = {sheet.name for sheet in sheets} | {problem.file for problem in problems}
    gaps = []
    if POLICY not in seen:
        gaps.append(RuleProblem(file=POLICY, message="this file is missing from the folder."))
    if not seen - {POLICY, MATCHING}:
        gaps.append(RuleProblem(file=".", message="this folder holds no file of rules."))
    return tuple(gaps)
