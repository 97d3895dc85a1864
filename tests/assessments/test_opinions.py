"""Second markings and standardisation: blind until given, compared afterwards."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notification, Role
from accounts.permissions import Refused
from assessments.actions import Incomplete, correct_decision
from assessments.actions.opinions import ask_opinions, close_exercise, give_opinion, save_opinion
from assessments.models import OpinionDecision
from assessments.rules import Judgement
from portfolio.models import Attachment, Claim, KsbProgress
from tests.assessments.pieces import accepted
from tests.factories import ApprenticeshipFactory, MembershipFactory, attachment, member

pytestmark = pytest.mark.django_db

SECRETS = ("Good.", "A clear account.", "Marker Mae", "Apprentice Ada")


@pytest.fixture
def asked():
    return second_marking()


def second_marking(**fields) -> SimpleNamespace:
    """One assessor asked, blind, about an accepted piece with a file and a claim that its assessor added."""
    apprenticeship = ApprenticeshipFactory(**fields)
    marking = accepted(apprenticeship)
    for person, name in (
        (apprenticeship.assessor, "Marker Mae"),
        (apprenticeship.apprentice, "Apprentice Ada"),
    ):
        person.name = name
        person.save()
    revision = marking.revision
    second = apprenticeship.version.ksbs.last()
    Claim.objects.create(
        revision=revision, ksb=second, justification="Seen by the marker.", added_by=apprenticeship.assessor
    )
    peer = member(apprenticeship.provider, Role.ASSESSOR, name="Peer Pat")
    exercise = ask(marking, [peer], apprenticeship.iqa)
    return SimpleNamespace(
        apprenticeship=apprenticeship,
        marking=marking,
        evidence=revision.evidence,
        revision=revision,
        claim=revision.claims.get(added_by__isnull=True),
        file=attachment(revision),
        peer=peer,
        iqa=apprenticeship.iqa,
        exercise=exercise,
        opinion=exercise.opinions.first(),
    )


def ask(marking, assessors, by, kind="second", **fields):
    return ask_opinions(
        evidence=marking.revision.evidence,
        kind=kind,
        assessors=assessors,
        title=fields.pop("title", "Another look"),
        due_on=timezone.localdate() + dt.timedelta(days=7),
        by=by,
        **fields,
    )


def give(opinion, outcome="met", reason="So it is.", feedback="My view."):
    claims = opinion.exercise.revision.claims.filter(added_by__isnull=True)
    judgements = {claim.pk: Judgement(outcome, reason) for claim in claims}
    return give_opinion(opinion=opinion, judgements=judgements, feedback=feedback, by=opinion.assessor)


def test_the_one_asked_reads_the_revision_and_nothing_else(asked, as_user):
    client = as_user(asked.peer)
    page = client.get(asked.opinion.get_absolute_url()).content.decode()
    assert "I listened and put it right." in page
    assert "letter.pdf" in page
    for secret in (*SECRETS, "Seen by the marker.", str(asked.evidence.pk)):
        assert secret not in page
    view = client.get(reverse("portfolio:attachment-view", args=[asked.file.pk]))
    assert view.status_code == 200
    for secret in (*SECRETS, str(asked.evidence.pk)):
        assert secret not in view.content.decode()
    assert client.get(asked.file.get_absolute_url()).status_code == 200


def test_every_side_road_is_closed_to_the_one_asked(asked, as_user):
    client = as_user(asked.peer)
    closed = [
        asked.evidence.get_absolute_url(),
        asked.apprenticeship.get_absolute_url(),
        reverse("assessments:mark", args=[asked.evidence.pk]),
        reverse("assessments:history", args=[asked.evidence.pk]),
        reverse("assessments:decision-correct", args=[asked.marking.decisions.get().pk]),
        reverse("portfolio:claims", args=[asked.apprenticeship.pk, asked.claim.ksb_id]),
    ]
    assert {client.get(url).status_code for url in closed} == {404}
    found = client.get(reverse("portfolio:search"), {"q": "listened"})
    assert "A refund put right" not in found.content.decode()
    assert client.get(asked.exercise.get_absolute_url()).url == asked.opinion.get_absolute_url()
    for secret in SECRETS:
        assert secret not in "".join(
            Notification.objects.filter(user=asked.peer).values_list("text", flat=True)
        )
        assert secret not in client.get(reverse("assessments:exercises")).content.decode()


def test_after_giving_both_stand_side_by_side(asked, as_user):
    client = as_user(asked.peer)
    answer = client.post(
        asked.opinion.get_absolute_url(),
        {
            f"outcome-{asked.claim.pk}": "not_yet",
            f"reason-{asked.claim.pk}": "No date is given.",
            "feedback": "Nearly.",
            "give": "yes",
        },
        follow=True,
    )
    page = answer.content.decode()
    for words in ("Marker Mae", "Good.", "Peer Pat", "No date is given.", "They differ", "0 %", "Nearly."):
        assert words in page
    assert KsbProgress.objects.get(met__gt=0).ksb == asked.claim.ksb
    told = Notification.objects.get(user=asked.iqa, kind="opinion")
    assert told.url == asked.exercise.get_absolute_url()


def test_a_later_correction_does_not_change_the_comparison(asked, as_user):
    give(asked.opinion)
    added = asked.revision.claims.filter(added_by__isnull=False)
    added.update(outcome="met", decided_on=timezone.localdate())
    correct_decision(
        decision=asked.marking.decisions.get(),
        outcome="not_yet",
        reason="Wrong.",
        by=asked.apprenticeship.assessor,
    )
    results = as_user(asked.iqa).get(asked.exercise.get_absolute_url()).context["results"]
    assert results.agreement.value == 100
    assert "same judgement throughout" in results.kappa.why_not


def test_what_was_typed_is_kept_and_only_theirs(asked, as_user):
    client, url = as_user(asked.peer), asked.opinion.get_absolute_url()
    client.post(url, {f"reason-{asked.claim.pk}": "Half a thought", "save": "yes"})
    assert "Half a thought" in client.get(url).content.decode()
    watched = as_user(asked.iqa).get(asked.exercise.get_absolute_url()).content.decode()
    assert "Half a thought" not in watched
    assert "Still to come from Peer Pat" in watched


@pytest.mark.parametrize(
    ("outcome", "reason", "sentence"),
    [("", "", "Judge "), ("not_yet", "  ", "Give your reason"), ("declined", "", "Give your reason")],
    ids=["undecided", "spaces", "declined without a word"],
)
def test_an_unfinished_opinion_comes_back_with_a_sentence(asked, as_user, outcome, reason, sentence):
    answer = as_user(asked.peer).post(
        asked.opinion.get_absolute_url(),
        {
            f"outcome-{asked.claim.pk}": outcome,
            f"reason-{asked.claim.pk}": reason,
            "give": "yes",
            "feedback": "Mine",
        },
    )
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "Mine" in answer.content.decode()
    assert not OpinionDecision.objects.exists()


def test_an_opinion_is_given_once(asked):
    give(asked.opinion)
    with pytest.raises(Refused, match="given your opinion already"):
        give(asked.opinion)
    with pytest.raises(Refused, match="given your opinion already"):
        save_opinion(opinion=asked.opinion, typed={}, by=asked.peer)


def test_what_comes_too_late_is_not_lost(asked, as_user):
    close_exercise(exercise=asked.exercise, outcome="Agreed.", by=asked.iqa)
    answer = as_user(asked.peer).post(
        asked.opinion.get_absolute_url(),
        {f"outcome-{asked.claim.pk}": "met", f"reason-{asked.claim.pk}": "My long thought", "give": "yes"},
    )
    assert answer.status_code == 409
    assert "This was closed meanwhile" in answer.content.decode()
    assert "My long thought" in answer.content.decode()


def test_closing_shares_the_results_and_ends_the_loans(asked, as_user):
    client = as_user(asked.iqa)
    answer = client.post(asked.exercise.get_absolute_url(), {"outcome": "K1 needs a date."}, follow=True)
    assert "K1 needs a date." in answer.content.decode()
    assert not Attachment.objects.visible_to(asked.peer).exists()
    assert as_user(asked.peer).get(asked.exercise.get_absolute_url()).status_code == 200
    assert client.post(asked.exercise.get_absolute_url(), {"outcome": "Again."}).status_code == 409


def test_a_leaver_loses_sight_at_once(asked, as_user):
    asked.peer.memberships.update(ended_at=timezone.now())
    client = as_user(asked.peer)
    for url in (
        asked.opinion.get_absolute_url(),
        asked.exercise.get_absolute_url(),
        asked.file.get_absolute_url(),
        reverse("portfolio:attachment-view", args=[asked.file.pk]),
    ):
        assert client.get(url).status_code == 404


def test_whoever_works_on_it_meanwhile_gives_no_blind_opinion(asked, as_user):
    asked.apprenticeship.assessor = asked.peer
    asked.apprenticeship.save()
    answer = as_user(asked.peer).get(asked.opinion.get_absolute_url())
    assert answer.status_code == 409
    assert "would not be blind" in answer.content.decode()


def test_only_those_who_do_not_know_can_be_asked(asked):
    provider = asked.apprenticeship.provider
    both = member(provider, Role.ASSESSOR)
    MembershipFactory(user=both, provider=provider, role=Role.PROVIDER_ADMIN)
    outsider = member(ApprenticeshipFactory().provider, Role.ASSESSOR)
    for person in (asked.apprenticeship.assessor, asked.iqa, both, outsider):
        with pytest.raises(Incomplete, match="could see what was decided"):
            ask(asked.marking, [person], asked.iqa)


@pytest.mark.parametrize(
    ("kind", "number", "sentence"),
    [("second", 2, "Choose one assessor"), ("standardisation", 1, "two or more assessors")],
    ids=["two for a second marking", "one for an exercise"],
)
def test_each_kind_needs_its_number_of_people(asked, kind, number, sentence):
    people = [member(asked.apprenticeship.provider, Role.ASSESSOR) for _ in range(number)]
    with pytest.raises(Incomplete, match=sentence):
        ask(asked.marking, people, asked.iqa, kind)


def test_the_same_asked_twice_is_asked_once(asked):
    people = [member(asked.apprenticeship.provider, Role.ASSESSOR) for _ in range(2)]
    first = ask(asked.marking, people[:1], asked.iqa)
    assert ask(asked.marking, people[:1], asked.iqa) == first
    assert first.opinions.count() == 1
    assert ask(asked.marking, people[1:], asked.iqa) != first


def test_only_who_assures_asks(asked, as_user):
    url = reverse("assessments:opinions-ask", args=[asked.evidence.pk])
    for person in (asked.apprenticeship.assessor, asked.apprenticeship.apprentice):
        assert as_user(person).get(url).status_code == 403
    peer = member(asked.apprenticeship.provider, Role.ASSESSOR)
    client = as_user(asked.iqa)
    assert "Ask for a second opinion" in client.get(asked.evidence.get_absolute_url()).content.decode()
    typed = {"kind": "second", "assessors": [peer.pk], "title": " ", "due_on": "2020-01-01"}
    wrong = client.post(url, typed)
    assert wrong.status_code == 422
    assert "Choose a day between today and a year from now." in wrong.content.decode()
    due_on = timezone.localdate().isoformat()
    made = client.post(url, {**typed, "title": "Fresh eyes", "due_on": due_on}, follow=True)
    assert "Fresh eyes" in made.content.decode()


def test_standardisation_compares_everybody_after_they_gave(asked, as_user):
    provider = asked.apprenticeship.provider
    people = [member(provider, Role.ASSESSOR, name=f"Judge {n}") for n in range(3)]
    exercise = ask(asked.marking, people, asked.iqa, "standardisation")
    opinions = {opinion.assessor: opinion for opinion in exercise.opinions.all()}
    give(opinions[people[0]])
    give(opinions[people[1]], "not_yet")
    page = as_user(people[0]).get(exercise.get_absolute_url())
    assert [voice.who for voice in page.context["results"].voices] == ["Judge 0", "Judge 1"]
    assert as_user(people[2]).get(exercise.get_absolute_url()).url == opinions[people[2]].get_absolute_url()
    give(opinions[people[2]])
    results = as_user(asked.iqa).get(exercise.get_absolute_url()).context["results"]
    assert results.agreement.value == pytest.approx(100 / 3)
    assert results.kappa_name == "Fleiss’ kappa"
    assert [voice.part for voice in results.voices] == ["Opinion"] * 3


def test_agreement_adds_up_and_says_when_it_is_too_little(asked, as_user):
    give(asked.opinion)
    url = reverse("assessments:agreement")
    found = as_user(asked.iqa).get(url)
    assert [(row.name, row.compared) for row in found.context["agreement"].pairs] == [
        ("Marker Mae, then Peer Pat", 1)
    ]
    assert "Too few to say" in found.content.decode()
    for _ in range(4):
        give(ask(accepted(asked.apprenticeship), [asked.peer], asked.iqa).opinions.first())
    row = as_user(asked.iqa).get(url).context["agreement"].pairs[0]
    assert (row.compared, row.is_few, row.agreement.value, len(row.links)) == (5, False, 100.0, 5)
    assert as_user(asked.peer).get(url).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_ask_the_same_few_queries(asked, as_user, django_assert_num_queries, rows):
    for _ in range(rows - 1):
        ask(accepted(asked.apprenticeship), [asked.peer], asked.iqa)
    give(asked.opinion)
    last = asked.peer.opinions.order_by("created_at").last()
    iqa, peer = as_user(asked.iqa), as_user(asked.peer)
    with django_assert_num_queries(4):
        iqa.get(reverse("assessments:exercises"))
    with django_assert_num_queries(6):
        iqa.get(reverse("assessments:agreement"))
    with django_assert_num_queries(8):
        iqa.get(asked.exercise.get_absolute_url())
    if rows > 1:
        with django_assert_num_queries(8):
            peer.get(last.get_absolute_url())
    with django_assert_num_queries(5):
        iqa.get(reverse("assessments:opinions-ask", args=[asked.evidence.pk]))
