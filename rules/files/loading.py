"""Reading a rules folder: everything wrong in it is found in one go, or nothing is wrong and it loads."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath

from intake_daemon.errors import ConfigError
from intake_daemon.model import Kind
from intake_daemon.model.matching import MatchPolicy, MatchTuning
from rules.conditions.expressions import Language
from rules.files import example_faults
from rules.files.folder import no_folder, read_texts
from rules.files.leftovers import unused
from rules.files.matching_file import MATCHING, read_matching
from rules.files.policy_file import POLICY, house_as_written, read_policy
from rules.files.rule_file import RulePlace, RuleReader
from rules.files.sheet import Sheet, read_sheet
from rules.files.surroundings import NOTHING, Surroundings
from rules.policy import Policy
from rules.problems import RuleProblem, closest, in_order, mistakes, render_all
from rules.ruleset import Rule, RuleSet

Problems = tuple[RuleProblem, ...]


@dataclass(frozen=True)
class Reading:
    """A folder as read.

    Args:
        rules: all that can be worked with; None when the policy is wrong.
        sound: those of them in which nothing is wrong by itself.
        places: where each of them stands.
        problems: everything that was found.
        unusable: those of them that leave nothing to work with; none but these keep back what was used before.
    """

    rules: RuleSet | None
    sound: RuleSet | None
    places: Mapping[str, RulePlace] = field(default_factory=dict)
    problems: Problems = ()
    unusable: Problems = ()


def load(folder: Path, around: Surroundings = NOTHING) -> RuleSet:
    """Load a rules folder.

    Args:
        around: the templates and texts that rules may call for; what is not known is not checked.

    Raises:
        ConfigError: with every problem of every file: place, key, the line with a caret, a suggestion.
    """
    texts, problems = read_texts(folder)
    read = read_all(texts, (*problems, *no_folder(folder)), around)
    return _usable(read, mistakes(read.problems))


def load_texts(texts: Mapping[str, str]) -> RuleSet:
    """Load the files of a rules folder from memory, as they are kept with the decisions made by them.

    They were checked when they came into force. What is found wrong since then (an example, a contradiction)
    does not keep a decision from being explained, nor the daemon from starting: see `check_texts`.

    Args:
        texts: content by path below the folder, with "/" between the parts of a path.

    Raises:
        ConfigError: with every problem that leaves nothing to work with.
    """
    read = read_all(texts, (), NOTHING)
    return _usable(read, mistakes(read.unusable))


def _usable(read: Reading, wrong: Problems) -> RuleSet:
    if wrong or read.rules is None:
        raise ConfigError(render_all(wrong))
    return read.rules


def load_matching(folder: Path) -> MatchPolicy:
    """What a rules folder says about matching, without a look at its rules.

    Raises:
        ConfigError: with every problem of `policy.yaml` and `matching.yaml`.
    """
    texts, unread = read_texts(folder)
    sheets, problems = _sheets(texts)
    policy, tuning, faults = _figures(sheets, NOTHING)
    gaps = no_folder(folder) or _gaps(sheets, (*unread, *problems))
    ours = [one for one in (*unread, *problems, *faults, *gaps) if one.file in (POLICY, MATCHING)]
    if policy is None or tuning is None or mistakes(ours):
        raise ConfigError(render_all(no_folder(folder) or mistakes(ours) or gaps))
    return MatchPolicy.of(tuning, policy.repeat_after_days)


def check(folder: Path, around: Surroundings = NOTHING) -> Problems:
    """Every problem of a rules folder, in the order of files and lines; without mistakes it would load."""
    texts, problems = read_texts(folder)
    return _checked(texts, (*problems, *no_folder(folder)), around)


def check_texts(texts: Mapping[str, str], around: Surroundings = NOTHING) -> Problems:
    """Every problem of the files of a rules folder given from memory."""
    return _checked(texts, (), around)


def _checked(texts: Mapping[str, str], unread: Problems, around: Surroundings) -> Problems:
    """What stops the rules from loading, and what they do as a whole that nobody can mean."""
    from rules.files.whole import oddities  # the solver is only loaded by those who ask for all this

    read = read_all(texts, unread, around)
    return in_order((*read.problems, *(oddities(read.sound, read.places) if read.sound else ())))


def version_of(texts: Mapping[str, str]) -> str:
    """SHA-256, hex, over the paths and contents of a folder's YAML files in the order of paths."""
    digest = hashlib.sha256()
    for name, text in sorted(texts.items()):
        content = text.encode("utf-8")
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def read_all(texts: Mapping[str, str], unread: Problems, around: Surroundings) -> Reading:
    """Read every file.

    Args:
        unread: what is known to be wrong with files that are not among the texts.
    """
    sheets, problems = _sheets(texts)
    policy, tuning, faults = _figures(sheets, around)
    written = _named(POLICY, sheets)
    house = policy.house if policy else house_as_written(written.content if written else None)
    holidays: frozenset[date] = policy.holidays if policy else frozenset()
    reader = RuleReader(Language(house, holidays), policy, around)
    for sheet in sheets:
        if sheet.name not in (POLICY, MATCHING):
            reader.read(sheet)
    unusable = (*unread, *problems, *faults, *_gaps(sheets, (*unread, *problems, *faults)))
    if policy and written:
        unusable = (*unusable, *_no_such_folders(written, policy, sheets))
    problems = (*unusable, *reader.problems)
    if policy and written:
        problems = (*problems, *unused(written, policy, reader.rules.values()))
    every, sound = (_rules(texts, policy, tuning, reader, some) for some in (reader.rules, reader.sound))
    problems = (*problems, *(_examples(sound, reader) if sound else ()))
    return Reading(every, sound, reader.places, problems, (*unusable, *reader.unusable))


def _rules(
    texts: Mapping[str, str],
    policy: Policy | None,
    tuning: MatchTuning | None,
    reader: RuleReader,
    rules: Mapping[str, Rule],
) -> RuleSet | None:
    if policy is None:
        return None
    return RuleSet(
        policy=policy,
        rules=tuple(rule for _, rule in sorted(rules.items())),
        version=version_of(texts),
        language=reader.language,
        files=reader.files,
        tuning=tuning or MatchTuning(),
        texts=dict(texts),
    )


def _examples(rules: RuleSet, reader: RuleReader) -> Iterator[RuleProblem]:
    """Examples are tests: one that does not come out as it says is a mistake in the file."""
    if set(rules.policy.kinds) != set(Kind):
        return
    for rule in rules.rules:
        place = reader.places[rule.id]
        for fault in example_faults.faults_of(rules, rule):
            path = (place.index, "examples", fault.word, fault.number, *((fault.key,) if fault.key else ()))
            problem = place.sheet.problem(path, fault.message, suggestion=fault.suggestion)
            yield problem.model_copy(update={"warning": fault.warning})


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
    sheets: tuple[Sheet, ...], around: Surroundings
) -> tuple[Policy | None, MatchTuning | None, Problems]:
    """What stands in the files that hold no rules."""
    sheet = _named(POLICY, sheets)
    policy, problems = read_policy(sheet, around) if sheet else (None, ())
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


def _gaps(sheets: tuple[Sheet, ...], problems: Problems) -> Problems:
    """What is missing from the folder as a whole."""
    seen = {sheet.name for sheet in sheets} | {problem.file for problem in problems}
    gaps = []
    if POLICY not in seen:
        gaps.append(RuleProblem(file=POLICY, message="this file is missing from the folder."))
    if not seen - {POLICY, MATCHING}:
        gaps.append(RuleProblem(file=".", message="this folder holds no file of rules."))
    return tuple(gaps)
