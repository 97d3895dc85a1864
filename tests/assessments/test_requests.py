"""Asking for evidence: of one apprentice or many, started once, answered by handing in."""

import datetime as dt
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.holidays import bank_holidays
from accounts.models import AuditEvent, Notification, Role
from accounts.permissions import Refused
from assessments.actions.marking import Incomplete
from assessments.actions.requests import ask_for_evidence, move_due_date, start_requested, withdraw_request
from assessments.models import EvidenceRequest
from assessments.permissions.requests import state_of
from assessments.rules import NextStep, OpenKsb, OpenPiece, OpenRequest, next_step
from assessments.rules.requests import (
    ANSWERED,
    ASKED,
    EVIDENCE_REQUEST_STATES,
    STARTED,
    WITHDRAWN,
    due_words,
    problem_with_due,
    request_state,
    usual_due,
)
from assessments.wishes import Wish
from portfolio.actions import DraftText, delete_draft, save_draft, submit_evidence
from portfolio.anchors import ClaimText
from portfolio.models import Apprenticeship, Evidence
from tests.assessments.pieces import asked_for, submitted
from tests.factories import (
    ApprenticeshipFactory,
    AreaFactory,
    KsbFactory,
    PlanFactory,
    StandardVersionFactory,
    TemplateFactory,
    evidence,
    member,
)
from tests.portfolio.test_holding import together

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 25)


def wish(*ksbs, **fields):
    defaults = {
        "title": "A call you passed on",
        "text": "Say how the customer knew.",
        "template": TemplateFactory(),
        "due_on": timezone.localdate() + dt.timedelta(days=7),
        "ksbs": {ksb.guid: ksb.code for ksb in ksbs},
    }
    return Wish(**{**defaults, **fields})


def again(request):
    return EvidenceRequest.objects.for_page().get(pk=request.pk)


def hand_in(piece):
    """Write what is still missing, and hand it in."""
    apprentice, draft = piece.apprenticeship.apprentice, Evidence.objects.get(pk=piece.pk).latest
    claims = {claim.ksb_id: ClaimText("I did this.") for claim in draft.claims.all()}
    text = DraftText(draft.title, dt.date(2026, 10, 5), {"what": "I passed it on."}, claims)
    save_draft(evidence=piece, text=text, saves=draft.saves, by=apprentice)
    submit_evidence(evidence=piece, by=apprentice)


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ((False, False, False), ASKED),
        ((False, True, False), STARTED),
        ((False, True, True), ANSWERED),
        ((True, False, False), WITHDRAWN),
        ((True, True, False), WITHDRAWN),
        ((True, True, True), WITHDRAWN),
    ],
)
def test_request_state_follows_what_happened(facts, state):
    withdrawn, started, handed_in = facts
    assert request_state(is_withdrawn=withdrawn, is_started=started, is_handed_in=handed_in) == state
    assert state == ASKED or state in EVIDENCE_REQUEST_STATES.values()


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "due today"),
        (1, "due tomorrow"),
        (3, "due in 3 days"),
        (-1, "was due yesterday"),
        (-4, "was due 4 days ago"),
    ],
)
def test_due_words_name_the_distance(days, words):
    assert due_words(TODAY + dt.timedelta(days=days), TODAY) == words


def test_the_usual_due_date_is_two_working_weeks_away():
    assert usual_due(TODAY, frozenset()) == dt.date(2026, 12, 9)
    assert usual_due(TODAY, {dt.date(2026, 11, 30)}) == dt.date(2026, 12, 10)
    assert problem_with_due(TODAY, TODAY) == ""
    assert "in the past" in problem_with_due(TODAY - dt.timedelta(days=1), TODAY)
    assert "more than a year" in problem_with_due(dt.date(9999, 12, 31), TODAY)


