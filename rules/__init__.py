"""What a complete request must say: rules in YAML, conditions in CEL, and a small pure engine.

In: a `Case` (what was read from one request, how it matches, who asks) and a `RuleSet`.
Out: a `Verdict` with findings, reasons, queue, clock and what to ask for.
"""

from pathlib import Path

from rules.files.folder import read_texts
from rules.files.loading import check, check_texts, load, load_matching, load_texts, version_of
from rules.files.matching_file import MATCHING
from rules.files.matching_write import rewritten
from rules.files.surroundings import Surroundings
from rules.judging.examples import ExampleFailure, run_examples
from rules.judging.explain import Explained, explain, explain_rule, line_of
from rules.judging.judge import judge
from rules.judging.responsible import Sides
from rules.judging.thought import Thought, thoughts
from rules.policy import Policy
from rules.problems import RuleProblem, mistakes
from rules.ruleset import Rule, RuleSet

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
