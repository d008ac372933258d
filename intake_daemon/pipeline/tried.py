"""One case judged by two sets of rules, side by side."""

from pydantic import Field

from intake_daemon.model import Case, Effect, Frozen, Kind, Verdict
from intake_daemon.pipeline.backtest.outcome import Change, differences
from rules import RuleSet, Sides, explain


class Spoken(Frozen):
    """What a rule made of the case in one of the sets."""

    result: str = Field(description="pass, fail, cannot be told, does not apply, …; not there.")
    effect: Effect | None = Field(description="What its finding leads to; null without one.")
    why: str = Field(description="The finding in one sentence; empty without one.")


class Behind(Frozen):
    """A rule or figure that makes the two differ."""

    name: str = Field(description="Id of a rule, or a key of policy.yaml.")
    title: str = Field(description="What the rule wants; empty for a figure.")
    cites: str = Field(description="The source of the rule; empty for a figure.")
    before: Spoken | None = Field(description="What it said in force; null for a figure.")
    after: Spoken | None = Field(description="What it says on trial; null for a figure.")


class Tried(Frozen):
    """What two sets of rules make of one request."""

    request: str = Field(description="Its reference, or which of the requests in a file.")
    kind: Kind = Field(description="What kind of request it is.")
    judged_as_of: str = Field(description="The day that was taken for today.")
    changes: tuple[Change, ...] = Field(description="How the two differ; empty when they do not.")
    because: tuple[Behind, ...] = Field(description="What makes them differ.")
    before: Verdict = Field(description="What the rules in force say.")
    after: Verdict = Field(description="What the rules on trial say.")


NOT_THERE = Spoken(result="not there", effect=None, why="")


def tried(sides: Sides, name: str, case: Case) -> Tried:
    """Judge one case by both sets."""
    was, would = sides.judge(case)
    changes = differences(was, would)
    names = sides.responsible(case, was, would) if changes else ()
    return Tried(
        request=name,
        kind=case.kind,
        judged_as_of=case.today.isoformat(),
        changes=changes,
        because=_behind(sides, case, names),
        before=was,
        after=would,
    )


def _behind(sides: Sides, case: Case, names: tuple[str, ...]) -> tuple[Behind, ...]:
    if not names:
        return ()
    before, after = _spoken(sides.before, case), _spoken(sides.after, case)
    return tuple(_one(sides, name, before, after) for name in names)


def _spoken(rules: RuleSet, case: Case) -> dict[str, Spoken]:
    return {
        one.rule: Spoken(result=one.result, effect=one.effect, why=one.why) for one in explain(rules, case)
    }


def _one(sides: Sides, name: str, before: dict[str, Spoken], after: dict[str, Spoken]) -> Behind:
    rule = sides.after.rule(name) or sides.before.rule(name)
    if rule is None:  # a figure
        return Behind(name=name, title="", cites="", before=None, after=None)
    return Behind(
        name=name,
        title=rule.text.title,
        cites=rule.text.why,
        before=before.get(name, NOT_THERE),
        after=after.get(name, NOT_THERE),
    )
