"""What the rules are told of one request."""

from dataclasses import dataclass
from datetime import date

from intake_daemon.model import (
    Case,
    Earlier,
    Fields,
    Intent,
    Match,
    Reading,
    RequestDraft,
    Understanding,
)
from intake_daemon.pipeline.standing import Standing

MASS_MAILING = 0.95  #: confidence that only a mailing list's headers together with several phrases give


@dataclass(frozen=True)
class Circumstances:
    """What the rules are told about an arrival, whatever its requests say.

    Args:
        received_on: in the facility's time zone, as `today`.
        clock_from: the day from which days are counted, when it is another one; None: `received_on`.
        facility_names: empty: "names this facility" is not judged.
        problems: kinds of parts of the arrival that could not be read.
        forms: pages of known forms: the page's number and what the administrator calls the form.
        revoked_on: the day on which a revocation came that seems to be the patient's; None: none is known.
    """

    channel: str
    received_on: date
    today: date
    facility_names: tuple[str, ...]
    problems: tuple[str, ...]
    clock_from: date | None = None
    forms: tuple[tuple[int, str], ...] = ()
    revoked_on: date | None = None


def problems_of(reading: Reading) -> tuple[str, ...]:
    """The kinds of parts that could not be read."""
    return tuple(problem.kind for problem in reading.problems())


def forms_of(reading: Reading) -> tuple[tuple[int, str], ...]:
    """The pages of known forms, each with the form's name."""
    return tuple((page.number, page.known.form) for page in reading.pages if page.known)


def case_of(
    draft: RequestDraft,
    fields: Fields,
    understanding: Understanding,
    known: Circumstances,
    *,
    standing: Standing,
    match: Match | None,
    earlier: Earlier | None = None,
) -> Case:
    """Put together what the rules may look at for one request. Pure: reads no clock, writes nothing.

    Args:
        fields: the draft's fields, completed by other papers, with people's corrections laid over them.
        earlier: the request that the match names.
    """
    return Case(
        kind=draft.kind,
        kind_confidence=draft.kind_confidence,
        intent=understanding.intent,
        intents=tuple(guess.intent for guess in understanding.intents),
        language=understanding.language,
        fields=fields,
        doubts=draft.doubts,
        problems=known.problems,
        received_on=known.received_on,
        today=known.today,
        channel=known.channel,
        requestor_verified=standing.verified,
        requestor_reachable=bool(standing.address) and standing.silence is None,
        mass_mailing=_is_mass_mailing(understanding, draft, known.problems),
        facility_names=known.facility_names,
        forms=tuple(dict.fromkeys(form for page, form in known.forms if page in draft.pages)),
        requests_in_arrival=len(understanding.requests) or 1,
        revoked_on=known.revoked_on,
        match=match,
        clock_from=known.clock_from,
        earlier=earlier,
    )


def _is_mass_mailing(understanding: Understanding, draft: RequestDraft, problems: tuple[str, ...]) -> bool:
    """Whether a mail is junk by a mailing list's headers and several of its phrases, and brings nothing with it."""
    only = understanding.intents[0]
    alone = len(understanding.intents) == 1 and len(draft.pages) <= 1 and not problems
    return alone and only.intent is Intent.SPAM and only.confidence >= MASS_MAILING
