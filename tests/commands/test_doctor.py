"""The likeliest mistakes in a set-up: each is found, and each finding says what to do.

Mailbox and mail server are real ones. The tests run as the superuser at times, who may do anything to any
file; what depends on permissions is then checked on what the mode says.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from intake_daemon.cli import cli
from intake_daemon.rehearsal.certificates import Certificate, Certificates
from intake_daemon.rehearsal.dovecot import PASSWORD, Dovecot, running_dovecot
from intake_daemon.rehearsal.smtp_sink import SmtpSink

BASE = """
state_dir = "{root}/state"
{top}

[facility]
name = "Cedar Hollow Medical Center"
phone = "(555) 010-0199"
email = "records@cedarhollow.example"
{facility}

[delivery]
from_address = "records@cedarhollow.example"
{delivery}
{tables}
"""


class SetUp:
    """A configuration to be examined."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.file = root / "intake.toml"
        self.password = root / "password"
        self.password.write_text(PASSWORD)
        self.password.chmod(0o400)
        for folder in ("state", "drop"):
            (root / folder).mkdir(mode=0o700)

    def examine(
        self, tables: str = "", *, top: str = "", facility: str = "", delivery: str = "", drop: bool = True
    ) -> dict[str, list[tuple[str, str]]]:
        """Level and message of every result, by check; each that is not ok must say what to do."""
        if drop:
            tables += f'\n[[drop]]\nname = "fax"\nfolder = "{self.root}/drop"\n'
        self.file.write_text(
            BASE.format(root=self.root, tables=tables, top=top, facility=facility, delivery=delivery)
        )
        result = CliRunner().invoke(cli, ["--config", str(self.file), "doctor", "--json"])
        document = json.loads(result.stdout)
        found: dict[str, list[tuple[str, str]]] = {}
        for check in document["checks"]:
            assert (check["level"] == "ok") == (check["fix"] == ""), check
            found.setdefault(check["check"], []).append((check["level"], check["message"]))
        assert document["failed"] == sum(level == "fail" for levels in found.values() for level, _ in levels)
        assert result.exit_code == (1 if document["failed"] else 0)
        return found

    def mailbox(self, port: int, ca: Path | None, **changes: str) -> str:
        """A [[mailbox]] table."""
        keys = {
            "name": "records",
            "host": "localhost",
            "port": str(port),
            "username": "clerk",
            "password_file": str(self.password),
            **({"ca_file": str(ca)} if ca else {}),
            **changes,
        }
        lines = [
            f"{key} = {value if key in ('port', 'folders') else json.dumps(value)}"
            for key, value in keys.items()
        ]
        return "[[mailbox]]\n" + "\n".join(lines) + "\n"

    def smtp(self, port: int, **changes: str) -> str:
        """A [smtp] table."""
        keys = {"host": "localhost", "port": str(port), **changes}
        return "[smtp]\n" + "\n".join(
            f"{key} = {value if key == 'port' else json.dumps(value)}" for key, value in keys.items()
        )


@pytest.fixture
def setup(tmp_path: Path) -> SetUp:
    return SetUp(tmp_path)


def only(found: dict[str, list[tuple[str, str]]], check: str) -> tuple[str, str]:
    assert len(found[check]) == 1, found[check]
    return found[check][0]


def test_a_good_set_up_has_no_failure(setup: SetUp, dovecot: Dovecot, certificates: Certificates) -> None:
    with SmtpSink(tls="starttls", certificate=certificates.good, users={"clerk": PASSWORD}) as sink:
        tables = setup.mailbox(dovecot.tls_port, certificates.ca) + setup.smtp(
            sink.port, user="clerk", password_file=str(setup.password), ca_file=str(certificates.ca)
        )

        found = setup.examine(tables)

    assert [(check, one) for check, ones in found.items() for one in ones if one[0] == "fail"] == []
    assert only(found, "mail server")[0] == "ok"
    assert found["mailbox records"][0][0] == "ok"
    assert len(found) >= 14


def test_what_is_said_to_a_person_names_the_fix(setup: SetUp) -> None:
    setup.examine(drop=False)

    result = CliRunner().invoke(cli, ["doctor", "--config", str(setup.file)])

    assert result.exit_code == 1
    assert "FAIL  sources: none is configured" in result.stdout
    assert "→ add a [[mailbox]] or a [[drop]] table" in result.stdout


