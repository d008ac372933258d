"""`rules explain`: what a rule wants, in words; and why a request came out as it did."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from intake_daemon.commands.app import App, pass_app
from intake_daemon.commands.output import json_option, print_json
from intake_daemon.commands.rules import rules_folder, rules_option

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from intake_daemon.model import Case
    from intake_daemon.pipeline.explained import Explanation
    from rules import RuleSet

REFERENCE = re.compile(r"R-[0-9A-Z]{4}-[0-9A-Z]{4}", re.IGNORECASE)


@click.command()
@click.argument("what", required=False, metavar="[RULE|REQUEST]")
@rules_option
@click.option(
    "--decision", "number", type=click.IntRange(1), metavar="N", help="The N-th decision on a request."
)
@click.option("--all", "everything", is_flag=True, help="Also the rules that did not apply to a request.")
@json_option
@pass_app
def explain(
    app: App, what: str | None, folder: Path | None, number: int | None, everything: bool, as_json: bool
) -> None:
    """Say what a rule wants, or why a request came out as it did.

    RULE: for whom, on what authority, where it stands, with its examples; without it, all rules. REQUEST, a
    reference: the decision that stands, made again from the facts kept with it by the rules of that day, step by
    step: what the message wants, whether it is here already, what is in doubt, and every rule that ran, with what
    stands on the paper and where.

    Example:
      intake-daemon rules explain authorization-signed
      intake-daemon rules explain R-7K2P-94QX --decision 1
    """
    if what and REFERENCE.fullmatch(what):
        if folder:
            raise click.UsageError(
                "a request is explained by the rules that decided it; try others: rules try"
            )
        _explain_request(app, what.upper(), number, everything=everything, as_json=as_json)
        return
    if number or everything:
        raise click.UsageError("--decision and --all go with the reference of a request, such as R-7K2P-94QX")
    _explain_rules(rules_folder(app, folder), what, as_json=as_json)


def _explain_rules(folder: Path, name: str | None, *, as_json: bool) -> None:
    from rules import explain_rule, load

    loaded = load(folder)
    names = [name] if name else [one.id for one in loaded.rules]
    if loaded.rule(names[0]) is None:
        raise click.UsageError(f"there is no rule {name}; without a name all are shown")
    if as_json:
        documents = [_rule_document(loaded, one) for one in names]
        print_json(documents[0] if name else documents)
        return
    for one in names:
        click.echo(explain_rule(loaded, one) + "\n")


def _rule_document(rules: "RuleSet", rule_id: str) -> dict[str, object]:
    from rules import line_of

    rule = rules.rule(rule_id)
    if rule is None:
        raise KeyError(rule_id)
    return {
        "rule": rule_id,
        "file": rules.files.get(rule_id),
        "line": line_of(rules, rule_id),
        "in_use": rule.in_use,
        "authority": rule.text.authority,
        "written": rule.text.model_dump(mode="json", by_alias=True, exclude_defaults=True),
    }


def _explain_request(
    app: App, reference: str, number: int | None, *, everything: bool, as_json: bool
) -> None:
    found = _explanation(app, reference, number)
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    from intake_daemon.commands.explain_text import print_explanation

    print_explanation(found, everything=everything)


def _explanation(app: App, reference: str, number: int | None) -> "Explanation":
    from intake_daemon.commands.lookup import the_request
    from intake_daemon.pipeline.backtest.rebuilt import Rebuilder
    from intake_daemon.pipeline.explained import explain_decision
    from intake_daemon.pipeline.looking import looking
    from intake_daemon.store.looking import only_looking

    def rebuild(session: "Session", decision_id: int, rules: "RuleSet") -> "Case | None":
        return Rebuilder(looking(app.config, app.store, rules))(session, decision_id)

    with only_looking(app.store) as session:
        return explain_decision(session, the_request(session, reference), number, rebuild)
