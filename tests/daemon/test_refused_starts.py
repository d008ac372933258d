"""A daemon that cannot work says what is wrong, where, and ends with the status that systemd does not retry."""

import shutil
from pathlib import Path

import pytest
from support.daemon_process import ROOT, UNPRIVILEGED, DaemonProcess

CONFIG, UNAVAILABLE = 78, 1


def refusal(daemon: DaemonProcess, prefix: tuple[str, ...] = ()) -> tuple[int, str]:
    """Exit status and words of a daemon that does not start."""
    daemon.start(ready=False, prefix=prefix)
    status = daemon.ended()
    assert "READY=1" not in daemon.notices.lines
    assert "Traceback" not in daemon.output()
    return status, daemon.output()


def test_a_missing_configuration_is_named(install) -> None:
    daemon: DaemonProcess = install()
    daemon.config.unlink()
    status, words = refusal(daemon)
    assert status == CONFIG
    assert f"{daemon.config}: there is no such file" in words


def test_every_mistake_in_the_configuration_is_told_with_its_key(install) -> None:
    daemon: DaemonProcess = install(top='max_arrival_mb = "much"\ncolour = 1', delivery="cap_per_day = -1")
    status, words = refusal(daemon)
    assert status == CONFIG
    assert str(daemon.config) in words
    for key in ("max_arrival_mb", "colour", "delivery.cap_per_day"):
        assert key in words


def test_a_configuration_that_is_no_toml_is_told_with_its_line(install) -> None:
    daemon: DaemonProcess = install(top="state_dir = = 1")
    status, words = refusal(daemon)
    assert status == CONFIG
    assert str(daemon.config) in words
    assert "line 1" in words


def test_a_mistake_in_a_rule_is_shown_with_line_key_and_caret(install, tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(ROOT / "rules" / "library", rules)
    house = rules / "house" / "delivery.yaml"
    house.write_text(house.read_text() + MISSPELT)
    status, words = refusal(install(top=f'rules = "{rules}"'))
    line = 1 + house.read_text().splitlines().index("  forbid: patient.dbo.present")
    assert status == CONFIG
    assert f"house/delivery.yaml:{line}" in words
    assert "forbid" in words
    assert "patient.dbo" in words
    assert "^" in words


MISSPELT = """
- id: misspelt
  title: A rule that would never fire
  why: House policy, for this test
  forbid: patient.dbo.present
  field: patient.dob
  problem: It is there.
  then: review
  examples:
    pass:
      - {patient.dob: absent}
    fail:
      - {patient.dob: 1971-04-09}
"""


def test_a_rules_file_that_is_no_text_is_named(install, tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(ROOT / "rules" / "library", rules)
    (rules / "house.yaml").write_bytes(b"\xff\xfe\x00 not text")
    status, words = refusal(install(top=f'rules = "{rules}"'))
    assert status == CONFIG
    assert "house.yaml" in words


def test_a_mistake_in_a_text_is_named(install, tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    shutil.copytree(ROOT / "outbox" / "templates", texts)
    (texts / "en" / "reminder.j2").write_text("{% block subject %}{{ patient }}{% endblock %}")
    status, words = refusal(install(top=f'templates = "{texts}"'))
    assert status == CONFIG
    assert "reminder.j2" in words


def test_a_state_folder_that_cannot_be_made_is_named(install) -> None:
    daemon: DaemonProcess = install()
    daemon.state.write_text("a file is in its place")
    status, words = refusal(daemon)
    assert status == CONFIG
    assert "state_dir" in words


def test_a_state_folder_in_which_nobody_may_write_is_named(install) -> None:
    daemon: DaemonProcess = install()
    daemon.state.mkdir(mode=0o500)
    status, words = refusal(daemon, prefix=UNPRIVILEGED)
    assert status == CONFIG
    assert f"state_dir: {daemon.state}" in words


def test_a_database_that_is_no_database_is_told(install) -> None:
    daemon: DaemonProcess = install()
    daemon.state.mkdir()
    (daemon.state / "intake.db").write_bytes(b"this is not a database, whatever its name says" * 100)
    status, words = refusal(daemon)
    assert status == UNAVAILABLE
    assert "database" in words


def test_a_database_server_that_does_not_answer_is_told_without_the_password(install) -> None:
    daemon: DaemonProcess = install(top='database = "postgresql://intake:hush@127.0.0.1:9/intake"')
    status, words = refusal(daemon)
    assert status == UNAVAILABLE
    assert "database" in words
    assert "hush" not in words


@pytest.mark.parametrize("url", ["mysql://localhost/intake", "no url at all"])
def test_a_database_of_another_kind_is_refused(install, url: str) -> None:
    status, words = refusal(install(top=f'database = "{url}"'))
    assert status == CONFIG
    assert "database" in words


def test_a_drop_folder_that_anybody_may_write_is_refused(install) -> None:
    daemon: DaemonProcess = install()
    (daemon.folder / "drop").chmod(0o777)
    status, words = refusal(daemon)
    assert status == CONFIG
    assert "chmod" in words
