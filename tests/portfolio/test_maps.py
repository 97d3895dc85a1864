"""The KSB map: what it holds, what it leaves out, and to whom drafts are told."""

import pytest

from portfolio import progress
from portfolio.maps import ksb_map
from tests.factories import ApprenticeshipFactory, KsbFactory, evidence
from tests.portfolio.reading import counted, judged

pytestmark = pytest.mark.django_db


def states_for(apprenticeship, viewer):
    return [
        tile.state
        for band in ksb_map(apprenticeship, viewer).bands
        for area in band.areas
        for tile in area.tiles
    ]


def test_map_shows_every_ksb_with_its_state_and_the_address_of_its_claims():
    piece = judged(evidence(state="submitted"))
    apprenticeship = piece.apprenticeship
    first = apprenticeship.version.ksbs.first()
    drawn = ksb_map(apprenticeship, apprenticeship.apprentice)
    tile = drawn.bands[0].areas[0].tiles[0]
    assert (tile.code, tile.state, tile.state_label) == (first.code, "met", "Met")
    assert tile.url == f"/apprenticeships/{apprenticeship.pk}/ksbs/{first.pk}/"
    assert (drawn.met, drawn.total, drawn.bands[0].summary) == (1, 2, "1 of 2 met")


def test_map_tells_a_draft_to_nobody_but_the_apprentice():
    apprenticeship = counted(evidence()).apprenticeship
    assert states_for(apprenticeship, apprenticeship.apprentice) == ["drafted", "not-started"]
    assert states_for(apprenticeship, apprenticeship.assessor) == ["not-started", "not-started"]
    counts = ksb_map(apprenticeship, apprenticeship.assessor).counts
    assert [(count.state, count.number) for count in counts] == [
        ("not-started", 2),
        ("submitted", 0),
        ("not-yet", 0),
        ("met", 0),
    ]


def test_map_leaves_out_the_half_of_a_pair_that_is_not_asked():
    apprenticeship = ApprenticeshipFactory(contact_channel="face_to_face")
    area = apprenticeship.version.areas.get()
    KsbFactory(area=area, code="S2", alternative="contact", alternative_channel="face_to_face")
    KsbFactory(area=area, code="S3", alternative="contact", alternative_channel="remote")
    progress.rebuild(apprenticeship)
    drawn = ksb_map(apprenticeship, apprenticeship.apprentice)
    assert (drawn.total, drawn.spared) == (3, ["S3"])


def test_map_asks_one_query(django_assert_num_queries):
    apprenticeship = counted(evidence()).apprenticeship
    with django_assert_num_queries(1):
        ksb_map(apprenticeship, apprenticeship.apprentice)
