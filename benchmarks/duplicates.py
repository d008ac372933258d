"""How well requests that were here before are recognised, and people kept apart.

    python -m benchmarks.duplicates --seeds 1-10 --profile wide --misses misses.jsonl

Draws labelled sets (`benchmarks.requests`), answers them by the code behind `intake-daemon match`, and
prints the figures per seed and summed, with the 95 % upper bounds of the errors that must not be, and a table
of case by answer. `--docs` writes both profiles' tables to a page.
"""

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.requests.draw import draw_set
from benchmarks.requests.profile import PROFILES
from benchmarks.requests.report import bounds, case_table, figures_table, line
from benchmarks.requests.score import Miss, Tally, score
from intake_daemon.matching.lines import BadLine, MatchedLine, match_files

ANSWER = ("role", "label", "of", "person", "case", "acceptable", "hard")


def main() -> None:
    given = _options()
    tallies = {name: _run(name, given) for name in given.profile}
    if given.misses:
        with given.misses.open("w", encoding="utf-8") as file:
            file.writelines(
                _told(miss) + "\n" for tally in tallies.values() for miss in _worst_first(tally.misses)
            )
    if given.docs:
        given.docs.write_text(page(tallies, given.seeds, given.stored, given.incoming), encoding="utf-8")


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(
        prog="python -m benchmarks.duplicates",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    options.add_argument("--seeds", type=seeds, default="1-10", help="as 3, 1-10 or 1,5,9")
    options.add_argument("--profile", choices=sorted(PROFILES), nargs="+", default=["dev"])
    options.add_argument("--stored", type=int, default=2000)
    options.add_argument("--incoming", type=int, default=1000)
    options.add_argument("--misses", type=Path, help="write what was answered wrongly, with both requests")
    options.add_argument("--docs", type=Path, help="write the tables to this Markdown page")
    return options.parse_args()


def seeds(text: str) -> list[int]:
    """The seeds named, e.g. 1-10 or 1,5,9."""
    ends = [part.split("-") for part in text.split(",")]
    return [seed for first, *last in ends for seed in range(int(first), int(last[0] if last else first) + 1)]


def _run(name: str, given: argparse.Namespace) -> Tally:
    together = Tally()
    for seed in given.seeds:
        tally, seconds = examine(name, seed, given.stored, given.incoming)
        print(f"{name} {seed}: {line(tally)}  {seconds:.1f} s", flush=True)
        together.add(tally)
    print(f"{name} together: {line(together)}\n95 % sure: {bounds(together)}\n\n{case_table(together)}\n")
    return together


def examine(profile: str, seed: int, stored: int, incoming: int) -> tuple[Tally, float]:
    """Draw one set, answer it, count; seconds are those of the answering."""
    rows = list(draw_set(PROFILES[profile], seed, stored, incoming))
    begun = time.perf_counter()
    answers = list(answer(rows))
    return score(rows, answers), time.perf_counter() - begun


def answer(rows: Sequence[dict[str, Any]]) -> Iterator[MatchedLine]:
    """What `intake-daemon match` says to the incoming rows, told nothing of the truth."""
    with TemporaryDirectory() as folder:
        paths = {role: Path(folder) / f"{role}.jsonl" for role in ("stored", "incoming")}
        for role, path in paths.items():
            shown = [row for row in rows if row["role"] == role]
            path.write_text("".join(_without_answer(row) + "\n" for row in shown), encoding="utf-8")
        for said in match_files(paths["stored"], paths["incoming"]):
            assert not isinstance(said, BadLine), said.message
            yield said


def _without_answer(row: dict[str, Any]) -> str:
    return json.dumps({key: value for key, value in row.items() if key not in ANSWER})


def _worst_first(misses: Sequence[Miss]) -> list[Miss]:
    order = ("false merge", "wrong patient", "missed", "not linked", "reviewed")
    return sorted(misses, key=lambda miss: (order.index(miss.kind), miss.incoming["case"]))


def _told(miss: Miss) -> str:
    told = {
        "kind": miss.kind,
        "case": miss.incoming["case"],
        "incoming": miss.incoming,
        "stored": miss.stored,
    }
    return json.dumps({**told, "because": miss.answer.because, "outcome": miss.answer.outcome.value})


def page(tallies: dict[str, Tally], drawn: Sequence[int], stored: int, incoming: int) -> str:
    """The page of figures, in Markdown."""
    head = HEAD.format(first=drawn[0], last=drawn[-1], sets=len(drawn), stored=stored, incoming=incoming)
    parts = [
        f"## Profile `{name}`\n\n{figures_table(tally)}\n\n95 % sure: {bounds(tally)}.\n\n{case_table(tally)}\n"
        for name, tally in tallies.items()
    ]
    return head + "\n" + "\n".join(parts)


HEAD = """# How well requests are recognised

`python -m benchmarks.duplicates` draws sets of invented requests with the truth beside them and answers them by the
code behind `intake-daemon match`. The drawing knows nothing of the matcher and shares only the tables of names with
it. Below are {sets} sets (seeds {first} to {last}) of {stored} requests on file and {incoming} incoming ones for each
profile: `dev` has one surname in six a Smith and 180 given names, so that namesakes abound; `wide` has names as
frequent as in the United States, double surnames, names in both orders, families, law firms and copy services, and
many more ways to get paper wrong. The matcher was not tuned on these seeds.

A duplicate has *enough on the paper* if a careful clerk could tell it from the two papers alone;
`benchmarks/requests/clerk.py` says which have, by plain points of its own. An upper bound says how frequent an error
may be, where so few were seen.

Most of what `dev` leaves to a person has a birth year whose digits were exchanged so that it lies a generation off: a
father and his son of one name look the same. Of what goes to a person in `wide`, more than a third was made for it
(more kinds of records, an open end, another purpose, a newborn named since), and a third is another firm's request
carried by a copy service that has one telephone and one fax for all.

In the tables of cases a column says how it was answered: attached as a *resend* or as a *repeat* (asked again after
long), given to a person (*review*), attached to an open request (*follow_up*), a new request tied to the patient
(*new_for_patient*), or *new*.
"""


if __name__ == "__main__":
    main()
