"""Writes the pages that are made from the program, the example configuration, and the schemas of the rule files.

python docs/generate.py            writes all of them
python docs/generate.py --check    says which are out of step, exit status 1 if any
"""

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from pydantic import BaseModel

import rules
from intake_daemon.cli import cli
from intake_daemon.commands.initial_config import ADVICE, EXAMPLES, as_toml, initial_config
from intake_daemon.commands.settings_walk import Section, Setting, sections
from intake_daemon.matching.objections import OBJECTIONS
from intake_daemon.model import CATALOGUE
from intake_daemon.pipeline import report
from rules.conditions.glossary import Entry as Word
from rules.conditions.glossary import glossary
from rules.files.json_schema import SchemaOf, as_json
from rules.files.modeline import SCHEMAS, with_modeline

DOCS = Path(__file__).parent
LIBRARY = "../rules/library"  #: seen from here
NOTE = "<!-- Written by docs/generate.py; change the program's own descriptions instead. -->"


def documents() -> dict[str, str]:
    """The generated pages by file name."""
    return {
        "cli.md": commands_page(),
        "configuration.md": settings_page(),
        "inspect.md": inspect_page(),
        "matching.md": matching_page(),
        "rule-mistakes.md": mistakes_page(),
        "rule-words.md": words_page(),
        "../systemd/intake.example.toml": initial_config({}),
        **{f"{LIBRARY}/{SCHEMAS}/{file}.json": as_json(file) for file in SchemaOf},
        **dict(rule_files()),
    }


def rule_files() -> Iterator[tuple[str, str]]:
    """The shipped files of rules as they are, each with the line that tells editors its schema."""
    for path in sorted(rules.SHIPPED.rglob("*.yaml")):
        name = path.relative_to(rules.SHIPPED).as_posix()
        yield f"{LIBRARY}/{name}", with_modeline(name, path.read_text(encoding="utf-8"))


REPORT: tuple[tuple[str, type[BaseModel]], ...] = (
    ("The object", report.Report),
    ("`parts[]`", report.FoundPart),
    ("`requests[]`", report.FoundRequest),
    ("`requests[].fields`", report.FoundField),
    ("`requests[].findings[]`", report.FoundFinding),
    ("`requests[].match`", report.FoundMatch),
    ("`requests[].terms`", report.FoundTerms),
    ("`requests[].terms.verify[]`", report.FoundVerification),
    ("`requests[].terms.clocks[]`", report.FoundClock),
    ("`requests[].would_send[]`", report.WouldSend),
    ("`seconds`", report.Seconds),
    ("`error`", report.ReportError),
)


def inspect_page() -> str:
    """What `inspect --json` prints, and the names of all fields."""
    lines = [
        "# The JSON of `inspect`",
        "",
        NOTE,
        "",
        "`intake-daemon inspect --json FILE…` prints one object a file, in order, a line each.",
        "Keys may be added; none changes its meaning.",
    ]
    for title, model in REPORT:
        rows = [f"| `{name}` | {field.description} |" for name, field in model.model_fields.items()]
        lines += ["", f"## {title}", "", "| key | meaning |", "| --- | --- |", *rows]
    rows = [f"| `{spec.name}` | {spec.type} | {spec.title} |" for spec in CATALOGUE]
    lines += ["", "## The fields", "", "The same names serve in rules and messages.", ""]
    return "\n".join([*lines, "| name | type | meaning |", "| --- | --- | --- |", *rows]) + "\n"


GROUPS = {
    "function": "Functions",
    "fact": "Facts of the case",
    "house": "The facility's own figures",
    "standing": "How a field stands",
    "sign": "Signs of the language",
    "field": "Fields",
}


def words_page() -> str:
    """Every name and function of conditions, in one table for each group."""
    lines = [
        "# The words of conditions",
        "",
        NOTE,
        "",
        "What `when`, `check` and `forbid` of a rule may say (docs/rules.md). `intake-daemon rules words SEARCH`",
        "looks them up, those of your own `policy.yaml` included. A field that we are not sure of has no value: a",
        "condition that depends on it cannot be told, and the request goes to a person.",
    ]
    known = glossary(rules.load(rules.SHIPPED).policy.house)
    for group, title in GROUPS.items():
        rows = [_word(word) for word in known if word.group == group]
        head = ["| name | type | meaning | example |", "| --- | --- | --- | --- |"]
        lines += ["", f"## {title}", "", *head, *rows]
    return "\n".join(lines) + "\n"


def _word(word: Word) -> str:
    cells = (f"`{word.name}`", word.type, word.meaning, f"`{word.example}`")
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


GALLERY = DOCS.parent / "tests" / "rules" / "bad"
MISTAKES = {
    "yaml": "How it is written",
    "conditions": "In conditions",
    "terms": "Keys and what belongs to them",
    "examples": "In examples",
    "warnings": "What loads and is probably not meant",
}  #: the folders of the gallery


def mistakes_page() -> str:
    """Every mistake of the gallery that the tests hold, with the line it is made in and what is said of it."""
    lines = [
        "# Mistakes in rules, and what is said of them",
        "",
        NOTE,
        "",
        "Each of these files is in `tests/rules/bad`, with all that `intake-daemon rules check` says of it beside",
        "it. {…} stands for a case that is shown there, written as an example is. What is wrong in `policy.yaml`,",
        "or with a file as a whole, is in `tests/rules/test_policy_mistakes.py` and `test_folder_mistakes.py`.",
    ]
    for folder, title in MISTAKES.items():
        said = [_mistake(path) for path in sorted((GALLERY / folder).glob("*.txt"))]
        lines += ["", f"## {title}", *(line for shown in said for line in shown)]
    return "\n".join(lines) + "\n"


