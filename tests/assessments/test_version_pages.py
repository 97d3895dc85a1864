"""The pages of moves between versions: choosing, preview, confirming, reading, undoing, judging again."""

import re
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from assessments.changing import MOST_AT_ONCE
from assessments.models import MarkingDraft, VersionMove
from portfolio.models import Claim
from standards.models import AssessmentPlan
from tests.assessments.pieces import asked_for, submitted
from tests.factories import ApprenticeshipFactory, ProviderFactory, member

pytestmark = pytest.mark.django_db
FRAME = 3
PREVIEW = {"act": "preview", "reason": "In force from September"}


def url(there, provider=None):
    return reverse(
        "assessments:version-moving", args=[(provider or there.one.provider).pk, there.plan.version_id]
    )


def fields_of(body):
    """What the form of a page would send as it stands."""
    found = {}
    for tag in re.findall(r"<input[^>]+>", body):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        is_sent = "checked" in tag or not re.search(r'type="(checkbox|radio)"', tag)
        if name and value and is_sent:
            found.setdefault(name[1], []).append(value[1])
    return found


def test_people_then_choices_then_preview_then_moved(there, as_user):
    client = as_user(there.admin)
    body = client.get(url(there)).content.decode()
    assert str(there.one.apprentice) in body
    asked = {"who": [there.one.pk, there.other.pk]}
    body = client.get(url(there), asked).content.decode()
    for words in ("Reworded", "Split", "Removed", "2 apprentices from version 1.1 to 1.2", "keep it secure"):
        assert words in body
    body = client.post(url(there), fields_of(body) | PREVIEW).content.decode()
    assert "of 35" in body
    assert f"plan of version 1.2 of the standard; the plan is named “{there.plan.name}”" in body
    without = client.post(url(there), fields_of(body) | {"act": "move", "reason": " "})
    assert without.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not VersionMove.objects.exists()
    sent = fields_of(body) | {"act": "move", "reason": "In force from September"}
    assert [client.post(url(there), sent).status_code for _ in range(2)] == [302, 302]
    assert VersionMove.objects.count() == 2
    assert "from 1.1 to 1.2" in client.get(url(there)).content.decode()


def test_everybody_of_a_version_is_ticked_by_one_link_and_too_many_are_refused(there, as_user):
    client = as_user(there.admin)
    body = client.get(url(there)).content.decode()
    assert "Tick all 2 who can move" in body
    assert "Open requests for evidence go along" in body
    body = client.get(url(there), {"tick": there.one.version_id}).content.decode()
    assert set(fields_of(body)["who"]) == {str(there.one.pk), str(there.other.pk)}
    assert "Tick nobody" in body
    answer = client.get(url(there), {"who": [there.one.pk, *(uuid4() for _ in range(MOST_AT_ONCE))]})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "At most 50 move at once" in answer.content.decode()
    assert fields_of(answer.content.decode())["who"] == [str(there.one.pk)]


def test_whoever_stays_stands_under_the_reason_and_is_not_ticked(there, as_user):
    MarkingDraft.objects.create(revision=there.other.evidence.get().shown, assessor=there.other.assessor)
    body = as_user(there.admin).get(url(there), {"tick": there.one.version_id}).content.decode()
    assert fields_of(body)["who"] == [str(there.one.pk)]
    before, _, after = body.partition("Somebody is half-way through marking a piece.")
    assert f'<a href="{there.other.get_absolute_url()}"' in after
    assert there.other.get_absolute_url() not in before


def test_preview_says_what_open_requests_ask_for_afterwards(there, as_user):
    wanted = asked_for(there.one, there.old("K9"), there.old("B8"))
    asked_for(there.one, there.old("K1"), title="The same")
    client = as_user(there.admin)
    body = client.get(url(there), {"who": [there.one.pk]}).content.decode()
    body = client.post(url(there), fields_of(body) | PREVIEW).content.decode()
    assert "2 open requests go along; 1 of them for other KSBs:" in body
    assert "K9, B8 before, K9, K16 afterwards" in body
    assert (
        client.post(url(there), fields_of(body) | PREVIEW | {"act": "move"}).status_code == HTTPStatus.FOUND
    )
    page = client.get(VersionMove.objects.get().get_absolute_url()).content.decode()
    assert "2 requests for evidence went along" in page
    assert wanted.get_absolute_url() in page


