"""Cases nobody thought of: any kind, any intents, every field in any state."""

from datetime import date

from hypothesis import strategies as st
from support.cases import RECEIVED, a_case

from intake_daemon.model import (
    CATALOGUE,
    Case,
    FieldSpec,
    FieldValue,
    Intent,
    Kind,
    Match,
    Outcome,
    Period,
    Relation,
    State,
    Value,
)

DAYS = st.dates(date(2015, 1, 1), date(2030, 1, 1)).map(date.isoformat)
WORDS = st.sampled_from(["Alma Quist", "Harbor Clinic", "hiv", "x", " ", "Ångström Söhne", "any and all"])
VALUES: dict[str, st.SearchStrategy[Value]] = {
    "date": st.one_of(DAYS, st.just("13/45/2020")),
    "bool": st.booleans(),
    "list": st.lists(WORDS, max_size=2).map(tuple),
    "periods": st.sampled_from([(), (Period(start="2025-01-01"),)]),
}


def field_values(spec: FieldSpec) -> st.SearchStrategy[FieldValue]:
    """One field, sure or not, there or not, now and then with a value of the wrong shape."""
    present = st.builds(
        FieldValue,
        value=VALUES.get(spec.type, WORDS),
        state=st.sampled_from([State.PRESENT, State.PRESENT, State.CONFLICTING]),
        confidence=st.sampled_from([0.5, 0.89, 0.9, 0.99]),
    )
    missing = st.builds(
        FieldValue,
        state=st.sampled_from([State.ABSENT, State.UNREADABLE]),
        confidence=st.sampled_from([0.5, 0.9, 1.0]),
    )
    return st.one_of(present, missing)


FIELDS = st.fixed_dictionaries({}, optional={spec.name: field_values(spec) for spec in CATALOGUE})
MATCHES = st.one_of(
    st.none(),
    st.builds(
        Match,
        outcome=st.sampled_from(Outcome),
        relation=st.sampled_from(Relation),
        of=st.sampled_from([None, "r1"]),
    ),
)
CASES = st.builds(
    Case,
    kind=st.sampled_from(Kind),
    kind_confidence=st.sampled_from([0.5, 1.0]),
    intent=st.sampled_from([Intent.RECORDS_REQUEST, *Intent]),
    intents=st.lists(st.sampled_from(Intent), min_size=1, max_size=2).map(tuple),
    fields=FIELDS,
    received_on=st.just(RECEIVED),
    today=st.just(RECEIVED),
    requestor_verified=st.booleans(),
    requestor_reachable=st.booleans(),
    facility_names=st.sampled_from([(), ("Harbor Clinic",)]),
    forms=st.sampled_from([(), ("house form",)]),
    match=MATCHES,
)


def _replaced(case: Case, fields: dict[str, FieldValue]) -> Case:
    return case.model_copy(update={"fields": {**case.fields, **fields}})


#: Complete requests of which up to three fields are otherwise: what comes near a question or the queue.
NEARLY_COMPLETE = st.builds(
    _replaced,
    st.builds(
        a_case,
        kind=st.sampled_from(Kind),
        requestor_verified=st.booleans(),
        facility_names=st.sampled_from([(), ("Harbor Clinic",)]),
    ),
    st.lists(st.sampled_from(CATALOGUE), max_size=3).flatmap(
        lambda specs: st.fixed_dictionaries({spec.name: field_values(spec) for spec in specs})
    ),
)
ANY_CASE = st.one_of(CASES, NEARLY_COMPLETE)
