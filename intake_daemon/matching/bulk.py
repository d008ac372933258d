"""Link two lists of people one to one, or find who stands in one list more than once.

This is not the judge of arrivals. `person.judge_people` looks at one pair, knows nothing of other records, and may
never join two people; its bits come from what names and mistakes are like everywhere. Here a whole list is at hand:
it says itself how rare a name is in it and how often it errs (`bulk_scale`), and a record is given to the best of
all that it might be. Columns the judge has no use for (occupation, a second address line) count as well. That makes
it better at lists, and useless for a list of three; and it joins on the balance of evidence, with none of the
judge's objections. So among a clinic's patients it only finds whom to look at: `bulk_patients` asks the judge, whose
word is the last.

The policy is fixed: no labels, and one threshold, that a pair be likelier one person than two.
"""

from intake_daemon.matching.bulk_columns import Numbers, People, Trait
from intake_daemon.matching.bulk_groups import Pairs, grouped, one_to_one
from intake_daemon.matching.bulk_keys import candidate_pairs
from intake_daemon.matching.bulk_levels import levels_of
from intake_daemon.matching.bulk_scale import Scale, fitted

__all__ = ["Numbers", "Pairs", "People", "Trait", "link", "same_people", "scored"]


def link(people: People) -> Pairs:
    """Link the records of two lists one to one, surest first.

    Args:
        people: two lists side by side, `People.beside`.
    """
    pairs, scale = scored(people)
    return one_to_one(pairs, scale.needed)


def same_people(people: People) -> Numbers:
    """Group the records of one list: for every record the place of the first one about the same person."""
    pairs, scale = scored(people)
    return grouped(people.size, pairs, scale.needed, scale.bits)


def scored(people: People) -> tuple[Pairs, Scale]:
    """All candidate pairs with their bits, and the scale they were measured on."""
    one, other = candidate_pairs(people)
    levels = levels_of(people, one, other)
    scale = fitted(people, one, levels)
    return Pairs(one, other, scale.weigh(one, levels).bits), scale
