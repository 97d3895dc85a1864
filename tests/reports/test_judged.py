"""What others judged, drew, signed and saw, in the showcase and on its paper."""

import datetime as dt

import pikepdf
import pypdfium2
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template.loader import render_to_string

from assessments.models import (
    BehaviourSeen,
    Countersignature,
    Decision,
    OnProgrammeResult,
    PageMark,
    Signature,
    SignKind,
    Testimony,
)
from portfolio.models import Apprenticeship, Claim, StoredFile
from reports import press
from reports.building import build_showcase
from reports.makers.showcase import originals_of, pictures_of
from reports.showcase import (
    EarlierDecision,
    ShowcaseBehaviour,
    ShowcaseMark,
    ShowcaseSheet,
    ShowcaseSigned,
)
from standards.models import Method
from tests.factories import MethodFactory, member
from tests.reports.portfolios import DECIDED_AT, accepted, photo

pytestmark = pytest.mark.django_db
SIGNED_AT = dt.datetime(2026, 10, 12, 9, 30, tzinfo=dt.UTC)


def built(apprenticeship):
    found = Apprenticeship.objects.for_page().get(pk=apprenticeship.pk)
    return build_showcase(found, made_on=dt.date(2026, 11, 21))


def html_of(showcase):
    return render_to_string("reports/showcase_print.html", {"showcase": showcase})


def superseding(decision, outcome, reason):
    return Decision.objects.create(
        claim=decision.claim,
        marking=decision.marking,
        assessor=decision.assessor,
        outcome=outcome,
        reason=reason,
        supersedes=decision,
    )


def signature_of(piece, kind=SignKind.TESTIMONY, **fields):
    fields = {"name": "Rhian Pugh", "user": piece.apprenticeship.line_manager, **fields}
    return Signature.objects.create(
        apprenticeship=piece.apprenticeship,
        revision=piece.shown if kind != SignKind.BEHAVIOURS else None,
        kind=kind,
        route=Signature.Route.ACCOUNT,
        role="Team leader",
        relationship="I supervise their shifts",
        snapshot_hash="0123456789abcdef" * 4,
        noticed=["apprentices_browser"],
        signed_at=SIGNED_AT,
        **fields,
    )


def drawn_on(piece, **fields):
    shot = photo(piece, caption="The counter")
    places = {"page": 1, "left": 1200, "top": 2500, "width": 3000, "height": 2000, **fields}
    PageMark.objects.create(
        marking=piece.shown.marking, attachment=shot, number=1, note="Name the policy here.", **places
    )
    return shot


def test_showcase_shows_every_decision_that_was_corrected_below_the_one_in_force():
    piece = accepted()
    superseding(Decision.objects.get(), "not_yet", "I looked again.")
    claim = built(piece.apprenticeship).evidence[0].claims[0]
    who = piece.apprenticeship.assessor.name
    assert (claim.state, claim.reason, claim.belongs) == ("not-yet", "I looked again.", True)
    assert claim.earlier == (EarlierDecision("Met", "You say what you did.", who, dt.date(2026, 10, 9)),)
    page = html_of(built(piece.apprenticeship))
    assert f"Corrected. Before: Met, by {who} on 9 Oct 2026: You say what you did." in page


def test_showcase_keeps_a_declined_claim_out_of_index_and_matrix_but_says_why():
    piece = accepted()
    superseding(Decision.objects.get(), "declined", "This shows something else.")
    showcase = built(piece.apprenticeship)
    claim = showcase.evidence[0].claims[0]
    assert (claim.label, claim.reason, claim.belongs) == (
        "Does not belong here",
        "This shows something else.",
        False,
    )
    assert [tile.pieces for tile in showcase.tiles] == [(), ()]
    assert [cell.state for cell in showcase.matrix[0].cells] == [""]


def test_showcase_names_who_added_a_claim():
    piece = accepted()
    assessor = piece.apprenticeship.assessor
    Claim.objects.update(added_by=assessor)
    showcase = built(piece.apprenticeship)
    assert showcase.evidence[0].claims[0].added_by == assessor.name
    words = f"Seen by {assessor.name}, the assessor, though {showcase.apprentice} did not claim it."
    assert words in html_of(showcase)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("waiting", "Provisional: these decisions wait for the countersignature of Idris Lloyd."),
        ("agreed", "Countersigned by Idris Lloyd on 12 Oct 2026."),
    ],
)
def test_showcase_says_how_far_a_trainees_decisions_are_countersigned(state, sentence):
    piece = accepted()
    Countersignature.objects.create(
        marking=piece.shown.marking,
        countersigner=member(piece.apprenticeship.provider, "assessor", name="Idris Lloyd"),
        state=state,
        signed_at=SIGNED_AT if state == "agreed" else None,
    )
    showcase = built(piece.apprenticeship)
    assert showcase.evidence[0].countersigned == sentence
    assert sentence in html_of(showcase)