def _mistake(said: Path) -> tuple[str, ...]:
    title = said.stem.replace("-", " ").capitalize()
    return ("", f"### {title}", "", "```text", *said.read_text(encoding="utf-8").splitlines(), "```")


OBJECTIONS_FROM = "<!-- objections: written by docs/generate.py from intake_daemon/matching/objections.py -->"
OBJECTIONS_TO = "<!-- end of objections -->"


def matching_page() -> str:
    """The page about matching, with the objections as the code has them; the rest of it is written by hand."""
    before, _, rest = _stored("matching.md").partition(OBJECTIONS_FROM)
    rows = [
        f"| {objection.__name__.replace('_', ' ')} | {first_sentences(objection.__doc__)} |"
        for objection in OBJECTIONS
    ]
    table = "\n".join(["| objection | because |", "| --- | --- |", *rows])
    return f"{before}{OBJECTIONS_FROM}\n{table}\n{OBJECTIONS_TO}{rest.partition(OBJECTIONS_TO)[2]}"


def first_sentences(doc: str | None) -> str:
    """A docstring up to its first empty line, in one line."""
    return " ".join(inspect.cleandoc(doc or "").split("\n\n")[0].split())


def commands_page() -> str:
    """Every command with its arguments, options and example."""
    context = click.Context(cli, info_name="intake-daemon")
    lines = ["# Commands", "", NOTE, "", *_described(cli), *_options(cli, context), *_exit_status()]
    for command, inner in _walk(cli, context):
        lines += _command(command, inner)
    return "\n".join(lines).rstrip() + "\n"


def _walk(group: click.Group, context: click.Context) -> Iterator[tuple[click.Command, click.Context]]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None:
            continue
        inner = click.Context(command, info_name=name, parent=context)
        yield command, inner
        if isinstance(command, click.Group):
            yield from _walk(command, inner)


def _command(command: click.Command, context: click.Context) -> list[str]:
    depth = "##" if context.parent is not None and context.parent.parent is None else "###"
    usage = f"{context.command_path} {' '.join(command.collect_usage_pieces(context))}"
    call = [] if isinstance(command, click.Group) else ["```", usage, "```", ""]
    return [
        "",
        f"{depth} {context.command_path}",
        "",
        *call,
        *_described(command),
        *_options(command, context),
    ]


def _described(command: click.Command) -> list[str]:
    text, _, examples = (command.help or "").replace("\b\n", "").partition("Example:\n")
    lines = [*text.strip().splitlines(), ""]
    if examples.strip():
        lines += ["```", *(line.strip() for line in examples.strip().splitlines()), "```", ""]
    return lines


def _options(command: click.Command, context: click.Context) -> list[str]:
    shown = [
        parameter.get_help_record(context)
        for parameter in command.params
        if isinstance(parameter, click.Option) and (parameter.name != "config" or command is cli)
    ]
    rows = [
        f"| `{names.replace('|', '/')}` | {text.replace('|', '/')} |" for names, text in filter(None, shown)
    ]
    return ["| option | meaning |", "| --- | --- |", *rows, ""] if rows else []


def _exit_status() -> list[str]:
    return [
        "Every command takes `--config FILE` and `--help` as well. Where there is `--json`, standard output is one",
        "JSON document (JSON lines for `inspect`, `match`, `reprocess` and `audit export`) and nothing else.",
        "",
        "| exit status | meaning |",
        "| --- | --- |",
        "| 0 | done |",
        "| 1 | some input failed, something was refused or is not available now |",
        "| 2 | a mistake in the call |",
        "| 78 | the configuration, the rules or the message texts are wrong |",
    ]


def settings_page() -> str:
    """Every key of the configuration file."""
    lines = ["# Configuration", "", NOTE, ""]
    lines += [
        "One TOML file, by default `/etc/intake-daemon/intake.toml`. `intake-daemon init` writes a commented one,",
        "`intake-daemon doctor` checks it. A key that is not listed here is a mistake, and every mistake is reported",
        "at once. Environment variables override single keys: `INTAKE_STATE_DIR`, `INTAKE_DELIVERY__MODE`.",
    ]
    for section in sections():
        lines += _section(section)
    return "\n".join(lines).rstrip() + "\n"


def _section(section: Section) -> list[str]:
    name = f"[[{section.name}]]" if section.repeated else f"[{section.name}]"
    title = f"## `{name}`" if section.name else "## Before the first table"
    said = f"{section.description} {ADVICE.get(section.name, '')}".strip()
    rows = [_row(section, setting) for setting in section.settings]
    head = ["| key | type | default | meaning |", "| --- | --- | --- | --- |"]
    return ["", title, "", *([said, ""] if said else []), *head, *rows]


def _row(section: Section, setting: Setting) -> str:
    cells = (f"`{setting.name}`", setting.kind, _default(section, setting), setting.description)
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _default(section: Section, setting: Setting) -> str:
    if setting.required:
        example = EXAMPLES[f"{section.name}.{setting.name}"]
        return f"required, such as `{as_toml(example)}`"
    if setting.default is None:
        return "not set"
    return f"`{' '.join(as_toml(setting.default).split())}`"


def main() -> int:
    """Write the pages, or with --check say which are out of step."""
    stale = [name for name, text in documents().items() if _stored(name) != text]
    if "--check" in sys.argv[1:]:
        for name in stale:
            print(f"docs/{name} is out of step: python docs/generate.py", file=sys.stderr)
        return 1 if stale else 0
    for name in stale:
        (DOCS / name).write_text(documents()[name], encoding="utf-8")
    return 0


def _stored(name: str) -> str:
    path = DOCS / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
