"""A marking that is not done: kept for its assessor alone, given back, never overwritten unasked."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from assessments.actions import StaleMarking, keep_marking_draft, mark_revision
from assessments.models import Marking, MarkingDraft
from assessments.rules import Judgement
from tests.assessments.pieces import submitted
from tests.factories import ApprenticeshipFactory, member

pytestmark = pytest.mark.django_db

MARK = {
    "attachment": "00000000-0000-4000-8000-000000000001",
    "page": 1,
    "left": 10,
    "top": 20,
    "width": 30,
    "height": 40,
    "note": "Whose name is this?",
}


@pytest.fixture
def piece():
    return submitted(ApprenticeshipFactory(ksbs=2))


@pytest.fixture
def assessor(piece, as_user):
    return as_user(piece.apprenticeship.assessor)


def desk(piece):
    return reverse("assessments:mark", args=[piece.pk])


def save(piece):
    return reverse("assessments:mark-save", args=[piece.pk])


def typed(piece, reason="Say who rang.", **more):
    claim = piece.shown.claims.get()
    form = {
        "revision": piece.shown_id,
        "saves": 0,
        "feedback": "Nearly.",
        f"outcome-{claim.pk}": "not_yet",
        f"reason-{claim.pk}": reason,
    }
    return form | more


def test_what_is_typed_is_kept_and_given_back(piece, assessor):
    other = piece.apprenticeship.version.ksbs.exclude(pk=piece.shown.claims.get().ksb_id).get()
    form = typed(piece) | {
        "added-1": other.pk,
        "added-why-1": "You led the meeting.",
        "marks": json.dumps([MARK]),
    }
    answer = assessor.post(save(piece), form)
    draft = MarkingDraft.objects.get()
    assert answer.json() == {"saves": 1, "saved": f"{timezone.localtime(draft.saved_at):%H:%M}"}
    claim = piece.shown.claims.get()
    assert draft.content == {
        "judgements": {str(claim.pk): ["not_yet", "Say who rang."]},
        "added": [[str(other.pk), "You led the meeting."]],
        "feedback": "Nearly.",
        "marks": [MARK],
        "voice": "",
    }
    page = assessor.get(desk(piece)).content.decode()
    for words in ("Nearly.", "Say who rang.", "You led the meeting.", 'value="not_yet" checked', "Half done"):
        assert words in page
    assert f'<option value="{other.pk}" selected>' in page


def test_nobody_else_sees_it(piece, assessor, as_user):
    assessor.post(save(piece), typed(piece, "Between us."))
    apprenticeship = piece.apprenticeship
    admin = member(apprenticeship.provider, Role.PROVIDER_ADMIN)
    people = [apprenticeship.apprentice, apprenticeship.iqa, apprenticeship.line_manager, admin]
    for person in people:
        assert not MarkingDraft.objects.visible_to(person).exists()
        for url in (piece.get_absolute_url(), desk(piece), reverse("assessments:queue")):
            assert "Between us." not in as_user(person).get(url, follow=True).content.decode()
    successor = member(apprenticeship.provider, Role.ASSESSOR)
    apprenticeship.assessor = successor
    apprenticeship.save()
    assert "Between us." not in as_user(successor).get(desk(piece)).content.decode()


def test_only_the_assessor_may_keep_one(piece, as_user):
    answer = as_user(piece.apprenticeship.iqa).post(save(piece), typed(piece))
    assert answer.status_code == 403
    assert answer.json() == {"message": "Only the assessor named for this apprenticeship can do that."}
    assert not MarkingDraft.objects.exists()


def test_opening_the_page_begins_nothing(piece, assessor):
    assessor.get(desk(piece))
    assert not MarkingDraft.objects.exists()


def test_a_second_window_is_told_and_overwrites_nothing(piece, assessor):
    assessor.post(save(piece), typed(piece, "First window."))
    answer = assessor.post(save(piece), typed(piece, "Second window."))
    assert answer.status_code == 409
    assert answer.json()["saves"] == 1
    assert "Another window or device saved this marking" in answer.json()["message"]
    claim = piece.shown.claims.get()
    assert MarkingDraft.objects.get().content["judgements"] == {str(claim.pk): ["not_yet", "First window."]}
    assert assessor.post(save(piece), typed(piece, "Second window.", saves=1)).json()["saves"] == 2


def test_saving_the_same_twice_is_no_conflict(piece, assessor):
    assert [assessor.post(save(piece), typed(piece)).json()["saves"] for _ in range(2)] == [1, 1]


def test_the_button_keeps_it_and_leads_to_the_queue(piece, assessor):
    response = assessor.post(save(piece), typed(piece, later="1"), follow=True)
    assert response.redirect_chain == [(reverse("assessments:queue"), 302)]
    page = response.content.decode()
    assert "Kept for later" in page
    assert "Half done" in page


def test_the_button_shows_both_versions_of_a_conflict(piece, assessor):
    assessor.post(save(piece), typed(piece, "First window."))
    response = assessor.post(save(piece), typed(piece, "Second window.", later="1"))
    page = response.content.decode()
    assert response.status_code == 409
    assert "First window." in page
    assert "Second window." in page
    assert '<input type="hidden" name="saves" value="1"' in page


def test_recording_removes_it_and_says_when_it_was_begun(piece, assessor):
    assessor.post(save(piece), typed(piece))
    begun_at = MarkingDraft.objects.get().begun_at
    assert assessor.post(desk(piece), typed(piece, outcome="returned")).status_code == 302
    assert not MarkingDraft.objects.exists()
    assert Marking.objects.get().begun_at == begun_at


def test_one_made_in_a_single_sitting_was_begun_when_it_was_recorded(piece):
    before = timezone.now()
    claim = piece.shown.claims.get()
    marking = mark_revision(
        revision=piece.shown,
        judgements={claim.pk: Judgement("met")},
        outcome="accepted",
        feedback="",
        by=piece.apprenticeship.assessor,
    )
    assert before <= marking.begun_at <= marking.created_at


def test_what_is_marked_already_cannot_be_kept(piece, assessor):
    assessor.post(desk(piece), typed(piece, outcome="returned"))
    answer = assessor.post(save(piece), typed(piece, "Too late."))
    assert answer.status_code == 409
    assert "saves" not in answer.json()
    assert not MarkingDraft.objects.exists()


def test_a_marking_has_a_size(piece, assessor):
    answer = assessor.post(save(piece), typed(piece, "x" * 500_000))
    assert answer.status_code == 422
    assert "more than one marking can hold" in answer.json()["message"]


@pytest.mark.parametrize(
    "odd", [{"saves": "9" * 5000}, {"saves": "x"}, {"marks": "{"}, {"marks": '["\\u0000"]'}]
)
def test_odd_values_are_kept_without_harm(piece, assessor, odd):
    assert assessor.post(save(piece), typed(piece) | odd).status_code == 200


def test_the_action_refuses_a_stale_save(piece):
    save_it = {"revision": piece.shown, "saves": 0, "by": piece.apprenticeship.assessor}
    keep_marking_draft(content={"feedback": "one"}, **save_it)
    with pytest.raises(StaleMarking) as stale:
        keep_marking_draft(content={"feedback": "two"}, **save_it)
    assert stale.value.kept.content == {"feedback": "one"}
