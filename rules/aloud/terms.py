"""The things a condition speaks of, as nouns: fields, facts, figures, days, lists."""

from collections.abc import Mapping

from rules.conditions.trees import Call, Constant, Listed, Name, Tree
from rules.key_words import listed, plain
from rules.names import SPECS

FACTS: Mapping[str, str] = {
    "@it": "it",
    "kind": "the kind of request",
    "intent": "what the message wants",
    "intents": "what the message wants",
    "channel": "the way it came",
    "language": "its language",
    "received_on": "the day of receipt",
    "today": "the day of the decision",
    "facility_names": "our names",
    "forms": "the known forms it is on",
    "requests_in_arrival": "the number of requests in the same mail or fax",
    "revoked_on": "the day that revocation came",
    "match.outcome": "what recognising it came to",
    "match.relation": "how it relates to an earlier request",
}
DAYS = ("received_on", "today", "revoked_on")
DAY_FUNCTIONS = ("day", "business_days_after")
ADDED = {"_+_": "plus", "_-_": "minus", "_*_": "times", "_/_": "divided by", "_%_": "modulo"}


#: Fields whose titles are no nouns.
TITLES: Mapping[str, str] = {
    "scope.text": "the wording of what is asked for",
    "requestor.kind": "the sort of requestor",
    "authorization.discloser": "the party that may release the records",
    "delivery.method": "the way of delivery",
    "delivery.address": "the place of delivery",
}


def field_title(name: str) -> str:
    """A field as people call it, with its article."""
    title = SPECS[name].title
    return TITLES.get(name) or (title if title.startswith(("the ", "all ")) else f"the {title}")


def days_in_words(count: str, sort: str) -> str:
    """An amount of days: "365 (house.signature_age_days)" gives "365 days (house.signature_age_days)"."""
    number, bracket, figure = count.partition(" (")
    return f"{number} {sort[:-1] if number == '1' else sort}{bracket}{figure}"


class Nouns:
    """Says what a term is.

    Args:
        house: the facility's own figures, which are said with their values.
    """

    def __init__(self, house: Mapping[str, int]) -> None:
        self._house = house

    def say(self, term: Tree) -> str:
        """A term as a noun.

        Raises:
            KeyError: it is none that is known here.
        """
        if isinstance(term, Constant):
            return constant(term.value)
        if isinstance(term, Name):
            return self._name(term.name)
        if isinstance(term, Listed):
            return listed((self.say(item) for item in term.items), "or")
        if isinstance(term, Call):
            return self._call(term)
        raise KeyError("a loop is no noun")

    def _name(self, name: str) -> str:
        if name.startswith("house."):
            return f"{self._house[name.removeprefix('house.')]} ({name})"
        return FACTS[name] if name in FACTS else field_title(name)

    def _call(self, call: Call) -> str:
        said = [self.say(argument) for argument in call.arguments]
        if call.function == "day":
            return said[0].strip("“”")
        if call.function == "business_days_after":
            return f"{days_in_words(said[1], 'business days')} after {said[0]}"
        if call.function in ("days_between", "business_days_between"):
            sort = "business days" if call.function.startswith("business") else "days"
            return f"the number of {sort} from {said[0]} to {said[1]}"
        if call.function == "age_on":
            whose = (
                "the patient's age" if call.arguments[0] == Name("patient.dob") else f"the age by {said[0]}"
            )
            return f"{whose} on {said[1]}"
        if call.function == "size":
            return f"the number of {said[0].removeprefix('the ')}"
        if call.function == "_[_]":
            return f"the {said[1].strip('“”')} of {said[0]}"
        return f"{said[0]} {ADDED[call.function]} {said[1]}"


def constant(value: bool | int | str) -> str:
    """A value that is written into a condition."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"“{plain(value)}”" if isinstance(value, str) else str(value)


def is_day(term: Tree) -> bool:
    """True for a term that is a day."""
    if isinstance(term, Name):
        return term.name in DAYS or (term.name in SPECS and SPECS[term.name].type == "date")
    return isinstance(term, Call) and term.function in DAY_FUNCTIONS
