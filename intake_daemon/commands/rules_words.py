"""`rules words` and `rules schema`: what may be written in conditions and in files of rules."""

from pathlib import Path

import click

from intake_daemon.commands.app import App, pass_app
from intake_daemon.commands.output import json_option, print_json, print_table
from intake_daemon.commands.rules import rules_folder, rules_option


@click.command()
@click.argument("search", required=False, default="")
@rules_option
@json_option
@pass_app
def words(app: App, search: str, folder: Path | None, as_json: bool) -> None:
    """List every name and function that conditions may use, with type, meaning and example.

    SEARCH is looked for in names, meanings and examples; without it, all are listed.

    Example:
      intake-daemon rules words days
    """
    from rules.conditions.glossary import glossary
    from rules.files.policy_file import POLICY, house_of

    policy = rules_folder(app, folder) / POLICY
    house = house_of(policy.read_text(encoding="utf-8")) if policy.exists() else {}
    found = [entry for entry in glossary(house) if entry.tells_of(search)]
    if as_json:
        print_json([entry.model_dump() for entry in found])
        return
    rows = [(entry.name, entry.type, f"{entry.meaning}\n{entry.example}") for entry in found]
    empty = f"Nothing in conditions is called {search}, or has to do with it."
    print_table(
        ("name", "type", "meaning, and an example"), rows, empty=empty, wide=("meaning, and an example",)
    )


@click.command()
@click.argument("file", type=click.Choice(["rules", "policy", "matching"]), default="rules")
@click.option(
    "--write",
    "into",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write all three into DIR/schema instead, and into the files of DIR the line that names theirs.",
)
@pass_app
def schema(app: App, file: str, into: Path | None) -> None:
    """Print the JSON Schema of the files of rules, of policy.yaml or of matching.yaml.

    Editors with a YAML language server use it to complete keys and mark mistakes while you type. `init` puts the
    schemas beside the rules; after an upgrade, `--write` brings them up to date.

    Example:
      intake-daemon rules schema policy
      intake-daemon rules schema --write /etc/intake-daemon/rules
    """
    from intake_daemon.durable import make_folder, write_durably
    from rules.files.json_schema import SchemaOf, as_json
    from rules.files.modeline import SCHEMAS, with_modeline

    if into is None:
        click.echo(as_json(SchemaOf(file)), nl=False)
        return
    make_folder(into / SCHEMAS, mode=0o755)
    for one in SchemaOf:
        write_durably(into / SCHEMAS / f"{one}.json", as_json(one).encode(), mode=0o644)
    for path in sorted(into.rglob("*.yaml")):
        old = path.read_text(encoding="utf-8")
        new = with_modeline(path.relative_to(into).as_posix(), old)
        if new != old:
            write_durably(path, new.encode(), mode=path.stat().st_mode & 0o777)
    click.echo(f"Written: {', '.join(f'{SCHEMAS}/{one}.json' for one in SchemaOf)} in {into}")
