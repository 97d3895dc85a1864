"""The marking page: what it shows, what it records, and that nothing typed is ever lost."""

import pytest
from django.urls import reverse

from accounts.models import Role
from assessments.actions import mark_revision, reopen_evidence
from assessments.models import Decision, Marking
from assessments.rules import Judgement
from portfolio.actions import revise_evidence, submit_evidence
from portfolio.models import Revision
from standards.models import Criterion
from tests.factories import ApprenticeshipFactory, KsbFactory, attachment, evidence, member
from tests.signatures import testimony

pytestmark = pytest.mark.django_db


def submitted(ksbs=1, **fields):
    apprenticeship = ApprenticeshipFactory(ksbs=ksbs)
    return evidence(
        apprenticeship, Revision.State.SUBMITTED, ksbs=list(apprenticeship.version.ksbs.all()), **fields
    )


def address(piece):
    return reverse("assessments:mark", args=[piece.pk])


def typed(piece, outcome="accepted", feedback="", judgement=("met", ""), **more):
    form = {"revision": piece.shown_id, "outcome": outcome, "feedback": feedback}
    for claim in piece.shown.claims.all():
        form[f"outcome-{claim.pk}"], form[f"reason-{claim.pk}"] = judgement
    return form | more


@pytest.fixture
def assessor(as_user):
    return lambda piece: as_user(piece.apprenticeship.assessor)


def test_the_page_shows_evidence_and_claims(assessor):
    piece = submitted(answers={"what": "I rang her back.", "result": ""})
    claim = piece.shown.claims.get()
    method = claim.ksb.methods.get()
    criterion = Criterion.objects.create(
        method=method, code="P1", grade="pass", text="Names them.", position=1
    )
    criterion.ksbs.add(claim.ksb)
    attachment(piece.shown, name="letter.pdf")
    page = assessor(piece).get(address(piece)).content.decode()
    for words in (
        "I rang her back.",
        "Not answered.",
        claim.justification,
        claim.ksb.statement,
        "letter.pdf",
        "Pass P1",
        "Names them.",
        "Indicative",
        "Accept this piece",
        f'value="{piece.shown_id}"',
    ):
        assert words in page
    assert page.count('type="radio"') == 3
    assert " checked" not in page


def test_pictures_documents_and_clips_are_shown_as_what_they_are(assessor):
    piece = submitted()
    for number, (media_type, has_picture) in enumerate(
        [("image/jpeg", True), ("application/pdf", True), ("video/mp4", False), ("audio/mpeg", False)]
    ):
        row = attachment(piece.shown, body=b"%d" % number, name=f"file {number}", position=number)
        type(row.file).objects.filter(pk=row.file_id).update(media_type=media_type, has_picture=has_picture)
    refused = attachment(piece.shown, body=b"bad", name="bad.exe", position=9)
    type(refused.file).objects.filter(pk=refused.file_id).update(state="rejected", reason="Not a picture.")
    response = assessor(piece).get(address(piece))
    assert [file.show for file in response.context["desk"].exhibits] == [
        "picture",
        "document",
        "video",
        "audio",
        "",
    ]
    assert "Not a picture." in response.content.decode()
    assert refused.get_absolute_url() not in response.content.decode()


def test_accepting_leads_to_the_next_in_the_queue(assessor):
    piece = submitted()
    following = evidence(piece.apprenticeship, Revision.State.SUBMITTED)
    response = assessor(piece).post(address(piece), typed(piece, reason="x"))
    assert response.status_code == 302
    assert response.url == address(following)
    assert Marking.objects.get().outcome == "accepted"


def test_the_last_one_leads_to_the_queue_with_a_message(assessor):
    piece = submitted()
    client = assessor(piece)
    page = client.post(address(piece), typed(piece), follow=True)
    assert page.redirect_chain == [(reverse("assessments:queue"), 302)]
    assert "is accepted." in page.content.decode()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"outcome": ""}, "Choose whether to accept this piece or return it."),
        ({"outcome": "returned", "feedback": " "}, "Say what the apprentice should do"),
        ({"judgement": ("", "")}, "met, not yet, or does not belong here."),
        ({"outcome": "returned", "feedback": "f", "judgement": ("not_yet", " ")}, "Give a reason why"),
    ],
)
def test_an_incomplete_marking_comes_back_as_typed(assessor, change, sentence):
    piece = submitted()
    response = assessor(piece).post(address(piece), typed(piece, **({"feedback": "Keep me."} | change)))
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert "Nothing is lost." in page
    assert "Keep me." in page or change.get("feedback")
    assert not Marking.objects.exists()


