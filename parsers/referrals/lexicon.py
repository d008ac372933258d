"""The words of referrals, from `parsers/lexicon/referrals.yaml`."""

from collections.abc import Iterator, Sequence
from functools import cache

from parsers.fields.lexicon import Meaning, Phrases, labels
from parsers.lexicon import mapping, strings
from parsers.normalise.text import words

KINDS = "referral:"  #: before the kinds of value that are asked for on referrals alone


def _group(name: str) -> dict[str, list[str]]:
    loaded = mapping("referrals")[name]
    if not isinstance(loaded, dict):
        raise TypeError(f"parsers/lexicon/referrals.yaml: `{name}` needs kinds with their phrases")
    return {str(said): strings(phrases) for said, phrases in loaded.items()}


@cache
def referral_labels() -> Phrases[Meaning]:
    """What is printed beside places on a referral; its own labels go before those of every form."""
    own = ((phrase, _meaning(what)) for what, phrases in _group("labels").items() for phrase in phrases)
    return Phrases((*own, *labels().meanings()))


def _meaning(what: str) -> Meaning:
    return Meaning("stop") if what == "stop" else Meaning(KINDS + what, strong=what in _STRONG)


_STRONG = frozenset(
    {"reason", "diagnosis", "to", "provider", "npi", "provider_phone", "provider_fax", "member_id"}
)  #: safe inside a running line


@cache
def referral_sections() -> Phrases[str]:
    """The headings of a referral."""
    return Phrases((phrase, name) for name, phrases in _group("sections").items() for phrase in phrases)


@cache
def _choices(name: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Every phrase as words with the value it stands for, longest first."""
    found = [(value, tuple(words(phrase))) for value, phrases in _group(name).items() for phrase in phrases]
    return tuple(sorted(found, key=lambda choice: -len(choice[1])))


def chosen(name: str, text: str) -> tuple[str, ...]:
    """The values of a list (urgency, attachments, services) that a text names, in the order they are named.

    A word counts once: "non urgent" is not urgent besides.
    """
    return tuple(dict.fromkeys(value for _, value in sorted(_named(name, words(text)))))


def _named(name: str, said: Sequence[str]) -> Iterator[tuple[int, str]]:
    used: set[int] = set()
    for value, phrase in _choices(name):
        for at in range(len(said) - len(phrase) + 1):
            span = range(at, at + len(phrase))
            if tuple(said[at : at + len(phrase)]) == phrase and used.isdisjoint(span):
                used.update(span)
                yield at, value


def only(name: str, text: str) -> str | None:
    """The one value of a list that a text names; None when it names none, or several."""
    found = chosen(name, text)
    return found[0] if len(found) == 1 else None
