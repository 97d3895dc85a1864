"""Quality assurance: who samples what, what is kept, and how findings are settled."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, Notification, Role
from accounts.permissions import Refused
from assessments.actions import Incomplete, correct_decision
from assessments.actions.sampling import (
    add_finding,
    agree_finding,
    answer_finding,
    ask_again,
    change_finding,
    remove_finding,
    report_sample,
    take_over_sample,
    take_sample,
)
from assessments.actions.visits import end_visit, name_verifier
from assessments.frozen import frozen_of
from assessments.models import Sample, SampleFinding
from assessments.rules.sampling import SAMPLE_STATES
from assessments.snapshots import digest
from portfolio.models import Apprenticeship, Evidence, Visitor
from tests.assessments.pieces import accepted, accepted_for_all
from tests.assessments.sampled import found, reported, soon, taken
from tests.factories import ApprenticeshipFactory, MembershipFactory, member, verifier

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 22)


def test_a_sample_keeps_what_was_there():
    marking = accepted_for_all(ApprenticeshipFactory())
    sample = taken(marking=marking)
    decision, other = marking.decisions.order_by("claim__ksb__position")
    assert sample.snapshot["marking"]["feedback"] == "A clear account."
    assert [(row["code"], row["outcome"], row["reason"]) for row in sample.snapshot["decisions"]] == [
        (decision.claim.ksb.code, "met", "Good."),
        (other.claim.ksb.code, "met", "Good."),
    ]
    assert sample.snapshot_hash == digest(sample.snapshot)
    correct_decision(decision=decision, outcome="not_yet", reason="Too thin.", by=marking.assessor)
    frozen = frozen_of(Sample.objects.for_page().get(pk=sample.pk))
    assert frozen.is_whole
    assert frozen.corrected == 1
    assert [(claim.mark.key, claim.now and claim.now.key, claim.now_reason) for claim in frozen.claims] == [
        ("met", "not-yet", "Too thin."),
        ("met", None, ""),
    ]


def left(user):
    user.memberships.update(ended_at=timezone.now())


def test_another_iqa_goes_on_with_a_sample_whose_iqa_has_left(as_user):
    sample = reported("action")
    finding = sample.findings.get()
    answer_finding(finding=finding, text="On page 2.", by=sample.assessor)
    other, url = member(sample.provider, Role.IQA), reverse("assessments:sample-take-over", args=[sample.pk])
    client = as_user(other)
    page = client.get(reverse("assessments:sample", args=[sample.pk]))
    assert url not in page.content.decode()
    assert client.post(url).status_code == 409
    left(sample.iqa)
    for name, pk in (("sample", sample.pk), ("finding", finding.pk)):
        text = client.get(reverse(f"assessments:{name}", args=[pk])).content.decode()
        assert ("no longer assures quality here" in text, url in text) == (True, True)
    assert client.post(url).status_code == 302
    agree_finding(finding=finding, text="", by=other)
    sample.refresh_from_db()
    assert (sample.state, sample.taken_over_by, sample.holder) == ("closed", other, other)
    assert sample.reporter == sample.iqa
    listed = client.get(reverse("assessments:samples")).content.decode()
    assert f"now with <bdi>{other}</bdi>" in listed
    row = client.get(reverse("assessments:samples-export")).content.decode().splitlines()[1]
    assert f"{sample.iqa},{other}," in row
    event = AuditEvent.objects.get(act="took over a sample")
    assert (event.by, event.detail["before"]) == (other, str(sample.iqa_id))
    told = Notification.objects.filter(user=sample.assessor, text__contains="goes on with a sample")
    assert told.count() == 1


def test_an_iqa_who_was_deactivated_has_left(as_user):
    sample = taken()
    sample.iqa.is_active = False
    sample.iqa.save()
    other = member(sample.provider, Role.IQA)
    assert take_over_sample(sample=sample, by=other).holder == other
    found(Sample.objects.get(pk=sample.pk), text="Found before.", by=other)


def test_nobody_takes_over_a_sample_of_their_own_decisions(as_user):
    sample = reported("action")
    left(sample.iqa)
    MembershipFactory(user=sample.assessor, provider=sample.provider, role=Role.IQA)
    admin, assessor = member(sample.provider, Role.PROVIDER_ADMIN), sample.assessor
    for person, reason in ((assessor, "You decided this yourself"), (admin, "Only an internal quality")):
        with pytest.raises(Refused, match=reason) as refusal:
            take_over_sample(sample=sample, by=person)
        assert refusal.value.status == 403
    url = reverse("assessments:sample", args=[sample.pk])
    page = as_user(admin).get(url).content.decode()
    assert "Another internal quality assurer of the provider can go on with it." in page


def test_a_changed_snapshot_is_noticed():
    sample = taken()
    sample.snapshot["marking"]["feedback"] = "Something else."
    sample.save(update_fields=["snapshot"])
    assert not frozen_of(Sample.objects.for_page().get(pk=sample.pk)).is_whole


def test_the_same_sample_is_taken_once_at_each_stage():
    sample = taken()
    again, is_new = take_sample(marking=sample.marking, stage="interim", by=sample.iqa)
    assert (again, is_new) == (sample, False)
    assert take_sample(marking=sample.marking, stage="summative", by=sample.iqa)[1]


def test_nobody_samples_themselves(as_user):
    marking = accepted(ApprenticeshipFactory())
    own = marking.assessor
    MembershipFactory(user=own, provider=marking.revision.evidence.apprenticeship.provider, role=Role.IQA)
    other = member(marking.revision.evidence.apprenticeship.provider, Role.ASSESSOR)
    Apprenticeship.objects.filter(evidence__revisions__marking=marking).update(assessor=other, iqa=own)
    answer = as_user(own).post(f"/markings/{marking.pk}/sample/", {"stage": "interim"})
    assert answer.status_code == 403
    assert "You decided this yourself" in answer.content.decode()
    assert not Sample.objects.exists()


@pytest.mark.parametrize("who", ["apprentice", "assessor", "line_manager"])
def test_whoever_works_on_the_portfolio_otherwise_takes_no_sample(as_user, who):
    marking = accepted(ApprenticeshipFactory())
    person = getattr(marking.revision.evidence.apprenticeship, who)
    assert as_user(person).post(f"/markings/{marking.pk}/sample/", {"stage": "interim"}).status_code == 403


def test_markings_of_others_are_not_there(as_user):
    marking = accepted(ApprenticeshipFactory())
    provider = marking.revision.evidence.apprenticeship.provider
    for person in (ApprenticeshipFactory().iqa, member(provider, Role.IQA)):
        answer = as_user(person).post(f"/markings/{marking.pk}/sample/", {"stage": "interim"})
        assert answer.status_code == 404


def test_a_double_click_shows_the_one_sample(as_user):
    marking = accepted(ApprenticeshipFactory())
    client = as_user(marking.revision.evidence.apprenticeship.iqa)
    urls = {client.post(f"/markings/{marking.pk}/sample/", {"stage": "interim"}).url for _ in range(2)}
    assert urls == {reverse("assessments:sample", args=[Sample.objects.get().pk])}


def test_a_sample_without_a_stage_is_asked_for_it(as_user):
    marking = accepted(ApprenticeshipFactory())
    answer = as_user(marking.revision.evidence.apprenticeship.iqa).post(
        f"/markings/{marking.pk}/sample/", {"stage": "other"}
    )
    assert answer.status_code == 422


def test_findings_change_while_open_and_never_afterwards():
    sample = taken()
    finding = found(sample)
    given = {"kind": "advice", "text": "Better.", "claim_id": None, "due_on": None}
    change_finding(finding=finding, by=sample.iqa, **given)
    other = found(sample, "good", "Warm feedback.")
    remove_finding(finding=other, by=sample.iqa)
    assert list(sample.findings.values_list("kind", "text")) == [("advice", "Better.")]
    report_sample(sample=sample, summary="Fair.", by=sample.iqa)
    finding.refresh_from_db()
    for late in (
        lambda: change_finding(finding=finding, by=sample.iqa, **given),
        lambda: remove_finding(finding=finding, by=sample.iqa),
        lambda: found(sample),
        lambda: report_sample(sample=sample, summary="Again.", by=sample.iqa),
    ):
        with pytest.raises(Refused, match="no longer change") as refusal:
            late()
        assert refusal.value.status == 409


def test_findings_that_came_to_say_the_same_let_it_be_said_again():
    sample = taken()
    first, second = found(sample, "advice", "First."), found(sample, "advice", "Second.")
    given = {"kind": "advice", "text": "First.", "claim_id": None, "due_on": None}
    change_finding(finding=second, by=sample.iqa, **given)
    assert found(sample, "advice", "First.") in {first, second}
    assert sample.findings.count() == 2


@pytest.mark.parametrize(
    ("kind", "text", "days", "sentence"),
    [
        ("action", "  \n ", 7, "Say what you found"),
        ("action", "Look again.", None, "until when"),
        ("action", "Look again.", -1, "has passed"),
        ("praise", "Look again.", None, "what kind"),
    ],
)
def test_a_finding_that_says_too_little_is_refused(kind, text, days, sentence):
    sample = taken()
    due = None if days is None else timezone.localdate() + dt.timedelta(days=days)
    with pytest.raises(Incomplete, match=sentence):
        add_finding(sample=sample, kind=kind, text=text, claim_id=None, due_on=due, by=sample.iqa)


def test_a_finding_is_about_a_claim_of_this_piece():
    sample, other = taken(), taken()
    with pytest.raises(Incomplete, match="not part of this piece"):
        add_finding(
            sample=sample,
            kind="good",
            text="Clear.",
            claim_id=other.marking.revision.claims.get().pk,
            due_on=None,
            by=sample.iqa,
        )


def test_without_an_action_the_report_closes_the_sample():
    sample = reported("good", "advice")
    assert sample.state == Sample.State.CLOSED
    assert sample.closed_at
    assert Notification.objects.get(user=sample.assessor, kind="sampled").url == f"/samples/{sample.pk}/"


def test_actions_are_settled_one_by_one_and_the_last_closes():
    sample = reported("action", "action", "good")
    first, second = sample.findings.filter(kind="action").order_by("text")
    states = []

    def now(act, finding, by, text="Done so."):
        act(finding=finding, text=text, by=by)
        sample.refresh_from_db()
        states.append(sample.state)

    now(answer_finding, first, sample.assessor)
    now(answer_finding, second, sample.assessor)
    now(ask_again, first, sample.iqa, "Which tone?")
    now(agree_finding, second, sample.iqa, "")
    now(answer_finding, first, sample.assessor)
    now(agree_finding, first, sample.iqa)
    assert states == ["reported", "answered", "reported", "reported", "answered", "closed"]
    first.refresh_from_db()
    assert first.agreed_at
    assert [row.kind for row in first.answers.all()] == ["answer", "ask_again", "answer", "agree"]


def test_settling_goes_turn_by_turn():
    sample = reported("action")
    finding = sample.findings.get()
    with pytest.raises(Refused, match="not answered this yet"):
        agree_finding(finding=finding, text="", by=sample.iqa)
    with pytest.raises(Refused, match="Only the assessor"):
        answer_finding(finding=finding, text="I did.", by=sample.iqa)
    with pytest.raises(Incomplete, match="what you did"):
        answer_finding(finding=finding, text=" \n", by=sample.assessor)
    answer_finding(finding=finding, text="I did.", by=sample.assessor)
    with pytest.raises(Refused, match="You have answered this"):
        answer_finding(finding=finding, text="I did.", by=sample.assessor)
    with pytest.raises(Refused, match="Only the internal quality assurer"):
        agree_finding(finding=finding, text="", by=sample.assessor)
    with pytest.raises(Incomplete, match="still missing"):
        ask_again(finding=finding, text="", by=sample.iqa)
    agree_finding(finding=finding, text="", by=sample.iqa)
    with pytest.raises(Refused, match="already"):
        agree_finding(finding=finding, text="", by=sample.iqa)


def test_every_state_can_be_left_but_the_last():
    assert {state for state, _ in SAMPLE_STATES} | {"closed"} == set(Sample.State.values)
    assert set(SAMPLE_STATES.values()) == set(Sample.State.values) - {"open"}


def test_the_assessor_reads_a_sample_once_it_is_reported(as_user):
    sample = taken()
    client, url = as_user(sample.assessor), f"/samples/{sample.pk}/"
    assert client.get(url).status_code == 404
    finding = found(sample)
    report_sample(sample=sample, summary="Fair.", by=sample.iqa)
    page = client.get(url).content.decode()
    assert "Fair." in page
    assert "Add a finding" not in page
    home = client.get("/").content.decode()
    assert finding.text in home
    answer_finding(finding=finding, text="Done.", by=sample.assessor)
    assert finding.text not in client.get("/").content.decode()


def test_verifiers_read_reported_samples_of_their_portfolio(as_user):
    sample = taken()
    client = as_user(verifier(sample.apprenticeship))
    assert client.get(f"/samples/{sample.pk}/").status_code == 404
    report_sample(sample=sample, summary="Fair.", by=sample.iqa)
    assert client.get(f"/samples/{sample.pk}/").status_code == 200
    assert (
        sample.marking.revision.title
        in client.get(f"/apprenticeships/{sample.apprenticeship_id}/samples/").content.decode()
    )
    assert client.get("/quality/").status_code == 403


def test_the_page_writes_findings_and_keeps_what_was_typed(as_user):
    sample = taken()
    client, url = as_user(sample.iqa), f"/samples/{sample.pk}/findings/"
    answer = client.post(url, {"about": "", "kind": "action", "text": "Which tone?", "due_on": ""})
    assert answer.status_code == 422
    assert "Which tone?" in answer.content.decode()
    claim = sample.marking.revision.claims.get().pk
    given = {"about": claim, "kind": "action", "text": "Which tone?", "due_on": soon().isoformat()}
    assert client.post(url, given).status_code == 302
    assert client.post(url, given).status_code == 302
    assert SampleFinding.objects.get().claim_id == claim
    assert client.post(f"/samples/{sample.pk}/report/", {"summary": " "}).status_code == 422
    assert client.post(f"/samples/{sample.pk}/report/", {"summary": "Fair."}).status_code == 302


def test_the_table_of_samples_is_no_formula(as_user):
    sample = reported("action")
    sample.summary = "=1+1"
    sample.save(update_fields=["summary"])
    text = as_user(sample.iqa).get("/quality/samples.csv").content.decode()
    assert "'=1+1" in text
    assert len(text.strip().splitlines()) == 2


def test_a_verifier_is_named_and_seen_out(as_user):
    piece = accepted(ApprenticeshipFactory()).revision.evidence
    apprenticeship = piece.apprenticeship
    person = member(apprenticeship.provider, Role.VISITOR)
    client = as_user(apprenticeship.iqa)
    given = {
        "user": person.pk,
        "organisation": "Highfell Awards",
        "until": soon().isoformat(),
        "apprenticeships": [apprenticeship.pk],
    }
    assert client.post("/quality/visitors/", {**given, "apprenticeships": []}).status_code == 422
    assert client.post("/quality/visitors/", {**given, "until": "2020-01-01"}).status_code == 422
    nowhere = client.post("/quality/visitors/", {**given, "organisation": " "})
    page = nowhere.content.decode()
    assert (nowhere.status_code, "Say which organisation they come from." in page) == (422, True)
    assert "(if you like)" not in page
    assert client.post("/quality/visitors/", given).status_code == 302
    visit = Visitor.objects.get()
    assert (visit.reads, visit.organisation, visit.named_by) == (
        "portfolio",
        "Highfell Awards",
        apprenticeship.iqa,
    )
    assert Evidence.objects.visible_to(person).filter(pk=piece.pk).exists()
    assert as_user(apprenticeship.assessor).post(f"/quality/visits/{visit.pk}/end/").status_code == 404
    assert client.post(f"/quality/visits/{visit.pk}/end/").status_code == 302
    assert not Evidence.objects.visible_to(person).exists()


def test_only_visitors_here_are_named_and_a_showcase_visit_is_not_widened():
    apprenticeship = ApprenticeshipFactory()
    given = {
        "apprenticeships": [apprenticeship],
        "organisation": "Highfell",
        "until": soon(),
        "by": apprenticeship.iqa,
    }
    with pytest.raises(Incomplete, match="not a visitor at your provider"):
        name_verifier(user=ApprenticeshipFactory().assessor, **given)
    person = member(apprenticeship.provider, Role.VISITOR)
    visit = Visitor.objects.create(apprenticeship=apprenticeship, user=person, until=soon())
    with pytest.raises(Incomplete, match="End that visit first"):
        name_verifier(user=person, **given)
    end_visit(visit=visit, by=apprenticeship.iqa)
    assert name_verifier(user=person, **given) == 1
    with pytest.raises(Refused):
        name_verifier(user=person, **{**given, "by": apprenticeship.assessor})
