"""Claims that do not belong, and KSBs that were overlooked: what is recorded, and what follows everywhere."""

import pytest
from django.urls import reverse

from assessments.actions import Incomplete, correct_decision, mark_revision
from assessments.models import Decision, Marking
from assessments.progress import rebuild
from assessments.rules import Judgement, Problem, problems_with_marking
from portfolio.actions import revise_evidence
from portfolio.models import AcceptedWord, Claim, KsbProgress
from tests.assessments.pieces import submitted
from tests.factories import ApprenticeshipFactory, KsbFactory

pytestmark = pytest.mark.django_db

WHY_NOT = "This is about a colleague, not a customer."


@pytest.fixture
def piece():
    """Claims the first of three KSBs."""
    return submitted(ApprenticeshipFactory(ksbs=3))


def mark(piece, outcome="accepted", said=("met", ""), added=None, feedback="Read my notes."):
    return mark_revision(
        revision=piece.shown,
        judgements={claim.pk: Judgement(*said) for claim in piece.shown.claims.all()},
        outcome=outcome,
        feedback=feedback,
        added=added,
        by=piece.apprenticeship.assessor,
    )


def overlooked(piece):
    return list(piece.apprenticeship.version.ksbs.exclude(claims__revision=piece.shown).order_by("position"))


def states(piece):
    rows = KsbProgress.objects.filter(apprenticeship=piece.apprenticeship)
    return dict(rows.values_list("ksb", "state"))


def test_a_declined_claim_counts_as_if_it_had_not_been_made(piece):
    claim = piece.shown.claims.get()
    mark(piece, "returned", ("declined", WHY_NOT))
    assert states(piece) == {claim.ksb_id: "not-started"}
    decision = Decision.objects.get()
    assert (decision.outcome, decision.reason) == ("declined", WHY_NOT)


def test_declining_needs_a_reason(piece):
    code = piece.shown.claims.get().ksb.code
    with pytest.raises(Incomplete) as incomplete:
        mark(piece, "returned", ("declined", " \n "))
    assert incomplete.value.problems == [Problem(f"Give a reason why {code} does not belong here.", code)]


def test_a_piece_with_nothing_but_declined_claims_cannot_be_accepted(piece):
    with pytest.raises(Incomplete):
        mark(piece, "accepted", ("declined", WHY_NOT))


def test_a_declined_claim_is_not_carried_into_the_next_version(piece):
    mark(piece, "returned", ("declined", WHY_NOT))
    draft = revise_evidence(evidence=piece, by=piece.apprenticeship.apprentice)
    assert not draft.claims.exists()


def test_a_decision_can_be_corrected_to_declined_and_back(piece):
    other = overlooked(piece)[0]
    mark(piece, added={other.pk: "You calmed him first."})
    claim, by = piece.shown.claims.get(added_by__isnull=True), piece.apprenticeship.assessor
    later = correct_decision(decision=claim.decisions.get(), outcome="declined", reason=WHY_NOT, by=by)
    assert states(piece)[claim.ksb_id] == "not-started"
    assert AcceptedWord.objects.get(word="").counts == {str(other.pk): 1}
    correct_decision(decision=later, outcome="met", reason="It does after all.", by=by)
    assert states(piece)[claim.ksb_id] == "met"


def test_an_added_ksb_becomes_a_claim_in_the_assessors_words(piece):
    ksb = overlooked(piece)[0]
    marking = mark(piece, added={ksb.pk: " You calmed him first.\r\n"})
    claim = Claim.objects.get(ksb=ksb)
    assert (claim.justification, claim.added_by) == ("You calmed him first.", piece.apprenticeship.assessor)
    decision = claim.decisions.get()
    assert (decision.outcome, decision.marking) == ("met", marking)
    assert states(piece)[ksb.pk] == "met"
    first = piece.shown.claims.get(added_by__isnull=True).ksb_id
    counted = AcceptedWord.objects.get(word="").counts
    assert counted == {str(first): 1, str(ksb.pk): 1}


def test_figures_are_the_same_when_rebuilt(piece):
    ksbs = overlooked(piece)
    mark(piece, added={ksb.pk: "You did." for ksb in ksbs})
    before = states(piece)
    rebuild(piece.apprenticeship)
    assert states(piece) == before


def test_an_added_ksb_may_be_all_that_is_met(piece):
    ksb = overlooked(piece)[0]
    mark(piece, "accepted", ("declined", WHY_NOT), added={ksb.pk: "But this it shows."})
    assert Marking.objects.get().outcome == "accepted"


def test_an_added_claim_goes_into_the_next_version_as_the_apprentices_own(piece):
    ksb = overlooked(piece)[0]
    mark(piece, "returned", ("not_yet", "Thin."), added={ksb.pk: "This it shows."})
    draft = revise_evidence(evidence=piece, by=piece.apprenticeship.apprentice)
    assert draft.claims.get(ksb=ksb).added_by is None
    assert states(piece)[ksb.pk] == "met"


