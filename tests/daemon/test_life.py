"""Starting, telling systemd, reloading, stopping."""

import shutil
from pathlib import Path

import pytest
from support.daemon_process import ROOT, DaemonProcess
from support.delivery import deliver, drop
from support.mails import own_records

from intake_daemon.store.arrivals import ArrivalRow
from intake_daemon.store.audit import AuditRow
from intake_daemon.store.requests import RequestRow

SLOW_TO_READ = ROOT / "fixtures" / "corpus" / "fax-two-requests.pdf"


def test_a_mail_goes_from_the_maildir_to_its_decision(install) -> None:
    daemon: DaemonProcess = install()
    with daemon.running_daemon():
        assert daemon.notices.lines[:2] == ["READY=1", "STATUS=watching 2 source(s)"]
        deliver(daemon.folder / "Maildir", own_records())
        daemon.wait_for_outcomes(1)
        assert daemon.stop() == 0
    daemon.check()
    assert [row.state for row in daemon.rows(ArrivalRow)] == ["decided"]
    assert len(daemon.rows(RequestRow)) == 1
    assert list((daemon.folder / "Maildir" / "new").iterdir()) == []
    assert daemon.actions()["daemon.started"] == daemon.actions()["daemon.stopped"] == 1


def test_systemd_hears_ready_then_the_watchdog_then_stopping(install) -> None:
    daemon: DaemonProcess = install()
    with daemon.running_daemon():
        daemon.wait(lambda: daemon.notices.lines.count("WATCHDOG=1") > 2, "to feed the watchdog", 20)
        daemon.stop()
        heard = [line for line in daemon.notices.lines if not line.startswith("STATUS=")]
    assert heard[0] == "READY=1"
    assert heard[-1] == "STOPPING=1"
    assert set(heard[1:-1]) == {"WATCHDOG=1"}


def test_the_watchdog_s_silence_is_survived(install) -> None:
    daemon: DaemonProcess = install()
    with daemon.running_daemon():
        daemon.notices.path.unlink()  # systemd starts itself anew
        deliver(daemon.folder / "Maildir", own_records())
        daemon.wait_for_outcomes(1)
        assert daemon.running


def test_sigterm_lets_the_document_in_hand_be_finished(install) -> None:
    daemon: DaemonProcess = install()
    with daemon.running_daemon():
        drop(daemon.folder / "drop", "fax.pdf", SLOW_TO_READ.read_bytes())
        daemon.wait(lambda: any(row.attempts for row in daemon.rows(ArrivalRow)), "to begin reading")
        assert daemon.stop() == 0
    assert [row.state for row in daemon.rows(ArrivalRow)] == ["decided"]
    daemon.check()


def test_a_stop_while_nothing_is_in_hand_is_quick(install) -> None:
    daemon: DaemonProcess = install()
    with daemon.running_daemon():
        assert daemon.stop(seconds=10) == 0


def test_a_second_start_goes_on_where_the_first_stopped(install) -> None:
    daemon: DaemonProcess = install()
    for number in (1, 2):
        with daemon.running_daemon():
            deliver(daemon.folder / "Maildir", own_records(f"Brook Avery{number}"))
            daemon.wait_for_outcomes(number)
            daemon.stop()
    daemon.check()
    assert daemon.actions()["arrival.decided"] == 2
    assert daemon.actions()["rules.loaded"] == 1


@pytest.fixture
def with_rules(install, tmp_path: Path):
    rules, texts = tmp_path / "rules", tmp_path / "texts"
    shutil.copytree(ROOT / "rules" / "library", rules)
    shutil.copytree(ROOT / "outbox" / "templates", texts)
    return install(top=f'rules = "{rules}"\ntemplates = "{texts}"'), rules, texts


def test_a_reload_puts_changed_rules_in_force(with_rules) -> None:
    daemon, rules, _ = with_rules
    with daemon.running_daemon():
        policy = rules / "policy.yaml"
        policy.write_text(policy.read_text().replace("repeat_after_days: 14", "repeat_after_days: 21"))
        daemon.reload()
        daemon.wait(lambda: "READY=1" in daemon.notices.lines, "to be ready again")
        assert "RELOADING=1" in daemon.notices.lines
        first, second = daemon.rows(AuditRow, action="rules.loaded")
        deliver(daemon.folder / "Maildir", own_records())
        daemon.wait_for_outcomes(1)
        (decided,) = daemon.rows(AuditRow, action="request.decided")
        assert first.detail["rule_set"] != second.detail["rule_set"]
        assert decided.detail["rule_set"] == str(second.detail["rule_set"])[:12]


def test_a_reload_of_broken_rules_keeps_the_old_ones_and_says_so(with_rules) -> None:
    daemon, rules, _ = with_rules
    with daemon.running_daemon():
        (rules / "house.yaml").write_text("- id: spoilt\n  then: nonsense\n")
        daemon.reload()
        daemon.wait(lambda: "READY=1" in daemon.notices.lines, "to be ready again")
        (refused,) = daemon.events("rules_refused")
        assert "house.yaml" in refused["first"]
        assert any("refused" in line for line in daemon.notices.lines)
        deliver(daemon.folder / "Maildir", own_records())
        daemon.wait_for_outcomes(1)
        (row,) = daemon.rows(AuditRow, action="rules.refused")
        (decided,) = daemon.rows(AuditRow, action="request.decided")
        assert str(row.detail["kept"])[:12] == decided.detail["rule_set"]
    daemon.check()


def test_a_reload_of_a_broken_text_keeps_the_old_ones(with_rules) -> None:
    daemon, _, texts = with_rules
    with daemon.running_daemon():
        spoilt = next(texts.rglob("clarification.j2"))
        spoilt.write_text(spoilt.read_text() + "\n{{ patient_name }}\n")
        daemon.reload()
        daemon.wait(lambda: daemon.events("texts_refused"), "to refuse the text")
        assert spoilt.name in daemon.events("texts_refused")[0]["first"]
        assert daemon.running
