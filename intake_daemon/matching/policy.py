"""What an admin may set about matching; the thresholds were calibrated on labelled pairs."""

from typing import Annotated

from pydantic import Field

from intake_daemon.model import Frozen

Bits = Annotated[float, Field(ge=0.0, le=100.0)]


class MatchPolicy(Frozen):
    """Thresholds in log2(m/u) bits, and the limit after which asking again is a repeat.

    Args:
        same_bits: from here two patients are one: about 2^20 patients on file and a margin of 2^6.
        doubt_bits: from here they may be one, and a person looks when the requests agree too.
        individual_bits: what name, birth date and identifiers alone must give; address and telephone are
            shared by a household and never decide who it is.
        household_cap: the most that surname, address and telephone may give together.
        request_lift: what the very same request (requestor, dates, kinds) adds to a patient against whom
            nothing speaks.
        rival_bits: when two different patients fit within this distance, a person decides.
        repeat_after_days: a second ask after so many days is a repeat, to be escalated. 20 leaves ten of
            the 30 days that 45 CFR 164.524(b)(2) gives for an answer.
    """

    same_bits: Bits = 26.0
    doubt_bits: Bits = 17.0
    individual_bits: Bits = 8.0
    household_cap: Bits = 20.0
    request_lift: Bits = 8.0
    rival_bits: Bits = 10.0
    repeat_after_days: Annotated[int, Field(ge=1, le=3650)] = 20
