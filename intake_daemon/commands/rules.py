"""`intake-daemon rules`: the table of its commands, and what they share. Each family has a file of its own."""

from pathlib import Path

import click

from intake_daemon.commands.app import App
from intake_daemon.commands.loading import Entry, LazyGroup

rules_option = click.option(
    "--rules",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Folder of rules; left out: the configured one, else the shipped one.",
)


def _entry(module: str, name: str, summary: str) -> Entry:
    return Entry(f"intake_daemon.commands.{module}:{name}", summary)


COMMANDS = {
    "check": _entry("rules_check", "check", "Find every mistake in the rules, by file and line."),
    "test": _entry("rules_check", "test", "Run the examples that stand in the rule files."),
    "explain": _entry(
        "rules_explain", "explain", "Say what a rule wants, or why a request came out as it did."
    ),
    "diff": _entry("rules_diff", "diff", "Say what one set of rules says otherwise than another."),
    "docs": _entry("rules_docs", "docs", "Write the whole policy as a printable document."),
    "new": _entry("rules_edit", "new", "Add a rule: a commented skeleton, or a copy of another."),
    "switch": _entry("rules_edit", "switch", "Switch a folder of rules, or one rule, on or off."),
    "set": _entry("rules_edit", "set_", "Set a figure of policy.yaml or matching.yaml."),
    "copy": _entry("rules_change", "copy", "Write the rules in force into a new folder, to edit them."),
    "apply": _entry("rules_change", "apply", "Put an edited copy live, or turn back to a version."),
    "approve": _entry("rules_change", "approve", "Bring a set that waits into force, as a second person."),
    "refuse": _entry("rules_change", "refuse", "Say no to a set that waits."),
    "history": _entry("rules_history", "history", "Show all sets so far: whose, since when, what changed."),
    "words": _entry("rules_words", "words", "List the names and functions that conditions may use."),
    "schema": _entry("rules_words", "schema", "Print the JSON Schema of the files, for editors."),
    "try": _entry("rules_try", "try_", "What edited rules would make of one document or request."),
    "backtest": _entry("rules_backtest", "backtest", "What edited rules would have made of past requests."),
}


@click.group(cls=LazyGroup, entries=COMMANDS)
def rules() -> None:
    """Look after the rules of what a complete request must say.

    Example:
      intake-daemon rules check --rules /etc/intake-daemon/rules
    """


def rules_folder(app: App, folder: Path | None) -> Path:
    """The folder named, else the configured one, else the shipped one."""
    from rules import SHIPPED

    if folder:
        return folder
    config = app.config_if_given()
    return config.rules if config and config.rules else SHIPPED
