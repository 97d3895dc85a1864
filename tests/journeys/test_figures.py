"""Figures and journeys in a real browser: rows added, moved and removed in place, and without a script."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from portfolio.models import Evidence
from standards.models import Prompt
from tests.factories import TemplateFactory, evidence
from tests.journeys.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIRST = {"period": "May", "contacts": 100, "resolved_first": 75}
STAGES = [{"stage": "Waits", "feeling": 1}, {"stage": "Is helped", "feeling": 5}]


@pytest.fixture
def piece(transactional_db):
    template = TemplateFactory()
    for key, kind in (("figures", "kpi"), ("stages", "journey")):
        Prompt.objects.create(template=template, key=key, label=f"Your {key}", kind=kind, position=5)
    return evidence(template=template, answers={"what": "Text.", "figures": [FIRST], "stages": STAGES})


def periods(piece):
    answers = Evidence.objects.select_related("latest").get(pk=piece.pk).latest.answers
    return [row["period"] for row in answers["figures"]]


def name(row, column):
    return f"[name=answer-figures-{row}-{column}]"


def press_in_row(page, row, button):
    card = page.locator(f"[data-rows=period] [data-row='{row}']")
    card.get_by_text("Move or remove").click()
    card.get_by_role("button", name=button).click()


def test_rows_are_added_moved_and_removed_in_place_and_saved(piece, sign_in):
    visit = sign_in(piece.apprenticeship.apprentice)
    page = visit.open(reverse("portfolio:evidence-edit", args=[piece.pk]))
    page.fill(name(1, "period"), "June")
    page.get_by_role("button", name="Add a period").click()
    assert page.evaluate("document.activeElement.name") == "answer-figures-2-period"
    page.keyboard.type("July")
    page.get_by_text("Saved ", exact=False).first.wait_for()
    press_in_row(page, 2, "Move up")
    assert page.input_value(name(1, "period")) == "July"
    press_in_row(page, 0, "Remove")
    assert page.input_value(name(0, "period")) == "July"
    with page.expect_navigation():
        page.get_by_role("button", name="Save draft").last.click()
    assert periods(piece) == ["July", "June"]
    assert visit.console == []


def test_rows_typed_without_a_connection_come_back(piece, sign_in):
    page = sign_in(piece.apprenticeship.apprentice).open(reverse("portfolio:evidence-edit", args=[piece.pk]))
    page.route("**/autosave/", lambda route: route.abort())
    page.fill(name(1, "period"), "June")
    page.get_by_role("button", name="Add a period").click()
    page.keyboard.type("July")
    page.get_by_text("Kept on this", exact=False).first.wait_for()
    page.unroute("**/autosave/")
    page.reload()
    expect(page.locator(name(2, "period"))).to_have_value("July")
    for _ in range(100):  # sent by the page that went, or by the one that came
        if len(periods(piece)) == 3:
            break
        page.wait_for_timeout(200)
    assert periods(piece) == ["May", "June", "July"]


def test_rows_are_added_and_removed_without_a_script(piece, sign_in):
    visit = sign_in(piece.apprenticeship.apprentice, java_script_enabled=False, by_form=True)
    page = visit.open(reverse("portfolio:evidence-edit", args=[piece.pk]))
    page.fill(name(1, "period"), "June")
    page.get_by_role("button", name="Add a period").click()
    page.fill(name(2, "period"), "July")
    press_in_row(page, 0, "Remove")
    assert page.input_value(name(0, "period")) == "June"
    assert periods(piece) == ["June", "July"]


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1280, "height": 900}], ids=["phone", "desk"])
def test_pages_with_figures_are_accessible_and_fit(viewport, piece, sign_in, serious):
    visit = sign_in(piece.apprenticeship.apprentice, viewport=viewport)
    found = []
    for url in (reverse("portfolio:evidence-edit", args=[piece.pk]), piece.get_absolute_url()):
        page = visit.open(url)
        found += serious(page)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert found == []
