import datetime as dt

import pytest
from django.template.loader import render_to_string

from assessments.models import Decision
from portfolio.models import Apprenticeship, Claim, KsbProgress, Revision, StoredFile
from reports.building import build_showcase
from reports.choices import USUAL, Choices
from reports.showcase import (
    MapArea,
    MapBand,
    MapTile,
    MatrixCell,
    MatrixRow,
    MethodCoverage,
    Showcase,
    ShowcaseAnswer,
    ShowcaseClaim,
    ShowcaseEvidence,
    ShowcaseFile,
)
from reports.showcase_parts import ShowcaseSection
from tests.factories import ApprenticeshipFactory, attachment, chosen, evidence
from tests.reports.portfolios import accepted, small_portfolio

pytestmark = pytest.mark.django_db
MADE_ON = dt.date(2026, 11, 21)


def built(apprenticeship: Apprenticeship, choices: Choices = USUAL) -> Showcase:
    found = Apprenticeship.objects.for_page().get(pk=apprenticeship.pk)
    return build_showcase(found, made_on=MADE_ON, choices=choices)


ONLY_PIECES = Choices(sections=("matrix", "pieces"))


def test_build_showcase_equals_the_values_it_was_built_from():
    apprenticeship = ApprenticeshipFactory()
    first, second = apprenticeship.version.ksbs.order_by("position")
    piece = accepted(apprenticeship, ksbs=[first])
    letter = attachment(piece.shown, b"a letter")
    chosen(piece)
    KsbProgress.objects.create(apprenticeship=apprenticeship, ksb=first, state=KsbProgress.State.MET)
    assert built(apprenticeship, ONLY_PIECES) == Showcase(
        apprentice=apprenticeship.apprentice.name,
        provider=apprenticeship.provider.name,
        employer=apprenticeship.employer.name,
        line_manager=apprenticeship.line_manager.name,
        assessor=apprenticeship.assessor.name,
        iqa=apprenticeship.iqa.name,
        standard="Test practitioner",
        reference=apprenticeship.version.standard.reference,
        level=2,
        version="1.1",
        plan="Test plan",
        credit_line="",
        started_on=apprenticeship.started_on,
        gateway_planned_on=apprenticeship.gateway_planned_on,
        made_on=MADE_ON,
        is_chosen=True,
        evidence=(
            ShowcaseEvidence(
                number=1,
                title="A refund put right",
                kind="Reflective account",
                happened_on=dt.date(2026, 10, 5),
                submitted_on=dt.date(2026, 10, 6),
                accepted_on=dt.date(2026, 10, 9),
                assessor=apprenticeship.assessor.name,
                feedback="Well told.",
                answers=(
                    ShowcaseAnswer("The what?", "I listened and put it right.", key="what"),
                    ShowcaseAnswer("The result?", "She thanked me.", key="result"),
                ),
                claims=(
                    ShowcaseClaim(
                        code=first.code,
                        title=first.title,
                        justification="I did this when I put it right.",
                        state="met",
                        label="Met",
                        reason="You say what you did.",
                        assessor=apprenticeship.assessor.name,
                        decided_on=dt.date(2026, 10, 9),
                    ),
                ),
                files=(
                    ShowcaseFile(
                        name="letter.pdf",
                        caption="",
                        media_type="application/pdf",
                        size=8,
                        sha256=letter.file.sha256,
                        key=letter.file.key,
                        embedded_as="001-01 letter.pdf",
                    ),
                ),
                form=piece.template.name,
                evidence_id=piece.pk,
            ),
        ),
        bands=(
            MapBand(
                "k",
                "Knowledge",
                (
                    MapArea(
                        first.area.title,
                        (
                            MapTile(first.pk, first.code, first.title, "met", "Met", (1,)),
                            MapTile(
                                second.pk,
                                second.code,
                                second.title,
                                "not-started",
                                "Not started",
                            ),
                        ),
                    ),
                ),
            ),
            MapBand("s", "Skills", ()),
            MapBand("b", "Behaviours", ()),
        ),
        matrix=(
            MatrixRow(
                1,
                "A refund put right",
                (MatrixCell("met", "Met", first.code), MatrixCell("", "", "", span=1)),
            ),
        ),
        methods=(MethodCoverage("Apprentice showcase", 1, 2, (second.code,)),),
        sections=(
            ShowcaseSection("matrix", "Evidence by KSB"),
            ShowcaseSection("pieces", "Evidence"),
        ),
    )


def anchored(piece, **fields):
    """The words and the target of its one claim, anchored like this."""
    Claim.objects.filter(revision=piece.shown).update(**fields)
    (claim,) = built(piece.apprenticeship).evidence[0].claims
    return claim.shown, claim.target


