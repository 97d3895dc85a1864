"""Several pieces at once: what is done, what is refused and why, who may."""

import pytest
from zeal import zeal_ignore

from accounts.models import AuditEvent
from portfolio.bulk_actions import add_to_showcase, take_out_of_showcase
from portfolio.models import Evidence, ShowcaseItem
from portfolio.rules import named
from portfolio.views.files import notice_for
from tests.factories import ApprenticeshipFactory, attachment, chosen, evidence
from tests.portfolio.reading import people_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def apprenticeship():
    return ApprenticeshipFactory()


def send(client, apprenticeship, act, *pieces, **more):
    sent = {"act": act, "piece": [str(getattr(piece, "pk", piece)) for piece in pieces], **more}
    with zeal_ignore():  # each piece is held and changed on its own, on purpose
        return client.post(f"/apprenticeships/{apprenticeship.pk}/evidence/several/", sent, follow=True)


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def showcase():
    return list(ShowcaseItem.objects.values_list("evidence__latest__title", flat=True))


def test_accepted_pieces_go_into_the_showcase_and_others_are_named(apprenticeship, as_user):
    chosen(evidence(apprenticeship, "accepted", title="First"), position=4)
    more = evidence(apprenticeship, "accepted", title="More")
    draft = evidence(apprenticeship, title="Draft")
    answer = send(as_user(apprenticeship.apprentice), apprenticeship, "add", more, draft)
    assert said(answer) == [
        "1 piece put into the showcase.",
        "“Draft” was not put into the showcase. Only accepted pieces can go into the showcase.",
    ]
    assert showcase() == ["First", "More"]


def test_a_second_time_changes_nothing(apprenticeship):
    piece = evidence(apprenticeship, "accepted", title="Once")
    for act in (add_to_showcase, add_to_showcase, take_out_of_showcase, take_out_of_showcase):
        act(evidence=piece, by=apprenticeship.apprentice)
    acts = AuditEvent.objects.filter(act__contains="showcase").order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["added to showcase", "taken out of showcase"]
    assert showcase() == []


def test_pieces_are_taken_out_of_the_showcase(apprenticeship, as_user):
    pieces = [evidence(apprenticeship, "accepted", title=title) for title in ("One", "Two", "Three")]
    for position, piece in enumerate(pieces, start=1):
        chosen(piece, position)
    answer = send(as_user(apprenticeship.apprentice), apprenticeship, "take-out", *pieces[:2])
    assert said(answer) == ["2 pieces taken out of the showcase."]
    assert showcase() == ["Three"]


def test_deleting_asks_once_and_names_the_drafts(apprenticeship, as_user):
    drafts = [evidence(apprenticeship, title=title) for title in ("One", "Two")]
    stays = evidence(apprenticeship, "submitted", title="Handed in")
    client = as_user(apprenticeship.apprentice)
    asked = send(client, apprenticeship, "delete", *drafts, stays, query="state=draft").content.decode()
    assert "Delete 2 drafts?" in asked
    assert "<bdi>One</bdi>" in asked
    assert "<bdi>Handed in</bdi>: This piece was submitted" in asked
    assert Evidence.objects.count() == 3
    answer = send(client, apprenticeship, "delete", *drafts, stays, confirmed="1", query="q=One&state=draft")
    assert said(answer) == [
        "2 pieces deleted.",
        (
            "“Handed in” was not deleted. "
            "This piece was submitted, so it belongs to the record and cannot be deleted."
        ),
    ]
    assert answer.redirect_chain[0][0].endswith("/evidence/?q=One&state=draft")
    assert list(Evidence.objects.all()) == [stays]


@pytest.mark.parametrize(
    "sent", [{}, {"piece": "no-uuid"}, {"act": "delete"}, {"act": "explode", "piece": "x"}]
)
def test_nothing_ticked_changes_nothing(apprenticeship, as_user, sent):
    evidence(apprenticeship)
    address = f"/apprenticeships/{apprenticeship.pk}/evidence/several/"
    answer = as_user(apprenticeship.apprentice).post(address, sent, follow=True)
    assert said(answer) == ["Tick at least one piece first. Nothing was changed."]
    assert Evidence.objects.count() == 1


def test_what_belongs_to_somebody_else_is_left_alone(apprenticeship, as_user):
    theirs, own = evidence(), evidence(apprenticeship)
    client = as_user(apprenticeship.apprentice)
    answer = send(client, apprenticeship, "delete", theirs, own, confirmed="1")
    assert said(answer) == ["1 piece deleted.", "What was deleted in another window was left out."]
    assert list(Evidence.objects.all()) == [theirs]


@pytest.mark.parametrize(
    ("titles", "words"),
    [
        (["A"], "“A”"),
        (["A", ""], "“A” and “Untitled”"),
        (["A", "B", "C"], "“A”, “B” and “C”"),
        (["A", "B", "C", "D", "E"], "“A”, “B”, “C” and 2 more"),
    ],
)
def test_titles_in_a_sentence(titles, words):
    assert named(titles) == words


def test_a_file_says_where_else_it_is_used_now(apprenticeship, as_user):
    first, second, third = (evidence(apprenticeship, title=title) for title in ("A", "B", "C"))
    for piece in (first, second, third):
        held = attachment(piece.latest, b"%PDF-1.4 same", name="Letter.pdf")
    attachment(evidence().latest, b"%PDF-1.4 same")
    assert notice_for(held) == " You used “Letter.pdf” in “A” and “B” too."
    page = as_user(apprenticeship.apprentice).get(f"/evidence/{third.pk}/edit/").content.decode()
    assert "You use this file in <bdi>“A” and 1 other piece</bdi> too." in page
    first.delete()
    second.delete()
    assert notice_for(held) == ""
    page = as_user(apprenticeship.apprentice).get(f"/evidence/{third.pk}/edit/").content.decode()
    assert "You use this file" not in page


def test_only_the_apprentice_may(apprenticeship, as_user):
    piece = evidence(apprenticeship, "accepted")
    for person in people_of(apprenticeship):
        assert send(as_user(person), apprenticeship, "add", piece).status_code == 403
    assert showcase() == []
