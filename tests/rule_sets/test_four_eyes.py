"""Who may approve a change: a person, not its author, and not by going round."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from support.rule_folders import configured, rule_folder, set_days, version_in
from support.rule_sites import NOON, Site

from intake_daemon.commands import person as keyboard
from intake_daemon.errors import ConfigError
from intake_daemon.pipeline.refusal import RefusedError
from intake_daemon.pipeline.rule_sets.checking import check
from intake_daemon.pipeline.rule_sets.deciding import approve, decline, may_approve, to_approve
from intake_daemon.pipeline.rule_sets.folder import is_person, snapshot_of
from intake_daemon.pipeline.rule_sets.in_use import policy_in_use
from intake_daemon.pipeline.rule_sets.recording import add_change
from intake_daemon.store.database import transaction
from intake_daemon.store.rule_changes import RuleChangeRow


@pytest.fixture
def site(engine: Engine, tmp_path: Path) -> Site:
    """A set in force, from the time before four_eyes was switched on."""
    site = Site(engine, tmp_path)
    site.look()
    site.config = configured(tmp_path, site.rules, four_eyes=True)
    return site


def say(site: Site, version: str, person: str, *, not_mine: bool = False) -> None:
    with transaction(site.engine) as session:
        row = to_approve(session, version)
        at = site.now + timedelta(hours=1)
        approve(session, row, person=person, authors=row.authors, note="fine", at=at, not_mine=not_mine)


def put_forward(site: Site, days: int, author: str) -> str:
    """A change in the folder whose author is known, as by `rules apply`."""
    version = set_days(site.rules, days)
    with transaction(site.engine) as session:
        checked = check(snapshot_of(site.rules))
        add_change(session, checked, node="one", authors=(author,), note="why", changed="", at=NOON)
    site.look()
    return version


def test_a_change_waits_and_what_was_in_force_decides(site: Site) -> None:
    before, after = site.in_force, put_forward(site, 21, "maria")

    assert site.in_force == before
    assert site.changes()[-1] == (after, "waiting")
    assert policy_in_use(site.engine, site.config, follow=True).rules.version == before
    assert any("by maria wait for a second person" in trouble for trouble in site.troubles())
    assert len(site.audited("rules.waiting")) == 1


def test_somebody_else_brings_it_into_force_and_both_names_are_audited(site: Site) -> None:
    after = put_forward(site, 21, "maria")
    say(site, after, "tom")

    assert site.in_force == after
    (approved,) = site.audited("rules.approved")
    assert (approved.actor, approved.detail["authors"]) == ("tom", ["maria"])
    assert site.audited("rules.loaded")[-1].detail["approved_by"] == "tom"
    assert site.troubles() == []


def test_the_author_does_not_approve(site: Site) -> None:
    before, after = site.in_force, put_forward(site, 21, "maria")
    with pytest.raises(RefusedError, match="somebody else must approve"):
        say(site, after, "maria")

    assert site.in_force == before


def test_an_author_stays_one_when_another_puts_the_same_forward(site: Site) -> None:
    put_forward(site, 21, "maria")
    put_forward(site, 28, "olga")
    after = put_forward(site, 21, "tom")

    with pytest.raises(RefusedError, match="somebody else must approve"):
        say(site, after, "maria")


def test_a_change_withdrawn_by_another_is_not_approved(site: Site) -> None:
    first = put_forward(site, 21, "maria")
    put_forward(site, 28, "maria")

    with pytest.raises(RefusedError, match="does not wait for anybody: it is withdrawn"):
        say(site, first, "tom")


def test_a_no_leaves_what_was_in_force(site: Site) -> None:
    before, after = site.in_force, put_forward(site, 21, "maria")
    with transaction(site.engine) as session:
        decline(session, to_approve(session, after), person="tom", note="no", at=NOON)
    site.look(anew=True)

    assert site.in_force == before
    assert site.changes()[-1] == (after, "refused")
    assert any("were declined by tom" in trouble for trouble in site.troubles())
    with pytest.raises(RefusedError, match="refused, as tom said"):
        say(site, after, "olga")


def test_a_set_from_before_is_warned_of_until_somebody_approves_it(site: Site) -> None:
    before = site.in_force
    assert before is not None
    assert any("no second person approved" in trouble for trouble in site.troubles())
    with transaction(site.engine) as session:
        row = session.scalars(select(RuleChangeRow)).one()
        row.authors = ["maria"]
    say(site, before, "tom")

    assert site.troubles() == []
    assert site.in_force == before


def test_switched_off_again_a_waiting_set_comes_into_force_at_the_next_start(site: Site) -> None:
    after = put_forward(site, 21, "maria")
    site.config = configured(site.rules.parent, site.rules, four_eyes=False)

    assert policy_in_use(site.engine, site.config, follow=True).rules.version == after


def test_the_very_first_set_must_be_approved_too(engine: Engine, tmp_path: Path) -> None:
    site = Site(engine, tmp_path, four_eyes=True)
    version = version_in(rule_folder(tmp_path / "same"))
    with pytest.raises(ConfigError, match=f"rules approve {version[:12]}"):
        policy_in_use(site.engine, site.config, follow=True)
    say(site, version, "tom", not_mine=True)

    assert policy_in_use(site.engine, site.config, follow=True).rules.version == version


def test_accounts_of_services_are_nobody() -> None:
    assert [is_person(name) for name in ("root", "daemon", "nobody", "maria")] == [False, False, False, True]


def test_root_approves_nothing() -> None:
    with pytest.raises(RefusedError, match="an account and no person"):
        may_approve(["maria"], "root", not_mine=True)


def test_a_change_without_a_known_author_needs_a_declaration() -> None:
    with pytest.raises(RefusedError, match="--not-mine"):
        may_approve(["root"], "maria", not_mine=False)
    may_approve(["root"], "maria", not_mine=True)


# who is at the keyboard


@pytest.fixture
def login(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The kernel's word on who logged in, in a file of ours."""
    file = tmp_path / "loginuid"
    file.write_text(str(keyboard.NOBODY_LOGGED_IN))
    monkeypatch.setattr(keyboard, "LOGIN_UID", file)
    monkeypatch.delenv("SUDO_USER", raising=False)
    return file


def test_the_login_counts_before_sudo(login: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    login.write_text("4242")
    monkeypatch.setenv("SUDO_USER", "tom")

    assert keyboard.person() == "user 4242"


def test_without_a_login_sudo_counts(login: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUDO_USER", "tom")

    assert keyboard.person() == "tom"


def test_a_login_of_root_says_less_than_sudo(login: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    login.write_text("0")
    monkeypatch.setenv("SUDO_USER", "tom")

    assert keyboard.person() == "tom"


def test_names_that_the_caller_sets_do_not_count(login: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = keyboard.person()
    monkeypatch.setenv("LOGNAME", "tom")
    monkeypatch.setenv("USER", "tom")

    assert keyboard.person() == named
