"""What a plan assesses during the programme: entered, corrected, counted."""

import datetime as dt
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from accounts.permissions import Refused
from assessments.actions.marking import Incomplete
from assessments.actions.on_programme import enter_on_programme
from assessments.gateway import facts_of, for_gateway
from assessments.grades import grades_of
from assessments.models import OnProgrammeResult
from assessments.rules.on_programme import Entry, Taken, on_programme_check, problems_with_entry
from assessments.sittings import DURING, road_of
from portfolio.models import Apprenticeship
from standards.models import Method
from tests.factories import ApprenticeshipFactory, member

TODAY = dt.date(2026, 11, 20)
STARTED = dt.date(2026, 1, 5)
DAY = dt.date(2026, 6, 1)


@pytest.mark.parametrize(
    ("entry", "before", "fields"),
    [
        (Entry("pass", DAY, DAY), Taken("Task"), set()),
        (Entry("pass", None, DAY), Taken("Task"), {"held_on"}),
        (Entry("distinction", DAY, DAY), Taken("Task"), {"grade"}),
        (Entry("pass", dt.date(2025, 12, 1), DAY), Taken("Task"), {"held_on"}),
        (Entry("pass", DAY, dt.date(2026, 5, 1)), Taken("Task"), {"told_on"}),
        (Entry("fail", DAY, DAY), Taken("Task", "pass", DAY), {"grade"}),
        (Entry("fail", DAY, DAY, corrects=True), Taken("Task", "pass", DAY), {"reason"}),
        (Entry("fail", DAY, DAY, corrects=True, reason="Mixed up."), Taken("Task", "pass", DAY), set()),
        (Entry("pass", DAY, DAY), Taken("Task", "fail", DAY), set()),
    ],
)
def test_an_entry_says_what_is_in_its_way(entry, before, fields):
    found = problems_with_entry(entry, before, has_distinction=False, started_on=STARTED, today=TODAY)
    assert set(found) == fields


@pytest.mark.parametrize(
    ("taken", "met", "says"),
    [
        ([], True, "The plan assesses nothing during the programme."),
        ([Taken("Task")], False, "Not passed yet: Task (no result entered)."),
        ([Taken("Task", "fail", DAY)], False, "Not passed yet: Task (fail)."),
        ([Taken("Task", "pass", DAY)], True, "Passed: Task on 1 Jun 2026."),
    ],
)
def test_the_gateway_says_what_is_passed(taken, met, says):
    found = on_programme_check(taken)
    assert (found.is_met, found.says) == (met, says)


@pytest.fixture
def apprenticeship(db):
    found = ApprenticeshipFactory(started_on=timezone.localdate() - dt.timedelta(days=200))
    Method.objects.create(
        plan=found.plan, key="task", name="Task", kind="assignment", moment="on-programme", position=9
    )
    found.plan.gateway_requirements.create(
        rule="on-programme-passed", title="Task passed", explanation="-", position=1
    )
    return Apprenticeship.objects.for_page().get(pk=found.pk)


def enter(apprenticeship, grade="pass", *, seen="", form_id=None, by=None, **more):
    day = timezone.localdate() - dt.timedelta(days=2)
    return enter_on_programme(
        apprenticeship=apprenticeship,
        method=apprenticeship.plan.methods.get(key="task"),
        entry=Entry(grade, day, day, **more),
        seen=str(seen and seen.pk),
        form_id=form_id or uuid4(),
        by=by or apprenticeship.assessor,
    )


def check(apprenticeship):
    found = facts_of(for_gateway(Apprenticeship.objects.filter(pk=apprenticeship.pk)).get())
    return next(each.check for each in found.rows if each.check.rule == "on-programme-passed")


def test_a_result_counts_for_the_gateway_the_road_and_the_grades(apprenticeship):
    enter(apprenticeship)
    assert check(apprenticeship).is_met
    row = next(row for row in road_of(apprenticeship).methods if row.method.key == "task")
    assert (row.grade, row.why_not_book(timezone.localdate())) == ("pass", DURING)
    told = next(
        e for e in grades_of(apprenticeship, apprenticeship.assessor).methods if e.method.key == "task"
    )
    assert (told.grade, told.is_passed) == ("pass", True)


def test_a_correction_supersedes_and_both_stay(apprenticeship):
    first = enter(apprenticeship)
    enter(apprenticeship, "fail", seen=first, corrects=True, reason="The wrong form was read.")
    assert OnProgrammeResult.objects.count() == 2
    assert not check(apprenticeship).is_met


def test_sending_twice_enters_one_and_a_stale_form_none(apprenticeship):
    form_id = uuid4()
    assert enter(apprenticeship, form_id=form_id) == enter(apprenticeship, form_id=form_id)
    other = member(apprenticeship.provider, Role.PROVIDER_ADMIN)
    for more in ({}, {"form_id": form_id, "by": other}):
        with pytest.raises(Refused) as refused:
            enter(apprenticeship, "fail", **more)
        assert refused.value.status == 409
    assert OnProgrammeResult.objects.count() == 1


def test_only_the_assessor_and_administrators_enter(apprenticeship):
    with pytest.raises(Refused):
        enter(apprenticeship, by=apprenticeship.line_manager)
    assert enter(apprenticeship, by=member(apprenticeship.provider, Role.PROVIDER_ADMIN)).grade == "pass"


def test_a_pass_is_never_lifted(apprenticeship):
    first = enter(apprenticeship)
    with pytest.raises(Incomplete):
        enter(apprenticeship, "fail", seen=first)


def test_page_enters_and_says_what_is_missing(apprenticeship, as_user):
    client = as_user(apprenticeship.assessor)
    page = reverse("assessments:on-programme", args=[apprenticeship.pk, "task"])
    assert client.get(page).status_code == 200
    day = timezone.localdate().isoformat()
    sent = {"form_id": str(uuid4()), "seen": "", "held_on": day, "grade": "distinction", "told_on": day}
    answer = client.post(page, sent)
    assert answer.status_code == 422
    assert "no distinction for it" in answer.content.decode()
    answer = client.post(page, {**sent, "grade": "pass"}, follow=True)
    assert "Task" in answer.content.decode()
    assert OnProgrammeResult.objects.get().grade == "pass"
    method = apprenticeship.plan.methods.exclude(key="task").first()
    assert client.get(page.replace("task", method.key if method else "none")).status_code == 404
