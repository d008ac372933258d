"""One request as it stands on paper: every value a text, or nothing."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True)
class Written:
    """What a reader of the paper would type off it; None is what is not on the paper.

    `start` and `end` are the dates of service; `hashes` the perceptual hashes of its pages, in hexadecimal.
    """

    asker: str | None
    organization: str | None
    asker_phone: str | None
    fax: str | None
    email: str | None
    first: str | None
    middle: str | None
    last: str | None
    suffix: str | None
    dob: str | None
    ssn_last4: str | None
    mrn: str | None
    address: str | None
    phone: str | None
    start: str | None
    end: str | None
    record_types: tuple[str, ...]
    purpose: str | None
    received_at: datetime
    source: str
    hashes: tuple[str, ...]

    def row(self, key: str) -> dict[str, Any]:
        """The request in the shape `intake-daemon match` reads."""
        received = self.received_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return {
            "id": key,
            "requestor": {
                "name": self.asker,
                "organization": self.organization,
                "phone": self.asker_phone,
                "fax": self.fax,
                "email": self.email,
            },
            "patient": {
                "first": self.first,
                "middle": self.middle,
                "last": self.last,
                "suffix": self.suffix,
                "dob": self.dob,
                "ssn_last4": self.ssn_last4,
                "mrn": self.mrn,
                "address": self.address,
                "phone": self.phone,
            },
            "date_range": {"start": self.start, "end": self.end},
            "record_types": list(self.record_types),
            "purpose": self.purpose,
            "received_at": received,
            "source": self.source,
            "page_hashes": list(self.hashes),
        }
