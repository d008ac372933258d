import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake_daemon.matching.evidence import Agreement
from intake_daemon.matching.firms import compare_firms, firm_words


def compared(one: str, other: str) -> Agreement:
    return compare_firms(firm_words(one), firm_words(other))


@pytest.mark.parametrize(
    ("one", "other", "agreement"),
    [
        ("Lockhart & Goodspeed LLP", "Lockhart and Goodspeed, L.L.P.", Agreement.EXACT),
        ("St. Mary's Hosp.", "Saint Marys Hospital", Agreement.EXACT),
        ("Law Offices of James Hale", "James Hale, P.C.", Agreement.EXACT),
        ("Blue Cross", "BlueCross", Agreement.VARIANT),
        ("Larkspur Mutual", "Larkspur Mutual Insurance Co., Claims Dept.", Agreement.VARIANT),
        ("Lockhart & Goodspeed", "Lockhait & Goodspeed", Agreement.NEAR),
        ("Mercy Clinic", "Mercy Clinic of Dayton", Agreement.PARTLY),
        ("KPM", "Kaiser Permanente Medical", Agreement.PARTLY),
        ("Brennan & Sinclair", "Sinclair & Brennan", Agreement.ALIKE),
        ("Mercy Clinic Dayton", "Mercy Clinic Denton", Agreement.ALIKE),
        ("Riverside Clinic", "Riverdale Clinic", Agreement.ALIKE),
        ("Ohio University Hospital", "University of Ohio Hospital", Agreement.ALIKE),
        ("Clinic 1", "Clinic 7", Agreement.ALIKE),
        ("Hale LLP", "Hall LLP", Agreement.ALIKE),
        ("Hale LLP", "Calloway & Moss", Agreement.CONFLICT),
        ("Claims Department", "Records Department", Agreement.MISSING),
        ("", "Hale", Agreement.MISSING),
    ],
)
def test_names_of_firms_are_compared_word_by_word(one: str, other: str, agreement: Agreement) -> None:
    assert compared(one, other) is agreement


NAMES = st.lists(
    st.sampled_from(
        ["Mercy", "Clinic", "Dayton", "Brennan", "Sinclair", "St.", "12", "Insurance", "LLP", "Hosp"]
    ),
    max_size=5,
).map(" ".join)


@settings(deadline=None)
@given(NAMES, NAMES)
def test_the_comparison_of_firms_is_symmetric(one: str, other: str) -> None:
    assert compared(one, other) is compared(other, one)


@settings(deadline=None)
@given(NAMES)
def test_a_firm_is_itself(name: str) -> None:
    assert compared(name, name) in (Agreement.EXACT, Agreement.MISSING)
