"""Anchors on the pages that show claims: the link opens at the spot, and what is gone is said plainly."""

import pytest
from django.urls import reverse

from portfolio.models import Attachment, Claim, StoredFile
from tests.factories import ApprenticeshipFactory, KsbFactory, attachment, chosen, evidence, visitor
from tests.portfolio.drafts import page, typed
from tests.portfolio.reading import judged

pytestmark = pytest.mark.django_db

TWO = {"what": "First.\n\nSecond.", "result": "Thanks."}


def anchored(kind, at=None, file=None, prompt=""):
    Claim.objects.update(anchor_kind=kind, anchor_at=at, anchor_attachment=file, anchor_prompt=prompt)


def view_of(file, query=""):
    return reverse("portfolio:attachment-view", args=[file.pk]) + query


def links_on_every_page(as_user, piece):
    """The link of its one claim: on its own page, among the claims of the KSB, and where it is marked."""
    client = as_user(piece.apprenticeship.assessor)
    claim = piece.shown.claims.get()
    (on_piece,) = client.get(piece.get_absolute_url()).context["claims"]
    ksb_page = reverse("portfolio:claims", args=[piece.apprenticeship_id, claim.ksb_id])
    (on_ksb,) = client.get(ksb_page).context["rows"]
    (on_desk,) = client.get(reverse("assessments:mark", args=[piece.pk])).context["desk"].panels
    return [(entry.spot.words, entry.spot.url) for entry in (on_piece, on_ksb, on_desk)]


@pytest.mark.parametrize(
    ("fields", "kind", "at", "words", "query"),
    [
        ({"pages": 3}, "page", 3, "page 3 of letter.pdf", "?page=3"),
        ({"media_type": "audio/mpeg", "seconds": 90}, "time", 83, "1:23 in letter.pdf", "?t=83"),
        (
            {"media_type": "text/plain"},
            "paragraph",
            4,
            "paragraph 4 of letter.pdf",
            "?paragraph=4#paragraph-4",
        ),
        ({"media_type": "image/png"}, "file", None, "letter.pdf", ""),
    ],
)
def test_an_anchor_in_a_file_opens_the_viewer_there(as_user, fields, kind, at, words, query):
    piece = evidence(state="submitted")
    file = attachment(piece.shown)
    StoredFile.objects.update(**fields)
    anchored(kind, at, file)
    assert links_on_every_page(as_user, piece) == [(words, view_of(file, query))] * 3


def test_an_anchor_in_an_answer_opens_its_paragraph(as_user):
    piece = evidence(state="submitted", answers=TWO)
    anchored("paragraph", 2, prompt="what")
    words = "paragraph 2 of “The what?”"
    there = f"{piece.get_absolute_url()}?revision=1#answer-what-2"
    assert links_on_every_page(as_user, piece) == [
        (words, "#answer-what-2"),
        (words, there),
        (words, "#answer-what-2"),
    ]
    client = as_user(piece.apprenticeship.assessor)
    for url in (piece.get_absolute_url(), reverse("assessments:mark", args=[piece.pk])):
        assert '<p id="answer-what-2" dir="auto">Second.</p>' in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("kind", "at", "prompt", "words"),
    [
        ("page", 2, "", "a file that was removed"),
        ("paragraph", 9, "what", "paragraph 9 of “The what?”, which is not there"),
        ("paragraph", 1, "gone", "an answer that was removed"),
    ],
)
def test_a_place_that_is_gone_is_said_and_breaks_nothing(as_user, kind, at, prompt, words):
    piece = evidence(state="submitted", answers=TWO)
    anchored(kind, at, prompt=prompt)
    client = as_user(piece.apprenticeship.assessor)
    for url in (piece.get_absolute_url(), reverse("assessments:mark", args=[piece.pk])):
        assert f"It pointed at {words}." in client.get(url).content.decode()
    ksb_page = reverse("portfolio:claims", args=[piece.apprenticeship_id, piece.shown.claims.get().ksb_id])
    assert client.get(ksb_page).status_code == 200


def test_a_page_beyond_the_end_is_said_once_the_file_was_read(as_user):
    piece = evidence(state="submitted")
    file = attachment(piece.shown)
    StoredFile.objects.update(pages=2)
    anchored("page", 3, file)
    text = as_user(piece.apprenticeship.assessor).get(piece.get_absolute_url()).content.decode()
    assert "It pointed at page 3 of letter.pdf, which is not there." in text


def test_a_met_claim_without_a_reason_says_so_of_the_claim(as_user):
    piece = judged(evidence(state="submitted"), reason="")
    text = as_user(piece.apprenticeship.apprentice).get(piece.get_absolute_url()).content.decode()
    assert "Met, without a remark." in text
    assert "Accepted as it stands" not in text


def test_a_visitor_follows_an_anchor_of_the_showcase_and_no_other(as_user):
    piece = judged(evidence(state="submitted"))
    left_out = judged(evidence(piece.apprenticeship, "submitted"))
    shown, hidden = attachment(piece.shown), attachment(left_out.shown, b"other")
    StoredFile.objects.update(pages=3)
    chosen(piece)
    Claim.objects.filter(revision=piece.shown).update(
        anchor_kind="page", anchor_at=2, anchor_attachment=shown
    )
    client = as_user(visitor(piece.apprenticeship))
    assert f'href="{view_of(shown, "?page=2")}"' in client.get(piece.get_absolute_url()).content.decode()
    assert client.get(view_of(shown, "?page=2")).status_code == 200
    assert client.get(view_of(hidden)).status_code == 404


