"""The matrix page and the claims behind one KSB."""

import pytest

from portfolio.progress import rebuild
from tests.factories import ApprenticeshipFactory, KsbFactory, evidence
from tests.portfolio.reading import counted, judged, portfolio_with

pytestmark = pytest.mark.django_db


def progress_of(apprenticeship):
    return f"/apprenticeships/{apprenticeship.pk}/progress/"


def claims_of(apprenticeship, ksb):
    return f"/apprenticeships/{apprenticeship.pk}/ksbs/{ksb.pk}/"


def test_matrix_is_a_real_table_with_totals(as_user):
    piece = judged(evidence(state="submitted"))
    answer = as_user(piece.apprenticeship.apprentice).get(progress_of(piece.apprenticeship))
    text = answer.content.decode()
    code = piece.shown.claims.get().ksb.code
    assert f'<td class="m"><a class="is-met" href="/evidence/{piece.pk}/#{code}">Met</a></td>' in text
    assert '<th scope="row">' in text
    assert 'role="region" aria-label="KSBs by evidence"' in text
    totals = {count.label: count.number for count in answer.context["counts"]}
    assert totals == {"Not started": 1, "Drafted": 0, "Submitted": 0, "Not yet": 0, "Met": 1}


def test_matrix_shows_only_the_ksbs_that_stand_so(as_user):
    piece = judged(evidence(state="submitted"))
    client = as_user(piece.apprenticeship.apprentice)
    (group,) = client.get(progress_of(piece.apprenticeship) + "?state=met").context["groups"]
    assert [row.code for row in group.rows] == [piece.shown.claims.get().ksb.code]
    assert (
        "No KSB stands at"
        in client.get(progress_of(piece.apprenticeship) + "?state=not-yet").content.decode()
    )


def test_matrix_of_one_state_keeps_to_the_pieces_offered_for_it(as_user, django_assert_num_queries):
    piece = judged(evidence(state="submitted", title="Put right"))
    apprenticeship = piece.apprenticeship
    evidence(apprenticeship, title="About nothing", ksbs=[])
    client = as_user(apprenticeship.apprentice)
    with django_assert_num_queries(8):
        met = client.get(progress_of(apprenticeship) + "?state=met").context
    assert [column.title for column in met["columns"]] == ["Put right"]
    assert client.get(progress_of(apprenticeship) + "?state=not-started").context["columns"] == []


def test_matrix_pages_through_more_than_forty_pieces(as_user):
    apprenticeship = portfolio_with(41)
    client = as_user(apprenticeship.apprentice)
    assert len(client.get(progress_of(apprenticeship)).context["columns"]) == 40
    assert len(client.get(progress_of(apprenticeship) + "?page=2").context["columns"]) == 1


def test_matrix_offers_no_first_piece_where_another_page_has_one(as_user):
    apprenticeship = ApprenticeshipFactory()
    evidence(apprenticeship, "submitted", title="Oldest")
    for _ in range(40):
        evidence(apprenticeship, "submitted", ksbs=[])
    rebuild(apprenticeship)
    answer = as_user(apprenticeship.apprentice).get(progress_of(apprenticeship))
    first, second = [row for group in answer.context["groups"] for row in group.rows]
    assert (first.add_url, bool(second.add_url)) == ("", True)


@pytest.mark.parametrize("query", ["page=1000000000", "page=x", "state=%00", "state=" + "x" * 10_000])
def test_matrix_bears_any_question(as_user, query):
    apprenticeship = portfolio_with(1)
    assert as_user(apprenticeship.apprentice).get(f"{progress_of(apprenticeship)}?{query}").status_code == 200


def test_matrix_without_evidence_still_shows_every_ksb(as_user):
    apprenticeship = ApprenticeshipFactory()
    text = as_user(apprenticeship.apprentice).get(progress_of(apprenticeship)).content.decode()
    assert text.count("Add evidence<span") == 2


@pytest.mark.parametrize("number", [1, 3])
def test_matrix_asks_eight_queries(as_user, django_assert_num_queries, number):
    apprenticeship = portfolio_with(number)
    client = as_user(apprenticeship.apprentice)
    with django_assert_num_queries(8):
        client.get(progress_of(apprenticeship))


def test_claims_page_lists_every_claim_with_its_judgement(as_user):
    piece = judged(evidence(state="submitted", title="Kettle refunded"))
    ksb = piece.shown.claims.get().ksb
    text = as_user(piece.apprenticeship.assessor).get(claims_of(piece.apprenticeship, ksb)).content.decode()
    for words in ("Kettle refunded", "I did this when I put it right.", "Clear and specific.", ksb.statement):
        assert words in text


def test_claims_page_hides_drafts_from_others(as_user):
    piece = counted(evidence(title="Secret words"))
    ksb = piece.latest.claims.get().ksb
    url = claims_of(piece.apprenticeship, ksb)
    assert "Secret words" in as_user(piece.apprenticeship.apprentice).get(url).content.decode()
    text = as_user(piece.apprenticeship.assessor).get(url).content.decode()
    assert ("Secret words" in text, "Drafted" in text) == (False, False)


def test_claims_page_does_not_exist_for_a_ksb_of_another_version(as_user):
    apprenticeship = ApprenticeshipFactory()
    client = as_user(apprenticeship.apprentice)
    assert client.get(claims_of(apprenticeship, KsbFactory())).status_code == 404


def test_claims_page_says_when_a_ksb_is_not_asked(as_user):
    apprenticeship = ApprenticeshipFactory(contact_channel="face_to_face")
    area = apprenticeship.version.areas.get()
    spared = KsbFactory(area=area, code="S3", alternative="contact", alternative_channel="remote")
    text = as_user(apprenticeship.apprentice).get(claims_of(apprenticeship, spared)).content.decode()
    assert "S3 is not asked of you" in text


@pytest.mark.parametrize("number", [1, 3])
def test_claims_page_asks_seven_queries(as_user, django_assert_num_queries, number):
    apprenticeship = portfolio_with(number)
    client = as_user(apprenticeship.apprentice)
    ksb = apprenticeship.version.ksbs.first()
    with django_assert_num_queries(7):
        client.get(claims_of(apprenticeship, ksb))