def test_next_step_takes_requests_after_returned_pieces_and_before_the_rest():
    asked = OpenRequest("/requests/1/", "A call", "Gareth", "due tomorrow, Thu 26 Nov 2026")
    returned, draft = OpenPiece(1, "Back", "returned", 1), OpenPiece(2, "Half", "draft", 1)
    ksbs = [OpenKsb("K1", "K1", "Title", "not-started")]
    assert next_step([returned, draft], ksbs, asked).title == "Improve “Back”"
    why = "Gareth asked for it, due tomorrow, Thu 26 Nov 2026"
    assert next_step([draft], ksbs, asked) == NextStep("answer", "Start “A call”", why, "/requests/1/")
    assert next_step([draft], ksbs).title == "Finish and submit “Half”"


def test_asking_many_asks_each_once_in_their_own_version():
    first = ApprenticeshipFactory()
    other = StandardVersionFactory(standard=first.version.standard, version="1.2")
    ksb = first.version.ksbs.first()
    KsbFactory(area=AreaFactory(version=other), guid=ksb.guid, code="K77")
    shared = {"provider": first.provider, "assessor": first.assessor}
    second = ApprenticeshipFactory(version=other, plan=PlanFactory(version=other), **shared)
    third = ApprenticeshipFactory(**shared)
    both = list(first.version.ksbs.all())
    batch, asked = uuid4(), wish(*both)
    for _ in range(2):  # a double click
        outcomes = ask_for_evidence(
            apprenticeships=[first, second, third], wish=asked, batch=batch, by=first.assessor
        )
    found = {outcome.apprenticeship: outcome for outcome in outcomes}
    assert EvidenceRequest.objects.count() == 2
    assert set(found[first].request.ksbs.all()) == set(both)
    assert [k.code for k in found[second].request.ksbs.all()] == ["K77"]
    assert found[second].missing == [both[1].code]
    assert (found[third].request, found[third].missing) == (None, sorted(k.code for k in both))
    assert Notification.objects.filter(kind="evidence_asked").count() == 2
    assert AuditEvent.objects.filter(act="asked for evidence").count() == 2


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": "  \x00"}, "Say in a few words"),
        ({"ksbs": {}}, "at least one KSB"),
        ({"due_on": dt.date(2020, 1, 1)}, "in the past"),
    ],
    ids=["title", "ksbs", "due"],
)
def test_asking_needs_everything(fields, sentence):
    apprenticeship = ApprenticeshipFactory()
    asked = wish(*apprenticeship.version.ksbs.all(), **fields)
    with pytest.raises(Incomplete, match=sentence):
        ask_for_evidence(
            apprenticeships=[apprenticeship], wish=asked, batch=uuid4(), by=apprenticeship.assessor
        )


def test_only_the_assessor_asks_and_only_on_programme():
    apprenticeship = ApprenticeshipFactory()
    asked = wish(*apprenticeship.version.ksbs.all())
    for person in (apprenticeship.iqa, apprenticeship.apprentice, ApprenticeshipFactory().assessor):
        with pytest.raises(Refused) as refusal:
            ask_for_evidence(apprenticeships=[apprenticeship], wish=asked, batch=uuid4(), by=person)
        assert refusal.value.status == 403
    Apprenticeship.objects.update(status="break")
    with pytest.raises(Refused, match="Break in learning"):
        ask_for_evidence(
            apprenticeships=[apprenticeship], wish=asked, batch=uuid4(), by=apprenticeship.assessor
        )


def test_starting_twice_gives_one_draft_with_title_and_claims():
    request = asked_for(ApprenticeshipFactory())
    apprentice = request.apprenticeship.apprentice
    piece = start_requested(request=request, by=apprentice)
    assert start_requested(request=request, by=apprentice) == piece
    assert Evidence.objects.count() == 1
    draft = Evidence.objects.get().latest
    assert (draft.title, piece.template) == ("A call you passed on", request.template)
    assert [(c.ksb, c.justification) for c in draft.claims.all()] == [(request.ksbs.get(), "")]
    assert state_of(again(request)) == STARTED
    with pytest.raises(Refused):
        start_requested(request=request, by=request.by)


def test_deleting_the_draft_frees_the_request():
    request = asked_for(ApprenticeshipFactory())
    apprentice = request.apprenticeship.apprentice
    delete_draft(evidence=start_requested(request=request, by=apprentice), by=apprentice)
    assert state_of(again(request)) == ASKED
    assert start_requested(request=request, by=apprentice).latest is not None


