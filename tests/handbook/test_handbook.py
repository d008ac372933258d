"""The printed policy: nothing is left out, links lead somewhere, and the PDF can be read, searched and turned."""

import re
from io import BytesIO

import pypdfium2
import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

import rules
from intake_daemon.handbook.blocks import Handbook, RuleBlock
from intake_daemon.handbook.citations import citations
from intake_daemon.handbook.compose import Standing, chapter_title, handbook, introduction
from intake_daemon.handbook.html import as_html
from intake_daemon.handbook.pdf import as_pdf
from outbox.render import SHIPPED as TEXTS
from outbox.vocabulary import load_asks
from rules.difference import flattened
from rules.key_words import AUTHORITIES

SHIPPED = rules.load(rules.SHIPPED)
ASKS = load_asks([TEXTS / "en" / "asks.yaml"])
FACILITY = "Clínica Müller & Łukasz <Santé>"


def book(loaded: rules.RuleSet = SHIPPED, facility: str = FACILITY) -> Handbook:
    standing = Standing(
        facility=facility, in_force="since 2026-11-01", read_from="rules", printed="2026-11-22",
        asks=ASKS, language="en",
    )  # fmt: skip
    return handbook(loaded, standing)


BOOK = book()
PAGE = BeautifulSoup(as_html(BOOK), "html.parser")
PDF = as_pdf(BOOK)


def a_set(rule: str) -> rules.RuleSet:
    kept = {name: SHIPPED.texts[name] for name in ("policy.yaml", "matching.yaml")}
    kept["policy.yaml"] = re.sub(r"(?m)^folders:.*\n(?: .*\n)*", "", kept["policy.yaml"])
    return rules.load_texts({**kept, "house/ours.yaml": rule})


def pdf_text() -> str:
    document = pypdfium2.PdfDocument(PDF)
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


TEXT = " ".join(pdf_text().split())


def test_every_rule_stands_in_it_once_with_title_authority_and_number() -> None:
    blocks = [block for block in BOOK.blocks if isinstance(block, RuleBlock)]

    assert sorted(block.rule for block in blocks) == [rule.id for rule in SHIPPED.rules]
    assert len({block.number for block in blocks}) == len(blocks)
    for block in blocks:
        rule = SHIPPED.rule(block.rule)
        assert rule is not None
        assert rule.text.authority is not None
        assert block.title == rule.text.title
        assert block.labels[0].words == AUTHORITIES[rule.text.authority]
        assert ("Switched off" in {label.words for label in block.labels}) == (not rule.in_use)


def test_every_condition_is_printed_as_it_stands_in_the_file() -> None:
    printed = {" ".join(code.get_text().split()) for code in PAGE.select("pre code")}

    conditions = {" ".join(one.text.split()) for rule in SHIPPED.rules for one in rule.conditions}
    assert conditions - printed == set()


def test_every_figure_of_the_policy_is_in_it() -> None:
    figures = PAGE.get_text(" ")
    left_out = [
        name
        for name, value in flattened(SHIPPED.policy).items()
        if isinstance(value, int) and not isinstance(value, bool) and str(value) not in figures
    ]

    assert left_out == []
    for queue in SHIPPED.policy.queues.values():
        assert queue.owner in figures


def test_every_link_leads_to_a_place_and_every_place_has_one_name() -> None:
    names = [tag["id"] for tag in PAGE.select("[id]")]

    assert len(names) == len(set(names))
    assert {str(link["href"])[1:] for link in PAGE.select("a[href]")} <= set(names)


def test_the_page_needs_nothing_from_elsewhere_and_can_be_read_aloud() -> None:
    assert PAGE.select("script, link, img, iframe") == []
    assert PAGE.html is not None
    assert PAGE.html["lang"] == "en"
    assert all(table.caption for table in PAGE.select("table"))
    assert all(head.get("scope") for head in PAGE.select("th"))
    assert [tag.name for tag in PAGE.select("header, nav, main, footer")] == [
        "header",
        "nav",
        "main",
        "footer",
    ]


def test_what_stands_in_rules_and_names_is_text_and_never_markup() -> None:
    assert FACILITY in PAGE.get_text()
    assert PAGE.find("santé") is None


