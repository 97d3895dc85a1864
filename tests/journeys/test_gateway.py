"""Through the gateway: declared by three people, confirmed, a method failed, agreed to, taken again."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from assessments.models import Gateway
from portfolio.models import Apprenticeship
from tests.assessments.roads import administrator, ready
from tests.journeys.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign(visit, path, part):
    page = visit.open(path)
    section = page.get_by_role("group", name="You sign that")
    for box in section.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Sign as").click()
    expect(page.get_by_text(f"You signed for {part}. Thank you.")).to_be_visible()
    return page


def test_three_sign_and_a_failed_method_is_taken_again(sign_in, serious):
    apprenticeship = ready()
    today = timezone.localdate()
    road, results = (f"/apprenticeships/{apprenticeship.pk}/{name}/" for name in ("gateway", "results"))
    admin = sign_in(administrator(apprenticeship))
    manager = sign_in(apprenticeship.line_manager)
    learner = sign_in(apprenticeship.apprentice, viewport=PHONE)

    page = admin.open(road)
    page.get_by_role("button", name="Open the gateway and ask for signatures").click()
    expect(page.get_by_text("The three are asked to sign.")).to_be_visible()
    page = learner.open(road)
    page.get_by_role("button", name="Sign as").click()
    expect(page.get_by_text("or do not sign yet.").first).to_be_visible()
    page = sign(learner, road, "the apprentice")
    assert learner.console == [] or all("422" in line for line in learner.console)
    assert serious(page) == []
    sign(manager, road, "the employer")
    page = sign(admin, road, "the training provider")
    assert serious(page) == []
    page.get_by_role("button", name="Confirm the gateway").click()
    expect(page.get_by_text("the showcase frozen as it was signed")).to_be_visible()
    assert Apprenticeship.objects.get().status == "in_gateway"

    Gateway.objects.update(confirmed_at=timezone.now() - dt.timedelta(days=30))
    book(page, "Observation", today - dt.timedelta(days=10))
    enter(page, "Observation", "Fail", today - dt.timedelta(days=5))
    assert serious(page) == []
    page.get_by_role("link", name="Plan a resit of Observation").click()
    page.get_by_label("Action plan").fill("Practise summing up.")
    page.get_by_role("button", name="Plan the resit").click()
    expect(page.get_by_text("The employer has not agreed to the resit yet.")).to_be_visible()
    page = manager.open(results)
    page.get_by_role("button", name="Agree to the resit for the employer").click()
    expect(page.get_by_text("You agreed to the resit")).to_be_visible()
    page = admin.open(results)
    book(page, "Observation", today)
    enter(page, "Observation", "Pass", today)
    page = learner.open(results)
    expect(page.get_by_text("Taken again")).to_be_visible()
    expect(page.get_by_text("Practise summing up.")).to_be_visible()
    assert serious(page) == []


def book(page, method, day):
    form = page.get_by_role("form", name=f"Book {method}")
    form.get_by_label("Day").fill(day.isoformat())
    form.get_by_role("button", name=f"Book {method}").click()
    expect(page.get_by_text(f"{method} is booked for")).to_be_visible()


def enter(page, method, grade, day):
    page.get_by_role("link", name=f"Enter the result of {method}").click()
    page.get_by_label("What the notice says").select_option(grade)
    page.get_by_label("Date of the notice").fill(day.isoformat())
    page.get_by_role("button", name="Enter the result").click()
    expect(page.get_by_text(f"{method}: {grade.lower()} is entered.")).to_be_visible()