def test_handing_in_answers_the_request():
    request = asked_for(ApprenticeshipFactory())
    hand_in(start_requested(request=request, by=request.apprenticeship.apprentice))
    assert state_of(again(request)) == ANSWERED
    assert not EvidenceRequest.objects.open().exists()
    assert EvidenceRequest.objects.for_list().get().handed_in_at is not None
    for change in (
        lambda: withdraw_request(request=request, reason="No.", by=request.by),
        lambda: move_due_date(request=request, due_on=timezone.localdate(), by=request.by),
    ):
        with pytest.raises(Refused, match="answered") as refusal:
            change()
        assert refusal.value.status == 409


def test_who_asked_is_told_once_that_it_was_handed_in():
    apprenticeship = ApprenticeshipFactory()
    asked = asked_for(apprenticeship)
    piece = start_requested(request=asked, by=apprenticeship.apprentice)
    hand_in(piece)
    sentence = f"{apprenticeship.apprentice} handed in “{asked.title}”: you asked for it."
    told = Notification.objects.filter(user=apprenticeship.assessor)
    assert list(told.values_list("kind", "text", "url")) == [
        ("request_answered", sentence, piece.get_absolute_url())
    ]


def test_another_assessor_hears_of_it_beside_who_asked():
    apprenticeship = ApprenticeshipFactory()
    asker = member(apprenticeship.provider, Role.ASSESSOR)
    hand_in(start_requested(request=asked_for(apprenticeship, by=asker), by=apprenticeship.apprentice))
    kinds = Notification.objects.exclude(user=apprenticeship.apprentice).values_list("user", "kind")
    assert set(kinds) == {(asker.pk, "request_answered"), (apprenticeship.assessor_id, "submitted")}


def test_nobody_hears_that_a_withdrawn_request_was_answered():
    apprenticeship = ApprenticeshipFactory()
    asked = asked_for(apprenticeship)
    piece = start_requested(request=asked, by=apprenticeship.apprentice)
    withdraw_request(request=asked, reason="No longer needed.", by=apprenticeship.assessor)
    hand_in(piece)
    told = Notification.objects.filter(user=apprenticeship.assessor).values_list("kind", flat=True)
    assert list(told) == ["submitted"]


def test_withdrawing_needs_a_reason_and_leaves_the_draft():
    request = asked_for(ApprenticeshipFactory())
    apprentice = request.apprenticeship.apprentice
    piece = start_requested(request=request, by=apprentice)
    with pytest.raises(Incomplete, match="Say why"):
        withdraw_request(request=request, reason=" \n", by=request.by)
    withdraw_request(request=request, reason="You showed it meanwhile.", by=request.by)
    assert state_of(again(request)) == WITHDRAWN
    assert Evidence.objects.get().pk == piece.pk
    with pytest.raises(Refused, match="does not ask for this any more"):
        start_requested(request=request, by=apprentice)


def test_the_due_date_moves_and_the_apprentice_is_told():
    request = asked_for(ApprenticeshipFactory())
    later = timezone.localdate() + dt.timedelta(days=20)
    move_due_date(request=request, due_on=later, by=request.by)
    assert again(request).due_on == later
    assert Notification.objects.get().user == request.apprenticeship.apprentice
    with pytest.raises(Incomplete, match="in the past"):
        move_due_date(request=request, due_on=dt.date(2020, 1, 1), by=request.by)


def typed(apprenticeship, **fields):
    return {
        "batch": str(uuid4()),
        "title": "A call you passed on",
        "text": "",
        "template": str(TemplateFactory().pk),
        "due_on": f"{timezone.localdate() + dt.timedelta(days=7)}",
        "ksbs": [str(ksb.guid) for ksb in apprenticeship.version.ksbs.all()],
        **fields,
    }


