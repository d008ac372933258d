"""The sets linked by `intake_daemon.matching.bulk`."""

from pathlib import Path

from benchmarks.linking import sets
from benchmarks.linking.answers import Answer, Answers
from intake_daemon.matching.bulk import People, link, same_people


def run(name: str, file: Path | None) -> Answers:
    """Link the two lists, or group the one."""
    if name == sets.LINKED:
        return {"links": febrl4()}
    rows, key, traits = _one_list(name, file)
    return {"groups": grouped([row[key] for row in rows], traits)}


def febrl4(left_out: frozenset[sets.Trait] = frozenset()) -> Answer:
    """FEBRL 4, whose two lists are linked one to one; columns may be left out to make it harder."""
    one, other = sets.febrl_rows(sets.LINKED)
    people = People.beside(
        _without(sets.febrl_traits(one), left_out), _without(sets.febrl_traits(other), left_out)
    )
    keys = [row["rec_id"] for row in (*one, *other)]
    found = link(people)
    return Answer(pairs=[(keys[a], keys[b]) for a, b in zip(found.one, found.other, strict=True)])


def _without(traits: sets.Traits, left_out: frozenset[sets.Trait]) -> sets.Traits:
    return {trait: values for trait, values in traits.items() if trait not in left_out}


def _one_list(name: str, file: Path | None) -> tuple[sets.Rows, str, sets.Traits]:
    if name in sets.FEBRL:
        (rows,) = sets.febrl_rows(name)
        return rows, "rec_id", sets.febrl_traits(rows)
    if file is None:
        raise SystemExit(f"the set {name} is read from a file: give --{name} FILE")
    if name == "historical":
        rows = sets.historical_rows(file)
        return rows, "unique_id", sets.historical_traits(rows)
    rows = sets.fake_rows(file)
    return rows, "unique_id", sets.fake_traits(rows)


def grouped(keys: list[str], traits: sets.Traits) -> Answer:
    """Group one list."""
    groups = same_people(People.listed(traits))
    return Answer(groups=dict(zip(keys, (keys[first] for first in groups), strict=True)))