def test_a_request_leads_to_no_page_of_a_ksb_that_is_not_asked_any_more(there, as_user):
    k9, b8 = there.old("K9"), there.old("B8")
    wanted, gone = asked_for(there.one, k9), asked_for(there.one, b8)
    withdrawn = asked_for(there.one, k9, withdrawn_at=timezone.now(), withdrawn_because="Too early.")
    there.move(there.one)
    client = as_user(there.one.assessor)
    linked = {
        request: re.findall(r'"(/apprenticeships/[^"]+/ksbs/[^"]+)"', client.get(address).content.decode())
        for request, address in ((one, one.get_absolute_url()) for one in (wanted, gone, withdrawn))
    }
    assert {request: len(found) for request, found in linked.items()} == {wanted: 2, gone: 0, withdrawn: 0}
    assert {client.get(found).status_code for found in linked[wanted]} == {HTTPStatus.OK}
    assert "asks for nothing like" in client.get(gone.get_absolute_url()).content.decode()
    assert k9.title in client.get(withdrawn.get_absolute_url()).content.decode()


def test_preview_that_went_stale_is_made_afresh_and_keeps_what_was_typed(there, as_user):
    client = as_user(there.admin)
    body = client.get(url(there), {"who": [there.one.pk]}).content.decode()
    body = client.post(url(there), fields_of(body) | PREVIEW).content.decode()
    sent = fields_of(body) | {"act": "move", "reason": "As agreed with the employer"}
    submitted(there.one, title="New since", ksbs=[there.old("K1")])
    stale = client.post(url(there), sent)
    assert stale.status_code == HTTPStatus.CONFLICT
    body = stale.content.decode()
    assert "Something changed since the preview" in body
    assert "As agreed with the employer" in body
    assert fields_of(body)["seen"] != sent["seen"]
    again = fields_of(body) | {"act": "move", "reason": "As agreed with the employer"}
    assert client.post(url(there), again).status_code == HTTPStatus.FOUND


def test_choices_are_kept_from_page_to_page(there, as_user):
    client = as_user(there.admin)
    body = client.get(url(there), {"who": [there.one.pk]}).content.decode()
    removed, fits = there.old("B8"), there.new("B7")
    sent = fields_of(body) | {f"to-{removed.pk}": [str(fits.pk)], f"stands-{removed.pk}": "yes"}
    preview = client.post(url(there), sent | PREVIEW).content.decode()
    without = client.post(url(there), sent | {"act": "preview", "reason": " "})
    assert without.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Say why they are moved." in without.content.decode()
    assert f'<option value="{fits.pk}" selected>' in without.content.decode()
    assert f"{removed.code} {removed.title}: evidence goes to B7; decisions stand" in preview
    again = client.post(url(there), fields_of(preview) | {"act": "change"}).content.decode()
    assert f'<option value="{fits.pk}" selected>' in again


def test_pages_speak_of_no_decision_where_none_was_made(there, as_user):
    client, ksb = as_user(there.admin), there.old("K5")
    submitted(there.other, title="Waits too", ksbs=[ksb])
    body = client.get(url(there), {"who": [there.other.pk]}).content.decode()
    assert "The record gives both the same identifier. Nothing is decided on it yet." in body
    assert fields_of(body)[f"stands-{ksb.pk}"] == ["yes"]
    preview = client.post(url(there), fields_of(body) | PREVIEW).content.decode()
    assert f"K5 {ksb.title}: evidence goes to K5; nothing is decided yet" in preview


