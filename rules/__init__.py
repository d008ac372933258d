"""What a complete request must say: rules in YAML, conditions in CEL, and a small pure engine.

In: a `Case` (what was read from one request, how it matches, who asks) and a `RuleSet`.
Out: a `Verdict` with findings, reasons, queue, clock and what to ask for.
"""

from pathlib import Path

from rules.examples import ExampleFailure, run_examples
from rules.explain import Explained, explain, explain_rule, line_of
from rules.folder import read_texts
from rules.judge import judge
from rules.loading import check, check_texts, load, load_matching, load_texts, version_of
from rules.matching_file import MATCHING
from rules.matching_write import rewritten
from rules.policy import Policy
from rules.problems import RuleProblem, mistakes
from rules.responsible import Sides
from rules.ruleset import Rule, RuleSet
from rules.surroundings import Surroundings
from rules.thought import Thought, thoughts

SHIPPED = Path(__file__).parent / "library"  #: the folder of rules that comes with the package

__all__ = [
    "MATCHING",
    "SHIPPED",
    "ExampleFailure",
    "Explained",
    "Policy",
    "Rule",
    "RuleProblem",
    "RuleSet",
    "Sides",
    "Surroundings",
    "Thought",
    "check",
    "check_texts",
    "explain",
    "explain_rule",
    "judge",
    "line_of",
    "load",
    "load_matching",
    "load_texts",
    "mistakes",
    "read_texts",
    "rewritten",
    "run_examples",
    "thoughts",
    "version_of",
]
