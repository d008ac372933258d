"""Indexes: which rules stand on a paragraph of the law, and which look at a field."""

import re
from collections.abc import Iterator, Mapping

from intake_daemon.handbook.blocks import Block, Heading, Link, Paragraph, Table
from intake_daemon.handbook.rule_block import anchor_of
from intake_daemon.model import CATALOGUE
from rules import Rule, RuleSet
from rules.schema import Authority

PARAGRAPH = re.compile(
    r"\b\d+ CFR (?:Part )?\d+(?:\.\d+)?(?:\([A-Za-z0-9]+\))*|\b\d+ U\.?S\.?C\.? §* ?\d+\w*(?:\([A-Za-z0-9]+\))*"
)
HOUSE = "House policy"


def indexes(rules: RuleSet, number: int, numbers: Mapping[str, str]) -> Iterator[Block]:
    """The chapter of indexes.

    Args:
        number: of the chapter.
        numbers: of the rules, by id.
    """
    yield Heading(f"{number}  Indexes", "indexes")
    yield Heading("By citation", "index-citations", level=2)
    yield Paragraph("Rules that are switched off are listed too.", quiet=True)
    by_citation: dict[str, list[Rule]] = {}
    for rule in rules.rules:
        for cited in citations(rule):
            by_citation.setdefault(cited, []).append(rule)
    rows = tuple((cited, _links(by_citation[cited], numbers)) for cited in sorted(by_citation, key=_in_order))
    yield Table("Rules by citation", ("Citation", "Rules"), rows, (38, 62))
    yield Heading("By field", "index-fields", level=2)
    fields = ((spec, [rule for rule in rules.rules if spec.name in rule.fields]) for spec in CATALOGUE)
    named = tuple((f"{spec.title} ({spec.name})", _links(found, numbers)) for spec, found in fields if found)
    yield Table("Rules by field", ("Field", "Rules"), named, (38, 62))


def _links(rules: list[Rule], numbers: Mapping[str, str]) -> tuple[Link, ...]:
    return tuple(Link(f"{numbers[rule.id]} {rule.id}", anchor_of(rule.id)) for rule in rules)


def citations(rule: Rule) -> tuple[str, ...]:
    """The paragraphs a rule cites; for state law the whole of its source, for house policy just that."""
    why = rule.text.why
    found = tuple(dict.fromkeys(cited.rstrip(" ") for cited in PARAGRAPH.findall(why)))
    if found:
        return found
    return (HOUSE,) if rule.text.authority is Authority.HOUSE else (why.partition(":")[0],)


def _in_order(cited: str) -> tuple[object, ...]:
    """Citations by their numbers, so that 164.508 comes before 164.512, and 9 before 10; house policy last."""
    parts = tuple(
        (0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.findall(r"\d+|\w+", cited)
    )
    return (cited == HOUSE, parts)
