"""Rules change under a working daemon: noticed, refused, approved; whatever comes, documents go on being decided."""

import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from support.daemon_process import ROOT, DaemonProcess
from support.delivery import deliver
from support.mails import own_records
from support.rule_folders import mend, set_days, spoil, version_in, whole_library

from intake_daemon.pipeline.rule_sets.deciding import approve, to_approve
from intake_daemon.store.audit import AuditRow
from intake_daemon.store.database import open_engine, transaction
from intake_daemon.store.requests import DecisionRow
from intake_daemon.store.rule_changes import RuleChangeRow

SOURCES = """
[[maildir]]
name = "mail"
folder = "@FOLDER@/Maildir"
poll_seconds = 0.3

[rule_changes]
watch_seconds = {watch}
settle_seconds = 0.5
four_eyes = {four_eyes}
"""
MAILS = 24


class Place:
    """A daemon with a folder of rules of its own."""

    def __init__(self, install, rules: Path, *, watch: float = 0.5, four_eyes: bool = False) -> None:
        self.rules = whole_library(rules)
        sources = SOURCES.format(watch=watch, four_eyes=str(four_eyes).lower())
        self.daemon: DaemonProcess = install(top=f'rules = "{self.rules}"', sources=sources)

    def mail(self, name: str) -> None:
        deliver(self.daemon.folder / "Maildir", own_records(name))

    def wait_for(self, version: str, state: str) -> None:
        what = f"to have {version[:12]} {state}"
        self.daemon.wait(lambda: (version, state) in self.states(), what)

    def wait_until_told(self, word: str) -> None:
        self.daemon.wait(lambda: word in self.status, f"to tell systemd of {word}")

    def states(self) -> list[tuple[str, str]]:
        return [(row.version, row.state) for row in self.daemon.rows(RuleChangeRow)]

    @property
    def status(self) -> str:
        """What `systemctl status` shows."""
        lines = [line for line in self.daemon.notices.lines if line.startswith("STATUS=")]
        return lines[-1] if lines else ""

    def versions_used(self) -> list[str]:
        return [row.rule_set for row in self.daemon.rows(DecisionRow)]


def test_a_changed_file_is_taken_up_without_a_signal(install, tmp_path: Path) -> None:
    place = Place(install, tmp_path / "rules")
    before = version_in(place.rules)
    with place.daemon.running_daemon():
        place.mail("Brook Avery")
        place.daemon.wait_for_outcomes(1)
        after = set_days(place.rules, 21)
        place.daemon.wait(lambda: place.daemon.events("rules_loaded"), "to load the changed rules")
        place.mail("Jamie Okafor")
        place.daemon.wait_for_outcomes(2)
        place.daemon.stop()

    assert place.versions_used() == [before, after]
    assert place.states() == [(before, "superseded"), (after, "in_force")]
    place.daemon.check()


def test_a_bad_set_never_loads_and_the_warning_ends_with_a_good_one(install, tmp_path: Path) -> None:
    place = Place(install, tmp_path / "rules")
    before = version_in(place.rules)
    with place.daemon.running_daemon():
        bad = spoil(place.rules)
        place.wait_for(bad, "refused")
        place.wait_until_told("were refused")
        place.mail("Brook Avery")
        place.daemon.wait_for_outcomes(1)
        assert place.daemon.stop() == 0

    with place.daemon.running_daemon():  # with the bad folder
        assert "were refused" in place.status
        place.mail("Jamie Okafor")
        place.daemon.wait_for_outcomes(2)
        mend(place.rules)
        place.daemon.wait(lambda: "refused" not in place.status, "to end the warning")
        place.daemon.stop()

    assert place.versions_used() == [before, before]
    assert len(place.daemon.rows(AuditRow, action="rules.refused")) == 1
    assert len(place.daemon.events("rules_refused")) == 1  # and not at every look
    (at_start,) = place.daemon.events("rules_warning")
    assert bad[:12] in at_start["problem"]
    place.daemon.check()


def test_an_applied_set_waits_for_a_second_person_and_is_then_taken_up(install, tmp_path: Path) -> None:
    place = Place(install, tmp_path / "rules", watch=0)
    before, copy = version_in(place.rules), tmp_path / "copy"
    shutil.copytree(place.rules, copy)
    after = set_days(copy, 21)
    with place.daemon.running_daemon():
        place.daemon.stop()  # the first set is in force
    text = place.daemon.config.read_text()
    place.daemon.config.write_text(text.replace("four_eyes = false", "four_eyes = true"))
    with place.daemon.running_daemon():
        apply(place, copy)
        assert place.states() == [(before, "in_force"), (after, "waiting")]
        place.mail("Brook Avery")
        place.daemon.wait_for_outcomes(1)
        say_yes(place, after, "tom")
        place.daemon.wait(lambda: place.daemon.events("rules_loaded"), "to load what was approved")
        place.mail("Jamie Okafor")
        place.daemon.wait_for_outcomes(2)
        place.daemon.stop()

    assert place.versions_used() == [before, after]
    place.daemon.check()


def apply(place: Place, copy: Path) -> None:
    command = [sys.executable, "-m", "intake_daemon", "--config", str(place.daemon.config)]
    environment = {**place.daemon.environment(), "SUDO_USER": "maria"}
    subprocess.run([*command, "rules", "apply", str(copy)], env=environment, cwd=ROOT, check=True)


def say_yes(place: Place, version: str, person: str) -> None:
    engine = open_engine(f"sqlite:///{place.daemon.state / 'intake.db'}")
    with transaction(engine) as session:
        row = to_approve(session, version)
        approve(session, row, person=person, authors=row.authors, note="fine", at=datetime.now(UTC))
    engine.dispose()


def test_documents_in_flight_are_decided_by_one_set_each(install, tmp_path: Path) -> None:
    place = Place(install, tmp_path / "rules")
    with place.daemon.running_daemon():
        for number in range(MAILS):
            place.mail(f"Brook Avery{number}")
            if number % 4 == 0:
                set_days(place.rules, 14 + number // 4 % 2)
                place.daemon.reload()
        place.daemon.wait_for_outcomes(MAILS, 180)
        place.daemon.stop()

    decisions = place.daemon.rows(DecisionRow, superseded_by=None)
    known = {version for version, state in place.states()}
    assert len(decisions) == MAILS
    assert {decision.rule_set for decision in decisions} <= known
    assert len(known) == 2
    assert not place.daemon.events("decision_failed")
    place.daemon.check()
