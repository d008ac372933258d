"""The first configuration: complete, correct, and made from the settings themselves."""

import re
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import rules
from intake_daemon.cli import cli
from intake_daemon.commands.initial_config import EXAMPLES, initial_config
from intake_daemon.commands.settings_walk import sections
from intake_daemon.config import PLACEHOLDER, Config, load
from intake_daemon.errors import ConfigError
from intake_daemon.store.database import schema_is_current
from intake_daemon.store.opening import open_existing


def init(folder: Path) -> Result:
    return CliRunner().invoke(cli, ["init", "--dir", str(folder)], prog_name="intake-daemon")


def filled_in(text: str) -> str:
    """As a person fills it in, who copies the example that stands above each gap."""
    return re.sub(rf'# For example: (.*)\n(\w+) = "{PLACEHOLDER}"', r"\2 = \1", text)


def test_the_file_loads_once_the_gaps_are_filled_in(tmp_path: Path) -> None:
    assert init(tmp_path / "etc").exit_code == 0
    file = tmp_path / "etc" / "intake.toml"

    file.write_text(filled_in(file.read_text()))

    config = load(file)
    assert tmp_path / "etc" / "state" == config.state_dir
    assert tmp_path / "etc" / "rules" == config.rules
    assert config.delivery.mode == "hold"


def test_the_file_does_not_load_before_and_every_gap_is_named(tmp_path: Path) -> None:
    init(tmp_path / "etc")

    with pytest.raises(ConfigError) as told:
        load(tmp_path / "etc" / "intake.toml")

    for key in ("facility.name", "facility.phone", "facility.email", "delivery.from_address"):
        assert key in str(told.value)


def test_every_commented_default_and_example_is_right_as_it_stands() -> None:
    text = re.sub(r"(?m)^#(?=\S)", "", initial_config({}, filled=True))

    config = Config(**tomllib.loads(text))

    assert 1 == len(config.mailbox) == len(config.drop) == len(config.maildir)
    assert config.smtp is not None
    assert config.smtp.host == EXAMPLES["smtp.host"]


def test_a_shown_default_is_the_default() -> None:
    plain = Config(**tomllib.loads(initial_config({}, filled=True)))
    text = re.sub(r"(?m)^#(?=\S)", "", initial_config({}, filled=True))
    shown = Config(**tomllib.loads(text))

    for section in sections():
        if section.repeated or not section.required:
            continue
        for setting in section.settings:
            if setting.default is not None:
                one, other = getattr(plain, section.name), getattr(shown, section.name)
                assert getattr(one, setting.name) == getattr(other, setting.name), (
                    section.name,
                    setting.name,
                )


def test_every_setting_is_described() -> None:
    nameless = [
        f"{part.name}.{one.name}" for part in sections() for one in part.settings if not one.description
    ]

    assert nameless == []


def test_no_line_is_wider_than_a_screen() -> None:
    assert [line for line in initial_config({}).splitlines() if len(line) > 100] == []


def test_database_key_rules_and_texts_are_there_afterwards(tmp_path: Path) -> None:
    result = init(tmp_path / "etc")

    engine = open_existing(f"sqlite:///{tmp_path / 'etc' / 'state' / 'intake.db'}")
    assert schema_is_current(engine)
    engine.dispose()
    assert (tmp_path / "etc" / "state" / "match.key").stat().st_size == 32
    copied, shipped = tmp_path / "etc" / "rules", rules.SHIPPED
    assert {path.relative_to(shipped) for path in shipped.rglob("*.yaml")} == {
        path.relative_to(copied) for path in copied.rglob("*.yaml")
    }
    assert (tmp_path / "etc" / "templates" / "en" / "clarification.j2").is_file()
    assert re.findall(r"(?m)^  (\d\.)", result.stdout) == ["1.", "2.", "3."]


def test_copied_rules_and_texts_can_be_used_as_they_are(tmp_path: Path) -> None:
    init(tmp_path / "etc")
    file = tmp_path / "etc" / "intake.toml"
    file.write_text(filled_in(file.read_text()))

    checked = CliRunner().invoke(cli, ["rules", "check", "--config", str(file)])
    previewed = CliRunner().invoke(cli, ["outbox", "preview", "--all-situations", "--config", str(file)])

    assert (checked.exit_code, previewed.exit_code) == (0, 0), checked.output + previewed.output
    assert str(tmp_path / "etc" / "rules") in checked.stdout


@pytest.mark.parametrize("there", ["intake.toml", "rules", "templates"])
def test_nothing_that_is_there_is_overwritten(tmp_path: Path, there: str) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / there).write_text("mine")

    result = init(tmp_path / "etc")

    assert result.exit_code == 1
    assert str(tmp_path / "etc" / there) in result.stderr
    assert (tmp_path / "etc" / there).read_text() == "mine"
    assert [tmp_path / "etc" / there] == list((tmp_path / "etc").iterdir())
