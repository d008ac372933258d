"""Putting the handbook together: every folder a chapter, then what is switched off, figures, indexes, signature."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from intake_daemon.handbook.blocks import Block, Handbook, Heading, Paragraph, Points, Signature
from intake_daemon.handbook.citations import indexes
from intake_daemon.handbook.figures import figures
from intake_daemon.handbook.rule_block import Words, rule_block
from outbox.vocabulary import Ask
from rules import Rule, RuleSet
from rules.aloud import Speaker
from rules.files.modeline import MODELINE
from rules.key_words import AUTHORITIES, EFFECTS
from rules.policy import is_on
from rules.schema import Authority, Then

TITLE = "Rules for the intake of requests for medical records"
NOTICE = (
    "Nothing here is legal advice. Rules marked as law give the paragraph they stand on and, where it was read, the "
    "page and the day; whether they say what the law says is for counsel to judge. Everything else is house policy."
)
ORDER = (
    "What the message wants comes first: a clinical question goes to clinical staff whatever else it is, and what no "
    "rule takes up goes to a person.",
    "Then, whether the request is here already: a re-send is filed with it, a repeated ask is escalated, and a "
    "likely but unsure match goes to a person.",
    "Then doubts of reading: what could not be read is never taken for missing, and a person looks.",
    "Then the rules of this book. When all are content, the request goes to the work queue; when something is surely "
    "missing, the requestor is asked for exactly that; when anything is to be reviewed, a person decides.",
)


@dataclass(frozen=True)
class Standing:
    """What is printed of a set of rules besides what it says itself.

    Args:
        facility: whose policy it is; "" when nothing says.
        in_force: since when and by whose word it decides, in a sentence.
        read_from: where the files were.
        printed: the day, ISO.
        asks: how each field is asked for.
        language: of those texts.
    """

    facility: str
    in_force: str
    read_from: str
    printed: str
    asks: Mapping[str, Ask]
    language: str


def handbook(rules: RuleSet, standing: Standing) -> Handbook:
    """The whole policy as a document."""
    return Handbook(
        title=TITLE,
        facility=standing.facility,
        facts=tuple(_facts(rules, standing)),
        notice=NOTICE,
        version=rules.version[:12],
        printed=standing.printed,
        blocks=tuple(_blocks(rules, standing)),
    )


def _facts(rules: RuleSet, standing: Standing) -> Iterator[tuple[str, str]]:
    used = [rule for rule in rules.rules if rule.in_use]
    counted = Counter(rule.text.authority for rule in used)
    counts = (f"{counted[one]} {name.lower()}" for one, name in AUTHORITIES.items())
    yield "Version", rules.version
    yield "In force", standing.in_force
    yield "Rules", f"{len(used)} in use ({', '.join(counts)}), {len(rules.rules) - len(used)} switched off"
    yield "Read from", standing.read_from
    yield "Printed on", standing.printed


def _blocks(rules: RuleSet, standing: Standing) -> Iterator[Block]:
    chapters = _chapters(rules)
    numbers = {rule.id: number for chapter in chapters for number, rule in chapter.numbered}
    words = Words(rules, Speaker(rules.policy.house), standing.asks, standing.language)
    yield Heading("1  How a request is decided", "decided")
    yield Points(ORDER)
    yield from _legend()
    for chapter in chapters[:-1]:
        yield from _of_folder(rules, chapter, words)
    yield from _switched_off(rules, chapters[-1], words)
    last = chapters[-1].number
    yield from figures(rules, last + 1, numbers)
    yield from indexes(rules, last + 2, numbers)
    yield Heading(f"{last + 3}  Review and signature", "signature")
    whose = standing.facility or "this facility"
    yield Paragraph(f"I have read these rules, and they are the policy of {whose}. Version {rules.version}.")
    yield Signature(("Reviewed by", "Title", "Signature", "Date", "Next review on"))


@dataclass(frozen=True)
class Chapter:
    """Rules that stand together.

    Args:
        folder: whose rules they are; "" for those that are switched off.
        rules: in the order of files, and of the places in them.
    """

    number: int
    folder: str
    rules: tuple[Rule, ...]

    @property
    def numbered(self) -> Iterator[tuple[str, Rule]]:
        """Every rule with its number."""
        return ((f"{self.number}.{place}", rule) for place, rule in enumerate(self.rules, start=1))


def _chapters(rules: RuleSet) -> tuple[Chapter, ...]:
    """A chapter for every folder with rules in it, the folder itself first; the last one has what is off."""
    folders = sorted({_folder(rules, rule) for rule in rules.rules}, key=lambda name: (name != ".", name))
    ordered = sorted(rules.rules, key=lambda rule: (rules.files[rule.id], _place(rules, rule)))
    used = [(folder, [r for r in ordered if r.in_use and _folder(rules, r) == folder]) for folder in folders]
    off = ("", [rule for rule in ordered if not rule.in_use])
    return tuple(Chapter(n, folder, tuple(found)) for n, (folder, found) in enumerate((*used, off), start=2))


def _folder(rules: RuleSet, rule: Rule) -> str:
    return PurePosixPath(rules.files[rule.id]).parent.as_posix()


def _place(rules: RuleSet, rule: Rule) -> tuple[int, str]:
    """Where in its file a rule stands; by its id when that cannot be told."""
    found = re.search(
        rf"(?m)^ *- id: *[\"']?{re.escape(rule.id)}\b(?!-)", rules.texts.get(rules.files[rule.id], "")
    )
    return (found.start() if found else 0), rule.id


def _legend() -> Iterator[Block]:
    yield Heading("What a rule leads to", "effects", level=2)
    yield Points(tuple(f"{then.value}: {EFFECTS[then]}." for then in Then))
    yield Paragraph(
        f"Every rule carries its authority: {AUTHORITIES[Authority.FEDERAL]}, {AUTHORITIES[Authority.STATE]} or "
        f"{AUTHORITIES[Authority.HOUSE]}."
    )


def chapter_title(folder: str) -> str:
    """A folder's name as a title: "states/new-york" gives "States: New York"."""
    if folder == ".":
        return "Rules in the folder itself"
    parts = (part.replace("-", " ").replace("_", " ") for part in folder.split("/"))
    *above, last = (" ".join(word[:1].upper() + word[1:] for word in part.split()) for part in parts)
    return ": ".join((*above, last)) if above else last[:1] + last[1:].lower()