def test_a_missing_or_wrong_configuration_is_told_with_status_1(tmp_path: Path) -> None:
    for text in (None, "state_dir = [", 'colour = "red"'):
        file = tmp_path / "intake.toml"
        if text is not None:
            file.write_text(text)

        result = CliRunner().invoke(cli, ["doctor", "--json", "--config", str(file)])

        assert result.exit_code == 1
        assert [one["check"] for one in json.loads(result.stdout)["checks"]] == ["configuration"]


def test_a_state_folder_that_is_missing_or_open_to_all_is_told(setup: SetUp) -> None:
    state = setup.root / "state"
    state.chmod(0o755)
    opened = only(setup.examine(), "state folder")
    for path in state.iterdir():
        path.unlink()
    state.rmdir()
    missing = only(setup.examine(), "state folder")

    assert (opened[0], missing[0]) == ("fail", "fail")
    assert "every user" in opened[1]
    assert "does not exist" in missing[1]


@pytest.mark.skipif(os.getuid() == 0, reason="the superuser may write anywhere")
def test_a_state_folder_that_we_cannot_write_is_told(setup: SetUp) -> None:
    (setup.root / "state").chmod(0o500)

    assert "cannot write" in only(setup.examine(), "state folder")[1]


@pytest.mark.parametrize(("content", "mode"), [(b"short", 0o600), (b"x" * 32, 0o644)])
def test_a_key_that_is_none_or_that_others_can_read_is_told(setup: SetUp, content: bytes, mode: int) -> None:
    key = setup.root / "state" / "match.key"
    key.write_bytes(content)
    key.chmod(mode)

    assert only(setup.examine(), "match key")[0] == "fail"


@pytest.mark.parametrize(
    "url",
    ["postgresql://nobody@127.0.0.1:9/none", "mysql://x/y", "no url", "sqlite:////nonexistent/x/intake.db"],
)
def test_a_database_that_cannot_be_used_is_told(setup: SetUp, url: str) -> None:
    assert only(setup.examine(top=f'database = "{url}"'), "database")[0] in ("fail", "warn")


def test_a_database_of_another_version_is_told(setup: SetUp) -> None:
    (setup.root / "state" / "intake.db").touch()

    assert "another version" in only(setup.examine(), "database")[1]


def test_rules_and_texts_with_mistakes_are_told(setup: SetUp) -> None:
    (setup.root / "rules").mkdir()
    (setup.root / "rules" / "policy.yaml").write_text("confidnce: {}\n")
    (setup.root / "texts" / "en").mkdir(parents=True)
    (setup.root / "texts" / "en" / "status.j2").write_text("{{ refrence }}")

    found = setup.examine(top=f'rules = "{setup.root}/rules"\ntemplates = "{setup.root}/texts"')

    assert (only(found, "rules")[0], only(found, "message texts")[0]) == ("fail", "fail")
    assert "status.j2" in only(found, "message texts")[1]


def test_a_language_without_data_is_told(setup: SetUp) -> None:
    some = only(setup.examine('[reading]\nlanguages = ["eng", "tlh"]'), "reading")
    none = only(setup.examine('[reading]\nlanguages = ["tlh"]'), "reading")
    nowhere = only(setup.examine('[reading]\ntessdata = "/nonexistent"'), "reading")

    assert (some[0], none[0], nowhere[0]) == ("warn", "fail", "fail")
    assert "tlh" in some[1]


@pytest.mark.parametrize(
    ("prepare", "level", "told"),
    [
        (lambda folder: folder.rmdir(), "fail", "does not exist"),
        (lambda folder: (folder.rmdir(), folder.write_text("x")), "fail", "is not a folder"),
        (lambda folder: folder.chmod(0o777), "warn", "every user"),
    ],
)
def test_a_drop_folder_that_cannot_work_is_told(
    setup: SetUp, prepare: Callable[[Path], object], level: str, told: str
) -> None:
    prepare(setup.root / "drop")

    found = only(setup.examine(), "drop folder fax")

    assert level == found[0]
    assert told in found[1]


def test_a_drop_folder_inside_the_state_folder_is_told(setup: SetUp) -> None:
    (setup.root / "state" / "in").mkdir()

    found = setup.examine(f'[[drop]]\nname = "in"\nfolder = "{setup.root}/state/in"')

    assert "inside state_dir" in only(found, "drop folder in")[1]


def test_a_folder_that_is_no_maildir_is_told(setup: SetUp) -> None:
    found = setup.examine(f'[[maildir]]\nname = "local"\nfolder = "{setup.root}"')

    assert "new, cur, tmp" in only(found, "maildir local")[1]


