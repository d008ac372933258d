"""The signs we read: which of the recogniser's signs count as which of ours.

The recogniser knows Chinese printing too and often takes a comma for a full-width one, an apostrophe for a
typographic one; such twins are read as the plain sign.
"""

import string

BLANK = ""  #: the recogniser's "nothing here"

_ACCENTED = (
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿ"
    "ĀāĂăĄąĆćČčĎďĐđĒēĘęĚěĞğĪīİıŁłŃńŇňŌōŐőŒœŘřŚśŞşŠšŤťŪūŮůŰűŸŹźŻżŽž"
)
_TWINS = {
    "'": "’‘´`′＇",
    '"': "“”″＂",
    "-": "–—−‐－",
    ",": "，、",
    ".": "．。",
    ":": "：",
    ";": "；",
    "(": "（",
    ")": "）",
    "/": "／",
    "#": "＃",
    "&": "＆",
    "@": "＠",
    "+": "＋",
    "!": "！",
    "?": "？",
    "*": "＊",
}

_PLAIN = {twin: plain for plain, twins in _TWINS.items() for twin in twins}

#: Ours, in order; the first is the blank.
SIGNS = (
    BLANK,
    " ",
    *string.ascii_letters,
    *string.digits,
    *string.punctuation.replace("`", ""),
    *_ACCENTED,
    *"¿º°ª",
)
PLACE = {sign: place for place, sign in enumerate(SIGNS)}


def meaning(sign: str) -> int | None:
    """The place in SIGNS of one of the recogniser's signs; None for a sign that we do not read."""
    return PLACE.get(_PLAIN.get(sign, sign))
