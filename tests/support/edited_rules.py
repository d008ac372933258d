"""Copies of the shipped rules with one thing changed, wherever in the folder the rule stands."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from support.office import Office

import rules
from intake_daemon.pipeline.rule_sets.loading import load_in_force
from intake_daemon.pipeline.rule_sets.taking_up import take_up
from intake_daemon.pipeline.services import utc_now

SHIPPED = rules.load(rules.SHIPPED)

#: A rule that no shipped folder has.
TELEPHONE = """
- id: asker-gives-a-telephone
  title: Whoever asks gives a telephone number
  why: "House policy: what is unclear is settled by telephone"
  kinds: [third_party_authorization]
  require: {field: requestor.phone}
  then: ask
  examples:
    pass:
      - {requestor.phone: "+16145550100"}
    fail:
      - {requestor.phone: absent}
"""


def texts() -> dict[str, str]:
    """The shipped files, by path."""
    return dict(rules.read_texts(rules.SHIPPED)[0])


def with_rule(block: str = TELEPHONE) -> dict[str, str]:
    """The shipped files and one rule more."""
    return {**texts(), "ours.yaml": block}


def with_change(rule_id: str, old: str, new: str, given: Mapping[str, str] | None = None) -> dict[str, str]:
    """The shipped files with some words of one rule replaced."""
    found = dict(given or texts())
    file = SHIPPED.files[rule_id]
    block = re.search(rf"(?ms)^- id: {rule_id}$.*?(?=^- id: |\Z)", found[file])
    assert block, rule_id
    assert old in block[0], f"{old} is not in {rule_id}"
    found[file] = found[file].replace(block[0], block[0].replace(old, new, 1))
    return found


def with_figure(file: str, pattern: str, new: str) -> dict[str, str]:
    """The shipped files with one line of a file of figures replaced."""
    found = texts()
    found[file], times = re.subn(pattern, new, found[file], count=1)
    assert times == 1, f"{pattern} is not in {file}"
    return found


def with_days(kind: str, days: int) -> dict[str, str]:
    """The shipped files with another aim for one kind of request."""
    found = texts()
    head, kind_line, rest = found["policy.yaml"].partition(f"\n  {kind}:")
    assert kind_line, kind
    found["policy.yaml"] = (
        head + kind_line + re.sub(r"target_days: \d+", f"target_days: {days}", rest, count=1)
    )
    return found


def written(files: Mapping[str, str], folder: Path) -> Path:
    """Write files of rules into a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def put_in_force(office: Office, files: Mapping[str, str]) -> rules.RuleSet:
    """Let a set of rules be the one in force in the store of an office, and decide from now on."""
    folder = written(files, office.config.parent / f"in-force-{rules.version_of(files)[:12]}")
    config = office.services.config.model_copy(update={"rules": folder})
    take_up(office.services.engine, config, at=utc_now(), anew=True)
    with office.session() as session:
        loaded = load_in_force(session)
    assert loaded is not None
    assert loaded.version == rules.version_of(files)
    office.services.change_policy(replace(office.services.policy, rules=loaded))
    return loaded
