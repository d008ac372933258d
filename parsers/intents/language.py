"""The language of a text, by its commonest small words."""

from collections import Counter

from parsers.normalise.text import words

_STOP_WORDS = {
    "en": frozenset(
        [
            "the",
            "of",
            "and",
            "to",
            "in",
            "is",
            "for",
            "that",
            "this",
            "my",
            "you",
            "your",
            "with",
            "are",
            "be",
            "on",
            "or",
            "i",
            "have",
            "not",
            "please",
            "will",
            "from",
            "by",
            "any",
            "may",
            "it",
        ]
    ),
    "es": frozenset(
        [
            "el",
            "la",
            "de",
            "que",
            "y",
            "en",
            "los",
            "del",
            "las",
            "por",
            "con",
            "para",
            "una",
            "su",
            "mi",
            "al",
            "lo",
            "como",
            "es",
            "se",
            "esta",
            "o",
            "no",
            "le",
            "favor",
            "sus",
            "este",
            "mis",
            "un",
        ]
    ),
    "fr": frozenset(
        [
            "le",
            "les",
            "des",
            "et",
            "une",
            "est",
            "pour",
            "dans",
            "que",
            "vous",
            "je",
            "votre",
            "sur",
            "pas",
            "avec",
            "nous",
            "mon",
            "du",
            "au",
            "ce",
        ]
    ),
    "pt": frozenset(
        [
            "o",
            "os",
            "as",
            "e",
            "do",
            "da",
            "em",
            "um",
            "uma",
            "para",
            "com",
            "nao",
            "que",
            "meu",
            "minha",
            "seu",
            "por",
            "ao",
            "dos",
        ]
    ),
}
_ENOUGH = 3
_MOST_WORDS = 4000


def language_of(*texts: str) -> str:
    """ISO 639-1 code of the language most of the words are in; "en" when there is too little to tell."""
    counts: Counter[str] = Counter()
    for text in texts:
        for word in words(text[:60_000])[:_MOST_WORDS]:
            for language, stop_words in _STOP_WORDS.items():
                counts[language] += word in stop_words
    if not counts or max(counts.values()) < _ENOUGH:
        return "en"
    return max(_STOP_WORDS, key=lambda language: (counts[language], language == "en"))
