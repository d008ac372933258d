"""Reading a rules folder: everything wrong in it is found in one go, or nothing is wrong and it loads."""

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from intake_daemon.errors import ConfigError
from intake_daemon.model.matching import MatchPolicy, MatchTuning
from rules.expressions import Language
from rules.matching_file import MATCHING, read_matching
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
    tuning: MatchTuning | None
    reader: RuleReader
    problems: tuple[RuleProblem, ...]


def load(folder: Path) -> RuleSet:
    """Load a rules folder.

    Raises:
        ConfigError: with every problem of every file: place, key, the line with a caret, a suggestion.
    """
    read = _read(folder)
    if read.problems or read.policy is None or read.tuning is None:
        raise ConfigError(render_all(read.problems))
    return RuleSet(
        policy=read.policy,
        rules=tuple(rule for _, rule in sorted(read.reader.rules.items())),
        version=version_of(folder),
        language=read.reader.language,
        files=read.reader.files,
        tuning=read.tuning,
    )


def load_matching(folder: Path) -> MatchPolicy:
    """What a rules folder says about matching, without a look at its rules.

    Raises:
        ConfigError: with every problem of `policy.yaml` and `matching.yaml`.
    """
    sheets, problems = _sheets(folder)
    policy, tuning, faults = _figures(sheets)
    gaps = _gaps(folder, sheets, problems)
    ours = [problem for problem in (*problems, *faults, *gaps) if problem.file in (POLICY, MATCHING)]
    if policy is None or tuning is None or ours:
        raise ConfigError(render_all(ours or gaps))
    return MatchPolicy.of(tuning, policy.repeat_after_days)


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
    policy, tuning, faults = _figures(sheets)
    written = _named(POLICY, sheets)
    house = policy.house if policy else house_as_written(written.content if written else None)
    holidays: frozenset[date] = policy.holidays if policy else frozenset()
    reader = RuleReader(Language(house, holidays), policy)
    for sheet in sheets:
        if sheet.name not in (POLICY, MATCHING):
            reader.read(sheet)
    problems = (*problems, *faults, *reader.problems)
    return _Read(policy, tuning, reader, (*problems, *_gaps(folder, sheets, problems)))


def _figures(
    sheets: tuple[Sheet, ...],
) -> tuple[Policy | None, MatchTuning | None, tuple[RuleProblem, ...]]:
    """What stands in the files that hold no rules."""
    sheet = _named(POLICY, sheets)
    policy, problems = read_policy(sheet) if sheet else (None, ())
    tuning, faults = read_matching(_named(MATCHING, sheets))
    return policy, tuning, (*problems, *faults)


def _named(name: str, sheets: tuple[Sheet, ...]) -> Sheet | None:
    return next((sheet for sheet in sheets if sheet.name == name), None)


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
    if not seen - {POLICY, MATCHING}:
        gaps.append(RuleProblem(file=folder.name, message="this folder holds no file of rules."))
    return tuple(gaps)
