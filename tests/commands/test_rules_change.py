"""`rules copy`, `apply`, `approve`, `refuse`, `history`: a change from an edited copy into force and back."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support.rule_folders import rule_folder, set_days, spoil, version_in

from intake_daemon.cli import cli
from intake_daemon.commands import person

CONFIG = """
state_dir = "{root}/state"
rules = "{root}/rules"

[rule_changes]
four_eyes = {four_eyes}

[facility]
name = "Cedar Hollow Medical Center"
phone = "(555) 010-0199"
email = "records@cedarhollow.example"

[delivery]
from_address = "records@cedarhollow.example"
"""


class Desk:
    """An installation, and people who sit down at it one after the other."""

    def __init__(self, root: Path) -> None:
        self.root, self.rules, self.config = root, root / "rules", root / "intake.toml"
        rule_folder(self.rules)
        self.four_eyes(on=False)

    def four_eyes(self, *, on: bool) -> None:
        self.config.write_text(CONFIG.format(root=self.root, four_eyes=str(on).lower()))

    def call(self, *arguments: str, by: str = "maria", typed: str = "") -> Result:
        command = ["--config", str(self.config), *arguments]
        return CliRunner().invoke(cli, command, prog_name="intake-daemon", env={"SUDO_USER": by}, input=typed)

    def said(self, *arguments: str, by: str = "maria", typed: str = "") -> str:
        result = self.call(*arguments, by=by, typed=typed)
        assert result.exit_code == 0, f"{result.output}{result.exception!r}"
        return result.stdout

    def history(self) -> list[dict[str, object]]:
        found: list[dict[str, object]] = json.loads(self.said("rules", "history", "--json"))
        return found

    def edited(self, days: int) -> Path:
        """A copy of the rules in force with another figure."""
        copy = self.root / f"edited-{days}"
        shutil.copytree(self.rules, copy)
        set_days(copy, days)
        return copy


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    nobody = tmp_path / "loginuid"
    nobody.write_text(str(person.NOBODY_LOGGED_IN))
    monkeypatch.setattr(person, "LOGIN_UID", nobody)
    return Desk(tmp_path)


def test_an_edited_copy_is_put_live_with_name_and_note_and_turned_back(desk: Desk) -> None:
    before, copy = version_in(desk.rules), desk.edited(21)
    said = desk.said("rules", "apply", str(copy), "--note", "insurers ask twice")

    assert "repeat_after_days: 14 → 21" in said
    assert f"{version_in(copy)[:12]} is in force" in said
    assert version_in(desk.rules) == version_in(copy)
    newest, first = desk.history()
    assert (newest["version"], newest["state"], newest["note"]) == (
        version_in(copy),
        "in_force",
        "insurers ask twice",
    )
    assert "maria" in newest["authors"]  # type: ignore[operator]  # a list
    assert newest["changed"] == "1 figure changed"
    assert (first["version"], first["state"]) == (before, "superseded")

    desk.said("rules", "apply", before[:8], "--note", "back", by="tom")
    assert version_in(desk.rules) == before
    assert [(change["version"], change["state"]) for change in desk.history()] == [
        (before, "in_force"),
        (version_in(copy), "superseded"),
        (before, "superseded"),
    ]


def test_a_copy_with_mistakes_changes_nothing(desk: Desk) -> None:
    before, copy = version_in(desk.rules), desk.edited(21)
    spoil(copy)
    refused = desk.call("rules", "apply", str(copy))

    assert refused.exit_code == 1
    assert "spoilt.yaml:2" in refused.stderr
    assert "nothing was changed" in refused.stderr
    assert version_in(desk.rules) == before


def test_without_a_configured_folder_it_is_said_what_to_do(desk: Desk) -> None:
    desk.config.write_text(desk.config.read_text().replace("rules =", "# rules ="))
    refused = desk.call("rules", "apply", str(desk.rules))

    assert refused.exit_code == 78
    assert "rules copy" in refused.stderr


@pytest.mark.parametrize("source", ["no/such/folder", "ffff", "ab"])
def test_what_is_neither_a_folder_nor_a_version_is_told(desk: Desk, source: str) -> None:
    refused = desk.call("rules", "apply", source)

    assert refused.exit_code in (1, 2)
    assert source in refused.stderr
    assert "Traceback" not in refused.output


def test_the_folder_itself_gets_author_and_note(desk: Desk) -> None:
    desk.said("rules", "apply", str(desk.rules))
    after = set_days(desk.rules, 21)
    desk.said("rules", "apply", str(desk.rules), "--note", "edited by hand", by="tom")

    newest = desk.history()[0]
    assert (newest["version"], newest["note"]) == (after, "edited by hand")
    assert "tom" in newest["authors"]  # type: ignore[operator]  # a list


def test_four_eyes_hold_a_change_until_somebody_else_approves(desk: Desk) -> None:
    desk.said("rules", "apply", str(desk.rules))
    desk.four_eyes(on=True)
    copy = desk.edited(21)
    version = version_in(copy)
    said = desk.said("rules", "apply", str(copy), "--note", "why")
    assert "waits for somebody else" in said

    own = desk.call("rules", "approve", version[:8], "--note", "fine", "--yes")
    assert own.exit_code == 1
    assert "maria made this change" in own.stderr
    hesitant = desk.call("rules", "approve", version[:8], "--note", "fine", by="tom", typed="n\n")
    assert hesitant.exit_code == 1
    assert "repeat_after_days: 14 → 21" in hesitant.stdout
    assert desk.history()[0]["state"] == "waiting"
    assert "wait for a second person" in desk.call("queue", "list").stderr

    desk.said("rules", "approve", version[:8], "--note", "fine", by="tom", typed="y\n")
    newest = desk.history()[0]
    assert (newest["state"], newest["approved_by"], newest["approval_note"]) == ("in_force", "tom", "fine")
    assert desk.call("queue", "list").stderr == ""


def test_a_no_is_kept_with_its_reason(desk: Desk) -> None:
    desk.said("rules", "apply", str(desk.rules))
    desk.four_eyes(on=True)
    copy = desk.edited(21)
    desk.said("rules", "apply", str(copy))
    desk.said("rules", "refuse", version_in(copy)[:8], "--note", "not before January", by="tom")

    shown = desk.said("rules", "history", version_in(copy)[:8])
    assert "declined by" in shown
    assert "not before January" in shown
    assert "repeat_after_days: 14 → 21" in shown
    assert "declined by tom" in desk.call("queue", "list").stderr


def test_a_refused_folder_is_told_of_wherever_people_look(desk: Desk) -> None:
    desk.said("rules", "apply", str(desk.rules))
    bad = spoil(desk.rules)
    desk.said("rules", "history")
    assert desk.call("rules", "apply", str(desk.rules)).exit_code == 1
    checks = json.loads(desk.call("doctor", "--json").stdout)["checks"]
    told = [check["message"] for check in checks if check["check"] == "rules" and check["level"] == "warn"]

    assert any("spoilt.yaml:2" in message for message in told)
    assert desk.call("rules", "check").exit_code == 1
    assert desk.said("queue", "list") == "Nothing to do.\n"
    assert bad not in [change["version"] for change in desk.history()]


def test_copy_and_export_write_what_was_in_force(desk: Desk) -> None:
    before = version_in(desk.rules)
    desk.said("rules", "apply", str(desk.edited(21)))
    set_days(desk.rules, 28)
    copied = desk.said("rules", "copy", str(desk.root / "copy"))
    desk.said("rules", "history", before[:8], "--export", str(desk.root / "old"))

    assert "rules apply" in copied
    assert version_in(desk.root / "copy") == version_in(desk.root / "edited-21")
    assert version_in(desk.root / "old") == before
    assert (desk.root / "copy" / "schema" / "rules.json").is_file()
    assert desk.call("rules", "copy", str(desk.root / "copy")).exit_code == 1
