import pytest

from assessments.actions import correct_decision, reopen_evidence
from portfolio.accepted import ALL_CLAIMS, experience_of
from portfolio.models import AcceptedWord
from portfolio.suggesting import read
from tests.assessments.pieces import accepted, accepted_for_all
from tests.factories import ApprenticeshipFactory, ProviderFactory

pytestmark = pytest.mark.django_db


def counts():
    rows = AcceptedWord.objects.order_by("provider", "version", "word")
    return [(row.provider_id, row.version_id, row.word, row.counts) for row in rows]


def words():
    return {row.word: sum(row.counts.values()) for row in AcceptedWord.objects.all()}


@pytest.fixture
def apprenticeship():
    return ApprenticeshipFactory()


def test_accepting_counts_the_words_of_the_piece(apprenticeship):
    accepted(
        apprenticeship, title="A refund put right", answers={"what": "She thanked Megan 3 times for it."}
    )
    assert words() == {ALL_CLAIMS: 1, "refund": 1, "put": 1, "right": 1, "thank": 1, "tim": 1}


def test_a_second_piece_adds(apprenticeship):
    for _ in range(2):
        accepted(apprenticeship, title="Refund", answers={"what": "x"})
    assert words() == {ALL_CLAIMS: 2, "refund": 2}


def test_a_correction_takes_it_back_and_gives_it_again(apprenticeship):
    decision, other = accepted_for_all(apprenticeship).decisions.all()
    before = counts()
    later = correct_decision(decision=decision, outcome="not_yet", reason="No.", by=apprenticeship.assessor)
    assert {tuple(row[-1]) for row in counts()} == {(str(other.claim.ksb_id),)}
    correct_decision(decision=later, outcome="met", reason="Yes.", by=apprenticeship.assessor)
    assert counts() == before


def test_opening_again_takes_it_back(apprenticeship):
    marking = accepted(apprenticeship)
    reopen_evidence(evidence=marking.revision.evidence, reason="More.", by=apprenticeship.assessor)
    assert counts() == []


def test_experience_is_of_one_provider_and_version(apprenticeship, django_assert_num_queries):
    accepted(apprenticeship)
    reading = read(["A refund put right."])
    with django_assert_num_queries(1):
        own = experience_of(apprenticeship.provider_id, apprenticeship.version_id, reading)
    assert (list(own.claims.values()), set(own.words)) == ([1], {"refund", "put", "right"})
    other = ApprenticeshipFactory(provider=apprenticeship.provider)
    for stranger in (
        (ProviderFactory().pk, apprenticeship.version_id),
        (apprenticeship.provider_id, other.version_id),
    ):
        assert experience_of(*stranger, reading).claims == {}
