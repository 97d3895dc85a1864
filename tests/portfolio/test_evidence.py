"""Reading evidence: the list, one piece with its versions, and what others never see."""

import pytest
from django.urls import reverse

from assessments.actions import correct_decision, reopen_evidence
from portfolio.actions import revise_evidence, submit_evidence
from portfolio.models import StoredFile
from tests.factories import ApprenticeshipFactory, attachment, chosen, evidence, visitor
from tests.portfolio.reading import judged, people_of, portfolio_with

pytestmark = pytest.mark.django_db


def list_of(apprenticeship):
    return f"/apprenticeships/{apprenticeship.pk}/evidence/"


def page(client, piece, query=""):
    return client.get(f"/evidence/{piece.pk}/{query}").content.decode()


def test_list_shows_each_piece_with_state_claims_and_files(as_user):
    piece = judged(evidence(state="submitted", title="Kettle refunded"))
    attachment(piece.latest)
    (row,) = as_user(piece.apprenticeship.apprentice).get(list_of(piece.apprenticeship)).context["rows"]
    code = piece.shown.claims.get().ksb.code
    assert (row.title, row.mark.label, row.files, row.url) == (
        "Kettle refunded",
        "Accepted",
        1,
        f"/evidence/{piece.pk}/",
    )
    assert [(group.text, group.label) for group in row.claims] == [(code, "met")]


def test_list_says_how_many_of_how_many(as_user):
    apprenticeship = portfolio_with(2)
    evidence(apprenticeship, title="Only a draft")
    client = as_user(apprenticeship.apprentice)
    assert "2 of 3 pieces" in client.get(list_of(apprenticeship) + "?state=submitted").content.decode()
    assert "3 pieces" in client.get(list_of(apprenticeship)).content.decode()


def test_list_says_so_when_nothing_is_there_and_when_nothing_matches(as_user):
    apprenticeship = ApprenticeshipFactory()
    client = as_user(apprenticeship.apprentice)
    assert "Add your first evidence" in client.get(list_of(apprenticeship)).content.decode()
    assert (
        "Nothing handed in yet" in as_user(apprenticeship.iqa).get(list_of(apprenticeship)).content.decode()
    )
    evidence(apprenticeship)
    assert "Clear the filters" in client.get(list_of(apprenticeship) + "?q=zebra").content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "page=1000000000",
        "page=-1",
        "q=%00",
        "q=" + "x" * 10_000,
        "state=xyz",
        "ksb=00000000-0000",
        "sort=;--",
    ],
)
def test_list_bears_any_question(as_user, query):
    apprenticeship = portfolio_with(1)
    assert as_user(apprenticeship.apprentice).get(f"{list_of(apprenticeship)}?{query}").status_code == 200


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("query", ["", "?q=number&state=submitted&method=showcase&sort=title"])
def test_list_asks_eight_queries(as_user, django_assert_num_queries, number, query):
    apprenticeship = portfolio_with(number)
    client = as_user(apprenticeship.apprentice)
    with django_assert_num_queries(8):
        client.get(list_of(apprenticeship) + query)


def test_list_is_light_with_a_page_full_of_long_titles(as_user):
    apprenticeship = ApprenticeshipFactory(ksbs=35)
    for number in range(31):
        piece = evidence(apprenticeship, title=f"Found {number} " + "in a long title " * 6)
        attachment(piece.latest)
    answer = as_user(apprenticeship.apprentice).get(list_of(apprenticeship) + "?q=found+listened")
    assert len(answer.context["rows"]) == 30
    assert answer.context["rows"][0].found.text.startswith("I <mark>listened</mark>")
    assert len(answer.content) <= 40_000


@pytest.mark.parametrize("number", [1, 3])
def test_page_asks_eight_queries(as_user, django_assert_num_queries, number):
    piece = evidence(ApprenticeshipFactory(ksbs=number), "submitted")
    for turn in range(number):
        attachment(piece.latest, b"%%PDF-1.4 %d" % turn)
    judged(piece)
    client = as_user(piece.apprenticeship.assessor)
    with django_assert_num_queries(8):
        page(client, piece)


