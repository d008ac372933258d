"""What an admin may set about matching; the thresholds were calibrated on labelled pairs."""

import math
from typing import Annotated, Self

from pydantic import AfterValidator, Field, PositiveInt, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from intake_daemon.model.base import Frozen
from intake_daemon.model.weights import PatientWeights, RequestorWeights, Weights, misplaced


def _agreement_names() -> tuple[str, ...]:
    fields = PatientWeights.model_fields.items()
    return tuple(
        f"{field}.{agreement}"
        for field, info in fields
        if isinstance(info.default, Weights)
        for agreement, _ in info.default.ranked()
    )


AGREEMENT_NAMES = _agreement_names()  #: "first_name.variant" and so on, for every weight of a patient's field


def _known(name: str) -> str:
    if name not in AGREEMENT_NAMES:
        raise PydanticCustomError(
            "unknown_word", "there is no agreement {name}", {"name": name, "known": AGREEMENT_NAMES}
        )
    return name


AgreementName = Annotated[
    str, AfterValidator(_known), WithJsonSchema({"type": "string", "enum": list(AGREEMENT_NAMES)})
]


USUAL_PATIENTS = 2**20  #: on file, for which `same_bits` is meant


class MatchTuning(Frozen):
    """Thresholds and weights in log2(m/u) bits.

    Args:
        same_bits: from here two patients are one: about 2^20 patients on file and a margin of 2^6.
        doubt_bits: from here they may be one, and a person looks when the requests agree too.
        individual_bits: what name, birth date and identifiers alone must give; address and telephone are
            shared by a household and never decide who it is.
        household_cap: the most that surname, address and telephone may give together.
        request_lift: what the very same request (requestor, dates, kinds) adds to a patient against whom
            nothing speaks.
        rival_bits: when two different patients fit within this distance, a person decides.
        patient: what each field of the patient weighs.
        requestor: what each field of the requestor weighs.
        always_review: agreements, as "birth_date.one_digit", with which a patient is never joined unseen.
    """

    same_bits: Annotated[float, Field(ge=15.0, le=80.0)] = 26.0
    doubt_bits: Annotated[float, Field(ge=5.0, le=60.0)] = 17.0
    individual_bits: Annotated[float, Field(ge=5.0, le=60.0)] = 8.0
    household_cap: Annotated[float, Field(ge=0.0, le=24.0)] = 20.0
    request_lift: Annotated[float, Field(ge=0.0, le=12.0)] = 8.0
    rival_bits: Annotated[float, Field(ge=4.0, le=40.0)] = 10.0
    patient: PatientWeights = PatientWeights()
    requestor: RequestorWeights = RequestorWeights()
    always_review: tuple[AgreementName, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.doubt_bits > self.same_bits:
            raise misplaced("doubt_bits", "doubt_bits may not be more than same_bits")
        if self.household_cap >= self.same_bits:
            message = "household_cap must be less than same_bits: a household is not one person"
            raise misplaced("household_cap", message)
        return self


class MatchPolicy(MatchTuning):
    """The tuning, and the limit after which asking again is a repeat.

    Args:
        repeat_after_days: a second ask after so many days is a repeat, to be escalated; the rules folder
            has it in `policy.yaml`.
    """

    repeat_after_days: PositiveInt = 14

    @classmethod
    def of(cls, tuning: MatchTuning, repeat_after_days: int) -> Self:
        """The two parts put together; the tables of weights that were made once stay in use."""
        given = {name: getattr(tuning, name) for name in MatchTuning.model_fields}
        return cls(**given, repeat_after_days=repeat_after_days)

    def among(self, count: int) -> Self:
        """The policy for so many patients on file: with every doubling past 2^20, one bit more makes two one.

        Namesakes born on one day grow with the list, and what they share is the same.
        """
        if count <= USUAL_PATIENTS:
            return self
        more = math.log2(count / USUAL_PATIENTS)
        return self.model_copy(update={"same_bits": self.same_bits + more})

    @property
    def tuning(self) -> MatchTuning:
        """The part that stands in `matching.yaml`."""
        return MatchTuning(**{name: getattr(self, name) for name in MatchTuning.model_fields})
