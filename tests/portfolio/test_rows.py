"""Writing rows: the form as browsers send it, its buttons, what is refused, what is kept."""

from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portfolio.models import Evidence
from standards.models import Prompt
from tests.factories import ApprenticeshipFactory, TemplateFactory, evidence, member, visitor
from tests.portfolio.drafts import page

pytestmark = pytest.mark.django_db

OCTOBER = {"period": "October 2026", "contacts": 112, "resolved_first": 84}
NOVEMBER = {"period": "November 2026", "contacts": 100, "resolved_first": 80}


def template_of(kind):
    template = TemplateFactory()
    Prompt.objects.create(
        template=template, key="figures", label="Your figures", kind=kind, position=3, is_required=True
    )
    return template


def piece_with(rows, kind="kpi", state="draft", **fields):
    answers = {"what": "I looked at our figures.", "figures": rows}
    return evidence(template=template_of(kind), answers=answers, state=state, **fields)


def latest(piece):
    return Evidence.objects.select_related("latest").get(pk=piece.pk).latest


def sent(piece, rows, **changes):
    """The form as a browser sends it: a field a cell."""
    draft = latest(piece)
    fields = {
        "title": draft.title,
        "happened_on": "2026-10-05",
        "saves": str(draft.saves),
        "answer-what": "Text.",
    }
    for number, row in enumerate(rows):
        fields |= {f"answer-figures-{number}-{column}": str(value) for column, value in row.items()}
    return fields | {f"claim-{claim.ksb_id}": claim.justification for claim in draft.claims.all()} | changes


def save(piece, as_user, rows, **changes):
    client = as_user(piece.apprenticeship.apprentice)
    return client.post(page("evidence-edit", piece), sent(piece, rows, **changes))


def test_edit_keeps_rows_as_numbers_and_text(as_user):
    piece = piece_with([])
    typed = [{"period": " October 2026 ", "contacts": "1,12", "resolved_first": ""}, {"period": ""}]
    assert save(piece, as_user, typed).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    typed[0]["contacts"] = "112"
    assert save(piece, as_user, typed).status_code == HTTPStatus.FOUND
    assert latest(piece).answers["figures"] == [{"period": "October 2026", "contacts": 112}]


def test_edit_says_at_the_cell_what_is_wrong_and_keeps_everything_typed(as_user):
    piece = piece_with([])
    response = save(piece, as_user, [OCTOBER, {"period": "November", "contacts": "lots", "promoters": "-3"}])
    text = response.content.decode()
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Period 2, Contacts: Write a whole number, such as 84." in text
    assert 'aria-describedby="id_answer-figures-1-promoters_error"' in text
    for kept in ('value="112"', 'value="lots"', 'value="-3"', 'value="November"'):
        assert kept in text
    assert latest(piece).answers["figures"] == []


def test_edit_saves_impossible_counts_and_says_so_at_the_field(as_user):
    piece = piece_with([])
    assert save(piece, as_user, [OCTOBER | {"resolved_first": 113}]).status_code == HTTPStatus.FOUND
    client = as_user(piece.apprenticeship.apprentice)
    sentence = "113 solved first time is more than 112 contacts."
    assert sentence in client.get(page("evidence-edit", piece)).content.decode()
    check = client.get(page("evidence-submit", piece)).content.decode()
    assert f"October 2026: {sentence}" in check
    assert "#id_answer-figures" in check
    client.post(page("evidence-submit", piece), {"personal_data": "on", "own_work": "on"})
    assert latest(piece).state == "draft"


def test_edit_refuses_two_hundred_stages_and_loses_none(as_user):
    piece = piece_with([], kind="journey")
    stages = [
        {
            "stage": f"Stage no. {n}",
            "touch_point": "Desk",
            "feeling": 3,
            "feels": "Fine",
            "improvement": "Less",
        }
        for n in range(200)
    ]
    response = save(piece, as_user, stages)
    text = response.content.decode()
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "A journey map holds 40 stages at most." in text
    assert all(f'value="Stage no. {n}"' in text for n in range(200))
    assert latest(piece).answers["figures"] == []


def test_edit_takes_forty_stages_and_thirty_six_periods(as_user):
    journey, record = piece_with([], kind="journey"), piece_with([])
    stages = [{"stage": f"Stage {n}", "feeling": 1 + n % 5} for n in range(40)]
    months = [{"period": f"Month {n}", "contacts": 10, "resolved_first": n % 10} for n in range(36)]
    assert save(journey, as_user, stages).status_code == HTTPStatus.FOUND
    assert save(record, as_user, months).status_code == HTTPStatus.FOUND
    assert latest(journey).answers["figures"] == stages
    assert latest(record).answers["figures"] == months
    assert save(record, as_user, [*months, {"period": "One more"}]).status_code == 422


@pytest.mark.parametrize(
    ("pressed", "periods"),
    [
        ("up-1", ["November 2026", "October 2026"]),
        ("down-0", ["November 2026", "October 2026"]),
        ("remove-0", ["November 2026"]),
        ("up-0", ["October 2026", "November 2026"]),
        ("remove-9", ["October 2026", "November 2026"]),
        ("remove-" + "9" * 5000, ["October 2026", "November 2026"]),
        ("remove-", ["October 2026", "November 2026"]),
        ("add", ["October 2026", "November 2026"]),
        ("\0", ["October 2026", "November 2026"]),
    ],
)
def test_buttons_of_a_row_save_and_come_back_to_the_rows(pressed, periods, as_user):
    piece = piece_with([])
    response = save(piece, as_user, [OCTOBER, NOVEMBER], **{"answer-figures-row": pressed})
    assert response.headers["Location"] == f"{page('evidence-edit', piece)}#id_answer-figures"
    assert [row["period"] for row in latest(piece).answers["figures"]] == periods