def _of_folder(rules: RuleSet, chapter: Chapter, words: Words) -> Iterator[Block]:
    folder = chapter.folder
    yield Heading(f"{chapter.number}  {chapter_title(folder)}", f"chapter-{chapter.number}")
    on = folder == "." or is_on(rules.policy.folders, folder)
    named = "" if folder == "." else f" {folder}/"
    yield Paragraph(
        f"The folder{named} is switched {'on' if on else 'off: none of its rules is used'}.", quiet=True
    )
    files = sorted({file for file in rules.files.values() if PurePosixPath(file).parent.as_posix() == folder})
    for file in files:
        if len(files) > 1:
            title = PurePosixPath(file).stem.replace("-", " ")
            yield Heading(_raised(title), f"file-{file.replace('/', '-')}", level=2)
        if introduced := introduction(rules.texts.get(file, "")):
            yield Paragraph(introduced)
        for number, rule in chapter.numbered:
            if rules.files[rule.id] == file:
                yield rule_block(rule, number, words)
    off = [rule.id for rule in rules.rules if not rule.in_use and _folder(rules, rule) == folder]
    if off:
        yield Paragraph(f"Switched off, see the chapter on that: {', '.join(off)}.", quiet=True)


def _raised(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def introduction(text: str) -> str:
    """What a file says of itself: the comment at its beginning, in one paragraph."""
    lines = MODELINE.sub("", text).lstrip().splitlines()
    said = []
    for line in lines:
        if not line.startswith("#"):
            break
        said.append(line.lstrip("# ").rstrip())
    return re.sub(r"`([^`]*)`", r"“\1”", " ".join(said))


def _switched_off(rules: RuleSet, chapter: Chapter, words: Words) -> Iterator[Block]:
    yield Heading(f"{chapter.number}  Rules that are switched off", "off")
    if not chapter.rules:
        yield Paragraph("Every rule is in use.")
        return
    yield Paragraph("They are kept and checked with their examples, and no request is judged by them.")
    for number, rule in chapter.numbered:
        yield rule_block(rule, number, words)
        yield Paragraph(_why_off(rule, rules), quiet=True)


def _why_off(rule: Rule, rules: RuleSet) -> str:
    if rule.switched_on:
        return f"{rule.id} is switched off by itself, in {rules.files[rule.id]}."
    return f"{rule.id} is off because its folder is: {_folder(rules, rule)}/."
