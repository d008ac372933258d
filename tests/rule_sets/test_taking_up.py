"""What people change in a folder is checked, recorded once, and comes into force or does not."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.exc import IntegrityError
from support.rule_folders import mend, mistakes_in, set_days, spoil, version_in
from support.rule_sites import Site

from intake_daemon.errors import ConfigError
from intake_daemon.pipeline.rule_sets.folder import Snapshot, authors_of
from intake_daemon.pipeline.rule_sets.in_use import policy_in_use
from intake_daemon.store.database import reading, transaction
from intake_daemon.store.directory import RuleSetRow
from intake_daemon.store.rule_changes import ChangeState, RuleChangeRow


@pytest.fixture
def site(engine: Engine, tmp_path: Path) -> Site:
    site = Site(engine, tmp_path)
    site.look()
    return site


def test_the_first_folder_comes_into_force(site: Site) -> None:
    assert site.in_force == version_in(site.rules)
    assert site.changes() == [(site.in_force, "in_force")]
    assert site.look() is None
    assert site.troubles() == []


def test_a_first_folder_with_mistakes_is_refused_with_all_of_them(engine: Engine, tmp_path: Path) -> None:
    site = Site(engine, tmp_path)
    spoil(site.rules)
    with pytest.raises(ConfigError, match=r"(?s)spoilt\.yaml:1.*spoilt\.yaml:2"):
        site.look()
    assert site.changes() == []


def test_a_changed_folder_takes_the_place_of_what_was_in_force(site: Site) -> None:
    before, after = site.in_force, set_days(site.rules, 21)
    looked = site.look()

    assert looked is not None
    assert site.in_force == after
    assert site.changes() == [(before, "superseded"), (after, "in_force")]
    _, loaded = site.audited("rules.loaded")
    assert (loaded.detail["rule_set"], loaded.detail["before"]) == (after, before)
    with reading(site.engine) as session:
        assert session.get(RuleSetRow, after) is not None
        row = session.scalars(select(RuleChangeRow).where(RuleChangeRow.version == after)).one()
    assert row.changed == "1 figure changed"
    assert row.authors == [site.rules.owner()]


def test_a_folder_with_mistakes_changes_nothing_and_is_told_of_once(site: Site) -> None:
    before, bad = site.in_force, spoil(site.rules)
    for _ in range(3):
        site.look()
    site.look(anew=True)

    assert site.in_force == before
    assert site.changes() == [(before, "in_force"), (bad, "refused")]
    (refused,) = site.audited("rules.refused")
    assert refused.detail["problems"] == mistakes_in(site.rules)
    assert refused.detail["kept"] == before
    (trouble,) = site.troubles()
    assert bad[:12] in trouble
    assert f"{mistakes_in(site.rules)} mistakes" in trouble


def test_every_mistake_is_kept_in_full(site: Site) -> None:
    bad = spoil(site.rules)
    site.look()
    with reading(site.engine) as session:
        row = session.scalars(select(RuleChangeRow).where(RuleChangeRow.version == bad)).one()

    assert len(row.problems) == mistakes_in(site.rules) > 1
    assert all(problem.startswith("spoilt.yaml:") for problem in row.problems)
    assert row.files["spoilt.yaml"].startswith("- id: spoilt")


def test_an_example_that_comes_out_otherwise_is_a_mistake(site: Site) -> None:
    house = site.rules / "house.yaml"
    house.write_text(house.read_text().replace("requestor.name: absent", "requestor.name: Bo Lind"))
    before = site.in_force
    looked = site.look()

    assert looked is not None
    assert looked.change is not None
    assert any("house.yaml" in problem and "examples" in problem for problem in looked.change.problems)
    assert site.in_force == before


def test_the_warning_ends_when_the_folder_is_mended(site: Site) -> None:
    before = site.in_force
    spoil(site.rules)
    site.look()
    mend(site.rules)
    site.look()

    assert site.troubles() == []
    assert site.changes() == [(before, "in_force"), (site.changes()[1][0], "refused")]


def test_the_same_mistakes_made_again_are_not_audited_again(site: Site) -> None:
    for _ in range(2):
        spoil(site.rules)
        site.look()
        mend(site.rules)
        site.look()

    assert len(site.audited("rules.refused")) == 1


def test_a_file_that_is_no_text_is_a_mistake_and_not_a_missing_file(site: Site) -> None:
    before = site.in_force
    (site.rules / "more.yaml").write_bytes(b"\xff\xfe\x00 not text")
    site.look()

    assert site.in_force == before
    (trouble,) = site.troubles()
    assert "1 mistake" in trouble


def test_a_folder_that_is_gone_changes_nothing(site: Site) -> None:
    before = site.in_force
    site.rules.rename(site.rules.with_name("elsewhere"))
    site.look()

    assert site.in_force == before
    assert len(site.troubles()) == 1


def test_a_restart_with_a_bad_folder_works_by_what_was_in_force(site: Site) -> None:
    before = site.in_force
    spoil(site.rules)

    assert policy_in_use(site.engine, site.config, follow=True).rules.version == before
    assert len(site.troubles()) == 1


def test_a_command_works_by_what_is_in_force_and_not_by_the_folder(site: Site) -> None:
    before = site.in_force
    set_days(site.rules, 21)

    assert policy_in_use(site.engine, site.config, follow=False).rules.version == before
    assert site.changes() == [(before, "in_force")]


def test_what_was_in_force_before_can_come_back(site: Site) -> None:
    first, second = site.in_force, set_days(site.rules, 21)
    site.look()
    set_days(site.rules, 14)
    site.look()

    assert site.changes() == [(first, "superseded"), (second, "superseded"), (first, "in_force")]


def test_the_database_itself_lets_only_one_set_be_in_force(site: Site) -> None:
    set_days(site.rules, 21)
    site.look()

    with pytest.raises(IntegrityError):
        bring_all_into_force(site.engine)


def bring_all_into_force(engine: Engine) -> None:
    with transaction(engine) as session:
        session.execute(update(RuleChangeRow).values(state=ChangeState.IN_FORCE))


# two nodes on one database


def test_a_node_that_lags_behind_does_not_turn_the_others_back(site: Site, tmp_path: Path) -> None:
    other = Site(site.engine, tmp_path, node="two")
    other.look()
    after = set_days(site.rules, 21)
    site.look()
    other.look()
    other.look(anew=True)

    assert other.in_force == after
    assert policy_in_use(other.engine, other.config, follow=True).rules.version == after
    (trouble,) = other.troubles()
    assert f"{after[:12]} is in force" in trouble


def test_a_node_that_joins_takes_what_the_others_use(site: Site, tmp_path: Path) -> None:
    after = set_days(site.rules, 21)
    site.look()
    other = Site(site.engine, tmp_path, node="two")

    assert policy_in_use(other.engine, other.config, follow=True).rules.version == after
    assert other.in_force == after


def test_a_change_in_the_folder_of_any_node_counts(site: Site, tmp_path: Path) -> None:
    other = Site(site.engine, tmp_path, node="two")
    other.look()
    after = set_days(other.rules, 28)
    other.look()

    assert site.in_force == after


def test_a_refused_folder_of_another_node_is_named_with_it(site: Site, tmp_path: Path) -> None:
    other = Site(site.engine, tmp_path, node="two")
    other.look()
    spoil(other.rules)
    other.look()

    assert "on two were refused" in site.troubles()[0]


# message texts beside


def with_texts(engine: Engine, folder: Path) -> tuple[Site, Path]:
    texts = folder / "texts" / "en"
    texts.mkdir(parents=True)
    site = Site(engine, folder)
    site.config = site.config.model_copy(update={"templates": texts.parent})
    site.look()
    return site, texts / "asks.yaml"


def test_texts_with_mistakes_are_told_of_and_rules_are_not_blamed(engine: Engine, tmp_path: Path) -> None:
    site, asks = with_texts(engine, tmp_path)
    asks.write_text("patient.dbo: {missing: x, fix: y}\n")
    looked = site.look()

    assert looked is not None
    assert looked.templates is None
    assert site.in_force == version_in(site.rules)
    assert "message texts were refused" in site.troubles()[0]
    assert [row.detail["problems"] for row in site.audited("texts.refused")] == [1]


def test_mended_texts_are_taken_up(engine: Engine, tmp_path: Path) -> None:
    site, asks = with_texts(engine, tmp_path)
    asks.write_text("patient.dbo: {missing: x, fix: y}\n")
    site.look()
    asks.write_text("patient.dob: {missing: The day of birth, fix: Please give it.}\n")
    looked = site.look()

    assert looked is not None
    assert looked.templates is not None
    assert site.troubles() == []
    assert len(site.audited("texts.loaded")) == 1


# who wrote it


def test_the_authors_are_the_owners_of_what_changed() -> None:
    owners = {"": "olga", "a.yaml": "ann", "b.yaml": "bob", "c.yaml": "cid"}
    snapshot = Snapshot(texts={"a.yaml": "1", "b.yaml": "2", "c.yaml": "3"}, owners=owners)

    assert authors_of(snapshot, {"a.yaml": "1", "b.yaml": "1", "c.yaml": "3"}) == ("bob",)
    assert authors_of(snapshot, {"a.yaml": "1", "b.yaml": "2"}) == ("cid",)
    assert authors_of(snapshot, {**snapshot.texts, "gone.yaml": "4"}) == ("olga",)
    assert authors_of(snapshot, snapshot.texts) == ()