def test_edit_offers_three_blank_rows_at_first_and_one_after_those_that_are_there(as_user):
    for rows, boxes in ([], 3), ([OCTOBER], 2):
        piece = piece_with(rows)
        text = as_user(piece.apprenticeship.apprentice).get(page("evidence-edit", piece)).content.decode()
        assert text.count("data-row=") == boxes + 1  # and the one that the script copies


def test_two_versions_of_the_rows_are_shown_side_by_side_in_words(as_user):
    piece = piece_with([OCTOBER])
    stale = sent(piece, [OCTOBER | {"contacts": 120}])
    save(piece, as_user, [NOVEMBER])
    response = as_user(piece.apprenticeship.apprentice).post(page("evidence-edit", piece), stale)
    text = response.content.decode()
    assert response.status_code == HTTPStatus.CONFLICT
    assert "November 2026: Contacts 100; Solved first time 80" in text
    assert "October 2026: Contacts 120; Solved first time 84" in text


def test_second_click_on_the_same_rows_is_no_conflict(as_user):
    piece = piece_with([])
    form = sent(piece, [OCTOBER])
    client = as_user(piece.apprenticeship.apprentice)
    assert [client.post(page("evidence-edit", piece), form).status_code for _ in range(2)] == [302, 302]


def test_autosave_keeps_rows_and_says_what_cannot_be_kept(as_user):
    piece = piece_with([])
    client = as_user(piece.apprenticeship.apprentice)
    assert client.post(page("evidence-autosave", piece), sent(piece, [OCTOBER])).json()["saves"] == 1
    assert latest(piece).answers["figures"] == [OCTOBER]
    refused = client.post(page("evidence-autosave", piece), sent(piece, [OCTOBER | {"contacts": "x"}]))
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert refused.json() == {"message": "Period 1, Contacts: Write a whole number, such as 84."}


def test_submit_shows_the_figures_that_the_assessor_will_get(as_user, django_assert_num_queries):
    piece = piece_with([OCTOBER])
    client = as_user(piece.apprenticeship.apprentice)
    plain = evidence(piece.apprenticeship)
    with CaptureQueriesContext(connection) as without:
        client.get(page("evidence-submit", plain))
    with django_assert_num_queries(len(without)):
        text = client.get(page("evidence-submit", piece)).content.decode()
    assert "<title>First contact resolution by period</title>" in text


def test_submit_asks_for_rows_where_there_are_none(as_user):
    piece = piece_with([])
    text = as_user(piece.apprenticeship.apprentice).get(page("evidence-submit", piece)).content.decode()
    assert "Answer “Your figures”." in text


# Read


@pytest.mark.parametrize("periods", [1, 3])
def test_evidence_page_with_figures_takes_no_more_queries(periods, as_user, django_assert_num_queries):
    rows = [OCTOBER | {"period": f"Month {n}"} for n in range(periods)]
    piece = piece_with(rows, state="submitted")
    client = as_user(piece.apprenticeship.assessor)
    with django_assert_num_queries(8):
        text = client.get(piece.get_absolute_url()).content.decode()
    assert "84 of 112" in text
    assert "<title>First contact resolution by period</title>" in text


def test_evidence_page_shows_rows_whose_prompt_is_gone(as_user):
    piece = evidence(state="submitted", answers={"map-of-it": [{"stage": "Door", "feeling": 2}]})
    text = as_user(piece.apprenticeship.assessor).get(piece.get_absolute_url()).content.decode()
    assert "Map of it" in text
    assert "Unhappy" in text


def test_table_is_a_file_for_everybody_who_may_read_the_piece(as_user):
    piece = piece_with([OCTOBER], state="submitted")
    apprenticeship = piece.apprenticeship
    address = f"/evidence/{piece.pk}/figures/figures.csv"
    for person in (apprenticeship.apprentice, apprenticeship.assessor, apprenticeship.line_manager):
        response = as_user(person).get(address)
        assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert response.headers["Content-Disposition"] == 'attachment; filename="figures.csv"'
        assert response.content.startswith(b"\xef\xbb\xbfPeriod,")
        assert b"October 2026,112,84" in response.content
    for person in (
        visitor(apprenticeship),
        ApprenticeshipFactory().apprentice,
        member(apprenticeship.provider, "assessor"),
    ):
        assert as_user(person).get(address).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("address", ["figures/what.csv", "figures/x.csv", "figures/figures.csv?revision=7"])
def test_table_is_not_there_for_text_or_nothing(address, as_user):
    piece = piece_with([OCTOBER])
    client = as_user(piece.apprenticeship.apprentice)
    assert client.get(f"/evidence/{piece.pk}/{address}").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("number", ["", "1", "x", "\0", "9" * 30])
def test_table_of_a_version_is_found_by_its_number(number, as_user):
    piece = piece_with([OCTOBER])
    client = as_user(piece.apprenticeship.apprentice)
    response = client.get(f"/evidence/{piece.pk}/figures/figures.csv", {"revision": number})
    assert response.status_code == HTTPStatus.OK
