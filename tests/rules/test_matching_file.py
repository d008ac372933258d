"""The shipped `matching.yaml` says what the matcher does anyway, figure by figure."""

import shutil
from pathlib import Path

import pytest
from ruamel.yaml import YAML

import rules
from intake_daemon.errors import ConfigError
from intake_daemon.model import Frozen
from intake_daemon.model.matching import AGREEMENT_NAMES, MatchPolicy, MatchTuning

FILE = rules.SHIPPED / "matching.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(rules.SHIPPED, tmp_path / "rules")
    return tmp_path / "rules"


def test_every_figure_of_the_shipped_file_is_what_the_matcher_does_without_it() -> None:
    written = YAML(typ="safe", pure=True).load(FILE.read_text(encoding="utf-8"))

    assert written == MatchTuning().model_dump(mode="json")


def test_a_folder_without_the_file_matches_as_shipped(folder: Path) -> None:
    (folder / "matching.yaml").unlink()

    assert rules.mistakes(rules.check(folder)) == ()
    assert rules.load(folder).matching == rules.load(rules.SHIPPED).matching == MatchPolicy()


def test_a_file_of_comments_matches_as_shipped(folder: Path) -> None:
    (folder / "matching.yaml").write_text("# nothing changed yet\n")

    assert rules.load_matching(folder) == MatchPolicy()


def test_a_changed_figure_makes_another_rule_set_and_leaves_the_others_alone(folder: Path) -> None:
    (folder / "matching.yaml").write_text("same_bits: 30\npatient: {mrn: {exact: 20}}\n")

    changed = rules.load(folder)

    assert changed.version != rules.load(rules.SHIPPED).version
    assert _changes(MatchPolicy(), changed.matching) == {"same_bits": 30.0, "patient.mrn.exact": 20.0}


def test_the_limit_of_a_repeat_comes_from_the_policy_file(folder: Path) -> None:
    policy = folder / "policy.yaml"
    policy.write_text(policy.read_text().replace("repeat_after_days: 14", "repeat_after_days: 5000"))

    assert rules.load(folder).matching.repeat_after_days == 5000
    assert rules.load_matching(folder) == rules.load(folder).matching


def test_the_figures_are_had_without_the_rules_and_their_mistakes(folder: Path) -> None:
    (folder / "house.yaml").write_text("- id: broken\n")

    assert rules.load_matching(folder) == MatchPolicy()
    with pytest.raises(ConfigError):
        rules.load(folder)


@pytest.mark.parametrize("missing", ["policy.yaml", "."])
def test_figures_that_are_not_there_are_told(folder: Path, missing: str) -> None:
    shutil.rmtree(folder) if missing == "." else (folder / missing).unlink()

    with pytest.raises(ConfigError, match="no such folder" if missing == "." else r"policy\.yaml"):
        rules.load_matching(folder)


def test_every_weight_of_a_patient_can_be_sent_to_review(folder: Path) -> None:
    listed = ", ".join(AGREEMENT_NAMES)
    (folder / "matching.yaml").write_text(f"always_review: [{listed}]\n")

    assert rules.load_matching(folder).always_review == AGREEMENT_NAMES


def _changes(one: Frozen, other: Frozen, path: str = "") -> dict[str, object]:
    """The settings that differ, by their keys in the file."""
    found: dict[str, object] = {}
    for name in type(one).model_fields:
        before, after = getattr(one, name), getattr(other, name)
        if isinstance(before, Frozen) and isinstance(after, Frozen):
            found |= _changes(before, after, f"{path}{name}.")
        elif before != after:
            found[path + name] = after
    return found


CHANGED = MatchTuning.model_validate(
    {
        "same_bits": 27.5,
        "always_review": ["mrn.near"],
        "patient": {"phone": {"exact": 8}, "first_name": {"rare": 12}},
    }
)


def test_other_figures_are_written_into_the_file_and_its_comments_stay() -> None:
    before = FILE.read_text(encoding="utf-8")

    after = rules.rewritten(before, CHANGED)

    lines = [
        (old, new) for old, new in zip(before.splitlines(), after.splitlines(), strict=True) if old != new
    ]
    assert [new.split("#")[0].strip() for _, new in lines] == [
        "same_bits: 27.5",
        "always_review: [mrn.near]",
        "rare: 12",
        "phone: {exact: 8, near: 6, alike: 1, conflict: -1}",
    ]
    assert [old.partition("#")[2] for old, _ in lines] == [new.partition("#")[2] for _, new in lines]


@pytest.mark.parametrize(
    "text", ["", "# ours\n", "patient: {}\n", "same_bits: 26\npatient:\n  mrn: {exact: 18}\n"]
)
def test_what_was_written_is_read_again(text: str, folder: Path) -> None:
    (folder / "matching.yaml").write_text(rules.rewritten(text, CHANGED))

    assert rules.mistakes(rules.check(folder)) == ()
    assert rules.load(folder).tuning == CHANGED


def test_a_file_without_a_change_stays_as_it_is_to_the_letter() -> None:
    text = FILE.read_text(encoding="utf-8")

    assert rules.rewritten(text, MatchTuning()) == text


def test_a_wrong_file_is_not_written_over() -> None:
    with pytest.raises(ConfigError, match="there is no key same"):
        rules.rewritten("same: 3\n", CHANGED)
