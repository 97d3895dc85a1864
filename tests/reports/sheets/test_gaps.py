import pytest
from django.utils import timezone

from assessments.rules.coverage import FULL, NONE, PART
from portfolio.models import Claim, Revision
from reports.gaps import gap_analysis
from reports.sheets.gaps import gaps_sheet
from standards.models import Criterion
from tests.factories import ApprenticeshipFactory, evidence
from tests.reports.portfolios import accepted
from tests.reports.sheets.reading import again, dicts

pytestmark = pytest.mark.django_db


@pytest.fixture
def apprenticeship():
    """Four KSBs: met by two pieces, waiting, only drafted, nothing; a criterion for each way they combine."""
    made = ApprenticeshipFactory(ksbs=4)
    met, waiting, drafted, nothing = made.version.ksbs.order_by("position")
    accepted(made, title="First", ksbs=[met])
    accepted(made, title="Second", ksbs=[met])
    evidence(made, Revision.State.SUBMITTED, title="Waits", ksbs=[waiting])
    evidence(made, title="Draft", ksbs=[drafted])
    method = made.plan.methods.get()
    for number, (grade, ksbs) in enumerate(
        [("pass", [met]), ("pass", [met, nothing]), ("pass", [nothing]), ("distinction", [met])], start=1
    ):
        criterion = Criterion.objects.create(
            method=method, code=f"C{number}", grade=grade, text=f"Criterion {number}", position=number
        )
        criterion.ksbs.set(ksbs)
    # Decided as `mark_revision` would have done it.
    Claim.objects.filter(revision__state=Revision.State.ACCEPTED).update(
        outcome="met", decided_on=timezone.localdate()
    )
    return made


def test_numbers_of_the_gap_analysis_equal_a_recount(apprenticeship):
    rows = dicts(gaps_sheet(gap_analysis(again(apprenticeship))))
    ksbs = {row["Code"]: row for row in rows if row["What"] == "KSB"}
    assert len(ksbs) == apprenticeship.version.ksbs.count()
    for ksb in apprenticeship.version.ksbs.all():
        claims = Claim.objects.filter(ksb=ksb, revision__evidence__apprenticeship=apprenticeship)
        met = claims.filter(outcome="met", revision__shown_of__isnull=False)
        waiting = claims.filter(outcome="", revision__state=Revision.State.SUBMITTED)
        titles = sorted(met.values_list("revision__title", flat=True))
        row = ksbs[ksb.code]
        assert row["Pieces"] == met.count()
        assert sorted(filter(None, row["What is there"].split("; "))) == titles
        assert row["Waiting to be marked"] == waiting.count()
        assert row["Ready"] == ("Yes" if titles else "No")
        assert bool(row["What is missing"]) is not bool(titles)


def test_criteria_of_the_gap_analysis_equal_a_recount(apprenticeship):
    rows = {row["Code"]: row for row in dicts(gaps_sheet(gap_analysis(again(apprenticeship))))}
    words = {FULL: "Spoken to", PART: "In part", NONE: "Nothing yet"}
    for criterion in Criterion.objects.all():
        met = {
            ksb
            for ksb in criterion.ksbs.all()
            if Claim.objects.filter(ksb=ksb, outcome="met", revision__shown_of__isnull=False).exists()
        }
        stands = FULL if len(met) == criterion.ksbs.count() else PART if met else NONE
        assert rows[criterion.code]["How it stands"] == words[stands]
        assert rows[criterion.code]["What"] == f"{criterion.get_grade_display()} criterion"
    assert [rows[f"C{n}"]["How it stands"] for n in range(1, 5)] == [
        "Spoken to",
        "In part",
        "Nothing yet",
        "Spoken to",
    ]


def test_gap_analysis_says_what_comes_next(apprenticeship):
    found = gap_analysis(again(apprenticeship))
    assert [(gap.word, gap.step) for gap in found.asked] == [
        ("Met", ""),
        ("Submitted", "Wait for the piece to be marked."),
        ("Not started", "Add a piece that shows it."),
        ("Not started", "Add a piece that shows it."),
    ]
    assert (found.ready, len(found.open)) == (1, 3)


def test_only_the_owner_is_told_of_drafts(apprenticeship):
    own = gap_analysis(again(apprenticeship), with_drafts=True)
    assert [(gap.word, gap.step) for gap in own.asked][2] == ("Drafted", "Finish the draft and hand it in.")


def test_half_of_a_pair_that_is_spared_is_listed_as_not_asked(apprenticeship):
    first, second = apprenticeship.version.ksbs.order_by("-position")[:2]
    for ksb, channel in ((first, "remote"), (second, "face_to_face")):
        ksb.alternative, ksb.alternative_channel = "channel", channel
        ksb.save()
    apprenticeship.contact_channel = "face_to_face"
    apprenticeship.save()
    found = gap_analysis(again(apprenticeship))
    assert [gap.code for gap in found.ksbs if not gap.is_asked] == [first.code]
    assert len(found.asked) == 3


@pytest.mark.parametrize("pieces", [1, 3])
def test_gap_analysis_asks_a_constant_number_of_queries(apprenticeship, pieces, django_assert_num_queries):
    for _ in range(pieces):
        accepted(apprenticeship)
    found = again(apprenticeship)
    with django_assert_num_queries(5):
        gap_analysis(found)
