import re
import shlex
from pathlib import Path

import click
import pytest

from intake_daemon.cli import cli

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
SHIPPED = ("intake_daemon", "parsers", "rules", "outbox")

ACTION = re.compile(
    r'"((?:arrival|request|exception|message|rules|daemon|directory|patients|note)\.[a-z_]+)"'
)
CALL = re.compile(r"(?:append|_audit|_record)\([^()]*(?:\([^()]*\)[^()]*)*\)", re.DOTALL)


def named_actions() -> set[str]:
    """The actions that the code writes into the audit, taken from the calls that write them."""
    texts = (path.read_text() for path in (ROOT / "intake_daemon").rglob("*.py"))
    return {action for text in texts for call in CALL.findall(text) for action in ACTION.findall(call)}


def documented_actions() -> set[str]:
    """The actions of docs/audit.md, with the short forms (`.held`) written out."""
    actions = set()
    for line in (ROOT / "docs" / "audit.md").read_text().splitlines():
        if not line.startswith("| `"):
            continue
        group = ""
        for word in re.findall(r"`([a-z_.]+)`", line.split("|")[1]):
            group = word.split(".")[0] if not word.startswith(".") else group
            actions.add(word if not word.startswith(".") else f"{group}{word}")
    return actions


def test_every_action_of_the_audit_is_explained() -> None:
    assert named_actions() - documented_actions() == set()


def spoken_commands() -> list[list[str]]:
    """Command lines of the README that call intake-daemon, as words."""
    found = re.findall(r"(?:^ {4}.*?|`)intake-daemon ([^`\n&|]+)", README, re.MULTILINE)
    lines = [shlex.split(words, comments=True) for words in found]
    return [words for words in lines if words and not words[0].startswith(("_", "-", "/"))]


@pytest.mark.parametrize("words", spoken_commands(), ids=" ".join)
def test_the_readme_names_commands_that_exist(words: list[str]) -> None:
    command: click.Command = cli
    context = click.Context(cli)
    for word in words:
        if not isinstance(command, click.Group) or word.startswith("-"):
            break
        found = command.get_command(context, word)

        assert found is not None, f"{word} is no command"

        command = found


@pytest.mark.parametrize("target", sorted(set(re.findall(r"make ([a-z]+)", README))))
def test_the_readme_names_make_targets_that_exist(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


@pytest.mark.parametrize(
    "page",
    [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md")),
    ],
)
def test_pages_point_to_files_that_exist(page: str) -> None:
    text = (ROOT / page).read_text()
    named = re.findall(
        r"(?<![\w./-])((?:docs|tests|systemd|fixtures|benchmarks|rules|outbox|parsers|intake_daemon)/[\w./-]+\w)",
        text,
    )
    places = [ROOT, ROOT / "intake_daemon"]
    missing = [name for name in named if not any((place / name).exists() for place in places)]

    assert missing == []


#: What a machine or a tracker of ours would leave behind; a local file may add more, a regular expression a line.
TRACES = (r"(?<![\w.}/])/(?:home|root|Users|work|workspace|mnt)/\w", r"\b[A-Z]:\\Users\\", r"\bissue #\d")
LOCAL_WORDS = ROOT / ".local-words"


def traces() -> re.Pattern[str]:
    """Every pattern that must not be found in what is published."""
    local = LOCAL_WORDS.read_text().splitlines() if LOCAL_WORDS.exists() else []
    return re.compile("|".join([*TRACES, *filter(None, local)]), re.IGNORECASE)


def published() -> list[Path]:
    """The pages and modules, this one among them."""
    folders = (*SHIPPED, "docs", "tests", "benchmarks", "fixtures")
    modules = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "Makefile", ROOT / "pyproject.toml"]
    return [*modules, *pages]


def test_no_page_or_module_is_about_how_it_was_made() -> None:
    pattern = traces()

    told = [str(path.relative_to(ROOT)) for path in published() if pattern.search(path.read_text())]

    assert told == []


@pytest.mark.parametrize("trace", ["see /" + "home/jane/notes", "fixes " + "issue #" + "12"])
def test_traces_are_recognised(trace: str) -> None:
    assert traces().search(trace)