def test_showcase_prints_marks_over_the_picture_of_the_page_they_are_on():
    piece = accepted()
    shot = drawn_on(piece)
    letter = photo(piece, shade=20, name="letter.pdf", position=1)
    StoredFile.objects.filter(pk=letter.file_id).update(pages=4, page_pictures=4)
    PageMark.objects.create(
        marking=piece.shown.marking,
        attachment=letter,
        number=2,
        page=3,
        left=0,
        top=0,
        width=10,
        height=10,
        note="Good.",
    )
    first, second = built(piece.apprenticeship).evidence[0].sheets
    assert first == ShowcaseSheet(
        name="desk.jpg",
        address=f"{shot.file.sha256}-1",
        picture_key=shot.file.picture_key,
        marks=(ShowcaseMark(1, "Name the policy here.", "12%", "25%", "30%", "20%"),),
    )
    assert (second.name, second.picture_key) == ("letter.pdf, page 3", letter.file.page_key(3))


def test_showcase_without_marks_draws_no_sheet():
    piece = accepted()
    photo(piece)
    showcase = built(piece.apprenticeship)
    assert (showcase.evidence[0].sheets, 'class="sheet"' in html_of(showcase)) == ((), False)


def test_showcase_prints_who_signed_and_never_what_looked_odd():
    piece = accepted()
    signature = signature_of(piece)
    testimony = Testimony.objects.create(signature=signature, text="She stayed calm & kind.")
    first, second = piece.apprenticeship.version.ksbs.order_by("position")
    testimony.ksbs.set([second, first])
    showcase = built(piece.apprenticeship)
    assert showcase.evidence[0].signed == (
        ShowcaseSigned(
            label="Witness testimony",
            name="Rhian Pugh",
            role="Team leader",
            relationship="I supervise their shifts",
            signed_on=dt.date(2026, 10, 12),
            route="with an account of their own",
            text="She stayed calm & kind.",
            codes=(first.code, second.code),
            hash="0123456789abcdef",
        ),
    )
    page = html_of(showcase)
    assert "She stayed calm &amp; kind." in page
    assert "apprentices_browser" not in page


def test_showcase_lists_the_behaviours_that_somebody_saw():
    piece = accepted()
    ksb = piece.apprenticeship.version.ksbs.first()
    BehaviourSeen.objects.create(
        signature=signature_of(piece, SignKind.BEHAVIOURS),
        ksb=ksb,
        where="At the returns desk, on a Saturday",
        seen_on=dt.date(2026, 10, 10),
    )
    showcase = built(piece.apprenticeship)
    assert showcase.behaviours == (
        ShowcaseBehaviour(
            code=ksb.code,
            title=ksb.title,
            where="At the returns desk, on a Saturday",
            seen_on=dt.date(2026, 10, 10),
            name="Rhian Pugh",
            role="Team leader",
            signed_on=dt.date(2026, 10, 12),
        ),
    )
    page = html_of(showcase)
    assert ("Sat 10 Oct 2026" in page, '<a href="#behaviours">' in page) == (True, True)


def left_to_the_employer(piece):
    """The first KSB is the employer's to verify, and one method is assessed during the programme."""
    apprenticeship = piece.apprenticeship
    ksb = apprenticeship.version.ksbs.order_by("position").first()
    plan = apprenticeship.plan
    plan.evidence_rules = {**plan.evidence_rules, "verified_by_employer": [ksb.code]}
    plan.save(update_fields=["evidence_rules"])
    method = MethodFactory(plan=plan, name="Workplace assignment", moment=Method.Moment.ON_PROGRAMME)
    return ksb, method


def test_showcase_says_who_of_the_employer_verified_what_and_that_no_assessor_did():
    piece = accepted()
    ksb, _ = left_to_the_employer(piece)
    apprenticeship = piece.apprenticeship
    assert "For the employer to verify" in html_of(built(apprenticeship))
    for name, user in (("Rhian Pugh", apprenticeship.line_manager), ("Ola Friend", apprenticeship.assessor)):
        BehaviourSeen.objects.create(
            signature=signature_of(piece, SignKind.BEHAVIOURS, name=name, user=user),
            ksb=ksb,
            where="At the door",
            seen_on=dt.date(2026, 10, 10),
        )
    showcase = built(apprenticeship)
    assert {seen.name: seen.is_verified for seen in showcase.behaviours} == {
        "Rhian Pugh": True,
        "Ola Friend": False,
    }
    assert len(showcase.behaviours) == 2
    [row] = [row for row in showcase.index.ksbs if row.code == ksb.code]
    assert (row.mark, row.word) == ("met", "Met: verified by the employer, Rhian Pugh, 12 Oct 2026")
    page = html_of(showcase)
    assert page.count("Met: verified by the employer<br>") == 1
    assert f"or, for {ksb.code}, the employer verified it" in page