@pytest.mark.parametrize(("chosen", "field"), [("", "outcome"), ("not_yet", "reason")])
def test_problems_lead_to_their_fields(assessor, chosen, field):
    piece = submitted()
    name = f"id_{field}-{piece.shown.claims.get().pk}"
    page = assessor(piece).post(address(piece), typed(piece, judgement=(chosen, ""))).content.decode()
    assert f'href="#{name}"' in page
    assert f'id="{name}"' in page
    assert f'aria-describedby="{name}_error"' in page
    assert f'id="{name}_error"' in page
    assert ('value="not_yet" checked' in page) == (chosen == "not_yet")


def test_text_that_is_too_long_is_kept(assessor):
    piece = submitted()
    response = assessor(piece).post(address(piece), typed(piece, judgement=("met", "x" * 4001)))
    assert response.status_code == 422
    assert "x" * 4001 in response.content.decode()


def test_claims_of_another_piece_are_ignored(assessor):
    piece, other = submitted(), submitted()
    foreign = other.shown.claims.get()
    form = typed(piece) | {f"outcome-{foreign.pk}": "not_yet", f"reason-{foreign.pk}": "mine now"}
    assert assessor(piece).post(address(piece), form).status_code == 302
    assert Decision.objects.get().claim == piece.shown.claims.get()


@pytest.mark.parametrize("revision", ["", "nonsense", "0" * 32])
def test_a_version_that_is_not_there_is_not_found(assessor, revision):
    piece = submitted()
    assert assessor(piece).post(address(piece), typed(piece) | {"revision": revision}).status_code == 404


def test_a_version_of_another_piece_is_not_found(assessor):
    piece, other = submitted(), submitted()
    form = typed(piece) | {"revision": other.shown_id}
    assert assessor(piece).post(address(piece), form).status_code == 404


def mark(piece, by, outcome="accepted", judgement=("met", ""), feedback="First."):
    return mark_revision(
        revision=piece.shown,
        judgements={claim.pk: Judgement(*judgement) for claim in piece.shown.claims.all()},
        outcome=outcome,
        feedback=feedback,
        by=by,
    )


def test_what_is_left_to_mark_is_said(assessor):
    first = submitted()
    second = evidence(first.apprenticeship, Revision.State.SUBMITTED)
    client = assessor(first)
    assert "1 piece still to mark." in client.post(address(first), typed(first), follow=True).content.decode()
    page = client.post(address(second), typed(second), follow=True).content.decode()
    assert "Nothing else waits for you." in page


def test_the_second_click_lands_where_the_first_did(assessor):
    piece = submitted()
    client, form = assessor(piece), typed(piece, feedback=" Good. \r\nGo on.", judgement=("met", " ok "))
    first, second = client.post(address(piece), form), client.post(address(piece), form)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url
    assert Marking.objects.count() == 1


def test_the_one_who_comes_second_sees_both_and_loses_nothing(assessor):
    piece = submitted()
    before = piece.apprenticeship.assessor
    client = assessor(piece)
    mark(piece, by=before, judgement=("met", "Theirs."))
    form = typed(piece, "returned", "My long feedback.", ("not_yet", "My long reason."))
    response = client.post(address(piece), form)
    page = response.content.decode()
    assert response.status_code == 409
    for words in (
        "First.",
        "Theirs.",
        "My long feedback.",
        "My long reason.",
        "You marked this version already",
    ):
        assert words in page
    assert reverse("assessments:decision-correct", args=[Decision.objects.get().pk]) in page
    assert Marking.objects.count() == 1


def test_the_colleague_who_was_first_is_named(as_user):
    piece = submitted()
    first = piece.apprenticeship.assessor
    mark(piece, by=first)
    second = member(piece.apprenticeship.provider, Role.ASSESSOR)
    piece.apprenticeship.assessor = second
    piece.apprenticeship.save()
    response = as_user(second).post(address(piece), typed(piece, "returned", "No.", ("not_yet", "Thin.")))
    assert response.status_code == 409
    assert f"{first} marked this first" in response.content.decode()


def test_what_was_typed_can_be_sent_on_as_a_correction(assessor):
    piece = submitted(ksbs=2)
    decision = mark(piece, by=piece.apprenticeship.assessor).decisions.first()
    form = {"outcome": "not_yet", "reason": "My long reason."}
    url = reverse("assessments:decision-correct", args=[decision.pk])
    assert assessor(piece).post(url, form).status_code == 302
    assert Decision.objects.get(supersedes=decision).reason == "My long reason."


def test_an_old_tab_is_told_of_the_newer_version(assessor):
    piece = submitted()
    form = typed(piece, feedback="Typed in the old tab.")
    mark(piece, by=piece.apprenticeship.assessor, outcome="returned", judgement=("not_yet", "Thin."))
    owner = piece.apprenticeship.apprentice
    revise_evidence(evidence=piece, by=owner)
    submit_evidence(evidence=piece, by=owner)
    response = assessor(piece).post(address(piece), form)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Typed in the old tab." in page
    assert "Mark the newer version" in page
    assert "/correct/" not in page
    assert Marking.objects.count() == 1


