"""What a fax service says of a fax in the name of its file.

Pure. Names are claims of the service and of the caller, proof of nothing; a name that no pattern knows
gives no facts and is no fault. A time without a zone is in the drop's time zone.

Presets, with where the form is documented:
    concord   FaxAssist's default: message id, time, caller, called, pages, separated by underscores
    hylafax   the recvq folder of HylaFAX(+): fax000000123.tif, the number being the server's own
    generic   caller and called number as Asterisk front ends write them, or a number, time and page count
"""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from intake_daemon.model import FaxFacts, Frozen
from intake_daemon.sources.settings import DropSettings

_TIME = r"(?P<received>(?:19|20)\d{6}[-_T]?\d{6}|(?:19|20)\d\d-\d\d-\d\d[T_ -]\d\d[-:.]?\d\d[-:.]?\d\d)"
_NUMBER = r"\+?\d{7,15}"

PRESETS: dict[str, tuple[str, ...]] = {
    "concord": (
        rf"^(?P<vendor_id>[^_]+)_(?P<received>[^_]+)_(?P<caller>{_NUMBER})?_(?P<called>{_NUMBER})?_(?P<pages>\d+)\.",
    ),
    "hylafax": (r"^fax(?P<vendor_id>\d{5,})\.",),
    "generic": (
        rf"^fax[-_](?P<caller>{_NUMBER})[-_](?P<called>{_NUMBER})(?:[-_]{_TIME})?\.",
        rf"^(?:fax[-_])?{_TIME}[-_](?P<caller>{_NUMBER})(?:[-_](?P<called>{_NUMBER}))?(?:[-_](?P<pages>\d{{1,4}})p?)?\.",
        rf"^(?:fax[-_])?(?P<caller>{_NUMBER})[-_]{_TIME}(?:[-_](?P<pages>\d{{1,4}})p?)?\.",
    ),
}

_FORMATS = (
    "%Y%m%d%H%M%S",
    "%Y%m%d-%H%M%S",
    "%Y%m%d_%H%M%S",
    "%Y%m%dT%H%M%S",
    "%Y-%m-%d-%H-%M-%S",
    "%Y-%m-%d_%H-%M-%S",
    "%Y-%m-%dT%H-%M-%S",
    "%Y-%m-%dT%H%M%S",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M:%S%z",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H.%M.%S",
    "%m%d%Y %I%M %p",
    "%m%d%Y%H%M%S",
)
_LONGEST_PAST = timedelta(days=366)
_CLOCK_SLACK = timedelta(hours=1)


class NamedFacts(Frozen):
    """What a name told: the facts, and when the service took the fax (aware, UTC; None when not said)."""

    facts: FaxFacts = FaxFacts()
    received_at: datetime | None = None


class FaxNames:
    """Reads names as one drop's service writes them."""

    def __init__(self, settings: DropSettings) -> None:
        patterns = settings.patterns + PRESETS[settings.preset]
        self._patterns = [re.compile(pattern, re.IGNORECASE) for pattern in patterns]
        self._formats = settings.received_formats + _FORMATS
        self._zone = ZoneInfo(settings.time_zone)

    def read(self, name: str, now: datetime) -> NamedFacts:
        """What the first pattern that fits tells. Never raises.

        Args:
            now: aware; a stated time in the future or more than a year back is not believed.
        """
        for pattern in self._patterns:
            if found := pattern.search(name):
                return self._told(found.groupdict(), now)
        return NamedFacts()

    def _told(self, groups: dict[str, str | None], now: datetime) -> NamedFacts:
        facts = FaxFacts(
            caller=groups.get("caller") or None,
            called=groups.get("called") or None,
            station=groups.get("csid") or None,
            vendor_id=groups.get("vendor_id") or None,
            pages_stated=_count(groups.get("pages")),
        )
        moment = self._moment(groups.get("received") or "")
        believed = moment is not None and now - _LONGEST_PAST <= moment <= now + _CLOCK_SLACK
        return NamedFacts(facts=facts, received_at=moment if believed else None)

    def _moment(self, written: str) -> datetime | None:
        # "800 AM" means 08:00; strptime would read "115 PM" as 11:05.
        padded = re.sub(r"\b(\d{3})(?=\s*[AP]M\b)", r"0\1", written.strip(), flags=re.IGNORECASE)
        for form in self._formats:
            try:
                moment = datetime.strptime(padded, form)  # noqa: DTZ007  # the zone is the drop's, set below
                return (moment if moment.tzinfo else moment.replace(tzinfo=self._zone)).astimezone(UTC)
            except (ValueError, OverflowError):
                continue
        return None


def _count(written: str | None) -> int | None:
    """A page count; None for nothing, nought and nonsense."""
    if not written or not re.fullmatch(r"[0-9]{1,4}", written):
        return None
    return int(written) or None
