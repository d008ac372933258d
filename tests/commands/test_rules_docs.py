"""`rules docs`."""

from pathlib import Path

from click.testing import CliRunner, Result
from support.office import MakeOffice

from intake_daemon.assemble import assemble, dismantle
from intake_daemon.cli import cli
from intake_daemon.config import load
from outbox.render import SHIPPED as TEXTS
from outbox.vocabulary import load_asks


def call(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments), prog_name="intake-daemon")


def test_both_forms_are_written_and_named(tmp_path: Path) -> None:
    html, pdf = tmp_path / "policy.html", tmp_path / "policy.pdf"

    done = call("rules", "docs", "--html", str(html), "--pdf", str(pdf))

    assert done.exit_code == 0
    assert html.read_text().startswith("<!DOCTYPE html>")
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert str(pdf) in done.stdout


def test_an_office_is_named_with_the_day_its_rules_came_into_force(make_office: MakeOffice) -> None:
    office = make_office()
    dismantle(assemble(load(office.config), ready_to_read=False))

    page = call("--config", str(office.config), "rules", "docs").stdout

    assert "Cedar Hollow Medical Center" in page
    assert "<dt>In force</dt><dd>since 20" in page


def test_what_requestors_are_asked_is_printed_in_another_language() -> None:
    spanish = load_asks([TEXTS / "es" / "asks.yaml"])["authorization.signed"].fix

    assert spanish in call("rules", "docs", "--language", "es").stdout


def test_a_language_without_texts_is_refused_with_those_there_are() -> None:
    refused = call("rules", "docs", "--language", "fr")

    assert refused.exit_code == 2
    assert "there are: en, es" in refused.stderr
