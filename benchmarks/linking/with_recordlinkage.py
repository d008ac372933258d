"""The sets linked by recordlinkage: the rule of its manual, and its expectation maximisation (ECM).

The rule, "Data deduplication" and "Link two datasets" in its manual: same given name, and more than three of six
agreements. The ECM classifier learns from the same kind of agreements, on candidates of several blocks.
"""

from pathlib import Path

import pandas as pd
import recordlinkage as rl

from benchmarks.linking import sets
from benchmarks.linking.answers import Answer, Answers

_FEBRL_BLOCKS = ("given_name", "surname", "date_of_birth", "soc_sec_id", "postcode")
_HISTORICAL_BLOCKS = (("first_name", "surname"), ("dob", "surname"), ("dob", "first_name"), "postcode_fake")


def run(name: str, file: Path | None) -> Answers:
    """Link the two lists, or pair the records of the one."""
    if name == "historical":
        assert file is not None
        frame = pd.read_parquet(file).set_index("unique_id")
        return {"links (ECM)": _by_ecm((frame,), _historical_comparison(), _HISTORICAL_BLOCKS)}
    frames = tuple(pd.DataFrame(rows).replace("", None).set_index("rec_id") for rows in sets.febrl_rows(name))
    return {"links (ECM)": _by_ecm(frames, _febrl_comparison(), _FEBRL_BLOCKS)}


def run_rule(name: str, file: Path | None) -> Answers:
    """The same by the rule of the manual; FEBRL alone."""
    frames = tuple(pd.DataFrame(rows).replace("", None).set_index("rec_id") for rows in sets.febrl_rows(name))
    compare = rl.Compare()
    compare.exact("given_name", "given_name")
    compare.string("surname", "surname", method="jarowinkler", threshold=0.85)
    compare.exact("date_of_birth", "date_of_birth")
    compare.exact("suburb", "suburb")
    compare.exact("state", "state")
    compare.string("address_1", "address_1", threshold=0.85)
    agreements = compare.compute(_candidates(frames, ("given_name",)), *frames)
    return {"links (rule)": Answer(pairs=list(agreements[agreements.sum(axis=1) > 3].index))}


def _candidates(frames: tuple[pd.DataFrame, ...], blocks: tuple[str | tuple[str, ...], ...]) -> pd.MultiIndex:
    index = rl.Index()
    for columns in blocks:
        index.block([columns] if isinstance(columns, str) else list(columns))
    return index.index(*frames)


def _by_ecm(
    frames: tuple[pd.DataFrame, ...], compare: rl.Compare, blocks: tuple[str | tuple[str, ...], ...]
) -> Answer:
    agreements = compare.compute(_candidates(frames, blocks), *frames)
    return Answer(pairs=list(rl.ECMClassifier(binarize=0.8).fit_predict(agreements)))


def _febrl_comparison() -> rl.Compare:
    compare = rl.Compare()
    compare.string("given_name", "given_name", method="jarowinkler")
    compare.string("surname", "surname", method="jarowinkler")
    compare.string("date_of_birth", "date_of_birth", method="damerau_levenshtein")
    compare.string("soc_sec_id", "soc_sec_id", method="damerau_levenshtein")
    compare.string("address_1", "address_1", method="jarowinkler")
    compare.string("suburb", "suburb", method="jarowinkler")
    compare.exact("postcode", "postcode")
    compare.exact("state", "state")
    return compare


def _historical_comparison() -> rl.Compare:
    compare = rl.Compare()
    compare.string("first_name", "first_name", method="jarowinkler")
    compare.string("surname", "surname", method="jarowinkler")
    compare.string("dob", "dob", method="damerau_levenshtein")
    compare.exact("birth_place", "birth_place")
    compare.exact("postcode_fake", "postcode_fake")
    compare.exact("occupation", "occupation")
    return compare
