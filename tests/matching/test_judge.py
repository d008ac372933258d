import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.match_records import FIRM, NO_IDS, PATIENT, REQUEST, about, asked

from intake_daemon.matching.judge import MatchPolicy, match
from intake_daemon.matching.record import DateRange, Patient, Record, Requestor
from intake_daemon.model import Match, Outcome, Relation


def judged(incoming: Record, *stored: Record) -> tuple[Outcome, Relation, str | None, str | None]:
    answer = match(incoming, stored or (REQUEST,), MatchPolicy())
    return answer.outcome, answer.relation, answer.of, answer.patient_of


DUPLICATE = (Outcome.DUPLICATE, Relation.RESEND, "stored", "stored")
NEW = (Outcome.NEW, Relation.NEW, None, None)
NEW_FOR_PATIENT = (Outcome.NEW, Relation.NEW_FOR_PATIENT, None, "stored")


def test_the_same_request_again_is_a_resend() -> None:
    assert judged(asked()) == DUPLICATE


def test_nothing_on_file_makes_a_new_request() -> None:
    expected = Match(outcome=Outcome.NEW, relation=Relation.NEW, because=("no request on file resembles it",))

    assert match(asked(), (), MatchPolicy()) == expected


def test_asking_again_after_the_limit_is_a_repeat() -> None:
    late = asked(received_at="2026-03-22T16:00:00Z")

    assert judged(late) == (Outcome.DUPLICATE, Relation.REPEAT, "stored", "stored")


def test_the_limit_is_the_policys() -> None:
    late = asked(received_at="2026-03-22T16:00:00Z")

    answer = match(late, [REQUEST], MatchPolicy(repeat_after_days=30))

    assert answer.relation is Relation.RESEND


def test_a_request_is_never_its_own_duplicate() -> None:
    assert judged(REQUEST) == NEW


@pytest.mark.parametrize(
    "changed",
    [
        {"date_range": DateRange(start="2022-07-01", end="2023-06-30")},
        {"date_range": DateRange(start="2021-01-01", end="2023-06-30")},
        {"record_types": ("imaging",)},
        {
            "requestor": Requestor(
                organization="Bluestem Mutual", fax="(402) 555-0101", phone="(402) 555-0102"
            )
        },
    ],
    ids=["later dates", "longer period", "other records", "other requestor"],
)
def test_another_request_for_a_known_patient_is_new_and_linked(changed: dict[str, object]) -> None:
    assert judged(asked(**changed)) == NEW_FOR_PATIENT


@pytest.mark.parametrize(
    "changed",
    [
        {"date_range": DateRange(start="2021-01-01", end="2022-06-80")},
        {"date_range": DateRange(start="2021-01-01")},
        {"record_types": ("labs",)},
        {"requestor": Requestor(name="Ines Calloway")},
    ],
    ids=["misread date", "open end", "fewer records", "only a person's name"],
)
def test_almost_the_same_request_goes_to_a_person(changed: dict[str, object]) -> None:
    outcome, relation, of, patient = judged(asked(**changed))

    assert (outcome, relation, of, patient) == (Outcome.REVIEW, Relation.RESEND, "stored", "stored")


@pytest.mark.parametrize(
    "changed", [{"date_range": DateRange()}, {"record_types": ()}], ids=["dates", "kinds"]
)
def test_a_request_that_completes_another_is_a_follow_up_for_a_person(changed: dict[str, object]) -> None:
    incomplete = REQUEST.model_copy(update=changed)

    assert judged(asked(), incomplete) == (Outcome.REVIEW, Relation.FOLLOW_UP, "stored", "stored")


def test_an_undated_request_sent_twice_is_a_duplicate() -> None:
    undated = REQUEST.model_copy(update={"date_range": DateRange()})

    assert judged(asked(date_range=DateRange()), undated) == DUPLICATE


def test_all_dates_is_not_the_same_as_no_dates() -> None:
    undated = REQUEST.model_copy(update={"date_range": DateRange()})
    everything = asked(date_range=DateRange(all_dates=True))

    assert judged(everything, undated)[:2] == (Outcome.REVIEW, Relation.FOLLOW_UP)


@pytest.mark.parametrize(
    "alone", [{"fax": FIRM.fax}, {"phone": FIRM.phone}, {"email": "someone@callowaymoss.example"}]
)
def test_one_shared_number_does_not_make_two_firms_one(alone: dict[str, str]) -> None:
    firm = Requestor(organization="Harborview Spine Clinic", name="T. Okafor", **alone)

    assert judged(asked(requestor=firm))[0] is not Outcome.DUPLICATE


def test_partners_in_another_order_are_another_firm() -> None:
    turned = Requestor(organization="Moss & Calloway LLP", phone="(206) 555-0187", fax="(206) 555-0188")

    assert judged(asked(requestor=turned)) == NEW_FOR_PATIENT


def test_a_patient_who_asks_in_person_is_the_same_requestor_even_when_misread() -> None:
    own = asked(requestor=Requestor(name="Walter Kowalczyk", phone="(218) 555-0176"))
    stored = REQUEST.model_copy(update={"requestor": Requestor(name="WA1TER KOWALCZYK")})

    assert judged(own, stored) == DUPLICATE


def test_a_filler_word_is_no_firm_in_common() -> None:
    stored = REQUEST.model_copy(update={"requestor": Requestor(name="Nolan Haugen", organization="N/A")})

    assert (
        judged(asked(requestor=Requestor(name="Piper Dang", organization="n/a")), stored) == NEW_FOR_PATIENT
    )


def test_self_means_the_patient() -> None:
    stored = REQUEST.model_copy(update={"requestor": Requestor(organization="Self")})

    assert judged(asked(requestor=Requestor(name="Walter E. Kowalczyk")), stored) == DUPLICATE


