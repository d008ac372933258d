"""All checks in the order in which they are made: what others rest on comes first."""

from collections.abc import Callable, Iterator

from intake_daemon.commands.doctor.clock import check_clock, check_time_zone
from intake_daemon.commands.doctor.database import check_database
from intake_daemon.commands.doctor.directory import check_directory
from intake_daemon.commands.doctor.folders import check_drop_folders, check_maildirs, check_sources
from intake_daemon.commands.doctor.forms import check_forms
from intake_daemon.commands.doctor.mailboxes import check_mailboxes
from intake_daemon.commands.doctor.ocr import check_reading
from intake_daemon.commands.doctor.outgoing import check_answers, check_delivery, check_smtp
from intake_daemon.commands.doctor.place import check_disk, check_key, check_state_folder
from intake_daemon.commands.doctor.policy import check_rules, check_texts
from intake_daemon.commands.doctor.result import Result
from intake_daemon.config import Config

Check = Callable[[Config], Iterator[Result]]

CHECKS: tuple[Check, ...] = (
    check_state_folder,
    check_disk,
    check_key,
    check_database,
    check_directory,
    check_rules,
    check_texts,
    check_reading,
    check_forms,
    check_sources,
    check_drop_folders,
    check_maildirs,
    check_mailboxes,
    check_smtp,
    check_delivery,
    check_answers,
    check_clock,
    check_time_zone,
)
