"""What a condition says, clause by clause, its negations worked into the words."""

from collections.abc import Mapping
from contextlib import suppress

from rules.aloud.comparisons import Comparisons
from rules.aloud.said import Said, clause, joined
from rules.aloud.terms import FACTS, Nouns, field_title
from rules.conditions.expressions import Condition
from rules.conditions.trees import Call, Constant, Fold, Name, Tree
from rules.conditions.vocabulary import STANDINGS

#: Facts and fields that are true or false: how it is said when they are, and when they are not.
CLAUSES: Mapping[str, tuple[str, str]] = {
    "requestor_verified": (
        "the requestor is verified in the directory",
        "the requestor is not verified in the directory",
    ),
    "known_requestor": (
        "the requestor is verified in the directory",
        "the requestor is not verified in the directory",
    ),
    "requestor_reachable": (
        "the requestor can be reached at a proven address",
        "the requestor cannot be reached at a proven address",
    ),
    "authorization_needed": ("an authorization is needed", "no authorization is needed"),
    "mass_mailing": ("it is a mass mailing", "it is no mass mailing"),
    "match.known": ("the request is here already", "the request is not known to be here already"),
    "known_form": ("it is on a form we know", "it is not on a form we know"),
    "revocation_known": (
        "a revocation is known that seems to be this patient's",
        "no revocation is known that seems to be this patient's",
    ),
    "scope.open_ended": (
        "the dates of service run up to the present",
        "the dates of service do not run up to the present",
    ),
    "scope.all_dates": ("all dates of service are asked for", "not all dates of service are asked for"),
    "authorization.recipient.is_patient": (
        "the patient is the recipient",
        "the patient is not the recipient",
    ),
}
IT = Name("@it")  #: an item of a list that a condition goes through
STOOD: Mapping[str, tuple[str, str]] = {
    "present": ("{} is on the paper", "{} is not on the paper for sure"),
    "absent": ("{} is missing", "{} is not missing for sure"),
    "unsure": ("{} is in doubt", "{} is in no doubt"),
    "unreadable": ("{} could not be read", "{} is not unreadable"),
    "conflicting": ("{} is said in two different ways", "{} is not said in two different ways"),
    "unjudged": ("nothing was seen of {}", "something was seen of {}"),
}


class Speaker:
    """Says conditions in words.

    Args:
        house: the facility's own figures, which are said with their values.
    """

    def __init__(self, house: Mapping[str, int]) -> None:
        self._nouns = Nouns(house)
        self._comparisons = Comparisons(self._nouns)

    def say(self, condition: Condition, *, denied: bool = False) -> Said | None:
        """A condition in words, or what it denies; None for one that has no words here.

        Args:
            denied: say that it does not hold.
        """
        if condition.tree is None:
            return None
        with suppress(KeyError):
            return self.tree(condition.tree, denied=denied)
        return None

    def tree(self, tree: Tree, *, denied: bool = False) -> Said:
        """The same for a tree.

        Raises:
            KeyError: there are no words for some part of it.
        """
        if isinstance(tree, Name):
            return self._name(tree.name, denied)
        if isinstance(tree, Constant):
            return clause("always" if bool(tree.value) is not denied else "never")
        if isinstance(tree, Fold):
            return self._fold(tree, denied)
        if isinstance(tree, Call):
            return self._call(tree, denied)
        raise KeyError("a list is no condition")

    def _call(self, call: Call, denied: bool) -> Said:
        if call.function == "!_":
            return self.tree(call.arguments[0], denied=not denied)
        if call.function in ("_&&_", "_||_"):
            joint = "and" if (call.function == "_&&_") is not denied else "or"
            return joined(joint, *(self.tree(one, denied=denied) for one in call.arguments))
        if call.function == "_?_:_":
            return self._choice(call, denied)
        return clause(self._comparisons.say(call, denied))

    def _choice(self, call: Call, denied: bool) -> Said:
        asked, then, otherwise = call.arguments
        return joined(
            "or",
            joined("and", self.tree(asked), self.tree(then, denied=denied)),
            joined("and", self.tree(asked, denied=True), self.tree(otherwise, denied=denied)),
        )

    def _name(self, name: str, denied: bool) -> Said:
        stem, _, standing = name.rpartition(".")
        if standing in STANDINGS:
            return clause(_stands(stem, standing, denied))
        if name in CLAUSES:
            return clause(CLAUSES[name][denied])
        if name in FACTS:
            raise KeyError(name)
        return clause(STOOD["absent" if denied else "present"][0].format(field_title(name)))

    def _fold(self, fold: Fold, denied: bool) -> Said:
        """`exists` and `all`, which differ in where they start."""
        if not isinstance(fold.start, Constant) or not isinstance(fold.step, Call):
            raise KeyError("a list made of another")
        some = fold.start.value is denied
        asked = _named_it(fold.step.arguments[1], fold.item)
        if asked == Constant(True):
            return clause(f"there is {'at least one' if some else 'none'} of {self._nouns.say(fold.over)}")
        said = self.tree(asked, denied=denied)
        if not said.is_flat:
            raise KeyError("too much for one clause")
        inner = f" {said.joint} ".join(one.clause for one in said.parts) if said.parts else said.clause
        each = "at least one" if some else "every one"
        return clause(f"for {each} of {self._nouns.say(fold.over)}: {inner}")


def _stands(field: str, standing: str, denied: bool) -> str:
    """How a field stands: of what is true or false, "present" says that it is true for sure."""
    if field in CLAUSES and standing in ("present", "absent"):
        said = CLAUSES[field][standing == "absent"]
        return f"it is not sure that {said}" if denied else said
    return STOOD[standing][denied].format(field_title(field))


def _named_it(tree: Tree, item: str) -> Tree:
    """The same tree in which the item of a loop is called as people would."""
    if isinstance(tree, Name):
        return IT if tree.name == item else tree
    if isinstance(tree, Call):
        return Call(tree.function, tuple(_named_it(one, item) for one in tree.arguments))
    return tree