def test_the_assessor_asks_one_apprentice_on_the_page(as_user):
    apprenticeship = ApprenticeshipFactory()
    url = reverse("assessments:request-new", args=[apprenticeship.pk])
    client, holidays = as_user(apprenticeship.assessor), bank_holidays(apprenticeship.provider.nation)
    assert f'value="{usual_due(timezone.localdate(), holidays)}"' in client.get(url).content.decode()
    wrong = client.post(url, typed(apprenticeship, title=" ", ksbs=[], due_on="2020-01-01"))
    assert wrong.status_code == 422
    assert {"title", "ksbs", "due_on"} == set(wrong.context["form"].errors)
    sent = typed(apprenticeship)
    answers = [client.post(url, sent, follow=True) for _ in range(2)]
    assert EvidenceRequest.objects.count() == 1
    assert f"You asked {apprenticeship.apprentice} for" in answers[0].content.decode()
    for person in (apprenticeship.iqa, apprenticeship.apprentice):
        assert as_user(person).get(url).status_code == 403


def test_another_wish_in_a_form_sent_before_is_asked_for_as_well(as_user):
    apprenticeship = ApprenticeshipFactory()
    url = reverse("assessments:request-new", args=[apprenticeship.pk])
    sent, client = typed(apprenticeship), as_user(apprenticeship.assessor)
    for title in (sent["title"], "Another one", "Another one"):
        assert client.post(url, {**sent, "title": title}).status_code == 302
    titles = EvidenceRequest.objects.order_by("created_at").values_list("title", flat=True)
    assert list(titles) == [sent["title"], "Another one"]


def test_an_apprentice_who_was_given_to_somebody_else_loses_nothing_that_was_typed(as_user):
    apprenticeship = ApprenticeshipFactory()
    assessor, sent = apprenticeship.assessor, typed(apprenticeship, text="Say how the <b>customer</b> knew.")
    apprenticeship.assessor = member(apprenticeship.provider, Role.ASSESSOR)
    apprenticeship.save()
    for url in (
        reverse("assessments:request-new", args=[apprenticeship.pk]),
        reverse("assessments:request-new-for-many"),
    ):
        answer = as_user(assessor).post(url, {**sent, "apprentices": [str(apprenticeship.pk)]})
        assert answer.status_code == 404
        assert "Say how the &lt;b&gt;customer&lt;/b&gt; knew." in answer.content.decode()
    first = ApprenticeshipFactory()
    second = ApprenticeshipFactory(
        provider=first.provider, assessor=first.assessor, version=first.version, plan=first.plan
    )
    ApprenticeshipFactory(provider=first.provider, assessor=first.assessor, status="completed")
    theirs = ApprenticeshipFactory(provider=first.provider)
    url = reverse("assessments:request-new-for-many")
    client = as_user(first.assessor)
    assert client.post(url, typed(first)).status_code == 422
    assert client.post(url, typed(first, apprentices=[str(theirs.pk)])).status_code == 404
    assert client.post(url, typed(first, apprentices=["nonsense"])).status_code == 404
    assert client.post(url, typed(first, apprentices=[str(second.pk)])).status_code == 302
    assert EvidenceRequest.objects.get().apprenticeship == second
    answer = client.post(url, typed(first, everybody="on"), follow=True)
    assert "You asked 2 apprentices" in answer.content.decode()
    assert EvidenceRequest.objects.count() == 3
    assert as_user(first.iqa).get(url).status_code == 403


def test_the_apprentice_finds_it_as_next_step_and_starts_it(as_user):
    request = asked_for(ApprenticeshipFactory(), days=1)
    apprenticeship = request.apprenticeship
    evidence(apprenticeship, title="Half a story")
    client = as_user(apprenticeship.apprentice)
    home = client.get("/")
    step = home.context["home"].step
    assert (step.title, step.url) == ("Start “A call you passed on”", request.get_absolute_url())
    assert "Asked for by your assessor" in home.content.decode()
    readiness = client.get(reverse("assessments:readiness", args=[apprenticeship.pk]))
    assert readiness.context["readiness"].step == step
    assert "Say how the customer knew." in client.get(request.get_absolute_url()).content.decode()
    start = reverse("assessments:request-start", args=[request.pk])
    first, second = client.post(start), client.post(start)
    assert first.url == second.url == reverse("portfolio:evidence-edit", args=[again(request).evidence_id])
    assert "Your assessor asked for this" in client.get(first.url).content.decode()
    assert client.get("/").context["home"].step.title == "Finish “A call you passed on”"
    assert as_user(apprenticeship.assessor).post(start).status_code == 403