@pytest.mark.parametrize("why", ["", "  \n"])
def test_adding_needs_a_word(piece, why):
    ksb = overlooked(piece)[0]
    with pytest.raises(Incomplete) as incomplete:
        mark(piece, added={ksb.pk: why})
    assert incomplete.value.problems == [Problem(f"Say in a word how this piece shows {ksb.code}.", ksb.code)]
    assert not Claim.objects.filter(ksb=ksb).exists()


def test_what_is_claimed_already_cannot_be_added(piece):
    claimed = piece.shown.claims.get().ksb
    with pytest.raises(Incomplete) as incomplete:
        mark(piece, added={claimed.pk: "Twice."})
    sentence = f"{claimed.code} is claimed already: decide it among the claims."
    assert incomplete.value.problems == [Problem(sentence, claimed.code)]


def test_a_ksb_of_another_standard_cannot_be_added(piece):
    with pytest.raises(Exception, match="does not belong to your standard"):
        mark(piece, added={KsbFactory().pk: "Foreign."})
    assert not Marking.objects.exists()


def test_the_rule_lets_a_reason_stand_for_anything_but_met():
    said = {"K1": Judgement("declined", "Elsewhere."), "K2": Judgement("met")}
    assert problems_with_marking("accepted", "", said, said) == []


def address(piece):
    return reverse("assessments:mark", args=[piece.pk])


def typed(piece, outcome="accepted", **more):
    claim = piece.shown.claims.get()
    said = {f"outcome-{claim.pk}": "met", f"reason-{claim.pk}": ""}
    return {"revision": piece.shown_id, "outcome": outcome, "feedback": ""} | said | more


def test_both_are_recorded_from_the_page_and_a_second_click_is_one(piece, as_user):
    ksb = overlooked(piece)[0]
    form = typed(piece) | {"added-1": str(ksb.pk), "added-why-1": "You calmed him."}
    client = as_user(piece.apprenticeship.assessor)
    assert [client.post(address(piece), form).status_code for _ in range(2)] == [302, 302]
    assert Claim.objects.filter(revision=piece.shown).count() == 2
    page = as_user(piece.apprenticeship.apprentice).get(piece.get_absolute_url()).content.decode()
    assert f"Added by your assessor, {piece.apprenticeship.assessor}" in page


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ({"added-1": "", "added-why-1": "But which?"}, "Choose the KSB that this is about."),
        ({"added-1": "first", "added-why-1": ""}, "Say in a word how this piece shows"),
        (
            {"added-1": "first", "added-why-1": "a", "added-2": "first", "added-why-2": "b"},
            "You chose this KSB twice.",
        ),
    ],
    ids=["no KSB", "no word", "twice"],
)
def test_rows_filled_half_come_back_as_typed(piece, as_user, rows, sentence):
    ksb = overlooked(piece)[0]
    rows = {name: str(ksb.pk) if value == "first" else value for name, value in rows.items()}
    response = as_user(piece.apprenticeship.assessor).post(address(piece), typed(piece) | rows)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert '<details class="to-add" data-to-add open>' in page
    assert not Marking.objects.exists()


def test_a_declined_claim_is_said_in_words_on_every_page(piece, as_user):
    claim = piece.shown.claims.get()
    mark(piece, "returned", ("declined", WHY_NOT))
    client = as_user(piece.apprenticeship.apprentice)
    pages = [
        piece.get_absolute_url(),
        reverse("portfolio:claims", args=[piece.apprenticeship_id, claim.ksb_id]),
        reverse("portfolio:evidence-list", args=[piece.apprenticeship_id]),
    ]
    for page in pages:
        assert "does not belong here" in client.get(page).content.decode().lower()
    assert "does not belong here" in as_user(piece.apprenticeship.iqa).get("/").content.decode().lower()
    for name in ("portfolio:progress", "assessments:readiness"):
        assert client.get(reverse(name, args=[piece.apprenticeship_id])).status_code == 200


def test_a_removed_assessor_gets_their_words_back_and_nothing_else(piece, as_user):
    before = piece.apprenticeship.assessor
    piece.apprenticeship.assessor = None
    piece.apprenticeship.save()
    claim = piece.shown.claims.get()
    form = typed(piece) | {"feedback": "An hour of work.", f"reason-{claim.pk}": "Half a page."}
    response = as_user(before).post(address(piece), form)
    page = response.content.decode()
    assert response.status_code == 404
    for words in ("An hour of work.", "Half a page.", "somebody else has become its assessor"):
        assert words in page
    assert piece.shown.title not in page
    assert not Marking.objects.exists()


def test_somebody_who_never_could_mark_gets_their_words_back_too(piece, as_user):
    response = as_user(piece.apprenticeship.iqa).post(address(piece), typed(piece, feedback="Mine."))
    assert response.status_code == 403
    assert "Mine." in response.content.decode()
    assert "Only the assessor named" in response.content.decode()
