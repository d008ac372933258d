"""Comparisons and functions in words: before and after for days, more and less for numbers."""

from collections.abc import Mapping

from rules.aloud.terms import Nouns, days_in_words, is_day
from rules.conditions.trees import Call, Constant, Listed, Name, Tree
from rules.key_words import code_in_words, listed

NEGATED: Mapping[str, str] = {
    "_<_": "_>=_",
    "_>=_": "_<_",
    "_>_": "_<=_",
    "_<=_": "_>_",
    "_==_": "_!=_",
    "_!=_": "_==_",
}
MIRRORED: Mapping[str, str] = {
    "_<_": "_>_",
    "_>_": "_<_",
    "_<=_": "_>=_",
    "_>=_": "_<=_",
    "_==_": "_==_",
    "_!=_": "_!=_",
}
#: Words of a fixed vocabulary, said without quotes: what it is said to be, and what not to be.
ENUMERATED: Mapping[str, tuple[str, str]] = {
    "kind": ("the kind of request is {}", "the kind of request is not {}"),
    "intent": ("the message is above all {}", "the message is not above all {}"),
    "channel": ("it came by {}", "it did not come by {}"),
    "match.relation": ("against an earlier request it is a {}", "against an earlier request it is not a {}"),
    "match.outcome": ("recognising it came to {}", "recognising it did not come to {}"),
}
OF_DAYS: Mapping[str, str] = {
    "_<_": "is before",
    "_<=_": "is on or before",
    "_>_": "is after",
    "_>=_": "is on or after",
}
OF_NUMBERS: Mapping[str, str] = {
    "_<_": "is less than",
    "_<=_": "is at most",
    "_>_": "is more than",
    "_>=_": "is at least",
}
SAME: Mapping[str, str] = {"_==_": "is", "_!=_": "is not"}
AMOUNT: Mapping[str, str] = {
    "_<_": "fewer than {}",
    "_<=_": "at most {}",
    "_>_": "more than {}",
    "_>=_": "at least {}",
    "_==_": "exactly {}",
    "_!=_": "not exactly {}",
}
OF_TEXT: Mapping[str, tuple[str, str]] = {
    "contains": ("contains", "does not contain"),
    "startsWith": ("begins with", "does not begin with"),
    "endsWith": ("ends with", "does not end with"),
    "matches": ("fits the pattern", "does not fit the pattern"),
    "mentions": ("mentions", "does not mention"),
}
SPANS = {"days_between": "days", "business_days_between": "business days"}


class Comparisons:
    """Says what compares one thing with another.

    Args:
        nouns: how the things are called.
    """

    def __init__(self, nouns: Nouns) -> None:
        self._nouns = nouns

    def say(self, call: Call, denied: bool) -> str:
        """A comparison, or a function that is true or false, as a clause.

        Raises:
            KeyError: there are no words for it.
        """
        if call.function in NEGATED:
            return self._compared(NEGATED[call.function] if denied else call.function, *call.arguments)
        if call.function == "@in":
            return self._among(call.arguments[0], call.arguments[1], denied)
        if call.function == "matches_facility":
            named = "does not name us, nor" if denied else "names us, or"
            return f"{self._nouns.say(call.arguments[0])} {named} a class of record holders we belong to"
        verb = OF_TEXT[call.function][denied]
        return f"{self._nouns.say(call.arguments[0])} {verb} {self._nouns.say(call.arguments[1])}"

    def _compared(self, sign: str, left: Tree, right: Tree) -> str:
        if isinstance(left, Constant) and not isinstance(right, Constant):
            return self._compared(MIRRORED[sign], right, left)
        if isinstance(left, Call) and left.function in SPANS:
            return self._span(sign, left, right)
        if isinstance(left, Call) and left.function == "size":
            return self._counted(sign, left.arguments[0], right)
        if isinstance(left, Name) and left.name in ENUMERATED and isinstance(right, Constant):
            return ENUMERATED[left.name][sign == "_!=_"].format(code_in_words(right.value))
        said, other = self._nouns.say(left), self._nouns.say(right)
        if sign in SAME:
            return f"{said} {SAME[sign]} {other}"
        verbs = OF_DAYS if is_day(left) or is_day(right) else OF_NUMBERS
        return f"{said} {verbs[sign]} {other}"

    def _span(self, sign: str, span: Call, count: Tree) -> str:
        """So many days from one day to another; compared with none, which of them is first."""
        first, second = (self._nouns.say(day) for day in span.arguments)
        if count == Constant(0) and sign in OF_DAYS:
            return f"{second} {OF_DAYS[sign]} {first}"
        amount = AMOUNT[sign].format(days_in_words(self._nouns.say(count), SPANS[span.function]))
        return f"from {first} to {second} it is {amount}"

    def _counted(self, sign: str, what: Tree, count: Tree) -> str:
        if count == Constant(0) and sign in ("_>_", "_!=_", "_==_", "_<=_"):
            there = "at least one" if sign in ("_>_", "_!=_") else "none"
            return f"there is {there} of {self._nouns.say(what)}"
        return f"there are {AMOUNT[sign].format(self._nouns.say(count))} of {self._nouns.say(what)}"

    def _among(self, item: Tree, several: Tree, denied: bool) -> str:
        if isinstance(item, Constant) and several == Name("intents"):
            verb = "has nothing of" if denied else "is, or holds,"
            return f"the message {verb} {code_in_words(item.value)}"
        if isinstance(item, Constant):
            verb = "is not among" if denied else "is among"
            return f"{self._nouns.say(item)} {verb} {self._nouns.say(several)}"
        if isinstance(item, Name) and item.name in ENUMERATED and isinstance(several, Listed):
            words = [code_in_words(one.value) for one in several.items if isinstance(one, Constant)]
            return ENUMERATED[item.name][denied].format(listed(words, "or"))
        verb = "is none of" if denied else "is one of"
        return f"{self._nouns.say(item)} {verb} {self._nouns.say(several)}"
