"""The manual of the message texts says what is true."""

import re
from pathlib import Path

import pytest

from outbox.facts import Situation, describe_variables
from outbox.language import VARIABLES
from outbox.render import SHIPPED, Templates
from outbox.samples import sample
from outbox.vocabulary import load_asks

MANUAL = (Path(__file__).parents[2] / "docs" / "messages.md").read_text("utf-8")


def _examples(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", MANUAL, flags=re.MULTILINE | re.DOTALL)


def test_the_manual_lists_the_variables_as_they_are() -> None:
    listed = MANUAL.partition("<!-- variables -->\n")[2].partition("<!-- /variables -->")[0]

    assert listed.strip() == describe_variables()


def test_every_variable_a_template_may_use_is_described() -> None:
    described = set(re.findall(r"^\| `(\w+)` \|", describe_variables(), flags=re.MULTILINE))

    assert described == VARIABLES - {"headings", "layout"}


def test_every_situation_is_in_the_manual() -> None:
    assert set(re.findall(r"^\| `(\w+)\.j2` \|", MANUAL, flags=re.MULTILINE)) == set(Situation)


def test_every_block_of_a_shipped_template_is_in_the_manual() -> None:
    blocks = {
        name
        for path in SHIPPED.rglob("*.j2")
        for name in re.findall(r"\{% block (\w+) %\}", path.read_text("utf-8"))
    }
    paragraph = MANUAL.partition("The blocks, in the order")[2].partition("Each is one paragraph")[0]

    assert set(re.findall(r"`(\w+)`", paragraph)) == blocks


def test_the_examples_work(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "asks.yaml").write_text(_examples("yaml")[0], "utf-8")
    (tmp_path / "en" / "clarification.j2").write_text(_examples("jinja")[0], "utf-8")
    facts = sample(Situation.CLARIFICATION).model_copy(update={"asks": ("patient.dob",)})

    text = Templates.load(tmp_path).render(Situation.CLARIFICATION, "en", facts).text

    assert "Thank you for writing to Riverside Clinic & Family Care." in text
    assert "Please write it at the top of the first page." in " ".join(text.split())
    assert list(load_asks([tmp_path / "en" / "asks.yaml"])) == ["patient.dob"]


@pytest.mark.parametrize(
    ("template", "expected"),
    re.findall(r"^\| `\w+` \| `(\{\{.*?\}\})` \| (.*?) \|$", MANUAL, flags=re.MULTILINE),
)
def test_the_filters_give_what_the_manual_shows(template: str, expected: str, tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    source = template.replace("\\|", "|")
    block = f"{{% block lead %}}{{% if clinic.phone %}}{source}{{% endif %}}{{% endblock %}}"
    (tmp_path / "en" / "clarification.j2").write_text(
        '{% extends "shipped/en/clarification.j2" %}\n' + block, "utf-8"
    )
    facts = sample(Situation.CLARIFICATION)
    items = (facts.received_items[1], facts.received_items[0].model_copy(update={"paper": "letter"}))
    facts = facts.model_copy(update={"received_items": items})

    text = Templates.load(tmp_path).render(Situation.CLARIFICATION, "en", facts).text

    assert text.splitlines()[2] == expected.removesuffix(", never split over two lines")
