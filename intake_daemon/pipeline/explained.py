"""Why a request came out as it did: its decision made again from what was kept, by the very rules of that day."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake_daemon.errors import ConfigError
from intake_daemon.model import Case, Decision, FieldValue, Frozen, Match, Terms, Verdict
from intake_daemon.pipeline.backtest.replay import kept_case
from intake_daemon.pipeline.refusal import RefusedError
from intake_daemon.pipeline.rule_sets.loading import files_of, load_stored
from intake_daemon.store.requests import DecisionRow, RequestRow
from intake_daemon.store.rule_changes import in_force
from rules import Explained, RuleSet, Thought, explain, judge, thoughts

#: Puts together the case of a decision that was made before cases were kept, by the rules given; None: it cannot be.
Rebuild = Callable[[Session, int, RuleSet], Case | None]


class Told(Frozen):
    """One decision among those on a request."""

    number: int = Field(description="Which of the request's decisions, from 1.")
    decided_at: datetime = Field(description="When, UTC.")
    decision: Decision = Field(description="What was decided.")
    reasons: tuple[str, ...] = Field(description="Why, in words.")
    rule_set: str = Field(description="Version of the rules that decided, or that were in force.")
    person: str | None = Field(description="Who decided; null: the rules.")
    stands: bool = Field(description="Whether it is the one that stands.")


class Replayed(Frozen):
    """What comes out when a decision is made again."""

    verdict: Verdict = Field(description="The verdict of the same rules on the same facts.")
    same: bool = Field(description="Whether decision and reasons are those recorded.")
    facts: str = Field(description="kept with the decision, or rebuilt from the request as it stands now.")
    judged_as_of: date = Field(description="The day that was today.")
    thoughts: tuple[Thought, ...] = Field(description="The order of thought up to what settled it.")
    rules: tuple[Explained, ...] = Field(description="Every rule of the set and what it made of the case.")
    fields: dict[str, FieldValue] = Field(description="All that was told, by name, with evidence.")


class Explanation(Frozen):
    """Why one decision came out as it did."""

    reference: str = Field(description="The request.")
    kind: str = Field(description="What kind of request it is now.")
    told: Told = Field(description="The decision explained.")
    decisions: tuple[Told, ...] = Field(description="All decisions on the request, the first one first.")
    match: Match | None = Field(description="What it resembled then.")
    terms: Terms = Field(description="What was laid down with the decision.")
    in_force: bool = Field(description="Whether its rules are those in force now.")
    replayed: Replayed | None = Field(description="Null when the decision cannot be made again.")
    trouble: str = Field(description="Why it cannot be made again; empty when it can.")


def explain_decision(
    session: Session, request: RequestRow, number: int | None, rebuild: Rebuild
) -> Explanation:
    """Explain the decision that stands for a request, or an earlier one.

    Args:
        number: which decision, from 1; None: the one that stands.

    Raises:
        RefusedError: there is no such decision.
    """
    query = select(DecisionRow).where(DecisionRow.request_id == request.id).order_by(DecisionRow.id)
    rows = session.scalars(query).all()
    row = _chosen(request, rows, number)
    now = in_force(session)
    replayed, trouble = _replayed(session, row, rebuild)
    decisions = tuple(_told(one, place) for place, one in enumerate(rows, 1))
    return Explanation(
        reference=request.reference,
        kind=request.kind,
        told=decisions[rows.index(row)],
        decisions=decisions,
        match=Match.model_validate(row.match) if row.match else None,
        terms=Terms.model_validate(row.terms or {}),
        in_force=now is not None and now.version == row.rule_set,
        replayed=replayed,
        trouble=trouble,
    )


def _chosen(request: RequestRow, rows: Sequence[DecisionRow], number: int | None) -> DecisionRow:
    if not rows:
        raise RefusedError(f"{request.reference} has not been decided on yet")
    if number is None:
        return next((row for row in rows if row.superseded_by is None), rows[-1])
    if not 1 <= number <= len(rows):
        raise RefusedError(f"{request.reference} has {len(rows)} decision(s), no number {number}")
    return rows[number - 1]


def _told(row: DecisionRow, number: int) -> Told:
    return Told(
        number=number,
        decided_at=row.decided_at,
        decision=Decision(row.decision),
        reasons=tuple(row.reasons),
        rule_set=row.rule_set,
        person=row.person,
        stands=row.superseded_by is None,
    )


def _replayed(session: Session, row: DecisionRow, rebuild: Rebuild) -> tuple[Replayed | None, str]:
    """The decision made again, or why it cannot be."""
    if row.person:
        return None, "a person decided; what the rules had said before is explained by its own number"
    try:
        rules = load_stored(row.rule_set, files_of(session, row.rule_set))
    except KeyError:
        return None, f"the rules of that day, version {row.rule_set[:12]}, are not in the store"
    except ConfigError as error:
        return None, str(error)
    kept = kept_case(row.case)
    case = kept or rebuild(session, row.id, rules)
    if case is None:
        return None, "the facts were not kept with it, and what was read of the paper is no longer there"
    return _made_again(rules, case, row, kept is not None), ""


def _made_again(rules: RuleSet, case: Case, row: DecisionRow, kept: bool) -> Replayed:
    verdict = judge(rules, case)
    return Replayed(
        verdict=verdict,
        same=(verdict.decision, list(verdict.reasons)) == (row.decision, row.reasons),
        facts="kept" if kept else "rebuilt",
        judged_as_of=case.today,
        thoughts=tuple(thoughts(rules, case)),
        rules=explain(rules, case),
        fields=dict(sorted(case.fields.items())),
    )
