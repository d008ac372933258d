"""Conditions nobody thought of: names, comparisons, functions and macros put together by chance."""

from hypothesis import strategies as st

one_of = st.sampled_from
TEXTS = one_of(
    ["patient.name", "requestor.phone", "authorization.discloser", "kind", "channel", '"hiv"', '"x"', '""']
)
DATES = one_of(
    ["patient.dob", "scope.start", "authorization.signed_on", "received_on", "today", 'day("2020-02-29")']
)
LISTS = one_of(
    ["scope.sensitive", "patient.other_names", "intents", "facility_names", '["hiv", "x"]', "[kind]"]
)
STANDS = one_of(["present", "absent", "unsure", "unreadable", "conflicting", "unjudged"])
OF = one_of(["patient.name", "patient.dob", "authorization.signed", "scope.sensitive", "scope.periods"])
COMPARED = one_of(["==", "!=", "<", "<=", ">", ">="])


def written(pattern: str, **parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """A piece of a condition, its parts drawn."""
    return st.builds(lambda **drawn: pattern.format(**drawn), **parts)


NUMBERS = st.one_of(
    one_of(["0", "-3", "house.adult_age", "9223372036854775807"]),
    written("age_on({a}, {b})", a=DATES, b=DATES),
    written("days_between({a}, {b})", a=DATES, b=DATES),
    written("business_days_between({a}, {b})", a=DATES, b=DATES),
    written("size({a})", a=st.one_of(TEXTS, LISTS)),
    written("{a}.size()", a=LISTS),
)
SUMS = st.one_of(NUMBERS, written("({a} {sign} {b})", a=NUMBERS, sign=one_of("+-*/%"), b=NUMBERS))
PLAIN = st.one_of(
    one_of(["true", "false", "authorization.signed", "authorization_needed", "match.known", "known_form"]),
    written("{field}.{stands}", field=OF, stands=STANDS),
    written("{a} {sign} {b}", a=DATES, sign=COMPARED, b=DATES),
    written("{a} {sign} {b}", a=TEXTS, sign=COMPARED, b=TEXTS),
    written("{a} {sign} {b}", a=SUMS, sign=COMPARED, b=SUMS),
    written("{a} == {b}", a=LISTS, b=LISTS),
    written("{a} in {b}", a=TEXTS, b=LISTS),
    written(
        "{a}.{does}({b})", a=TEXTS, does=one_of(["contains", "startsWith", "endsWith", "matches"]), b=TEXTS
    ),
    written("{a}.getFullYear() > 2019", a=DATES),
    written("day({a}) > {b}", a=TEXTS, b=DATES),
    written("business_days_after({a}, 3) > {b}", a=DATES, b=DATES),
    written("{a} - {b} > duration('24h')", a=DATES, b=DATES),
    written("matches_facility({a}, {b})", a=TEXTS, b=LISTS),
    written("mentions({a}, {b})", a=TEXTS, b=LISTS),
    written("{a} in [1, true, kind]", a=one_of(["authorization.signed", "kind", "known_form"])),
    one_of(['scope.periods.exists(p, p["end"] == "")', 'scope.periods.exists(p, p.start > "2025")']),
)


def _larger(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        written("({a}) {sign} ({b})", a=parts, sign=one_of(["&&", "||", "==", "!="]), b=parts),
        written("!({a})", a=parts),
        written("({a}) ? ({b}) : ({c})", a=parts, b=parts, c=parts),
        written(
            "{over}.{macro}({item}, {item} {sign} {b} || ({a}))",
            over=LISTS,
            macro=one_of(["exists", "all", "exists_one"]),
            item=one_of(["x", "kind", "channel"]),
            sign=COMPARED,
            b=TEXTS,
            a=parts,
        ),
        written("{over}.filter(x, {a}).map(y, size(y)).exists(z, z > {n})", over=LISTS, a=parts, n=NUMBERS),
    )


CONDITIONS = st.recursive(PLAIN, _larger, max_leaves=8)

NEAR = one_of(
    ["patient.dob", "authorization.signed_on", "received_on", 'day("2020-02-29")', 'day("2021-03-01")']
)
CLOSE = st.one_of(
    written(
        "{field}.{stands}",
        field=one_of(["patient.dob", "authorization.signed", "scope.sensitive"]),
        stands=STANDS,
    ),
    written("{a} {sign} {b}", a=NEAR, sign=COMPARED, b=NEAR),
    written(
        "days_between({a}, {b}) {sign} {n}",
        a=NEAR,
        b=NEAR,
        sign=COMPARED,
        n=one_of(["0", "1", "366", "-366"]),
    ),
    written("age_on({a}, {b}) {sign} {n}", a=NEAR, b=NEAR, sign=COMPARED, n=one_of(["-1", "0", "1"])),
    written("business_days_after({a}, {n}) {sign} {b}", a=NEAR, b=NEAR, sign=COMPARED, n=one_of(["1", "5"])),
    written("kind {sign} {b}", sign=one_of(["==", "!="]), b=one_of(['"treatment"', '"patient_access"'])),
    written("size(scope.sensitive) {sign} {n}", sign=COMPARED, n=one_of(["0", "1", "2"])),
    one_of(
        ['"hiv" in scope.sensitive', 'authorization.purpose == "x"', 'authorization.purpose.contains("x")']
    ),
    one_of(["authorization_needed", "requestor_verified", "authorization.signed", 'kind in ["treatment"]']),
)
EITHER = st.one_of(CLOSE, CLOSE.map("!({})".format))
#: parts about the same few names, so that they often exclude each other; `support.few_cases` has cases of them
TIGHT = st.one_of(
    st.lists(EITHER, min_size=2, max_size=4).map(" && ".join),
    written("({a}) || ({b})", a=EITHER, b=EITHER),
    written("({a}) ? ({b}) : ({c})", a=EITHER, b=EITHER, c=EITHER),
    written("!(({a}) || ({b}))", a=EITHER, b=EITHER),
)