def test_page_shows_answers_claims_judgement_and_feedback(as_user):
    piece = judged(evidence(state="submitted", answers={"what": "One.\n\nTwo <b>.", "gone-by": "Kept."}))
    text = page(as_user(piece.apprenticeship.apprentice), piece)
    for words in (
        "The what?",
        '<p id="answer-what-1" dir="auto">One.</p><p id="answer-what-2" dir="auto">Two &lt;b&gt;.</p>',
        "Gone by",
        "I did this when I put it right.",
        "Clear and specific.",
        "You stayed calm throughout.",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("media_type", "markup"),
    [("audio/mpeg", '<audio controls preload="none"'), ("video/mp4", '<video controls preload="none"')],
)
def test_page_plays_sound_and_video(as_user, media_type, markup):
    piece = evidence()
    attachment(piece.latest)
    StoredFile.objects.update(media_type=media_type)
    assert markup in page(as_user(piece.apprenticeship.apprentice), piece)


def test_page_shows_the_poster_and_length_of_a_video(as_user):
    piece = evidence()
    film = attachment(piece.latest)
    StoredFile.objects.update(media_type="video/mp4", has_picture=True, seconds=83)
    text = page(as_user(piece.apprenticeship.apprentice), piece)
    assert f'poster="{reverse("portfolio:attachment-picture", args=[film.pk])}"' in text
    assert "MP4 video, 1 min 23 s, " in text


def test_page_says_why_a_file_could_not_be_used(as_user):
    piece = evidence()
    attachment(piece.latest)
    StoredFile.objects.update(state="rejected", reason="It is locked with a password.")
    text = page(as_user(piece.apprenticeship.apprentice), piece)
    assert "It is locked with a password." in text
    assert "Download" not in text


def test_page_offers_its_owner_what_the_state_allows(as_user):
    piece = evidence()
    client = as_user(piece.apprenticeship.apprentice)
    draft = page(client, piece)
    assert [word in draft for word in ("Continue writing", "Submit for marking", "Delete")] == [True] * 3
    submit_evidence(evidence=piece, by=piece.apprenticeship.apprentice)
    piece.refresh_from_db()
    assert "This piece is with your assessor." in page(client, piece)
    judged(piece, "returned")
    assert "Start a new version" in page(client, piece)


def test_page_offers_marking_and_reopening_to_the_assessor_alone(as_user):
    piece = evidence(state="submitted")
    mark, reopen = f"/evidence/{piece.pk}/mark/", f"/evidence/{piece.pk}/reopen/"
    text = page(as_user(piece.apprenticeship.assessor), piece)
    assert (mark in text, reopen in text) == (True, False)
    assert mark not in page(as_user(piece.apprenticeship.iqa), piece)
    judged(piece)
    text = page(as_user(piece.apprenticeship.assessor), piece)
    assert (mark in text, reopen in text) == (False, True)


def test_page_offers_a_sample_to_the_iqa_who_decided_nothing(as_user):
    piece = evidence(state="submitted")
    apprenticeship = piece.apprenticeship
    assert "Take a sample" not in page(as_user(apprenticeship.iqa), piece)
    judged(piece)
    client = as_user(apprenticeship.iqa)
    assert f"/markings/{piece.shown.marking.pk}/sample/" in page(client, piece)
    for who in (apprenticeship.apprentice, apprenticeship.assessor, apprenticeship.line_manager):
        assert "Take a sample" not in page(as_user(who), piece)
    both = apprenticeship.assessor
    both.memberships.create(provider=apprenticeship.provider, role="iqa")
    apprenticeship.assessor, apprenticeship.iqa = apprenticeship.iqa, both
    apprenticeship.save()
    assert "Take a sample" not in page(as_user(both), piece)


