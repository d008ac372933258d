"""What each way of agreeing weighs, field by field, in bits: log2(m/u), evidence for or against being one.

m is how often a field looks like this for two papers about one patient (or from one requestor), u for two
different ones. The limits keep a slip of the pen from joining people: what differs never speaks for being
one, and a weaker agreement never weighs more than a stronger one.
"""

from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from intake_daemon.model.base import Frozen

AGREEMENTS = ("missing", "exact", "variant", "near", "partly", "alike", "conflict")
DATE_AGREEMENTS = (
    "missing",
    "exact",
    "short_year",
    "swapped",
    "transposed",
    "look_alike",
    "one_digit",
    "misread",
    "one_part",
    "different",
)

Weight = Annotated[float, Field(ge=-20.0, le=20.0, allow_inf_nan=False)]
For = Annotated[float, Field(ge=0.0, le=20.0, allow_inf_nan=False)]
Against = Annotated[float, Field(ge=-20.0, le=0.0, allow_inf_nan=False)]


def misplaced(key: str, message: str) -> PydanticCustomError:
    """A mistake in a whole block, which names the key that an admin would look at first."""
    return PydanticCustomError("misplaced", "{message}", {"key": key, "message": message})


class Weights(Frozen):
    """One field's weights by agreement, from the strongest down; the fields of a subclass bear their names."""

    ranks: ClassVar[tuple[str, ...]] = AGREEMENTS

    @cached_property
    def bits(self) -> tuple[float, ...]:
        """Bits by the number of the agreement; one without a weight of its own counts as the next weaker."""
        given, upward = dict(self.ranked()), [0.0]
        for name in reversed(self.ranks[1:]):
            upward.append(given.get(name, upward[-1]))
        return (0.0, *reversed(upward[1:]))

    def ranked(self) -> Iterator[tuple[str, float]]:
        """The agreements that have a weight of their own, from the strongest down."""
        for name in self.ranks:
            if name in type(self).model_fields:
                yield name, getattr(self, name)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        ranked = list(self.ranked())
        for (stronger, more), (weaker, less) in pairwise(ranked):
            if less > more:
                raise misplaced(weaker, f"{weaker} may not weigh more than {stronger}, which has {more:g}")
        return self


class NameWeights(Weights):
    """A name that is the same weighs its rarity, log2 of how many bear it, within `common` and `rare`."""

    common: For
    rare: For
    swapped: For = 5.0  #: the same, but first and last name stand in each other's place
    variant: Weight
    near: Weight
    partly: Weight
    alike: Weight
    conflict: Against

    def same(self, rarity: float) -> float:
        """Bits for a name that is the same."""
        return min(self.rare, max(self.common, rarity))

    @model_validator(mode="after")
    def _rarer_weighs_more(self) -> Self:
        if self.rare < max(self.common, self.variant, self.swapped):
            raise misplaced("rare", "rare may not weigh less than common, variant or swapped")
        return self


class FirstName(NameWeights):
    """The first name: `alike` is two names such as twins are given."""

    common: For = 5.0
    rare: For = 11.0
    variant: Weight = 5.0
    near: Weight = 5.0
    partly: Weight = 3.0
    alike: Against = -2.0
    conflict: Against = -7.0


class LastName(NameWeights):
    """The last name, which families share."""

    common: For = 5.0
    rare: For = 12.0
    variant: Weight = 6.0
    near: Weight = 5.0
    partly: Weight = 2.0
    alike: Weight = 1.0
    conflict: Against = -3.0


class MiddleName(Weights):
    """The middle name: `partly` is an initial."""

    exact: For = 6.0
    near: Weight = 4.0
    partly: Weight = 3.5
    conflict: Against = -3.0


class Suffix(Weights):
    """Jr, Sr, II, III."""

    exact: For = 3.0
    conflict: Against = -9.0


class BirthDate(Weights):
    """The birth date, by what differs in it."""

    ranks: ClassVar[tuple[str, ...]] = DATE_AGREEMENTS

    exact: For = 13.0
    short_year: For = 11.5
    swapped: Weight = 8.0
    transposed: Weight = 8.0
    look_alike: Weight = 8.0
    one_digit: Weight = 5.0
    misread: Weight = 4.0
    one_part: Against = -4.0
    different: Against = -9.0


class SocialSecurity(Weights):
    """The last four digits of the Social Security number."""

    exact: For = 12.0
    near: Weight = 3.0
    alike: Weight = 0.0
    conflict: Against = -5.0


class RecordNumber(Weights):
    """The clinic's record number."""

    exact: For = 18.0
    near: Weight = 11.0
    alike: Weight = 4.0
    conflict: Against = -6.0


class Address(Weights):
    """The patient's address."""

    exact: For = 9.0
    near: Weight = 7.0
    alike: Weight = 0.5
    conflict: Against = -1.0


class Telephone(Weights):
    """The patient's telephone."""

    exact: For = 9.0
    near: Weight = 6.0
    alike: Weight = 1.0
    conflict: Against = -1.0


class PatientWeights(Frozen):
    """What speaks for two patients being one."""

    first_name: FirstName = FirstName()
    middle_name: MiddleName = MiddleName()
    suffix: Suffix = Suffix()
    birth_date: BirthDate = BirthDate()
    ssn_last4: SocialSecurity = SocialSecurity()
    mrn: RecordNumber = RecordNumber()
    last_name: LastName = LastName()
    address: Address = Address()
    phone: Telephone = Telephone()


class Organization(Weights):
    """The requestor's firm, office or clinic."""

    exact: For = 7.0
    near: Weight = 6.0
    alike: Weight = 0.0
    conflict: Against = -5.0


class Line(Weights):
    """A fax or telephone number of the requestor: a firm has several, so another one says little."""

    exact: For = 8.0
    near: Weight = 5.0
    alike: Weight = 0.0
    conflict: Against = -2.0


class MailAddress(Weights):
    """The requestor's mail address: `partly` is another one at the same firm."""

    exact: For = 8.0
    near: Weight = 6.0
    partly: Weight = 3.0
    conflict: Against = -1.0


class RequestorName(Weights):
    """The name of the person who asks."""

    exact: For = 4.0
    near: Weight = 3.0
    conflict: Against = -1.0


class RequestorWeights(Frozen):
    """What speaks for two requests coming from one requestor.

    Args:
        same_bits: from here it is one requestor, when nothing more is known. A number shared by two firms
            happens (a building, a service), so one that differs elsewhere is not outweighed by it.
        is_patient: both requestors are the patients themselves.
    """

    same_bits: Annotated[float, Field(ge=4.0, le=20.0)] = 7.0
    is_patient: For = 8.0
    organization: Organization = Organization()
    fax: Line = Line()
    phone: Line = Line()
    email: MailAddress = MailAddress()
    name: RequestorName = RequestorName()


WEIGHTS: tuple[type[Weights], ...] = (
    FirstName, MiddleName, Suffix, BirthDate, SocialSecurity, RecordNumber, LastName, Address, Telephone,
    Organization, Line, MailAddress, RequestorName,
)  # fmt: skip