def test_another_purpose_goes_to_a_person() -> None:
    stored = REQUEST.model_copy(update={"purpose": "legal"})

    assert judged(asked(purpose="Legal "), stored) == DUPLICATE
    assert judged(asked(purpose=None), stored) == DUPLICATE
    assert judged(asked(purpose="continuing care"), stored)[0] is Outcome.REVIEW


def test_the_fax_number_phone_and_mail_of_a_requestor_pick_no_patient() -> None:
    stranger = Patient(first="Graciela", last="Haugen", dob="1990-11-02")

    assert judged(asked(patient=stranger)) == NEW


def test_a_shared_home_picks_no_patient() -> None:
    housemate = Patient(first="Nolan", last="Kowalczyk", address=PATIENT.address, phone=PATIENT.phone)

    assert judged(asked(patient=housemate)) == NEW


def test_two_patients_who_fit_alike_go_to_a_person() -> None:
    sketchy = Patient(first="W", last="Kowalczyk", dob="03/14/1957", address=PATIENT.address)
    walter = about(**NO_IDS, middle=None)
    wanda = about(walter, first="Wanda").model_copy(update={"id": "twin"})

    outcome, _, _, patient = judged(asked(patient=sketchy), walter, wanda)

    assert (outcome, patient) == (Outcome.REVIEW, None)


@given(st.permutations(range(4)))
def test_the_order_of_candidates_does_not_matter(order: list[int]) -> None:
    stored = [
        REQUEST,
        REQUEST.model_copy(update={"id": "later", "date_range": DateRange(start="2023-01-01")}),
        about(first="Wanda", **NO_IDS).model_copy(update={"id": "twin"}),
        REQUEST.model_copy(update={"id": "again"}),
    ]

    shuffled = match(asked(), [stored[i] for i in order], MatchPolicy())

    assert shuffled == match(asked(), stored, MatchPolicy())


def test_of_equal_requests_the_earliest_is_named() -> None:
    again = asked("again")

    answer = match(asked(), [again, REQUEST], MatchPolicy())

    assert answer.of == "stored"


def test_reasons_are_words_and_bits_and_never_a_value_from_the_paper() -> None:
    answer = match(asked(), [REQUEST], MatchPolicy())

    values = [*PATIENT.model_dump().values(), *FIRM.model_dump().values()]
    assert "birth date is the same (+13.0)" in answer.because
    assert [v for v in values if v and any(v in reason for reason in answer.because)] == []


def test_a_likely_patient_with_something_against_is_shown_to_a_person_and_not_linked() -> None:
    elder = about(dob="03/14/1947", **NO_IDS)
    incoming = about(
        asked(date_range=DateRange(start="2023-01-01", end="2023-06-30")), dob="03/14/1974", **NO_IDS
    )

    expected = (Outcome.REVIEW, Relation.NEW_FOR_PATIENT, None, "stored")
    assert judged(incoming, elder) == expected


def test_a_third_request_of_the_patient_makes_sure_of_an_unsure_one() -> None:
    other_dates = DateRange(start="2011-01-01", end="2011-06-30")
    bridge = about(asked("bridge", date_range=other_dates), last="Nowak", mrn=None, address=None, phone=None)
    moved = about(last="Nowak", ssn_last4=None, mrn=None, address=None, phone=None)
    incoming = about(asked(), mrn=None, address=None, phone=None)

    assert judged(incoming, moved)[0] is Outcome.REVIEW
    assert judged(incoming, moved, bridge) == DUPLICATE


def test_a_patient_whom_another_request_of_theirs_contradicts_is_not_linked() -> None:
    bare = about(mrn=None, ssn_last4=None, phone=None)
    numbered = about(bare.model_copy(update={"id": "numbered"}), ssn_last4="4821", first="Walter")
    incoming = about(
        asked(date_range=DateRange(start="2011-01-01", end="2011-06-30")),
        ssn_last4="9034", mrn=None, address=None, phone=None,
    )  # fmt: skip

    assert judged(incoming, bare) == NEW_FOR_PATIENT
    assert judged(incoming, bare, numbered)[0] is not Outcome.NEW


def test_two_organizations_with_one_switchboard_are_for_a_person() -> None:
    other = FIRM.model_copy(update={"organization": "Bluestem Mutual", "name": "Odd Lund", "email": None})

    assert judged(asked(requestor=other))[0] is Outcome.REVIEW


def test_a_house_whose_name_says_more_is_another_house() -> None:
    main = Requestor(organization="Abernathy Medical Center", fax="(402) 555-0101")
    north = Requestor(organization="Abernathy Medical Center North", fax="(781) 555-0940")

    assert judged(asked(requestor=north), REQUEST.model_copy(update={"requestor": main})) == NEW_FOR_PATIENT


def test_a_request_that_leaves_out_the_middle_name_does_not_make_twins_one() -> None:
    twin = {"first": "Jaden", "last": "Smith", "dob": "01/14/2013", "mrn": None}
    named = about(**twin, middle="Bryan", ssn_last4="1944")
    bare = about(named.model_copy(update={"id": "bare"}), middle=None, ssn_last4=None)
    other_days = DateRange(start="2011-01-01", end="2011-06-30")
    incoming = about(
        asked(date_range=other_days), **twin | {"first": "Jaydcn"}, middle="Martha", ssn_last4=None
    )

    assert judged(incoming, named, bare)[0] is not Outcome.NEW


def test_two_organizations_that_share_their_numbers_and_nothing_else_are_two() -> None:
    other = FIRM.model_copy(
        update={"organization": "Bluestem Mutual", "name": "Odd Lund", "email": "claims@bluestem.example"}
    )

    assert judged(asked(requestor=other)) == NEW_FOR_PATIENT