@pytest.mark.parametrize("corrections", [0, 1])
def test_page_asks_no_more_of_the_iqa(as_user, corrections, django_assert_num_queries):
    apprenticeship = ApprenticeshipFactory()
    piece = judged(evidence(apprenticeship, "submitted", ksbs=list(apprenticeship.version.ksbs.all())))
    for decision in piece.shown.marking.decisions.all()[:corrections]:
        correct_decision(decision=decision, outcome="not_yet", reason="Old.", by=apprenticeship.assessor)
    client = as_user(apprenticeship.iqa)
    page(client, piece)
    with django_assert_num_queries(8):
        page(client, piece)


def test_page_keeps_superseded_decisions_and_reopenings_in_sight(as_user):
    apprenticeship = ApprenticeshipFactory()
    piece = judged(evidence(apprenticeship, "submitted", ksbs=list(apprenticeship.version.ksbs.all())))
    assessor = apprenticeship.assessor
    decision = piece.shown.claims.for_list()[0].decisions.get()
    correct_decision(decision=decision, outcome="not_yet", reason="Last year’s policy.", by=assessor)
    reopen_evidence(evidence=piece, reason="A customer is named.", by=assessor)
    text = page(as_user(piece.apprenticeship.apprentice), piece)
    code = decision.claim.ksb.code
    assert f"Decision on {code} corrected from Met to Not yet" in text
    assert "Earlier decisions that no longer count" in text
    assert "A customer is named." in text


def test_older_version_can_be_read_and_an_unknown_one_not(as_user):
    piece = judged(evidence(state="submitted", title="First try"), "returned")
    draft = revise_evidence(evidence=piece, by=piece.apprenticeship.apprentice)
    type(draft).objects.filter(pk=draft.pk).update(title="Second try")
    client = as_user(piece.apprenticeship.apprentice)
    assert "Second try" in page(client, piece)
    assert "What your assessor said about version 1" in page(client, piece)
    assert "This is version 1, as it was submitted" in page(client, piece, "?revision=1")
    for number in ("3", "0", "x", "9" * 5000, "%00"):
        assert client.get(f"/evidence/{piece.pk}/?revision={number}").status_code == 404


def test_others_read_what_was_handed_in_while_its_owner_rewrites(as_user):
    piece = judged(evidence(state="submitted", title="As handed in"), "returned")
    draft = revise_evidence(evidence=piece, by=piece.apprenticeship.apprentice)
    type(draft).objects.filter(pk=draft.pk).update(title="Secret words", answers={"what": "Secret words"})
    for person in people_of(piece.apprenticeship):
        client = as_user(person)
        assert "As handed in" in page(client, piece)
        assert client.get(f"/evidence/{piece.pk}/?revision=2").status_code == 404
        for path in ("", "evidence/", "evidence/?q=secret", "progress/", "showcase/"):
            text = client.get(f"/apprenticeships/{piece.apprenticeship.pk}/{path}").content.decode()
            assert "Secret words" not in text


def test_drafts_are_seen_by_nobody_else_anywhere(as_user):
    piece = evidence(title="Secret words")
    apprenticeship = piece.apprenticeship
    ksb = piece.latest.claims.get().ksb
    for person in [*people_of(apprenticeship), visitor(apprenticeship)]:
        client = as_user(person)
        assert client.get(f"/evidence/{piece.pk}/").status_code == 404
        for path in ("", "evidence/", "evidence/?state=draft", "progress/", f"ksbs/{ksb.pk}/", "showcase/"):
            text = client.get(f"/apprenticeships/{apprenticeship.pk}/{path}").content.decode()
            assert "Secret words" not in text
            assert "1 piece" not in text


def test_visitor_reads_a_showcased_piece_and_nothing_around_it(as_user):
    piece = judged(evidence(state="submitted", title="Chosen"))
    other = judged(evidence(piece.apprenticeship, "submitted", title="Left out"))
    chosen(piece)
    client = as_user(visitor(piece.apprenticeship))
    text = page(client, piece)
    assert "Clear and specific." in text
    assert [word in text for word in ("History", "You stayed calm throughout.", "/progress/")] == [False] * 3
    assert client.get(f"/evidence/{other.pk}/").status_code == 404
    assert client.get(list_of(piece.apprenticeship)).status_code == 404
