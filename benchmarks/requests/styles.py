"""The many ways to write a phone number, an address and a name, none of them wrong."""

import re
from dataclasses import replace
from random import Random

from benchmarks.requests.written import Written

PHONE_FORMS = ("({0}) {1}-{2}", "{0}-{1}-{2}", "{0}.{1}.{2}", "+1 {0} {1} {2}", "1-{0}-{1}-{2}", "{0}{1}{2}")


def restyle(written: Written, chance: Random) -> Written:
    """The same paper by another hand: every second thing in another form."""
    return replace(
        written,
        asker_phone=_phone(written.asker_phone, chance, extension=True),
        fax=_phone(written.fax, chance),
        phone=_phone(written.phone, chance),
        address=_address(written.address, chance),
        asker=_asker(written.asker, chance),
        ssn_last4=_ssn(written.ssn_last4, chance),
        mrn=_mrn(written.mrn, chance),
    )


def _phone(text: str | None, chance: Random, *, extension: bool = False) -> str | None:
    number = re.sub(r"\D", "", text or "")
    if len(number) != 10 or chance.random() < 0.5:
        return text
    written = chance.choice(PHONE_FORMS).format(number[:3], number[3:6], number[6:])
    if extension and chance.random() < 0.3:
        written += chance.choice((" ext. {}", " x{}", ", extension {}")).format(chance.randint(11, 499))
    return written


def _address(text: str | None, chance: Random) -> str | None:
    if text is None or chance.random() < 0.6:
        return text
    ways = (
        text.upper(),
        text.replace(",", ""),
        text.replace(" Apt ", " Unit ").replace("Street", "Str."),
        f"{text}-{chance.randint(1000, 9999)}",
        text.rsplit(" ", 1)[0],
    )
    return chance.choice(ways)


def _asker(text: str | None, chance: Random) -> str | None:
    if text is None or " " not in text or chance.random() < 0.75:
        return text
    first, last = text.split(" ", 1)
    return chance.choice((f"{last}, {first}", f"{first[0]}. {last}", text.upper(), f"{text}, Esq."))


def _ssn(text: str | None, chance: Random) -> str | None:
    return f"XXX-XX-{text}" if text and chance.random() < 0.1 else text


def _mrn(text: str | None, chance: Random) -> str | None:
    if text is None or chance.random() < 0.8:
        return text
    return chance.choice((f"MRN {text}", f"{text[:3]}-{text[3:]}", f"000{text}", f"#{text}"))
