"""Kills the daemon at random moments while documents come in, and counts what was lost or done twice.

    python benchmarks/kill.py --kills 30 --documents 60

Mails go into a Maildir and papers into a drop folder, a few of them unreadable; questions leave to a mail server on
loopback. Every kill is a kill -9, a quarter of them while the daemon is still starting. At the end it may finish,
and every document must have come to exactly one outcome. Exit status 1 when one has not.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from support.daemon_process import DaemonProcess  # noqa: E402 - found through the line above
from support.delivery import deliver, drop  # noqa: E402
from support.mails import OWN_RECORDS, own_records  # noqa: E402
from support.two_doors import two_doors  # noqa: E402

from intake_daemon.rehearsal.smtp_sink import SmtpSink  # noqa: E402
from intake_daemon.store.arrivals import ArrivalRow  # noqa: E402
from intake_daemon.store.audit import AuditRow, verify_chain  # noqa: E402
from intake_daemon.store.messages import MessageRow, MessageState  # noqa: E402
from intake_daemon.store.queries_reconcile import reconcile  # noqa: E402
from intake_daemon.store.requests import DecisionRow, RequestRow  # noqa: E402

ONCE = ("arrival.received", "arrival.read", "arrival.decided", "arrival.parked")
MANY = 1_000_000
GIVEN = ("Alma", "Brook", "Clement", "Delia", "Edgar", "Flora", "Gideon", "Hazel", "Ivor", "June", "Karl")
SYLLABLES = ("Ash", "Bran", "Cole", "Dun", "Elm", "Fen", "Gar", "Hol", "Ing", "Kirk", "Lind", "Mar")


@dataclass
class Feeder:
    """Puts documents into the sources, each different from all others."""

    folder: Path
    fed: set[str] = field(default_factory=set)  #: SHA-256 of every document
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def feed(self) -> None:
        """One more document: two mails for each paper, every tenth paper cannot be read."""
        number = next(self.numbers)
        name, born = _person(number)
        if number % 3:
            content = own_records(name, born, sender=f"person{number}@postbox.example")
            deliver(self.folder / "Maildir", content)
        else:
            content = OWN_RECORDS.format(name=name, dob=born).encode()
            if number % 30 == 0:
                content = b"%PDF-1.7\nnothing of a PDF follows " + str(number).encode()
            drop(self.folder / "drop", f"fax-{number:04d}.txt", content)
        self.fed.add(sha256(content).hexdigest())


def _person(number: int) -> tuple[str, str]:
    """Name and birth date, each different from all others."""
    first, last = (
        GIVEN[number % len(GIVEN)],
        SYLLABLES[number // 7 % 12] + SYLLABLES[number % 12].lower() + "ley",
    )
    return f"{first} {last}", f"{1 + number % 12:02d}/{1 + number % 28:02d}/{1930 + number % 70}"


def kill_often(
    daemon: DaemonProcess, feeder: Feeder, kills: int, documents: int, chance: random.Random
) -> int:
    """Start, feed, kill; return how many kills hit the daemon before it was ready."""
    early = 0
    for number in range(kills):
        starting = chance.random() < 0.25
        daemon.start(ready=not starting)
        moment = time.monotonic() + chance.uniform(0.2, 4.0)
        due = documents * (number + 1) // kills - len(feeder.fed)
        for _ in range(due):
            feeder.feed()
            time.sleep(max(0.0, min(chance.uniform(0, 0.3), moment - time.monotonic())))
        time.sleep(max(0.0, moment - time.monotonic()))
        early += "READY=1" not in daemon.notices.lines
        daemon.kill()
    return early


def finish(daemon: DaemonProcess, documents: int) -> float:
    """Let it come to rest; return the seconds that took."""
    began = time.monotonic()
    daemon.start()
    daemon.wait_for_outcomes(documents, seconds=600)
    daemon.wait(lambda: not daemon.rows(MessageRow, state=MessageState.READY), "to send what is due", 300)
    daemon.stop()
    return time.monotonic() - began


def faults(daemon: DaemonProcess, feeder: Feeder, sink: SmtpSink) -> dict[str, int]:
    """What must be 0, by name."""
    arrivals = daemon.rows(ArrivalRow)
    taken = Counter(row.sha256 for row in arrivals)
    audited = Counter((row.action, row.arrival_id) for row in daemon.rows(AuditRow) if row.action in ONCE)
    questions = Counter(row.request_id for row in daemon.rows(MessageRow))
    standing = Counter(row.request_id for row in daemon.rows(DecisionRow))
    left = Counter(str(mail.message["Message-ID"]) for mail in sink.mails)
    rows = {row.message_id for row in daemon.rows(MessageRow)}
    sent = Counter(str(row.detail["message"]) for row in daemon.rows(AuditRow, action="message.sent"))
    return {
        "documents lost": len(feeder.fed - set(taken)),
        "documents taken twice": _over_one(taken),
        "documents without an outcome": sum(row.state not in ("decided", "parked") for row in arrivals),
        "requests doubled": _over_one(Counter(row.arrival_id for row in daemon.rows(RequestRow))),
        "decisions doubled": _over_one(standing),
        "audit rows doubled": _over_one(audited),
        "questions doubled": _over_one(questions),
        "sendings recorded twice": _over_one(sent),
        "mails that no row knows": len(set(left) - rows),
        "mails that never left": len(rows - set(left) - _unsent(daemon)),
        "breaks found by reconciling": _breaks(daemon),
        "originals left at the sources": len(list((daemon.folder / "Maildir" / "new").iterdir())),
    }


def _over_one(
    counted: Counter[object] | Counter[str] | Counter[int] | Counter[tuple[str, int | None]],
) -> int:
    return sum(number - 1 for number in counted.values())


def _unsent(daemon: DaemonProcess) -> set[str]:
    return {row.message_id for row in daemon.rows(MessageRow) if row.state != MessageState.SENT}


def _breaks(daemon: DaemonProcess) -> int:
    with daemon.look() as session:
        verify_chain(session)
        return len(reconcile(session).breaks)


def told(daemon: DaemonProcess, sink: SmtpSink) -> dict[str, object]:
    """What happened, beside the faults."""
    states = Counter(row.state for row in daemon.rows(ArrivalRow))
    kinds = Counter(str(row.problem_kind) for row in daemon.rows(ArrivalRow) if row.state == "parked")
    left = Counter(str(mail.message["Message-ID"]) for mail in sink.mails)
    return {
        "decided": states["decided"],
        "parked": ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items())) or 0,
        "questions sent": len(left),
        "of them sent again with the same Message-ID": sum(number > 1 for number in left.values()),
        "audit rows": len(daemon.rows(AuditRow)),
    }


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--documents", type=int, default=60)
    parser.add_argument(
        "--seed", type=int, default=1, help="of the moments; the machine's own timing adds to it"
    )
    given = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="kill-") as folder,
        SmtpSink() as sink,
        two_doors(Path(folder), sink, delivery=f"cap_per_day = {MANY}") as daemon,
    ):
        feeder = Feeder(daemon.folder)
        early = kill_often(daemon, feeder, given.kills, given.documents, random.Random(given.seed))
        seconds = finish(daemon, given.documents)
        found = faults(daemon, feeder, sink)
        facts = told(daemon, sink)
    _print(
        {"kills": given.kills, "of them before it was ready": early, "documents": given.documents, **facts}
    )
    print(f"{'seconds to finish after the last kill':45} {seconds:8.1f}")
    _print(found)
    return 1 if any(found.values()) else 0


def _print(table: dict[str, object] | dict[str, int]) -> None:
    for name, value in table.items():
        print(f"{name:45} {value!s:>8}")


if __name__ == "__main__":
    sys.exit(main())