def test_everybody_else_is_told_nothing_is_there(there, as_user):
    stranger = ProviderFactory()
    theirs = member(stranger, Role.PROVIDER_ADMIN)
    assert as_user(theirs).get(url(there)).status_code == HTTPStatus.NOT_FOUND
    foreign = ApprenticeshipFactory(provider=stranger, version=there.one.version, plan=there.one.plan)
    for who in (foreign.pk, uuid4(), "x"):
        answer = as_user(there.admin).get(url(there), {"who": who})
        assert answer.status_code == HTTPStatus.NOT_FOUND
    there.move(there.one)
    move = VersionMove.objects.get()
    for person, expected in ((theirs, 404), (there.one.apprentice, 200), (there.one.assessor, 200)):
        assert as_user(person).get(move.get_absolute_url()).status_code == expected
    undo = as_user(there.one.assessor).post(move.get_absolute_url(), {"reason": "No"})
    assert undo.status_code == HTTPStatus.FORBIDDEN


def test_move_is_read_on_the_apprenticeships_page_and_undone_on_its_own(there, as_user):
    there.move(there.one)
    move = VersionMove.objects.get()
    assert {row["from"] for row in move.choices if row["decided"]} >= {"K5", "K9"}
    body = as_user(there.one.apprentice).get(there.one.get_absolute_url()).content.decode()
    assert "Moved from 1.1 to 1.2" in body
    assert "The new version is in force" in body
    client = as_user(there.admin)
    assert client.post(move.get_absolute_url(), {"reason": ""}).status_code == 422
    assert client.post(move.get_absolute_url(), {"reason": "Too early"}).status_code == HTTPStatus.FOUND
    assert "Undone on" in client.get(move.get_absolute_url()).content.decode()
    assert client.post(move.get_absolute_url(), {"reason": "Again"}).status_code == HTTPStatus.CONFLICT


def test_move_with_something_built_on_it_says_what_stands_in_the_way(there, as_user):
    there.move(there.other)
    submitted(there.other, title="By the new words", ksbs=[there.new("K16")])
    move = VersionMove.objects.get()
    body = as_user(there.admin).get(move.get_absolute_url()).content.decode()
    assert "1 piece handed in, 1 claim" in body
    assert "Undo this move" not in body


def test_assessor_finds_what_is_to_be_judged_again_and_judges_it(there, as_user):
    there.move()
    client = as_user(there.one.assessor)
    body = client.get(reverse("assessments:queue")).content.decode()
    assert "6 to judge again" in body
    assert "6 claims to judge again" in client.get(reverse("assessments:home")).content.decode()
    claim = Claim.objects.asked_again().get(
        ksb=there.new("K16"), revision__evidence__apprenticeship=there.one
    )
    address = reverse("assessments:claim-judge", args=[claim.pk])
    assert "keep it secure" in client.get(address).content.decode()
    assert client.post(address, {"outcome": "not_yet", "reason": ""}).status_code == 422
    assert client.post(address, {"outcome": "met", "reason": ""}).status_code == HTTPStatus.FOUND
    assert client.post(address, {"outcome": "met", "reason": ""}).status_code == HTTPStatus.CONFLICT
    assert as_user(there.one.apprentice).get(address).status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("number", [1, 3])
def test_pages_ask_the_same_for_one_and_for_three(there, as_user, number, django_assert_num_queries):
    AssessmentPlan.objects.update(evidence_rules={"verified_by_employer": ["B7"]})
    fields = {"provider": there.one.provider, "version": there.one.version, "plan": there.one.plan}
    rows = [there.one, *(ApprenticeshipFactory(**fields) for _ in range(number - 1))]
    client = as_user(there.admin)
    with django_assert_num_queries(FRAME + 4):
        client.get(url(there))
    asked = {"who": [row.pk for row in rows]}
    with django_assert_num_queries(FRAME + 9):
        body = client.get(url(there), asked).content.decode()
    assert "No employer has verified a behaviour" in body
    with django_assert_num_queries(FRAME + 9):
        client.post(url(there), fields_of(body) | PREVIEW)
    there.move(*rows)
    with django_assert_num_queries(FRAME + 4):
        client.get(url(there))
    move = VersionMove.objects.get(apprenticeship=there.one)
    with django_assert_num_queries(FRAME + 8):
        client.get(move.get_absolute_url())
