import pytest
from django.urls import reverse

from portfolio.models import Apprenticeship, Claim, StoredFile
from reports.index import (
    EvidenceIndex,
    IndexCriterion,
    IndexEntry,
    IndexGrade,
    IndexKsb,
    IndexMethod,
    index_of,
)
from standards.models import Criterion
from tests.assessments import pieces
from tests.factories import ApprenticeshipFactory, attachment, chosen

pytestmark = pytest.mark.django_db


def criterion(apprenticeship, code, *ksbs, grade="pass", **fields):
    method = apprenticeship.plan.methods.get()
    found = Criterion.objects.create(
        method=method,
        code=code,
        grade=grade,
        text=f"Does {code}",
        position=Criterion.objects.count() + 1,
        **fields,
    )
    found.ksbs.set(ksbs)
    return found


def accepted(apprenticeship, *ksbs, position=1, title="A refund put right"):
    piece = pieces.accepted(apprenticeship, ksbs=list(ksbs), title=title).revision.evidence
    if position:
        chosen(piece, position)
    return piece


def point(piece, **anchor):
    Claim.objects.filter(revision=piece.shown).update(**anchor)


def test_index_leads_from_each_criterion_to_the_spots_that_show_it():
    apprenticeship = ApprenticeshipFactory()
    first, second = apprenticeship.version.ksbs.order_by("position")
    criterion(apprenticeship, "P1", first, area=first.area)
    criterion(apprenticeship, "D1", first, second, grade="distinction", status="official")
    piece = accepted(apprenticeship, first)
    point(piece, anchor_kind="paragraph", anchor_prompt="what", anchor_at=1)
    url = reverse("portfolio:evidence", args=[piece.pk])
    entry = IndexEntry(
        number=1,
        evidence_id=piece.pk,
        title="A refund put right",
        code=first.code,
        justification="I did this when I put it right.",
        state="met",
        label="Met",
        assessor=apprenticeship.assessor.name,
        where="paragraph 1 of “The what?”",
        kind="paragraph",
        at=1,
        name="The what?",
        url=f"{url}#{first.code}",
        spot_url=f"{url}#answer-what-1",
    )
    codes = (first.code, second.code)
    assert index_of(apprenticeship) == EvidenceIndex(
        methods=(
            IndexMethod(
                apprenticeship.plan.methods.get().key,
                "Apprentice showcase",
                (
                    IndexGrade(
                        Criterion.Grade.PASS,
                        "Pass",
                        (
                            IndexCriterion(
                                code="P1",
                                text="Does P1",
                                area=first.area.title,
                                is_indicative=True,
                                stands="full",
                                mark="met",
                                word="Spoken to",
                                codes=codes[:1],
                                entries=(entry,),
                                lacking=(),
                            ),
                        ),
                    ),
                    IndexGrade(
                        Criterion.Grade.DISTINCTION,
                        "Distinction",
                        (
                            IndexCriterion(
                                code="D1",
                                text="Does D1",
                                area="",
                                is_indicative=False,
                                stands="part",
                                mark="submitted",
                                word="In part",
                                codes=codes,
                                entries=(entry,),
                                lacking=codes[1:],
                            ),
                        ),
                    ),
                ),
            ),
        ),
        ksbs=(
            IndexKsb(first.code, first.title, "met", "Met", (entry,)),
            IndexKsb(second.code, second.title, "not-started", "Not shown here", ()),
        ),
    )


def test_index_names_the_page_or_second_of_a_file_as_others_are_handed_it():
    piece = accepted(apprenticeship := ApprenticeshipFactory(), apprenticeship.version.ksbs.first())
    clip = attachment(piece.shown, b"clip", name="Call.mov")
    StoredFile.objects.filter(pk=clip.file_id).update(
        media_type="video/quicktime",
        seconds=90,
        has_clean_copy=True,
        clean_media_type="video/mp4",
        clean_sha256="a" * 64,
        clean_size=4,
    )
    point(piece, anchor_kind="time", anchor_attachment=clip, anchor_at=83)
    (entry,) = index_of(apprenticeship).ksbs[0].entries
    assert (entry.where, entry.short, entry.time, entry.page) == ("1:23 in Call.mp4", "1:23", "1:23", None)
    assert entry.spot_url == reverse("portfolio:attachment-view", args=[clip.pk]) + "?t=83"
    point(piece, anchor_at=91)
    (entry,) = index_of(apprenticeship).ksbs[0].entries
    assert (entry.where, entry.spot_url, entry.attachment_id) == ("", "", None)


def test_index_numbers_the_chosen_pieces_and_leaves_the_others_out():
    apprenticeship = ApprenticeshipFactory()
    ksb = apprenticeship.version.ksbs.first()
    accepted(apprenticeship, ksb, position=0, title="Left out")
    found = index_of(apprenticeship)
    assert ([entry.title for entry in found.ksbs[0].entries], found.is_chosen) == (["Left out"], False)
    assert index_of(apprenticeship, only_chosen=True).ksbs[0].entries == ()
    accepted(apprenticeship, ksb, position=2, title="Second")
    accepted(apprenticeship, ksb, position=1, title="First")
    entries = index_of(apprenticeship).ksbs[0].entries
    assert [(entry.number, entry.title) for entry in entries] == [(1, "First"), (2, "Second")]


def test_index_leaves_out_a_claim_that_was_declined():
    piece = accepted(apprenticeship := ApprenticeshipFactory(), apprenticeship.version.ksbs.first())
    Claim.objects.filter(revision=piece.shown).update(outcome="declined")
    assert index_of(apprenticeship).ksbs[0].entries == ()


@pytest.mark.parametrize("number", [1, 3])
def test_index_asks_a_constant_number_of_queries(number, django_assert_num_queries):
    apprenticeship = ApprenticeshipFactory()
    ksb = apprenticeship.version.ksbs.first()
    for position in range(1, number + 1):
        criterion(apprenticeship, f"P{position}", ksb)
        piece = accepted(apprenticeship, ksb, position=position)
        point(piece, anchor_kind="page", anchor_attachment=attachment(piece.shown, b"a"), anchor_at=1)
    found = Apprenticeship.objects.for_page().get(pk=apprenticeship.pk)
    with django_assert_num_queries(5):
        index = index_of(found)
    assert [len(one.entries) for one in index.methods[0].criteria] == [number] * number