def test_build_showcase_says_where_each_claim_is_shown_and_links_there():
    piece = accepted()
    attachment(piece.shown, b"first", name="first.pdf", position=1)
    letter = attachment(piece.shown, b"second", name="second.pdf", position=2)
    in_file = {"anchor_kind": "page", "anchor_attachment": letter, "anchor_at": 3}
    assert anchored(piece, **in_file) == ("page 3 of second.pdf", "piece-1-file-2")
    in_answer = {
        "anchor_kind": "paragraph",
        "anchor_attachment": None,
        "anchor_prompt": "what",
        "anchor_at": 1,
    }
    assert anchored(piece, **in_answer) == ("paragraph 1 of “The what?”", "piece-1-answer-what-1")
    html = render_to_string("reports/showcase_print.html", {"showcase": built(piece.apprenticeship)})
    assert 'See <a href="#piece-1-answer-what-1">paragraph 1 of “The what?”</a>' in html
    assert '<p id="piece-1-answer-what-1" class="ltr">I listened and put it right.</p>' in html
    assert anchored(piece, anchor_at=9) == ("", "")
    assert anchored(piece, anchor_prompt="", anchor_at=1) == ("", "")


def test_build_showcase_keeps_the_order_that_was_chosen():
    apprenticeship = ApprenticeshipFactory()
    early, late = accepted(apprenticeship, title="Early"), accepted(apprenticeship, title="Late")
    accepted(apprenticeship, title="Left out")
    chosen(late, 1)
    chosen(early, 2)
    assert [piece.title for piece in built(apprenticeship).evidence] == ["Late", "Early"]


def test_build_showcase_takes_every_accepted_piece_when_none_was_chosen():
    apprenticeship = ApprenticeshipFactory()
    accepted(apprenticeship, title="Accepted")
    evidence(apprenticeship, Revision.State.SUBMITTED, title="Waiting")
    evidence(apprenticeship, title="Draft")
    found = built(apprenticeship)
    assert ([piece.title for piece in found.evidence], found.is_chosen) == (["Accepted"], False)


def test_build_showcase_never_tells_of_a_draft():
    apprenticeship = ApprenticeshipFactory()
    ksb = apprenticeship.version.ksbs.first()
    KsbProgress.objects.create(apprenticeship=apprenticeship, ksb=ksb, state=KsbProgress.State.DRAFTED)
    assert {tile.state for tile in built(apprenticeship).tiles} == {"not-started"}


def test_build_showcase_leaves_out_files_that_were_not_found_safe():
    piece = accepted()
    unsafe = attachment(piece.shown, b"odd")
    StoredFile.objects.filter(pk=unsafe.file_id).update(state=StoredFile.State.REJECTED)
    assert built(piece.apprenticeship).evidence[0].files == ()


def test_build_showcase_gives_the_decision_in_force():
    piece = accepted()
    first = Decision.objects.get()
    Decision.objects.create(
        claim=first.claim,
        marking=first.marking,
        assessor=first.assessor,
        outcome=Decision.Outcome.NOT_YET,
        reason="I looked again.",
        supersedes=first,
    )
    claim = built(piece.apprenticeship).evidence[0].claims[0]
    assert (claim.state, claim.reason) == ("not-yet", "I looked again.")


@pytest.mark.parametrize("pieces", [1, 3])
def test_build_showcase_asks_a_constant_number_of_queries(pieces, django_assert_num_queries):
    apprenticeship = small_portfolio(pieces)
    found = Apprenticeship.objects.for_page().get(pk=apprenticeship.pk)
    with django_assert_num_queries(23):
        showcase = build_showcase(found, made_on=MADE_ON)
        render_to_string("reports/showcase_print.html", {"showcase": showcase})


def test_build_showcase_asks_for_nothing_that_is_not_printed(django_assert_num_queries):
    found = Apprenticeship.objects.for_page().get(pk=small_portfolio().pk)
    with django_assert_num_queries(12):
        showcase = build_showcase(found, made_on=MADE_ON, choices=ONLY_PIECES)
    assert (showcase.index, showcase.declarations, showcase.mocks) == (None, (), ())


def test_build_showcase_prints_the_parts_in_the_order_that_was_chosen():
    choices = Choices(sections=("pieces", "glossary", "map", "mocks"))
    found = built(small_portfolio(), choices)
    assert [section.key for section in found.sections] == ["pieces", "glossary", "map"]
    html = render_to_string("reports/showcase_print.html", {"showcase": found})
    assert html.index('id="pieces"') < html.index('id="glossary"') < html.index('id="map"')


def test_build_showcase_prints_the_first_pages_of_a_document_and_those_pointed_at():
    piece = accepted()
    letter = attachment(piece.shown, b"letter", name="letter.pdf")
    StoredFile.objects.filter(pk=letter.file_id).update(pages=300, page_pictures=60, has_picture=True)
    in_file = {"anchor_kind": "page", "anchor_attachment": letter, "anchor_at": 17}
    assert anchored(piece, **in_file) == ("page 17 of letter.pdf", "piece-1-file-1-page-17")
    (file,) = built(piece.apprenticeship).evidence[0].files
    assert [sheet.number for sheet in file.sheets] == [1, 2, 3, 17]
    assert file.shown_pages == "Of its 300 pages, 1, 2, 3, 17 are printed here."


@pytest.mark.parametrize(("originals", "inside"), [("all", 2), ("recordings", 0), ("none", 0)])
def test_build_showcase_embeds_the_originals_that_were_chosen(originals, inside):
    found = built(small_portfolio(), Choices(originals=originals))
    assert (len(list(found.embedded)), found.file_count) == (inside, 2)