def test_showcase_prints_what_was_assessed_during_the_programme_and_who_recorded_it():
    piece = accepted()
    _, method = left_to_the_employer(piece)
    apprenticeship = piece.apprenticeship
    assert [(one.method, one.result) for one in built(apprenticeship).taken] == [
        ("Workplace assignment", "No result yet")
    ]
    day = dt.date(2026, 10, 1)
    kept = {"apprenticeship": apprenticeship, "method": method, "held_on": day, "told_on": day}
    kept |= {"entered_by": apprenticeship.assessor, "entered_at": SIGNED_AT}
    wrong = OnProgrammeResult.objects.create(grade="fail", **kept)
    OnProgrammeResult.objects.create(
        grade="pass", note="A band night.", supersedes=wrong, reason="A slip of the pen.", **kept
    )
    showcase = built(apprenticeship)
    who = str(apprenticeship.assessor)
    assert {(one.result, one.corrected, one.entered_by) for one in showcase.taken} == {
        ("Fail", "A slip of the pen.", who),
        ("Pass", "", who),
    }
    page = html_of(showcase)
    assert "<caption>Assessed during the programme</caption>" in page
    assert "Corrected since, and counts no more: A slip of the pen." in page


def recording(provider, body=b"RIFF spoken"):
    kept = StoredFile.objects.create(
        provider=provider,
        sha256="e" * 64,
        media_type="audio/mpeg",
        size=len(body),
        state=StoredFile.State.SAFE,
        seconds=9,
    )
    default_storage.save(kept.key, ContentFile(body))
    return kept


def everything():
    """A piece with a correction, an addition, marks, spoken feedback, a testimony and a behaviour."""
    piece = accepted()
    piece.apprenticeship.refresh_from_db()
    superseding(Decision.objects.get(), "met", "I had missed the second page.")
    drawn_on(piece)
    signature = signature_of(piece)
    Testimony.objects.create(signature=signature, text="She stayed calm.").ksbs.set(
        piece.apprenticeship.version.ksbs.all()
    )
    BehaviourSeen.objects.create(
        signature=signature_of(piece, SignKind.BEHAVIOURS),
        ksb=piece.apprenticeship.version.ksbs.first(),
        where="At the desk",
        seen_on=DECIDED_AT.date(),
    )
    marking = piece.shown.marking
    marking.voice = recording(piece.apprenticeship.provider)
    marking.save(update_fields=["voice"])
    return piece.apprenticeship


def printed(showcase, folder):
    out = folder / "showcase.pdf"
    press.to_pdf(
        html_of(showcase),
        pictures=pictures_of(showcase, folder),
        attachments=originals_of(showcase, folder),
        out=out,
        limits=press.Limits(seconds=60, megabytes=1500),
    )
    return out


def test_showcase_with_all_of_it_prints_and_carries_the_recording(tmp_path):
    showcase = built(everything())
    out = printed(showcase, tmp_path)
    with pypdfium2.PdfDocument(out) as document:
        words = " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)
    for expected in (
        "Corrected. Before: Met",
        "Name the policy here.",
        "Witness testimony · Rhian Pugh, Team leader, I supervise their shifts",
        "0123456789abcdef",
        "Behaviours seen at work",
        "It is attached as “001-02 Spoken feedback.mp3”.",
    ):
        assert expected in words
    with pikepdf.open(out) as pdf:
        assert sorted(pdf.attachments) == ["001-01 desk.jpg", "001-02 Spoken feedback.mp3"]
        assert pdf.attachments["001-02 Spoken feedback.mp3"].get_file().read_bytes() == b"RIFF spoken"


def test_every_drawing_on_paper_says_what_it_shows(tmp_path):
    """The conformance that `make conformance` judges in full: no figure without words for it."""
    out = printed(built(everything()), tmp_path)
    with pikepdf.open(out) as pdf:
        figures = [
            one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"
        ]
        words = [str(one.get("/Alt", "")) for one in figures]
    assert "1 numbered box on desk.jpg; the notes follow." in words
    assert "" not in words


@pytest.mark.parametrize("pieces", [1, 3])
def test_showcase_of_judged_pieces_asks_a_constant_number_of_queries(pieces, django_assert_num_queries):
    apprenticeship = everything()
    for _ in range(pieces - 1):
        piece = accepted(apprenticeship)
        Testimony.objects.create(signature=signature_of(piece), text="Good.")
        drawn_on(piece)
    found = Apprenticeship.objects.for_page().get(pk=apprenticeship.pk)
    with django_assert_num_queries(25):
        html_of(build_showcase(found, made_on=dt.date(2026, 11, 21)))
