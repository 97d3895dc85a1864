"""Choosing the showcase, and what it covers."""

from uuid import uuid4

import pytest

from portfolio.models import ShowcaseItem
from tests.factories import ApprenticeshipFactory, chosen, evidence, visitor
from tests.portfolio.reading import judged, people_of

pytestmark = pytest.mark.django_db


def showcase_of(apprenticeship):
    return f"/apprenticeships/{apprenticeship.pk}/showcase/"


def accepted(apprenticeship=None, title="Accepted"):
    return judged(evidence(apprenticeship, "submitted", title=title))


def held(apprenticeship):
    items = ShowcaseItem.objects.filter(evidence__apprenticeship=apprenticeship).order_by("position")
    return [item.evidence_id for item in items]


def test_apprentice_chooses_and_orders(as_user):
    first = accepted()
    apprenticeship = first.apprenticeship
    second, third = accepted(apprenticeship), accepted(apprenticeship)
    sent = {"piece": [first.pk, second.pk], f"place-{first.pk}": "2", f"place-{second.pk}": "1"}
    client = as_user(apprenticeship.apprentice)
    for _ in range(2):
        answer = client.post(showcase_of(apprenticeship), {**sent, f"place-{third.pk}": "1"})
        assert answer.status_code == 302
        assert held(apprenticeship) == [second.pk, first.pk]
    rows = client.get(showcase_of(apprenticeship)).context["rows"]
    assert [(row.piece.id, row.place) for row in rows] == [(second.pk, 1), (first.pk, 2), (third.pk, None)]


@pytest.mark.parametrize(
    ("moved", "place", "order"), [(2, 1, [2, 0, 1]), (0, 3, [1, 2, 0]), (2, 2, [0, 2, 1])]
)
def test_a_piece_that_moves_gets_the_place_that_was_typed(moved, place, order, as_user):
    pieces = [accepted()]
    apprenticeship = pieces[0].apprenticeship
    pieces += [accepted(apprenticeship), accepted(apprenticeship)]
    for position, piece in enumerate(pieces, 1):
        chosen(piece, position)
    places = {f"place-{piece.pk}": str(position) for position, piece in enumerate(pieces, 1)}
    places[f"place-{pieces[moved].pk}"] = str(place)
    client = as_user(apprenticeship.apprentice)
    for _ in range(2):
        client.post(showcase_of(apprenticeship), {"piece": [piece.pk for piece in pieces], **places})
        assert held(apprenticeship) == [pieces[index].pk for index in order]


def test_pieces_without_a_place_go_last_in_the_order_of_the_page(as_user):
    pieces = [accepted()]
    apprenticeship = pieces[0].apprenticeship
    pieces += [accepted(apprenticeship), accepted(apprenticeship)]
    sent = {
        "piece": [piece.pk for piece in pieces],
        f"place-{pieces[2].pk}": "1",
        f"place-{pieces[0].pk}": "x²",
    }
    as_user(apprenticeship.apprentice).post(showcase_of(apprenticeship), sent)
    assert held(apprenticeship) == [pieces[2].pk, pieces[0].pk, pieces[1].pk]


def test_choosing_nothing_empties_it(as_user):
    piece = accepted()
    chosen(piece)
    as_user(piece.apprenticeship.apprentice).post(showcase_of(piece.apprenticeship))
    assert held(piece.apprenticeship) == []


def test_pieces_not_accepted_foreign_or_unknown_are_refused_and_nothing_changes(as_user):
    piece = accepted()
    apprenticeship = piece.apprenticeship
    chosen(piece)
    foreign, waiting = accepted(ApprenticeshipFactory()), evidence(apprenticeship, "submitted")
    client = as_user(apprenticeship.apprentice)
    for wrong in (foreign.pk, waiting.pk, uuid4(), "not-an-id", "x" * 10_000):
        answer = client.post(showcase_of(apprenticeship), {"piece": [piece.pk, wrong]})
        assert answer.status_code == 409
        assert held(apprenticeship) == [piece.pk]


def test_nobody_else_chooses(as_user):
    piece = accepted()
    for person in [*people_of(piece.apprenticeship), visitor(piece.apprenticeship)]:
        answer = as_user(person).post(showcase_of(piece.apprenticeship), {"piece": [piece.pk]})
        assert answer.status_code == 403
    assert held(piece.apprenticeship) == []


def test_others_read_the_choice_in_order_and_nothing_left_out(as_user):
    piece = accepted(title="Chosen one")
    accepted(piece.apprenticeship, title="Left out")
    chosen(piece)
    text = as_user(piece.apprenticeship.iqa).get(showcase_of(piece.apprenticeship)).content.decode()
    assert ("Chosen one" in text, "Left out" in text, "Save the showcase" in text) == (True, False, False)


def test_a_visitor_is_led_to_the_reading_room(as_user):
    apprenticeship = accepted().apprenticeship
    answer = as_user(visitor(apprenticeship)).get(showcase_of(apprenticeship))
    assert (answer.status_code, answer.url) == (302, f"/apprenticeships/{apprenticeship.pk}/showcase/read/")


def test_coverage_splits_what_the_method_asks_for(as_user):
    piece = accepted()
    first, second = piece.apprenticeship.version.ksbs.all()
    client = as_user(piece.apprenticeship.apprentice)

    def codes():
        (method,) = client.get(showcase_of(piece.apprenticeship)).context["coverage"]
        return [link.code for link in method.covered], [link.code for link in method.missing]

    assert codes() == ([], [first.code, second.code])
    chosen(piece)
    assert codes() == ([first.code], [second.code])


@pytest.mark.parametrize("number", [1, 3])
def test_showcase_asks_eight_queries(as_user, django_assert_num_queries, number):
    piece = accepted()
    chosen(piece)
    for position in range(2, number + 1):
        chosen(accepted(piece.apprenticeship), position)
    client = as_user(piece.apprenticeship.apprentice)
    with django_assert_num_queries(8):
        client.get(showcase_of(piece.apprenticeship))