def test_a_mailbox_that_cannot_be_reached_is_told(setup: SetUp, certificates: Certificates) -> None:
    level, message = only(setup.examine(setup.mailbox(9, certificates.ca)), "mailbox records")

    assert level == "fail"
    assert "localhost:9" in message


def test_a_refused_login_is_told(setup: SetUp, dovecot: Dovecot, certificates: Certificates) -> None:
    setup.password.chmod(0o600)
    setup.password.write_text("wrong")
    setup.password.chmod(0o400)

    level, message = only(setup.examine(setup.mailbox(dovecot.tls_port, certificates.ca)), "mailbox records")

    assert level == "fail"
    assert "log in" in message
    assert "wrong" not in message


@pytest.mark.parametrize("which", ["expired", "wrong_name", "unknown_ca"])
def test_a_bad_certificate_of_the_mailbox_is_told(
    setup: SetUp, certificates: Certificates, which: str
) -> None:
    bad: Certificate = getattr(certificates, which)
    with running_dovecot(bad) as server:
        level, message = only(
            setup.examine(setup.mailbox(server.tls_port, certificates.ca)), "mailbox records"
        )

    assert level == "fail"
    assert "certificate" in message


def test_a_folder_that_the_mailbox_does_not_have_is_told(
    setup: SetUp, dovecot: Dovecot, certificates: Certificates
) -> None:
    table = setup.mailbox(dovecot.tls_port, certificates.ca, folders='["INBOX", "Faxes"]')

    level, message = only(setup.examine(table), "mailbox records")

    assert (level, message) == ("fail", "there is no folder Faxes")


@pytest.mark.parametrize(
    ("prepare", "told"),
    [
        (lambda path: path.unlink(), "cannot be read"),
        (lambda path: (path.chmod(0o600), path.write_text("\n")), "is empty"),
        (lambda path: path.chmod(0o644), "every user"),
    ],
)
def test_a_password_file_that_is_missing_empty_or_open_is_told(
    setup: SetUp, prepare: Callable[[Path], object], told: str
) -> None:
    prepare(setup.password)

    level, message = only(setup.examine(setup.mailbox(9, None)), "mailbox records")

    assert level == "fail"
    assert told in message


def test_a_mail_server_that_cannot_be_used_is_told(setup: SetUp, certificates: Certificates) -> None:
    ca = str(certificates.ca)
    with SmtpSink() as plain:
        without_tls = only(setup.examine(setup.smtp(plain.port, tls="starttls", ca_file=ca)), "mail server")
    with SmtpSink(tls="implicit", certificate=certificates.expired) as old:
        expired = only(setup.examine(setup.smtp(old.port, tls="implicit", ca_file=ca)), "mail server")
    with SmtpSink(tls="implicit", certificate=certificates.good, users={"clerk": "other"}) as strict:
        table = setup.smtp(
            strict.port, tls="implicit", ca_file=ca, user="clerk", password_file=str(setup.password)
        )
        refused = only(setup.examine(table), "mail server")
    gone = only(setup.examine(setup.smtp(9, tls="none")), "mail server")

    assert [one[0] for one in (without_tls, expired, refused, gone)] == ["fail"] * 4
    assert "STARTTLS" in without_tls[1].upper()
    assert "certificate" in expired[1]
    assert "login" in refused[1]
    assert "reach" in gone[1]


def test_sending_without_a_server_or_without_anybody_who_vouches_is_told(setup: SetUp) -> None:
    found = setup.examine(delivery='mode = "send"')

    assert only(found, "mail server")[0] == "fail"
    assert "trusted_authserv_ids" in only(found, "delivery")[1]


def test_answers_that_nobody_would_see_are_told(setup: SetUp) -> None:
    assert only(setup.examine(), "answers")[0] == "warn"


def test_a_broken_audit_is_told(setup: SetUp) -> None:
    from sqlalchemy import text

    from intake_daemon.assemble import prepare_database
    from intake_daemon.config import load
    from intake_daemon.store import audit
    from intake_daemon.store.database import transaction

    setup.examine()
    engine = prepare_database(load(setup.file))
    with transaction(engine) as session:
        audit.append(session, "daemon.started", actor="daemon")
        session.execute(text("DROP TRIGGER audit_event_no_update"))
        session.execute(text("UPDATE audit_event SET actor = 'nobody'"))
    engine.dispose()

    assert "row 1" in only(setup.examine(), "audit")[1]