# The page where the draft is written


@pytest.fixture
def piece():
    return evidence(answers=TWO)


@pytest.fixture
def owner(piece, as_user):
    return as_user(piece.apprenticeship.apprentice)


def test_edit_offers_answers_and_files_closed_while_nothing_is_chosen(piece, owner):
    file = attachment(piece.latest)
    text = owner.get(page("evidence-edit", piece)).content.decode()
    assert '<details class="where" data-where>' in text
    assert f'<option value="file:{file.pk}" data-counts="page">letter.pdf</option>' in text
    assert '<option value="answer:what" data-counts="paragraph">The what?</option>' in text


@pytest.mark.parametrize("name", ["evidence-edit", "evidence-autosave"])
def test_edit_and_autosave_keep_the_place(piece, owner, name):
    file = attachment(piece.latest)
    StoredFile.objects.update(media_type="audio/mpeg", seconds=90)
    pk = piece.latest.claims.get().ksb_id
    form = typed(piece, **{f"where-{pk}": f"file:{file.pk}", f"at-{pk}": "1:23"})
    owner.post(page(name, piece), form)
    claim = piece.latest.claims.get()
    assert (claim.anchor_kind, claim.anchor_attachment, claim.anchor_at) == ("time", file, 83)
    text = owner.get(page("evidence-edit", piece)).content.decode()
    assert '<details class="where" open data-where>' in text
    assert "1:23 in letter.pdf" in text
    assert 'value="1:23"' in text


@pytest.mark.parametrize("name", ["evidence-edit", "evidence-autosave"])
def test_edit_and_autosave_refuse_a_foreign_file_in_words(piece, owner, name):
    foreign = attachment(evidence().latest)
    pk = piece.latest.claims.get().ksb_id
    response = owner.post(
        page(name, piece), typed(piece, title="New", **{f"where-{pk}": f"file:{foreign.pk}"})
    )
    assert response.status_code == 422
    assert "That file is not part of this piece" in response.content.decode()


def test_edit_says_at_the_claim_what_is_wrong_with_the_number(piece, owner):
    attached = attachment(piece.latest)
    StoredFile.objects.update(pages=2)
    pk = piece.latest.claims.get().ksb_id
    form = typed(piece, **{f"where-{pk}": f"file:{attached.pk}", f"at-{pk}": "3"})
    response = owner.post(page("evidence-edit", piece), form)
    assert response.status_code == 422
    text = response.content.decode()
    assert "“letter.pdf” has 2 pages. Choose one of them." in text
    assert f'href="#id_at-{pk}"' in text
    assert '<details class="where" open data-where>' in text


def test_removing_a_file_with_the_form_drops_its_anchor(piece, owner):
    file = attachment(piece.latest)
    pk = piece.latest.claims.get().ksb_id
    form = typed(piece, **{f"where-{pk}": f"file:{file.pk}", "remove-file": str(file.pk)})
    assert owner.post(page("evidence-edit", piece), form).status_code == 302
    assert not Attachment.objects.exists()
    assert piece.latest.claims.get().anchor_kind == ""


def test_both_versions_of_a_stale_draft_say_where(piece, owner):
    file = attachment(piece.latest, name="call.pdf")
    pk = piece.latest.claims.get().ksb_id
    mine = typed(piece, **{f"where-{pk}": "answer:what", f"at-{pk}": "2"})
    theirs = typed(piece, **{f"where-{pk}": f"file:{file.pk}", f"at-{pk}": "3"})
    owner.post(page("evidence-edit", piece), theirs)
    response = owner.post(page("evidence-edit", piece), mine)
    code = piece.latest.claims.get().ksb.code
    assert response.status_code == 409
    assert [(pair.label, pair.saved, pair.typed) for pair in response.context["both"]] == [
        (f"Where {code} is shown", "page 3 of call.pdf", "paragraph 2 of “The what?”")
    ]


def test_submit_says_where_each_claim_is_shown_and_what_is_lost(piece, owner):
    anchored("paragraph", 2, prompt="what")
    assert "Shown at paragraph 2 of “The what?”" in owner.get(page("evidence-submit", piece)).content.decode()
    anchored("paragraph", 9, prompt="what")
    code = piece.latest.claims.get().ksb.code
    sentence = f"Choose again where {code} is shown: paragraph 9 of “The what?” is not there."
    assert sentence in owner.get(page("evidence-submit", piece)).content.decode()
    assert (
        "It is not there any more; choose another place."
        in owner.get(page("evidence-edit", piece)).content.decode()
    )


@pytest.mark.parametrize(
    ("channel", "sentence"),
    [
        ("face_to_face", "S3 is not asked of you, because you meet customers face to face."),
        (
            "remote",
            "S2 is not asked of you, because you meet customers remotely (phone, chat, e-mail, post).",
        ),
        ("both", ""),
    ],
)
def test_edit_says_why_half_of_a_pair_is_not_asked(as_user, channel, sentence):
    apprenticeship = ApprenticeshipFactory(contact_channel=channel)
    area = apprenticeship.version.areas.get()
    for code, way in (("S2", "face_to_face"), ("S3", "remote")):
        KsbFactory(area=area, code=code, alternative="channel", alternative_channel=way)
    answer = as_user(apprenticeship.apprentice).get(page("evidence-edit", evidence(apprenticeship, ksbs=[])))
    assert answer.context["not_asked"] == sentence
    assert sentence in answer.content.decode()