def test_after_opening_again_nothing_can_be_corrected(assessor):
    piece = submitted()
    form = typed(piece, "returned", "Typed.", ("not_yet", "Thin."))
    mark(piece, by=piece.apprenticeship.assessor)
    reopen_evidence(evidence=piece, reason="Again.", by=piece.apprenticeship.assessor)
    response = assessor(piece).post(address(piece), form)
    assert response.status_code == 409
    assert "/correct/" not in response.content.decode()


def test_a_resubmission_shows_what_was_said_before(assessor):
    piece = submitted()
    mark(piece, by=piece.apprenticeship.assessor, outcome="returned", judgement=("not_yet", "Thin."))
    owner = piece.apprenticeship.apprentice
    revise_evidence(evidence=piece, by=owner)
    submit_evidence(evidence=piece, by=owner)
    page = assessor(piece).get(address(piece)).content.decode()
    assert "Last time: Not yet: Thin." in page
    assert "First." in page
    assert "version 2" in page


@pytest.mark.parametrize(
    ("who", "get", "post"),
    [
        ("apprentice", 403, 403),
        ("line_manager", 403, 403),
        ("iqa", 403, 403),
        ("administrator", 403, 403),
        ("other assessor", 404, 404),
        ("replaced assessor", 404, 404),
    ],
)
def test_only_the_named_assessor_gets_in(as_user, who, get, post):
    piece = submitted()
    apprenticeship = piece.apprenticeship
    if who == "administrator":
        user = member(apprenticeship.provider, Role.PROVIDER_ADMIN)
    elif who == "other assessor":
        user = member(apprenticeship.provider, Role.ASSESSOR)
    elif who == "replaced assessor":
        user = apprenticeship.assessor
        apprenticeship.assessor = member(apprenticeship.provider, Role.ASSESSOR)
        apprenticeship.save()
    else:
        user = getattr(apprenticeship, who)
    client = as_user(user)
    assert client.get(address(piece)).status_code == get
    assert client.post(address(piece), typed(piece)).status_code == post
    assert not Marking.objects.exists()


def test_a_piece_that_is_not_waiting_says_so(assessor):
    piece = submitted()
    mark(piece, by=piece.apprenticeship.assessor)
    response = assessor(piece).get(address(piece), follow=True)
    assert response.redirect_chain == [(piece.get_absolute_url(), 302)]
    assert "not waiting to be marked" in response.content.decode()


def test_the_page_shows_what_others_signed(assessor):
    piece = submitted()
    assert "What others say" not in assessor(piece).get(address(piece)).content.decode()
    signature = testimony(piece)
    page = assessor(piece).get(address(piece)).content.decode()
    for words in ("What others say", "I stood beside them.", signature.get_absolute_url()):
        assert words in page


@pytest.mark.parametrize("signatures", [1, 3])
def test_what_was_signed_costs_the_page_one_question(assessor, signatures, django_assert_num_queries):
    piece = submitted()
    for _ in range(signatures):
        testimony(piece)
        piece.apprenticeship.line_manager = member(piece.apprenticeship.provider, Role.LINE_MANAGER)
        piece.apprenticeship.save()
    client = assessor(piece)
    client.get(address(piece))
    with django_assert_num_queries(13):
        client.get(address(piece))


@pytest.mark.parametrize("claims", [1, 3])
def test_the_page_asks_the_same_number_of_questions(assessor, claims, django_assert_num_queries):
    piece = submitted(ksbs=claims)
    for ksb in piece.apprenticeship.version.ksbs.all():
        for number in range(claims):
            criterion = Criterion.objects.create(
                method=ksb.methods.get(), code=f"{ksb.code}{number}", grade="pass", text="x", position=number
            )
            criterion.ksbs.add(ksb)
    for number in range(claims):
        attachment(piece.shown, body=b"%d" % number, name=f"file {number}")
    client = assessor(piece)
    client.get(address(piece))
    with django_assert_num_queries(12):
        client.get(address(piece))


def test_a_claim_that_is_spared_can_still_be_marked(assessor):
    """Somebody who changed jobs may have claimed the half that is no longer asked."""
    apprenticeship = ApprenticeshipFactory(ksbs=1, contact_channel="face_to_face")
    area = apprenticeship.version.areas.get()
    spared = KsbFactory(area=area, alternative="pair", alternative_channel="remote")
    piece = evidence(apprenticeship, Revision.State.SUBMITTED, ksbs=[spared])
    assert assessor(piece).post(address(piece), typed(piece)).status_code == 302