def test_the_assessor_changes_a_request_on_its_page(as_user):
    request = asked_for(ApprenticeshipFactory())
    client = as_user(request.by)
    due, withdraw = (reverse(f"assessments:request-{act}", args=[request.pk]) for act in ("due", "withdraw"))
    assert client.post(due, {"due_on": "2020-01-01"}).status_code == 422
    assert client.post(due, {"due_on": "soon"}).status_code == 422
    assert client.post(due, {"due_on": f"{timezone.localdate()}"}).status_code == 302
    assert client.post(withdraw, {"reason": " "}).status_code == 422
    assert client.post(withdraw, {"reason": "Shown meanwhile."}).status_code == 302
    assert "Shown meanwhile." in client.get(request.get_absolute_url()).content.decode()
    assert client.post(withdraw, {"reason": "Again."}).status_code == 409
    assert as_user(request.apprenticeship.iqa).post(withdraw, {"reason": "Me."}).status_code == 403


def test_the_list_tells_open_overdue_answered_and_withdrawn(as_user):
    apprenticeship = ApprenticeshipFactory()
    asked_for(apprenticeship, title="Later", days=9)
    asked_for(apprenticeship, title="Late", days=-2)
    asked_for(apprenticeship, title="Shown", evidence=submitted(apprenticeship))
    asked_for(apprenticeship, title="Gone", withdrawn_at=timezone.now(), withdrawn_because="Enough.")
    client = as_user(apprenticeship.assessor)
    titles = {
        shown: [row.title for row in client.get(f"/requests/?show={shown}").context["rows"]]
        for shown in ("open", "overdue", "answered", "withdrawn", "nonsense")
    }
    assert titles == {
        "open": ["Late", "Later"],
        "overdue": ["Late"],
        "answered": ["Shown"],
        "withdrawn": ["Gone"],
        "nonsense": ["Late", "Later"],
    }
    numbers = [tab.number for tab in client.get("/requests/").context["tabs"]]
    assert numbers == [2, 1, 1, 1]
    stranger = member(apprenticeship.provider, Role.ASSESSOR)
    assert as_user(stranger).get("/requests/").context["rows"] == []


@pytest.mark.parametrize("number", [1, 3])
def test_pages_of_requests_ask_few_questions(as_user, django_assert_num_queries, number):
    apprenticeship = ApprenticeshipFactory(ksbs=number)
    for _ in range(number):
        request = asked_for(apprenticeship, *apprenticeship.version.ksbs.all())
    client = as_user(apprenticeship.assessor)
    with django_assert_num_queries(7):
        client.get("/requests/")
    with django_assert_num_queries(5):
        client.get(request.get_absolute_url())
    with django_assert_num_queries(7):
        client.get("/requests/new/")
    own = as_user(apprenticeship.apprentice)
    own.get("/")
    with django_assert_num_queries(9):
        own.get("/")
    with django_assert_num_queries(9):
        own.get(reverse("assessments:readiness", args=[apprenticeship.pk]))


@pytest.mark.django_db(transaction=True)
def test_starting_what_was_asked_for_and_asking_for_more_at_once_hold_up_nobody():
    row = ApprenticeshipFactory()
    ksbs = list(row.version.ksbs.all())[:1] * 4
    requests = [asked_for(row, ksb) for ksb in ksbs]
    wanted = [wish(ksb, title=f"One more, {number}") for number, ksb in enumerate(ksbs)]

    def start(request):
        return lambda: start_requested(request=request, by=row.apprentice)

    def ask(one):
        return lambda: ask_for_evidence(apprenticeships=[row], wish=one, batch=uuid4(), by=row.assessor)

    outcomes = together(*map(start, requests), *map(ask, wanted))

    assert outcomes == [None] * 8
    assert row.evidence.count() == 4
    assert row.evidence_requests.count() == 8
