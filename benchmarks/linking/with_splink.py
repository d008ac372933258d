"""The sets linked by splink 5 on DuckDB, set up as its published examples for these very sets are.

Examples: "Linking the febrl4 datasets", "Deduplicating the febrl3 dataset" and "Linking a dataset of real historical
persons" in splink's documentation; pairs count from a probability of one half, groups from 0.95. The examples leave
out columns of FEBRL that are of use, so it is run a second time with all of them.
"""

import logging
from pathlib import Path

import pandas as pd
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.internals.comparison_creator import ComparisonCreator

from benchmarks.linking import sets
from benchmarks.linking.answers import Answer, Answers

_SAME_BIRTH = "l.date_of_birth = r.date_of_birth"
_CROSSED = "l.given_name = r.surname and l.surname = r.given_name"


def run(name: str, file: Path | None) -> Answers:
    """Link the two lists, or group the one."""
    if name == "historical":
        assert file is not None
        return _historical(file)
    return _febrl(name, ())


def run_all_columns(name: str, file: Path | None) -> Answers:
    """The same for FEBRL with the columns of the address that the examples leave out."""
    columns = ("address_1", "address_2", "suburb")
    return _febrl(name, tuple(cl.JaroWinklerAtThresholds(column, [0.9, 0.7]) for column in columns))


def _febrl(name: str, more: tuple[ComparisonCreator, ...]) -> Answers:
    api = DuckDBAPI()
    frames = [api.register(_frame(rows)) for rows in sets.febrl_rows(name)]
    linked = name == sets.LINKED
    settings = _febrl4_settings(more) if linked else _febrl3_settings(more)
    linker = Linker(frames if linked else frames[0], settings, log_level=logging.ERROR)
    certain = [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")]
    if not linked:
        certain.append(f"{_CROSSED} and {_SAME_BIRTH}")
    linker.training.estimate_probability_two_random_records_match(certain, recall=0.8 if linked else 0.9)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    for rule in (block_on("date_of_birth"), block_on("postcode")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    return _answers(linker, "rec_id")


def _frame(rows: sets.Rows) -> pd.DataFrame:
    return pd.DataFrame(rows).replace("", None)


def _febrl4_settings(more: tuple[ComparisonCreator, ...]) -> SettingsCreator:
    return SettingsCreator(
        unique_id_column_name="rec_id",
        link_type="link_only",
        blocking_rules_to_generate_predictions=[
            block_on("given_name", "surname"),
            _CROSSED,
            block_on("date_of_birth"),
            block_on("soc_sec_id"),
            block_on("state", "address_1"),
            block_on("street_number", "address_1"),
            block_on("postcode"),
        ],
        comparisons=[
            cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
            cl.NameComparison("surname").configure(term_frequency_adjustments=True),
            _birth("date_of_birth"),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
            *more,
        ],
    )


def _birth(column: str) -> cl.DateOfBirthComparison:
    return cl.DateOfBirthComparison(
        column, input_is_string=True, datetime_format="%Y%m%d", invalid_dates_as_null=True
    )


def _febrl3_settings(more: tuple[ComparisonCreator, ...]) -> SettingsCreator:
    columns = ("soc_sec_id", "given_name", "surname", "date_of_birth", "postcode")
    return SettingsCreator(
        unique_id_column_name="rec_id",
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[block_on(column) for column in columns],
        comparisons=[
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            _birth("date_of_birth"),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
            *more,
        ],
    )


def _historical(file: Path) -> Answers:
    frame = pd.read_parquet(file)
    frame["both_names"] = frame["first_name"] + " " + frame["surname"]
    linker = Linker(DuckDBAPI().register(frame), _historical_settings(), log_level=logging.ERROR)
    certain = [
        "l.first_name = r.first_name and l.surname = r.surname and l.dob = r.dob",
        "substr(l.first_name,1,2) = substr(r.first_name,1,2) and l.surname = r.surname"
        " and substr(l.postcode_fake,1,2) = substr(r.postcode_fake,1,2)",
        "l.dob = r.dob and l.postcode_fake = r.postcode_fake",
    ]
    linker.training.estimate_probability_two_random_records_match(certain, recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6)
    for rule in (block_on("first_name", "surname"), block_on("dob")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    return _answers(linker, "unique_id")


def _historical_settings() -> SettingsCreator:
    blocked = (
        ("substr(first_name,1,3)", "substr(surname,1,4)"), ("surname", "dob"), ("first_name", "dob"),
        ("postcode_fake", "first_name"), ("postcode_fake", "surname"), ("dob", "birth_place"),
        ("substr(postcode_fake,1,3)", "dob"), ("substr(postcode_fake,1,3)", "first_name"),
        ("substr(postcode_fake,1,3)", "surname"),
        ("substr(first_name,1,2)", "substr(surname,1,2)", "substr(dob,1,4)"),
    )  # fmt: skip
    return SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[block_on(*columns) for columns in blocked],
        comparisons=[
            cl.ForenameSurnameComparison(
                "first_name", "surname", forename_surname_concat_col_name="both_names"
            ),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.PostcodeComparison("postcode_fake"),
            cl.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
            cl.ExactMatch("occupation").configure(term_frequency_adjustments=True),
        ],
    )


def _answers(linker: Linker, key: str) -> Answers:
    predicted = linker.inference.predict(threshold_match_probability=0.5)
    pairs = predicted.as_pandas_dataframe()[[f"{key}_l", f"{key}_r"]]
    answers = {"links": Answer(pairs=[(one, other) for one, other in pairs.itertuples(index=False)])}
    grouped = linker.clustering.cluster_pairwise_predictions_at_threshold(
        predicted, threshold_match_probability=0.95
    ).as_pandas_dataframe()
    answers["groups"] = Answer(groups=dict(zip(grouped[key], grouped["cluster_id"], strict=True)))
    return answers
