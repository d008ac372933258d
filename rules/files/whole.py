"""What the rules of a folder do as a whole that nobody can mean, with the place of it: warnings, all of them."""

from collections.abc import Iterator, Mapping

from intake_daemon.model import Kind
from rules.analysis import Remark, remarks
from rules.files.pointing import place_in
from rules.files.rule_file import RulePlace
from rules.files.sheet import Path
from rules.problems import RuleProblem
from rules.ruleset import RuleSet


def oddities(rules: RuleSet, places: Mapping[str, RulePlace]) -> Iterator[RuleProblem]:
    """Rules that never apply or never win, that contradict or repeat each other, or that are not shown at work."""
    if set(rules.policy.kinds) != set(Kind):
        return
    for remark in remarks(rules):
        yield _placed(remark, rules, places[remark.rule])


def _placed(remark: Remark, rules: RuleSet, place: RulePlace) -> RuleProblem:
    path: Path = (place.index, *(int(step) if step.isdigit() else step for step in remark.key.split(".")))
    rule = rules.rule(remark.rule)
    text = getattr(rule.text, remark.key, None) if rule else None
    if remark.offset is None or not isinstance(text, str):
        problem = place.sheet.problem(path, remark.message, at_key=True)
    else:
        problem = place.sheet.problem_at(
            *place_in(place.sheet, path, text, remark.offset), path, remark.message
        )
    return problem.model_copy(update={"warning": True})