def test_it_says_that_it_is_no_legal_advice_and_has_a_place_to_sign() -> None:
    assert "Nothing here is legal advice" in PAGE.get_text()
    assert TEXT.count("Nothing here is legal advice") >= len(pypdfium2.PdfDocument(PDF)) - 1
    for label in ("Reviewed by", "Signature", "Date"):
        assert label in TEXT


def test_the_pdf_holds_the_same_as_text_that_can_be_searched() -> None:
    squeezed = TEXT.replace(" ", "")

    missing = [rule.id for rule in SHIPPED.rules if rule.id not in squeezed]
    assert missing == []
    assert "ClínicaMüller&Łukasz<Santé>" in squeezed
    assert [rule.id for rule in SHIPPED.rules if rule.text.title.replace(" ", "") not in squeezed] == []


def test_the_pdf_has_page_numbers_bookmarks_and_a_title() -> None:
    reader = PdfReader(BytesIO(PDF))
    pages = len(reader.pages)

    def names(outline: list) -> list[str]:
        return [name for one in outline for name in (names(one) if isinstance(one, list) else [one.title])]

    assert names(reader.outline) == [heading.words for heading in BOOK.headings]
    assert f"Page {pages} of {pages}" in TEXT
    assert reader.metadata is not None
    assert FACILITY in str(reader.metadata.title)


def test_the_same_rules_give_the_same_pdf() -> None:
    assert as_pdf(book()) == PDF


def test_a_rule_says_in_words_what_it_checks_what_follows_and_what_is_asked() -> None:
    rule = """\
- id: signature-age
  title: The signature is recent
  why: "House policy: old ones are asked about"
  kinds: [third_party_authorization]
  when: authorization_needed
  check: days_between(authorization.signed_on, received_on) <= 180
  field: authorization.signed_on
  problem: The signature is old.
  then: ask
  severity: high
  clock: {days: 5, counted: business}
  checklist: [Look at the date.]
  verify: {identity: Call back.}
  examples:
    pass: [{authorization.signed_on: 2026-03-01}]
    fail: [{authorization.signed_on: 2025-03-01}]
"""
    (block,) = (one for one in book(a_set(rule)).blocks if isinstance(one, RuleBlock))
    said = BeautifulSoup(as_html(book(a_set(rule))), "html.parser").select_one("#rule-signature-age")

    assert said is not None
    words = " ".join(said.get_text(" ").split())
    assert [label.words for label in block.labels] == ["House policy", "High severity"]
    assert "from the date of the signature to the day of receipt it is at most 180 days." in words
    assert "days_between(authorization.signed_on, received_on) <= 180" in words
    assert "The requestor is asked for it." in words
    assert ASKS["authorization.signed_on"].fix in words
    assert "5 business days from the day of receipt" in words
    assert "Look at the date." in words
    assert "identity: Call back." in words
    assert "1 that passes and 1 that fails" in words


CITED = [
    ("45 CFR 164.508(c)(1)(i); 42 CFR 2.31", ("45 CFR 164.508(c)(1)(i)", "42 CFR 2.31")),
    ("House policy: our own, as 45 CFR 164.524 allows", ("45 CFR 164.524",)),
    ("House policy: our own reason", ("House policy",)),
    ("Cal. Health & Safety Code § 123110: copies", ("Cal. Health & Safety Code § 123110",)),
]


@pytest.mark.parametrize(("why", "cited"), CITED)
def test_a_source_is_indexed_by_what_it_cites(why: str, cited: tuple[str, ...]) -> None:
    rule = SHIPPED.rules[0]

    assert citations(rules.Rule(rule.text.model_copy(update={"why": why}))) == cited


def test_a_folder_is_called_as_people_would() -> None:
    assert chapter_title("states/new-york") == "States: New York"
    assert chapter_title("legal-process") == "Legal process"


def test_a_file_is_introduced_by_its_first_comment() -> None:
    text = "# yaml-language-server: $schema=x\n# What `this` is\n# about.\n\n# another\n- id: a\n"

    assert introduction(text) == "What “this” is about."


def test_signs_that_no_font_has_do_not_stop_the_print() -> None:
    printed = as_pdf(book(facility="漢字 \N{PILE OF POO} Clinic"))

    assert "Clinic" in pypdfium2.PdfDocument(printed)[0].get_textpage().get_text_bounded()
