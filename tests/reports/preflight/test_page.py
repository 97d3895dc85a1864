import pytest
from django.urls import reverse

from reports.models import Export, HouseRules
from reports.models.house import Section
from reports.shipped import load_house_rules
from tests.factories import ApprenticeshipFactory, attachment, chosen, visitor
from tests.reports.portfolios import accepted, photo, small_portfolio

pytestmark = pytest.mark.django_db


def page_of(client, apprenticeship, **query):
    return client.get(reverse("reports:showcase-prepare", args=[apprenticeship.pk]), query)


@pytest.mark.parametrize("pieces", [1, 3])
def test_prepare_page_asks_a_constant_number_of_queries(pieces, as_user, django_assert_num_queries):
    apprenticeship = small_portfolio(pieces)
    load_house_rules()
    client = as_user(apprenticeship.assessor)
    with django_assert_num_queries(15):
        answer = page_of(client, apprenticeship)
    assert b"What to look at first" in answer.content


def test_prepare_page_leads_from_a_picture_without_words_to_its_piece(as_user):
    piece = accepted()
    photo(piece, name="desk.jpg", caption="")
    chosen(piece)
    html = page_of(as_user(piece.apprenticeship.apprentice), piece.apprenticeship).content.decode()
    assert "A picture without alternative text" in html
    assert f'<a href="{piece.get_absolute_url()}"><bdi>desk.jpg, in “A refund put right”</bdi></a>' in html


def test_prepare_page_looks_at_every_accepted_piece_where_none_is_chosen(as_user):
    piece = accepted()
    attachment(piece.shown, b"a", name="a.jpg", caption="")
    html = page_of(as_user(piece.apprenticeship.apprentice), piece.apprenticeship).content.decode()
    assert "No piece is chosen yet" in html


def test_prepare_page_says_what_is_over_the_limit_of_house_rules(as_user):
    apprenticeship = small_portfolio(2)
    rules = HouseRules.objects.create(
        key="small", name="Small Awards", evidence_limit=1, sections=["pieces", "map"], originals="none"
    )
    html = page_of(as_user(apprenticeship.apprentice), apprenticeship, rules=rules.pk).content.decode()
    assert "The house rules of Small Awards take 1." in html
    assert html.index("show_pieces") < html.index("show_map") < html.index("show_glossary")


@pytest.mark.parametrize("query", ["", "nonsense", "00000000-0000-0000-0000-000000000000"])
def test_prepare_page_takes_unknown_rules_for_none(query, as_user):
    apprenticeship = ApprenticeshipFactory()
    assert page_of(as_user(apprenticeship.apprentice), apprenticeship, rules=query).status_code == 200


def test_prepare_page_is_not_for_visitors(as_user):
    apprenticeship = small_portfolio()
    assert page_of(as_user(visitor(apprenticeship)), apprenticeship).status_code == 403


def asked(client, apprenticeship, **sent):
    url = reverse("reports:exports", args=[apprenticeship.pk])
    return client.post(url, {"kind": "showcase", **sent})


def test_choices_are_kept_in_the_order_that_was_given(as_user):
    apprenticeship = small_portfolio()
    sent = {"is_chosen": "True", "show_map": "on", "place_map": "2", "show_pieces": "on", "place_pieces": "1"}
    asked(as_user(apprenticeship.apprentice), apprenticeship, **sent, originals="none")
    options = Export.objects.get().options
    assert options == {"sections": ["pieces", "map"], "originals": "none"}


def test_choices_follow_house_rules_to_the_name_of_the_file(as_user):
    apprenticeship = small_portfolio()
    rules = HouseRules.objects.create(key="small", name="Small Awards", pdf_name="{standard}_{apprentice}")
    everything = {f"show_{section.value}": "on" for section in Section}
    sent = {"is_chosen": "True", "rules": rules.pk, "originals": "all", **everything}
    asked(as_user(apprenticeship.apprentice), apprenticeship, **sent)
    options = Export.objects.get().options
    assert options == {
        "sections": [section.value for section in Section],
        "pdf_name": "{standard}_{apprentice}",
        "house": "Small Awards",
    }


def test_one_click_asks_for_what_is_usual(as_user):
    apprenticeship = small_portfolio()
    asked(as_user(apprenticeship.apprentice), apprenticeship)
    assert Export.objects.get().options == {}


def test_choosing_no_part_says_so_and_keeps_the_rest(as_user):
    apprenticeship = small_portfolio()
    client = as_user(apprenticeship.apprentice)
    answer = asked(client, apprenticeship, is_chosen="True", originals="none", place_map="7")
    html = answer.content.decode()
    assert (answer.status_code, Export.objects.count()) == (422, 0)
    assert "Tick at least one part." in html
    assert 'value="none" selected' in html
