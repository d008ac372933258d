"""Prints tallies as lines and as Markdown tables."""

from collections.abc import Iterator, Mapping

from benchmarks.requests.scene import DIFFERENT, DUPLICATE, NEW_REQUEST
from benchmarks.requests.score import FALSE_MERGE, WRONG_PATIENT, Tally, upper_bound

COLUMNS = ("resend", "repeat", "review", "follow_up", "new_for_patient", "new", FALSE_MERGE, WRONG_PATIENT)
LABELS = {DUPLICATE: "same request", NEW_REQUEST: "new request, same patient", DIFFERENT: "other person"}


def line(tally: Tally) -> str:
    """The figures of one set on one line."""
    count = tally.figures
    return (
        f"false merges {count['false merges']}  false patients {count['false patients']}/{count[DIFFERENT]}"
        f"  wrong patients {count['wrong patients']}  auto {_share(count, 'auto', 'decidable')}"
        f"  found {_share(count, 'found', 'decidable')}  review {_share(count, 'review', 'incoming')}"
        f"  right patient {_share(count, 'right patient', 'new')}"
    )


def _share(count: Mapping[str, int], part: str, whole: str) -> str:
    return f"{count[part]}/{count[whole]} = {100 * count[part] / max(1, count[whole]):.1f} %"


def bounds(tally: Tally) -> str:
    """What the rarest errors could be at worst."""
    return "; ".join(f"{name} at most {100 * limit:.2f} %" for name, limit in _limits(tally))


def _limits(tally: Tally) -> Iterator[tuple[str, float]]:
    count = tally.figures
    strangers = count[DIFFERENT] + count[NEW_REQUEST]
    yield "false merges of what is no duplicate", upper_bound(_merged_strangers(tally), strangers)
    yield "other people taken for a patient", upper_bound(count["false patients"], count[DIFFERENT])
    known = count[DUPLICATE] + count[NEW_REQUEST]
    yield "known patients taken for another", upper_bound(count["wrong patients"], known)


def _merged_strangers(tally: Tally) -> int:
    return sum(
        n for (_, label, column), n in tally.cases.items() if column == FALSE_MERGE and label != DUPLICATE
    )


def figures_table(tally: Tally) -> str:
    """The sums as a Markdown table."""
    count = tally.figures
    rows = (
        ("requests merged that are not the same", f"{count['false merges']}"),
        ("other people taken for a patient on file", f"{count['false patients']} of {count[DIFFERENT]}"),
        ("known patients taken for another", f"{count['wrong patients']}"),
        ("duplicates with enough on the paper, joined at once", _share(count, "auto", "decidable")),
        ("the same, joined or shown to a person", _share(count, "found", "decidable")),
        ("shown to a person, of all that came", _share(count, "review", "incoming")),
        ("the same, without the rows that nobody could tell", _share(count, "review decidable", "incoming")),
        ("new requests tied to the right patient", _share(count, "right patient", "new")),
    )
    return _markdown(("what", "figure"), rows)


def case_table(tally: Tally) -> str:
    """Case by answer as a Markdown table, with the sums in the last row."""
    cases = sorted(
        {(label, case) for case, label, _ in tally.cases}, key=lambda pair: (_rank(pair[0]), pair[1])
    )
    rows = [
        (LABELS[label], case, *(str(tally.cases[case, label, column] or "") for column in COLUMNS))
        for label, case in cases
    ]
    sums = [sum(n for (_, _, answered), n in tally.cases.items() if answered == column) for column in COLUMNS]
    return _markdown(("truth", "case", *COLUMNS), [*rows, ("all", "", *map(str, sums))])


def _rank(label: str) -> int:
    return list(LABELS).index(label)


def _markdown(head: tuple[str, ...], rows: "list[tuple[str, ...]] | tuple[tuple[str, ...], ...]") -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
