"""Who may see and do what: a table of people and acts."""

import pytest

from accounts.models import Role
from assessments.models import Countersignature, Marking
from assessments.permissions import can_mark, can_reopen
from assessments.permissions.opinions import (
    can_ask_opinions,
    can_countersign,
    can_name_countersigner,
    can_set_supervision,
)
from assessments.permissions.requests import can_ask_for_evidence, can_change, can_start
from assessments.permissions.talking import can_ask_again, can_remark
from portfolio.models import Apprenticeship, Attachment, Claim, Evidence, Revision
from portfolio.permissions import (
    can_add_evidence,
    can_choose_showcase,
    can_delete,
    can_edit,
    can_revise,
    can_submit,
)
from tests.assessments.pieces import accepted, asked_for
from tests.factories import (
    ApprenticeshipFactory,
    ProviderFactory,
    attachment,
    chosen,
    evidence,
    member,
    verifier,
    visitor,
)

pytestmark = pytest.mark.django_db

PEOPLE = ["apprentice", "assessor", "line manager", "IQA", "administrator", "visitor", "verifier", "stranger"]


def person(who, apprenticeship):
    if who == "administrator":
        return member(apprenticeship.provider, Role.PROVIDER_ADMIN)
    if who == "visitor":
        return visitor(apprenticeship)
    if who == "verifier":
        return verifier(apprenticeship)
    if who == "stranger":
        return member(ProviderFactory(), Role.PROVIDER_ADMIN)
    return {
        "apprentice": apprenticeship.apprentice,
        "assessor": apprenticeship.assessor,
        "line manager": apprenticeship.line_manager,
        "IQA": apprenticeship.iqa,
    }[who]


@pytest.mark.parametrize(
    ("who", "portfolio", "draft", "submitted", "accepted", "showcased"),
    [
        ("apprentice", True, True, True, True, True),
        ("assessor", True, False, True, True, True),
        ("line manager", True, False, True, True, True),
        ("IQA", True, False, True, True, True),
        ("administrator", True, False, True, True, True),
        ("visitor", True, False, False, False, True),
        ("verifier", True, False, True, True, True),
        ("stranger", False, False, False, False, False),
    ],
)
def test_visible_to_follows_the_table(who, portfolio, draft, submitted, accepted, showcased):
    apprenticeship = ApprenticeshipFactory()
    pieces = {
        "draft": evidence(apprenticeship),
        "submitted": evidence(apprenticeship, Revision.State.SUBMITTED),
        "accepted": evidence(apprenticeship, Revision.State.ACCEPTED),
        "showcased": evidence(apprenticeship, Revision.State.ACCEPTED),
    }
    chosen(pieces["showcased"])
    for piece in pieces.values():
        attachment(piece.latest)
    user = person(who, apprenticeship)
    expected = {"draft": draft, "submitted": submitted, "accepted": accepted, "showcased": showcased}
    assert Apprenticeship.objects.visible_to(user).exists() is portfolio
    for name, sees in expected.items():
        piece = pieces[name]
        assert Evidence.objects.visible_to(user).filter(pk=piece.pk).exists() is sees, name
        assert Revision.objects.visible_to(user).filter(evidence=piece).exists() is sees, name
        assert Claim.objects.visible_to(user).filter(revision__evidence=piece).exists() is sees, name
        assert Attachment.objects.visible_to(user).filter(revision__evidence=piece).exists() is sees, name


def test_a_new_draft_of_a_returned_piece_stays_the_apprentices_own():
    piece = evidence(state=Revision.State.RETURNED)
    draft = Revision.objects.create(evidence=piece, number=2, title="Second try")
    piece.latest = draft
    piece.save()
    assessor = piece.apprenticeship.assessor
    assert list(Revision.objects.visible_to(assessor)) == [piece.shown]
    assert set(Revision.objects.visible_to(piece.apprenticeship.apprentice)) == {piece.shown, draft}


def countersignature(apprenticeship):
    """Of a piece that its assessor marked; somebody else of the provider is to countersign it."""
    marking = Marking.objects.create(
        revision=evidence(apprenticeship, Revision.State.ACCEPTED).shown,
        assessor=apprenticeship.assessor,
        outcome="accepted",
    )
    countersigner = member(apprenticeship.provider, Role.ASSESSOR)
    return Countersignature.objects.create(marking=marking, countersigner=countersigner)


def asks_again(user, apprenticeship):
    marking = accepted(apprenticeship)
    return can_ask_again(user, marking.revision.evidence, marking, None, [])


ACTS = {
    "add": lambda user, a: can_add_evidence(user, a),
    "choose showcase": lambda user, a: can_choose_showcase(user, a),
    "edit": lambda user, a: can_edit(user, evidence(a)),
    "submit": lambda user, a: can_submit(user, evidence(a)),
    "revise": lambda user, a: can_revise(user, evidence(a, Revision.State.RETURNED)),
    "delete": lambda user, a: can_delete(user, evidence(a)),
    "mark": lambda user, a: can_mark(user, evidence(a, Revision.State.SUBMITTED)),
    "reopen": lambda user, a: can_reopen(user, evidence(a, Revision.State.ACCEPTED)),
    "ask opinions": lambda user, a: can_ask_opinions(user, evidence(a, Revision.State.ACCEPTED)),
    "set supervision": lambda user, a: can_set_supervision(user, a.provider_id),
    "countersign": lambda user, a: can_countersign(user, countersignature(a)),
    "name a countersigner": lambda user, a: can_name_countersigner(user, countersignature(a)),
    "remark": can_remark,
    "ask for evidence": can_ask_for_evidence,
    "start what was asked for": lambda user, a: can_start(user, asked_for(a)),
    "change a request": lambda user, a: can_change(user, asked_for(a)),
    "ask for another look": asks_again,
}
MAY = {
    "apprentice": {"add", "choose showcase", "edit", "submit", "revise", "delete"}
    | {"remark", "ask for another look", "start what was asked for"},
    "assessor": {"remark", "ask for evidence", "change a request", "mark", "reopen"},
    "IQA": {"ask opinions"},
    "administrator": {"ask opinions", "set supervision", "name a countersigner"}
    | {"ask for evidence", "change a request"},
}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("act", ACTS)
def test_permissions_follow_the_table(who, act):
    apprenticeship = ApprenticeshipFactory()
    answer = ACTS[act](person(who, apprenticeship), apprenticeship)
    assert bool(answer) is (act in MAY.get(who, set()))
    assert bool(answer) or (answer.status == 403 and answer.reason)


@pytest.mark.parametrize("who", PEOPLE[:5])
def test_a_role_counts_only_while_its_membership_lasts(who):
    apprenticeship = ApprenticeshipFactory()
    user = person(who, apprenticeship)
    assert Apprenticeship.objects.visible_to(user).exists()
    user.memberships.update(ended_at=apprenticeship.created_at)
    assert not Apprenticeship.objects.visible_to(user).exists()


def test_a_visit_ends_after_its_last_day():
    apprenticeship = ApprenticeshipFactory()
    user = visitor(apprenticeship, until=apprenticeship.started_on)
    assert not Apprenticeship.objects.visible_to(user).exists()
