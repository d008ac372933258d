"""Reading a rules folder: everything wrong in it is found in one go, or nothing is wrong and it loads."""

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from intake_daemon.errors import ConfigError
from rules.expressions import Language
from rules.policy import Policy
from rules.policy_file import POLICY, house_as_written, read_policy
from rules.problems import RuleProblem, in_order, render_all
from rules.rule_file import RuleReader
from rules.ruleset import RuleSet
from rules.sheet import Sheet, read_sheet


@dataclass(frozen=True)
class _Read:
    """A folder as read: usable only without problems."""

    policy: Policy | None
    reader: RuleReader
    problems: tuple[RuleProblem, ...]


def load(folder: Path) -> RuleSet:
    """Load a rules folder.

    Raises:
        ConfigError: with every problem of every file: place, key, the line with a caret, a suggestion.
    """
    read = _read(folder)
    if read.problems or read.policy is None:
        raise ConfigError(render_all(read.problems))
    ordered = tuple(rule for _, rule in sorted(read.reader.rules.items()))
    return RuleSet(read.policy, ordered, version_of(folder), read.reader.language, read.reader.files)


def check(folder: Path) -> tuple[RuleProblem, ...]:
    """Every problem of a rules folder, in the order of files and lines; empty when it would load."""
    return in_order(_read(folder).problems)


def version_of(folder: Path) -> str:
    """SHA-256, hex, over the names and contents of the folder's YAML files in the order of names."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.yaml")):
        content = path.read_bytes()
        digest.update(f"{path.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _read(folder: Path) -> _Read:
    sheets, problems = _sheets(folder)
    policy_sheet = next((sheet for sheet in sheets if sheet.name == POLICY), None)
    policy, policy_problems = read_policy(policy_sheet) if policy_sheet else (None, ())
    house = policy.house if policy else house_as_written(policy_sheet.content if policy_sheet else None)
    holidays: frozenset[date] = policy.holidays if policy else frozenset()
    reader = RuleReader(Language(house, holidays), policy)
    for sheet in sheets:
        if sheet.name != POLICY:
            reader.read(sheet)
    problems = (*problems, *policy_problems, *reader.problems)
    return _Read(policy, reader, (*problems, *_gaps(folder, sheets, problems)))


def _sheets(folder: Path) -> tuple[tuple[Sheet, ...], tuple[RuleProblem, ...]]:
    sheets, problems = [], []
    for path in sorted(folder.glob("*.yaml")):
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            problems.append(RuleProblem(file=path.name, message=f"this file cannot be read: {error}."))
            continue
        sheet, faults = read_sheet(path.name, text)
        problems.extend(faults)
        if sheet is not None:
            sheets.append(sheet)
    return tuple(sheets), tuple(problems)


def _gaps(
    folder: Path, sheets: tuple[Sheet, ...], problems: tuple[RuleProblem, ...]
) -> tuple[RuleProblem, ...]:
    """What is missing from the folder as a whole."""
    if not folder.is_dir():
        return (RuleProblem(file=str(folder), message="there is no such folder of rules."),)
    seen = {sheet.name for sheet in sheets} | {problem.file for problem in problems}
    gaps = []
    if POLICY not in seen:
        gaps.append(RuleProblem(file=POLICY, message="this file is missing from the folder."))
    if not seen - {POLICY}:
        gaps.append(RuleProblem(file=folder.name, message="this folder holds no file of rules."))
    return tuple(gaps)
