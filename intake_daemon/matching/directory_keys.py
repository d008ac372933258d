"""Keys under which a verified requestor is found again, though its name or number was misread.

Like the keys of patients they are hashed before they are stored. The most telling kinds come first; a name's single
words come last, since a chain shares them.
"""

import itertools
from collections.abc import Iterable, Iterator

from intake_daemon.matching.directory import Asked, Known, name_parts
from intake_daemon.matching.firms import firm_words, telling_words
from intake_daemon.matching.names import sound
from intake_daemon.matching.text import phone_digits, shape

MOST_KEYS = 60
_SHORTEST_WORD = 4  #: letters; "of" and "st" stand in every second name


def keys_of_entry(known: Known) -> tuple[str, ...]:
    """The keys of an entry, each once."""
    mails = (*known.emails, *(f"@{domain}" for domain in known.domains))
    return _keys(known.numbers, mails, known.names, known.people)


def keys_of_asked(asked: Asked) -> tuple[str, ...]:
    """The keys under which whoever asks may be found."""
    numbers, mails = (asked.phone, asked.fax), (asked.email, asked.sender)
    return _keys(numbers, mails, (asked.organization,), (asked.name,))


def _keys(
    numbers: Iterable[str], mails: Iterable[str], firms: Iterable[str], people: Iterable[str]
) -> tuple[str, ...]:
    firms = tuple(firms)
    found = [*_number_keys(numbers), *_mail_keys(mails)]
    found += [key for firm in firms for key in _firm_keys(firm)]
    found += [key for name in people for key in _person_keys(name)]
    found += [key for firm in firms for key in _word_keys(firm)]
    return tuple(dict.fromkeys(found))[:MOST_KEYS]


def _number_keys(numbers: Iterable[str]) -> Iterator[str]:
    for text in numbers:
        number = phone_digits(text)
        if len(number) >= 7:
            yield f"asker number:{number}"


def _mail_keys(mails: Iterable[str]) -> Iterator[str]:
    for text in mails:
        local, at, domain = text.strip().lower().rpartition("@")
        if at and local:
            yield f"asker mail:{shape(local)}@{shape(domain)}"
        if at and domain:
            yield f"asker domain:{domain}"


def _firm_keys(firm: str) -> Iterator[str]:
    """The whole name, with and without what misreading does, and its initials."""
    words = telling_words(firm_words(firm))
    if not words:
        return
    joined = "".join(words)
    yield f"asker firm:{shape(joined)}"
    initials = joined if len(words) == 1 else "".join(word[0] for word in firm_words(firm))
    if 2 < len(initials) < 7:
        yield f"asker initials:{initials}"
    for pair in itertools.pairwise(words):
        yield f"asker words:{'|'.join(sorted(map(sound, pair)))}"


def _person_keys(name: str) -> Iterator[str]:
    first, last = name_parts(name)
    if first and last:
        yield f"asker person:{sound(last)}{first[0]}"


def _word_keys(firm: str) -> Iterator[str]:
    for word in telling_words(firm_words(firm)):
        if len(word) >= _SHORTEST_WORD:
            yield f"asker word:{shape(word)}"
