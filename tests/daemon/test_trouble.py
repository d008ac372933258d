"""The world around the daemon fails for a while: nothing is lost, the log says why, and it goes on by itself."""

import resource
import sqlite3
import threading
import time
from pathlib import Path

from support.daemon_process import ROOT, DaemonProcess
from support.delivery import deliver, drop
from support.house_rules import house_rules
from support.mails import own_records

from intake_daemon.rehearsal.certificates import Certificates
from intake_daemon.rehearsal.dovecot import PASSWORD, running_dovecot
from intake_daemon.rehearsal.smtp_sink import SmtpSink
from intake_daemon.store.arrivals import ArrivalRow
from intake_daemon.store.messages import MessageRow

MAILDIR = """
[[maildir]]
name = "mail"
folder = "@FOLDER@/Maildir"
poll_seconds = 0.3
"""


def limit_files(daemon: DaemonProcess, most: int) -> None:
    """No file of the daemon may grow beyond so many bytes: to it, the disk is full."""
    assert daemon.process is not None
    _, hard = resource.prlimit(daemon.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(daemon.process.pid, resource.RLIMIT_FSIZE, (most, hard))


def test_a_full_disk_leaves_the_mail_where_it_is_until_there_is_room(install) -> None:
    daemon: DaemonProcess = install()
    with daemon.running_daemon(piped=True):
        limit_files(daemon, 1)
        deliver(daemon.folder / "Maildir", own_records())
        daemon.wait(lambda: daemon.events("source_unavailable"), "to say that it cannot store", 30)
        assert len(list((daemon.folder / "Maildir" / "new").iterdir())) == 1
        assert daemon.rows(ArrivalRow) == []
        limit_files(daemon, resource.RLIM_INFINITY)
        daemon.wait_for_outcomes(1)
        assert daemon.stop() == 0
    assert "cannot" in daemon.events("source_unavailable")[0]["why"]
    assert "Traceback" not in daemon.output()
    daemon.check()


def test_a_disk_that_fills_up_while_a_document_is_read_delays_it(install) -> None:
    daemon: DaemonProcess = install()
    fax = (ROOT / "fixtures" / "corpus" / "fax-complete.pdf").read_bytes()
    with daemon.running_daemon(piped=True):
        drop(daemon.folder / "drop", "fax.pdf", fax)
        daemon.wait(lambda: any(row.attempts for row in daemon.rows(ArrivalRow)), "to begin reading")
        limit_files(daemon, 1)
        time.sleep(8)
        assert daemon.running
        assert [row.state for row in daemon.rows(ArrivalRow)] == ["received"]
        limit_files(daemon, resource.RLIM_INFINITY)
        daemon.wait_for_outcomes(1, seconds=150)
        assert daemon.stop() == 0
    assert [row.state for row in daemon.rows(ArrivalRow)] == ["decided"]
    daemon.check()


def test_somebody_who_locks_the_database_for_a_while_is_waited_for(install) -> None:
    daemon: DaemonProcess = install()
    with daemon.running_daemon():
        locker = sqlite3.connect(daemon.state / "intake.db", isolation_level=None, check_same_thread=False)
        locker.execute("BEGIN IMMEDIATE")
        release = threading.Timer(3, locker.execute, ["ROLLBACK"])
        release.start()
        deliver(daemon.folder / "Maildir", own_records())
        time.sleep(2)
        assert daemon.rows(ArrivalRow) == []
        daemon.wait_for_outcomes(1)
        release.join()
        locker.close()
        assert daemon.stop() == 0
    daemon.check()


def test_servers_that_are_away_hold_up_nobody_else_and_are_found_again(
    install, certificates: Certificates, tmp_path: Path
) -> None:
    with running_dovecot(certificates.good) as dovecot, SmtpSink() as sink:
        daemon: DaemonProcess = install(
            top=f'rules = "{house_rules(tmp_path)}"',
            sources=AWAY.format(smtp=sink.port, imap=dovecot.tls_port, ca=certificates.ca) + MAILDIR,
        )
        (daemon.folder / "password").write_text(PASSWORD)
        dovecot.deliver("clerk", own_records("Delia Marsh", "05/06/1961", sender="delia@postbox.example"))
        dovecot.stop()
        sink.stop()
        with daemon.running_daemon():
            deliver(daemon.folder / "Maildir", own_records())
            daemon.wait_for_outcomes(1)
            daemon.wait(lambda: any(row.attempts for row in daemon.rows(MessageRow)), "to try to send")
            daemon.wait(lambda: daemon.events("source_unavailable"), "to miss the mailbox")
            assert [row.state for row in daemon.rows(MessageRow)] == ["ready"]
            dovecot.start()
            daemon.wait_for_outcomes(2)
            sink.start()
            daemon.stop()
    assert {event["source"] for event in daemon.events("source_unavailable")} == {"records"}
    assert [row.reason is not None for row in daemon.rows(MessageRow, id=1)] == [True]
    daemon.check()


AWAY = """
[smtp]
host = "127.0.0.1"
port = {smtp}
tls = "none"

[[mailbox]]
name = "records"
host = "localhost"
port = {imap}
ca_file = "{ca}"
username = "clerk"
password_file = "@FOLDER@/password"
poll_seconds = 2
timeout_seconds = 5
"""


def test_a_folder_that_vanishes_and_comes_back_is_watched_again(install) -> None:
    daemon: DaemonProcess = install()
    hidden = daemon.folder / "unmounted"
    with daemon.running_daemon():
        (daemon.folder / "drop").rename(hidden)
        daemon.wait(lambda: daemon.events("source_unavailable"), "to miss the folder", 30)
        deliver(daemon.folder / "Maildir", own_records())
        daemon.wait_for_outcomes(1)
        hidden.rename(daemon.folder / "drop")
        drop(daemon.folder / "drop", "note.txt", own_records("Delia Marsh"))
        daemon.wait_for_outcomes(2)
        assert daemon.stop() == 0
    daemon.check()


def test_a_reader_that_is_killed_costs_one_try_and_not_the_daemon(install) -> None:
    daemon: DaemonProcess = install()
    with daemon.running_daemon():
        drop(
            daemon.folder / "drop",
            "fax.pdf",
            (ROOT / "fixtures" / "corpus" / "fax-complete.pdf").read_bytes(),
        )
        daemon.wait(lambda: any(row.attempts for row in daemon.rows(ArrivalRow)), "to begin reading")
        for child in daemon.children():
            child.kill()
        daemon.wait_for_outcomes(1)
        assert daemon.stop() == 0
    assert [row.state for row in daemon.rows(ArrivalRow)] == ["decided"]
