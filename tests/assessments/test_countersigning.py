"""Supervision and countersignatures: who waits for whom, and what counts meanwhile."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import AuditEvent, Notification, Role
from accounts.permissions import Refused
from assessments.actions import Incomplete, correct_decision, mark_revision, reopen_evidence
from assessments.actions.countersigning import countersign, refuse_countersignature
from assessments.actions.supervision import end_supervision, name_countersigner, set_supervision
from assessments.models import Countersignature
from assessments.progress import rebuild
from assessments.readiness import readiness_of
from assessments.rules import Judgement
from portfolio.models import Attachment, KsbProgress
from tests.assessments.pieces import accepted, submitted
from tests.assessments.supervised import in_supervision, waiting
from tests.factories import ApprenticeshipFactory, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return waiting(in_supervision())


def test_what_a_trainee_marks_waits_for_the_countersigner(people):
    row = people.countersignature
    assert (row.state, row.countersigner) == ("waiting", people.countersigner)
    assert list(Attachment.objects.visible_to(people.countersigner)) == [people.file]
    told = Notification.objects.get(user=people.countersigner)
    assert (told.kind, told.url) == ("countersign", row.get_absolute_url())


def test_what_others_mark_waits_for_nobody():
    assert not hasattr(accepted(ApprenticeshipFactory()), "countersignature")


def test_after_the_last_day_nothing_waits(people):
    people.supervision.since -= dt.timedelta(days=9)
    people.supervision.until = people.supervision.since
    people.supervision.save()
    assert not hasattr(accepted(people.apprenticeship), "countersignature")


def test_what_waits_is_provisional_and_nobody_is_ready_on_it(people, as_user):
    ready = readiness_of(people.apprenticeship)
    assert [ksb.is_provisional for ksb in ready.ksbs] == [True, False]
    assert (ready.met, ready.is_ready) == (0, False)
    client = as_user(people.apprenticeship.apprentice)
    page = client.get(people.evidence.get_absolute_url()).content.decode()
    assert "Provisional: waits for Countersigner Carla’s countersignature" in page
    claims = client.get(
        reverse("portfolio:claims", args=[people.apprenticeship.pk, ready.ksbs[0].ksb.pk])
    ).content.decode()
    assert "Provisional: waits for Countersigner Carla’s countersignature" in claims
    readiness = client.get(reverse("assessments:readiness", args=[people.apprenticeship.pk])).content.decode()
    assert "Not ready: 1 KSB rests on decisions that wait for a countersignature" in readiness


def test_countersigned_decisions_count(people, as_user):
    signed = countersign(countersignature=people.countersignature, by=people.countersigner)
    assert signed.state == "agreed"
    assert readiness_of(people.apprenticeship).met == 1
    assert not Attachment.objects.visible_to(people.countersigner).exists()
    told = Notification.objects.filter(kind="countersign").exclude(user=people.countersigner)
    assert {notice.user for notice in told} == {people.trainee, people.apprenticeship.apprentice}
    page = as_user(people.apprenticeship.apprentice).get(people.evidence.get_absolute_url()).content.decode()
    assert "Countersigned by Countersigner Carla" in page
    assert "Provisional" not in page


def test_a_refusal_opens_the_piece_again_and_says_why(people, as_user):
    refuse_countersignature(
        countersignature=people.countersignature, reason="K1 is not shown.", by=people.countersigner
    )
    people.evidence.refresh_from_db()
    assert people.evidence.shown.state == "returned"
    assert set(people.evidence.shown.claims.values_list("outcome", flat=True)) == {""}
    assert not KsbProgress.objects.filter(met__gt=0).exists()
    page = as_user(people.apprenticeship.apprentice).get(people.evidence.get_absolute_url()).content.decode()
    assert "Countersigner Carla did not countersign these decisions" in page
    assert "K1 is not shown." in page


def test_a_refused_return_stays_returned_and_its_decisions_do_not_count():
    people = in_supervision()
    piece = submitted(people.apprenticeship, ksbs=list(people.apprenticeship.version.ksbs.all()))
    first, second = piece.shown.claims.order_by("ksb__position")
    judged = {first.pk: Judgement("met"), second.pk: Judgement("not_yet", "Say more.")}
    marking = mark_revision(
        revision=piece.shown, judgements=judged, outcome="returned", feedback="More.", by=people.trainee
    )
    refuse_countersignature(
        countersignature=marking.countersignature, reason="Both are met.", by=people.countersigner
    )
    piece.refresh_from_db()
    assert piece.shown.state == "returned"
    assert set(piece.shown.claims.values_list("outcome", flat=True)) == {""}
    kept = list(KsbProgress.objects.order_by("ksb__position").values("state", "met", "not_yet", "submitted"))
    rebuild(people.apprenticeship)
    assert list(KsbProgress.objects.order_by("ksb__position").values(*kept[0])) == kept


def test_a_reason_of_spaces_is_no_reason(people, as_user):
    answer = as_user(people.countersigner).post(
        people.countersignature.get_absolute_url(), {"refuse": "yes", "reason": "   "}
    )
    assert answer.status_code == 422
    assert "Say why you do not countersign." in answer.content.decode()
    people.countersignature.refresh_from_db()
    assert people.countersignature.state == "waiting"


def test_rebuilding_equals_what_the_actions_kept(people):
    refuse_countersignature(countersignature=people.countersignature, reason="No.", by=people.countersigner)
    kept = list(KsbProgress.objects.values("ksb", "state", "met", "submitted", "not_yet"))
    rebuild(people.apprenticeship)
    assert list(KsbProgress.objects.exclude(state="not-started").values(*kept[0])) == kept


def test_nothing_is_corrected_or_reopened_while_it_waits(people):
    decision = people.marking.decisions.get()
    with pytest.raises(Refused, match="waits for Countersigner Carla") as refused:
        correct_decision(decision=decision, outcome="not_yet", reason="Wrong.", by=people.trainee)
    assert refused.value.status == 409
    people.evidence.refresh_from_db()
    with pytest.raises(Refused, match="waits for Countersigner Carla"):
        reopen_evidence(evidence=people.evidence, reason="Wrong.", by=people.trainee)


def test_a_trainee_does_not_correct_alone_but_may_reopen(people):
    countersign(countersignature=people.countersignature, by=people.countersigner)
    decision = people.marking.decisions.get()
    with pytest.raises(Refused, match="do not correct alone"):
        correct_decision(decision=decision, outcome="not_yet", reason="Wrong.", by=people.trainee)
    people.evidence.refresh_from_db()
    assert reopen_evidence(evidence=people.evidence, reason="Wrong.", by=people.trainee)


def test_only_the_countersigner_signs_and_only_once(people):
    for somebody in (people.trainee, people.admin, people.apprenticeship.iqa):
        with pytest.raises(Refused, match="Only Countersigner Carla"):
            countersign(countersignature=people.countersignature, by=somebody)
    countersign(countersignature=people.countersignature, by=people.countersigner)
    with pytest.raises(Refused, match="dealt with already") as refused:
        refuse_countersignature(
            countersignature=people.countersignature, reason="No.", by=people.countersigner
        )
    assert refused.value.status == 409


def test_the_iqa_of_the_apprenticeship_does_not_countersign_there(people):
    people.apprenticeship.iqa = people.countersigner
    people.apprenticeship.save()
    with pytest.raises(Refused, match="assure the quality"):
        countersign(countersignature=people.countersignature, by=people.countersigner)
    with pytest.raises(Incomplete, match="cannot countersign this"):
        name_countersigner(
            countersignature=people.countersignature, countersigner=people.countersigner, by=people.admin
        )


def test_a_countersigner_who_left_sees_nothing_and_another_is_named(people, as_user):
    people.countersigner.memberships.update(ended_at=people.marking.created_at)
    url = people.countersignature.get_absolute_url()
    assert as_user(people.countersigner).get(url).status_code == 404
    assert as_user(people.countersigner).get(people.file.get_absolute_url()).status_code == 404
    other = member(people.provider, Role.ASSESSOR, name="Other Olu")
    admin = as_user(people.admin)
    assert "Assesses no more" in admin.get(reverse("assessments:supervision")).content.decode()
    answer = admin.post(
        reverse("assessments:countersignature-name", args=[people.countersignature.pk]),
        {"countersigner": other.pk},
    )
    assert answer.url == url
    assert as_user(other).get(url).status_code == 200
    assert as_user(other).get(people.file.get_absolute_url()).status_code == 200


def test_naming_another_for_the_trainee_hands_over_what_waits(people):
    other = member(people.provider, Role.ASSESSOR)
    set_supervision(provider=people.provider, trainee=people.trainee, countersigner=other, by=people.admin)
    people.countersignature.refresh_from_db()
    assert people.countersignature.countersigner == other
    assert not Attachment.objects.visible_to(people.countersigner).exists()
    assert list(Attachment.objects.visible_to(other)) == [people.file]


def test_supervision_needs_two_assessors_of_the_provider(people):
    outsider = member(ApprenticeshipFactory().provider, Role.ASSESSOR)
    for trainee, countersigner, sentence in (
        (people.trainee, people.trainee, "Choose two people"),
        (people.trainee, outsider, "does not assess at"),
        (member(people.provider, Role.ASSESSOR), people.trainee, "is in supervision too"),
        (people.countersigner, member(people.provider, Role.ASSESSOR), "countersigns for somebody"),
    ):
        with pytest.raises(Incomplete, match=sentence):
            set_supervision(
                provider=people.provider, trainee=trainee, countersigner=countersigner, by=people.admin
            )


def test_only_an_administrator_sets_and_ends_supervision(people, as_user):
    for somebody in (people.trainee, people.countersigner, people.apprenticeship.iqa):
        assert as_user(somebody).get(reverse("assessments:supervision")).status_code == 403
        with pytest.raises(Refused, match="Only an administrator"):
            end_supervision(supervision=people.supervision, by=somebody)
    client = as_user(people.admin)
    assert (
        client.post(reverse("assessments:supervision-end", args=[people.supervision.pk])).status_code == 302
    )
    assert (
        client.post(reverse("assessments:supervision-end", args=[people.supervision.pk])).status_code == 409
    )


def test_supervision_is_set_from_its_page(people, as_user):
    first, second = (member(people.provider, Role.ASSESSOR) for _ in range(2))
    url = reverse("assessments:supervision")
    client = as_user(people.admin)
    wrong = client.post(url, {"trainee": first.pk, "countersigner": first.pk})
    assert wrong.status_code == 422
    assert "Nobody countersigns their own decisions." in wrong.content.decode()
    assert client.post(url, {"trainee": first.pk, "countersigner": second.pk}).status_code == 302
    assert first.supervisions.get().countersigner == second
    assert AuditEvent.objects.filter(act="set supervision").count() == 2


def test_the_page_shows_the_evidence_and_the_decisions(people, as_user):
    answer = as_user(people.countersigner).get(people.countersignature.get_absolute_url())
    page = answer.content.decode()
    for words in ("I listened and put it right.", "letter.pdf", "Good.", "A clear account.", "Countersign"):
        assert words in page
    assert as_user(people.countersigner).get(people.evidence.get_absolute_url()).status_code == 404


def test_the_queue_is_signed_off_from_the_page(people, as_user):
    client = as_user(people.countersigner)
    queue = reverse("assessments:countersigning")
    assert [row.title for row in client.get(queue).context["own"]] == ["A refund put right"]
    assert [row.title for row in as_user(people.trainee).get(queue).context["trained"]] == [
        "A refund put right"
    ]
    answer = client.post(people.countersignature.get_absolute_url(), {"agree": "yes"}, follow=True)
    assert answer.redirect_chain == [(queue, 302)]
    assert answer.context["own"] == []
    assert client.post(people.countersignature.get_absolute_url(), {"agree": "yes"}).status_code == 409


def test_a_piece_is_lent_anew_for_each_marking(people):
    accepted(people.apprenticeship)
    assert Countersignature.objects.waiting_for(people.countersigner).count() == 2


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_ask_the_same_few_queries(people, as_user, django_assert_num_queries, rows):
    for _ in range(rows - 1):
        accepted(people.apprenticeship)
    client, admin = as_user(people.countersigner), as_user(people.admin)
    with django_assert_num_queries(5):
        client.get(reverse("assessments:countersigning"))
    with django_assert_num_queries(9):
        client.get(people.countersignature.get_absolute_url())
    with django_assert_num_queries(8):
        admin.get(reverse("assessments:supervision"))
