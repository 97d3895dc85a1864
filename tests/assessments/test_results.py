"""After the gateway with its rows: bookings, results entered once, resits in time, the final result."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notification
from accounts.permissions import Refused
from assessments.actions.gateway import confirm_gateway, withdraw_gateway
from assessments.actions.marking import Incomplete
from assessments.actions.results import (
    agree_resit,
    book_method,
    cancel_booking,
    correct_result,
    enter_final,
    enter_result,
    plan_resit,
    take_back_final,
)
from assessments.models import Booking, EpaResult, Gateway, Resit
from assessments.rules.results import NEVER_TO_LIFT, Day, Notice
from assessments.sittings import results_told, road_of
from portfolio.models import Apprenticeship
from tests.assessments.roads import TODAY, administrator, confirmed, declared, long_confirmed
from tests.factories import MethodFactory, PlanFactory

pytestmark = pytest.mark.django_db


def ago(days):
    return TODAY - dt.timedelta(days=days)


def method_of(apprenticeship, kind="observation"):
    return apprenticeship.plan.methods.get(kind=kind)


def booked(apprenticeship, days=30, kind="observation"):
    return book_method(
        apprenticeship=apprenticeship,
        method=method_of(apprenticeship, kind),
        day=Day(ago(days)),
        by=administrator(apprenticeship),
    )


def graded(apprenticeship, grade, days=30, kind="observation"):
    booking = booked(apprenticeship, days, kind)
    enter_result(booking=booking, notice=Notice(grade, ago(days - 5)), by=administrator(apprenticeship))
    return booking


def agreed(apprenticeship, booking):
    resit = plan_resit(
        booking=booking, kind="resit", action_plan="Practise openings.", by=apprenticeship.assessor
    )
    agree_resit(resit=resit, by=apprenticeship.line_manager)
    return resit


def refusal(action, **given):
    with pytest.raises(Refused) as refused:
        action(**given)
    return refused.value


def page_of(apprenticeship):
    return reverse("assessments:results", args=[apprenticeship.pk])


def fresh(apprenticeship):
    return Apprenticeship.objects.filter(pk=apprenticeship.pk).for_page()[0]


def test_a_day_before_the_gateway_is_refused_with_a_sentence():
    apprenticeship = confirmed()
    refused = refusal(
        book_method,
        apprenticeship=apprenticeship,
        method=method_of(apprenticeship),
        day=Day(ago(1)),
        by=administrator(apprenticeship),
    )
    assert refused.status == 422
    assert refused.reason == f"That is before the gateway was confirmed, on {TODAY:%-d %b %Y}."


def test_what_was_withdrawn_and_booked_again_is_still_taken_again(as_user):
    apprenticeship = long_confirmed()
    resit = agreed(apprenticeship, graded(apprenticeship, "fail", days=60))
    graded(apprenticeship, "withdrawn", days=30)
    assert booked(apprenticeship, days=10).resit == resit
    page = as_user(apprenticeship.apprentice).get(page_of(apprenticeship)).content.decode()
    assert page.count("Taken again") == 2


def test_a_first_time_that_was_withdrawn_is_not_taken_again():
    apprenticeship = long_confirmed()
    graded(apprenticeship, "withdrawn", days=30)
    assert booked(apprenticeship, days=10).resit is None


def test_a_method_is_booked_once_and_cancelled_with_a_reason():
    apprenticeship = long_confirmed()
    booking = booked(apprenticeship)
    assert (
        "already"
        in refusal(
            book_method,
            apprenticeship=apprenticeship,
            method=method_of(apprenticeship),
            day=Day(TODAY),
            by=administrator(apprenticeship),
        ).reason
    )
    with pytest.raises(Incomplete):
        cancel_booking(booking=booking, reason="", by=administrator(apprenticeship))
    cancel_booking(booking=booking, reason="Ill that day.", by=administrator(apprenticeship))
    assert (
        refusal(cancel_booking, booking=booking, reason="x", by=administrator(apprenticeship)).status == 409
    )
    booked(apprenticeship, 10)


def test_a_result_is_entered_once_and_corrected_with_a_reason():
    apprenticeship = long_confirmed()
    admin, booking = administrator(apprenticeship), graded(apprenticeship, "fail")
    refused = refusal(enter_result, booking=booking, notice=Notice("pass", ago(20)), by=admin)
    assert refused.status == 409
    assert refused.reason.startswith("A result was entered for this already: Fail, by ")
    assert refused.reason.endswith("If it is wrong, correct it. Nothing was changed.")
    with pytest.raises(Incomplete):
        correct_result(booking=booking, notice=Notice("pass", ago(20)), reason=" ", by=admin)
    correct_result(booking=booking, notice=Notice("pass", ago(20)), reason="Misread.", by=admin)
    row = road_of(fresh(apprenticeship)).method(booking.method_id)
    assert [result.grade for result in row.bookings[0].results] == ["fail", "pass"]
    assert row.grade == "pass"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        EpaResult.objects.update(grade="distinction")


def test_a_result_of_the_future_is_refused():
    apprenticeship = long_confirmed()
    booking = booked(apprenticeship, days=-10)
    with pytest.raises(Incomplete) as incomplete:
        enter_result(
            booking=booking,
            notice=Notice("pass", TODAY + dt.timedelta(days=12)),
            by=administrator(apprenticeship),
        )
    assert {problem.about for problem in incomplete.value.problems} == {"grade", "told_on"}
    assert not EpaResult.objects.exists()


def test_a_booking_made_meanwhile_loses_nothing_typed(as_user):
    apprenticeship = long_confirmed()
    admin = as_user(administrator(apprenticeship))
    method = method_of(apprenticeship)
    book = reverse("assessments:results-book", args=[apprenticeship.pk])
    sent = {"method": method.pk, "booked_for": f"{ago(20)}", "at": "10:30", "place": "Room 4"}
    booked(apprenticeship)
    late = admin.post(book, sent)
    shown = late.content.decode()
    assert late.status_code == 409
    assert "already. Cancel that first, with a reason." in shown
    for words in (f'value="{ago(20)}"', 'value="10:30"', 'value="Room 4"'):
        assert words in shown
    assert Booking.objects.count() == 1


def test_a_pass_is_never_lifted():
    apprenticeship = long_confirmed()
    booking = graded(apprenticeship, "pass")
    again = refusal(
        book_method,
        apprenticeship=apprenticeship,
        method=booking.method,
        day=Day(TODAY),
        by=administrator(apprenticeship),
    )
    assert again.reason == NEVER_TO_LIFT
    plan = refusal(plan_resit, booking=booking, kind="resit", action_plan="More.", by=apprenticeship.assessor)
    assert (plan.status, plan.reason) == (409, NEVER_TO_LIFT)


def test_a_resit_needs_a_plan_and_the_employers_agreement():
    apprenticeship = long_confirmed()
    admin, booking = administrator(apprenticeship), graded(apprenticeship, "fail")
    given = {"apprenticeship": apprenticeship, "method": booking.method, "day": Day(ago(2)), "by": admin}
    assert refusal(book_method, **given).reason == "A resit needs an action plan first."
    resit = plan_resit(booking=booking, kind="retake", action_plan="Practise.", by=apprenticeship.assessor)
    told = Notification.objects.filter(user=apprenticeship.line_manager_id, subject_id=str(resit.pk))
    assert "It needs the employer’s agreement." in told.get().text
    assert refusal(book_method, **given).reason == "The employer has not agreed to the resit yet."
    assert refusal(agree_resit, resit=resit, by=admin).status == 403
    agree_resit(resit=resit, by=apprenticeship.line_manager)
    assert refusal(agree_resit, resit=resit, by=apprenticeship.line_manager).status == 409
    again = book_method(**given)
    assert again.resit == resit
    enter_result(booking=again, notice=Notice("pass", ago(1)), by=admin)
    assert road_of(fresh(apprenticeship)).method(booking.method_id).grade == "pass"


def test_the_plan_of_a_resit_is_changed_until_the_employer_agreed():
    apprenticeship = long_confirmed()
    given = {"booking": graded(apprenticeship, "fail"), "by": apprenticeship.assessor}
    first = plan_resit(**given, kind="retake", action_plan="Practise.")
    shown = first.edition
    assert plan_resit(**given, kind="retake", action_plan="Practise.").edition == shown
    with pytest.raises(Incomplete, match="in place of theirs: “Practise") as stale:
        plan_resit(**given, kind="resit", action_plan="Openings.")
    assert stale.value.status == 409
    changed = plan_resit(**given, kind="resit", action_plan="Openings.", seen=shown)
    assert (changed.pk, changed.kind, changed.action_plan) == (first.pk, "resit", "Openings.")
    old = refusal(agree_resit, resit=first, by=apprenticeship.line_manager, seen=shown)
    assert (old.status, "changed since you read it" in old.reason) == (409, True)
    agree_resit(resit=first, by=apprenticeship.line_manager, seen=changed.edition)
    late = refusal(plan_resit, **given, kind="resit", action_plan="More.", seen=changed.edition)
    assert (late.status, "stays as it is" in late.reason) == (409, True)


def test_two_plans_for_one_resit_are_both_read(as_user):
    apprenticeship = long_confirmed()
    plan = reverse("assessments:booking-resit", args=[graded(apprenticeship, "fail").pk])
    client = as_user(administrator(apprenticeship))
    assert client.post(plan, {"kind": "resit", "action_plan": "Mine."}).status_code == 302
    stale = client.post(plan, {"kind": "resit", "action_plan": "Other."})
    body = stale.content.decode()
    resit = Resit.objects.get()
    assert (stale.status_code, "“Mine.”" in body, "Other." in body) == (409, True, True)
    assert f'value="{resit.edition}"' in body
    assert "Change the plan" in client.get(page_of(apprenticeship)).content.decode()
    again = {"kind": "resit", "action_plan": "Other.", "seen": resit.edition}
    assert client.post(plan, again).status_code == 302
    resit.refresh_from_db()
    assert resit.action_plan == "Other."


def test_a_resit_after_thirteen_months_means_the_whole_again():
    apprenticeship = long_confirmed(days=500)
    booking = graded(apprenticeship, "fail", days=400)
    late = refusal(plan_resit, booking=booking, kind="resit", action_plan="More.", by=apprenticeship.assessor)
    assert late.status == 409
    assert late.reason.startswith("The 12 months for a resit ended on ")
    assert late.reason.endswith("withdraw this attempt and open the next one.")
    withdraw_gateway(
        apprenticeship=apprenticeship, reason="The time is over.", by=administrator(apprenticeship)
    )
    road = road_of(fresh(apprenticeship))
    assert road.gateway is None
    assert [each.bookings.count() for each in road.earlier] == [1]


def attempted_again(apprenticeship, days=15):
    """Withdrawn, and through the gateway once more so many days ago."""
    admin = administrator(apprenticeship)
    withdraw_gateway(apprenticeship=apprenticeship, reason="Another piece is better.", by=admin)
    declared(fresh(apprenticeship))
    confirm_gateway(apprenticeship=apprenticeship, by=admin)
    when = timezone.now() - dt.timedelta(days=days)
    Gateway.objects.filter(withdrawn_at__isnull=True).update(confirmed_at=when)
    return fresh(apprenticeship)


def test_withdrawing_the_gateway_lifts_no_pass(as_user):
    apprenticeship = long_confirmed()
    booking = graded(apprenticeship, "pass")
    apprenticeship = attempted_again(apprenticeship)
    admin = administrator(apprenticeship)
    refused = refusal(
        book_method, apprenticeship=apprenticeship, method=booking.method, day=Day(TODAY), by=admin
    )
    assert refused.reason.startswith("It was passed in attempt 1, and that stands.")
    row = road_of(apprenticeship).method(booking.method_id)
    assert (row.grade, row.last.attempt) == ("pass", 1)
    assert {pk: told.grade for pk, told in results_told(apprenticeship).items()} == {
        booking.method.key: "pass"
    }
    page = as_user(admin).get(page_of(apprenticeship)).content.decode()
    assert "Passed in attempt 1, and that stands" in page
    assert f"Book {booking.method.name}" not in page
    for kind in ("showcase", "discussion"):
        graded(apprenticeship, "distinction", days=12, kind=kind)
    enter_final(apprenticeship=apprenticeship, notice=Notice("pass", TODAY), by=admin)
    assert fresh(apprenticeship).status == "completed"


def test_moving_to_another_plan_lifts_no_pass():
    apprenticeship = long_confirmed()
    booking = graded(apprenticeship, "pass")
    admin = administrator(apprenticeship)
    withdraw_gateway(apprenticeship=apprenticeship, reason="Another plan.", by=admin)
    rules = apprenticeship.plan.evidence_rules
    other = PlanFactory(version=apprenticeship.version, plan_version="2", evidence_rules=rules)
    MethodFactory(plan=other, key=booking.method.key, name="The observation", kind="observation")
    Apprenticeship.objects.update(plan=other)
    Gateway.objects.create(
        apprenticeship=apprenticeship,
        number=2,
        opened_by=admin,
        confirmed_by=admin,
        confirmed_at=timezone.now(),
        snapshot_hash="0" * 64,
    )
    row = road_of(fresh(apprenticeship)).methods[0]
    assert (row.method.name, row.grade, row.last.attempt) == ("The observation", "pass", 1)
    assert list(results_told(fresh(apprenticeship))) == [booking.method.key]
    correct_result(booking=booking, notice=Notice("fail", ago(20)), reason="Misread.", by=admin)
    assert road_of(fresh(apprenticeship)).methods[0].grade == "fail"


def test_withdrawing_the_gateway_spares_no_resit():
    apprenticeship = long_confirmed()
    booking = graded(apprenticeship, "fail")
    apprenticeship = attempted_again(apprenticeship)
    admin = administrator(apprenticeship)
    given = {"apprenticeship": apprenticeship, "method": booking.method, "day": Day(TODAY), "by": admin}
    assert refusal(book_method, **given).reason == "A resit needs an action plan first."
    resit = agreed(apprenticeship, booking)
    assert resit.gateway.number == 2
    assert book_method(**given).resit == resit


def test_after_the_time_of_a_fail_the_whole_is_done_again():
    apprenticeship = long_confirmed(days=500)
    passed = graded(apprenticeship, "pass", days=410)
    graded(apprenticeship, "fail", days=400, kind="discussion")
    apprenticeship = attempted_again(apprenticeship)
    road = road_of(apprenticeship)
    assert road.grades == ["", "", ""]
    assert results_told(apprenticeship) == {}
    assert book_method(
        apprenticeship=apprenticeship, method=passed.method, day=Day(TODAY), by=administrator(apprenticeship)
    )


def test_what_was_told_before_is_corrected_in_the_next_attempt(as_user):
    apprenticeship = long_confirmed()
    booking = graded(apprenticeship, "pass")
    admin = administrator(apprenticeship)
    withdraw_gateway(apprenticeship=apprenticeship, reason="Another piece is better.", by=admin)
    correct = reverse("assessments:booking-correct", args=[booking.pk])
    early = as_user(admin).get(correct)
    assert early.status_code == 409
    assert "The gateway of this booking was withdrawn" in early.content.decode()
    declared(fresh(apprenticeship))
    confirm_gateway(apprenticeship=apprenticeship, by=admin)
    typed = {"grade": "fail", "told_on": ago(25), "reason": "Misread."}
    assert as_user(admin).post(correct, typed).status_code == 302
    assert road_of(fresh(apprenticeship)).method(booking.method_id).grade == "fail"


def test_a_pass_is_not_lifted_by_way_of_a_correction(as_user):
    apprenticeship = long_confirmed()
    admin, booking = administrator(apprenticeship), graded(apprenticeship, "pass")
    given = {"booking": booking, "by": admin}
    away = {"notice": Notice("withdrawn", ago(20)), "reason": "Somebody else’s."}
    with pytest.raises(Incomplete, match="not corrected to withdrawn"):
        correct_result(**given, **away)
    correct_result(**given, notice=Notice("fail", ago(20)), reason="Misread.")
    with pytest.raises(Incomplete, match="not corrected to withdrawn"):
        correct_result(**given, **away)
    correct = reverse("assessments:booking-correct", args=[booking.pk])
    typed = {"grade": "withdrawn", "told_on": ago(20), "reason": "Somebody else’s."}
    answer = as_user(admin).post(correct, typed)
    assert answer.status_code == 422
    assert "Somebody else’s." in answer.content.decode()


def test_a_resit_of_what_was_corrected_to_a_pass_is_not_agreed_to(as_user):
    apprenticeship = long_confirmed()
    admin, booking = administrator(apprenticeship), graded(apprenticeship, "fail")
    given = {"booking": booking, "by": apprenticeship.assessor}
    resit = plan_resit(**given, kind="resit", action_plan="Practise openings.")
    correct_result(booking=booking, notice=Notice("pass", ago(20)), reason="Misread.", by=admin)
    refused = refusal(agree_resit, resit=resit, by=apprenticeship.line_manager)
    assert (refused.status, refused.reason) == (409, NEVER_TO_LIFT)
    page = as_user(apprenticeship.line_manager).get(page_of(apprenticeship)).content.decode()
    assert "Agree to the resit" not in page
    assert "The employer has not agreed yet." not in page
    assert not Notification.objects.filter(text__startswith="The employer agreed").exists()


def test_a_withdrawn_resit_leaves_the_fail_and_its_deadline(as_user):
    apprenticeship = long_confirmed()
    admin, booking = administrator(apprenticeship), graded(apprenticeship, "fail")
    resit = agreed(apprenticeship, booking)
    graded(apprenticeship, "withdrawn", days=20)
    row = road_of(fresh(apprenticeship)).method(booking.method_id)
    assert (row.grade, row.last.booking, row.why_no_resit(TODAY)) == ("fail", booking, "")
    page = as_user(admin).get(page_of(apprenticeship)).content.decode()
    assert f'A resit has to be taken by <time datetime="{row.ends_on}">' in page
    assert booked(apprenticeship, 10).resit == resit
    enter_final(apprenticeship=apprenticeship, notice=Notice("fail", ago(14)), by=admin)
    assert fresh(apprenticeship).status == "completed"


def test_the_final_result_is_not_older_than_a_withdrawal():
    apprenticeship = long_confirmed()
    admin, booking = administrator(apprenticeship), graded(apprenticeship, "fail")
    agreed(apprenticeship, booking)
    graded(apprenticeship, "withdrawn", days=20)
    with pytest.raises(Incomplete, match="before the last notice for a method"):
        enter_final(apprenticeship=apprenticeship, notice=Notice("fail", ago(16)), by=admin)


def test_a_final_fail_cancels_what_is_still_booked():
    apprenticeship = long_confirmed()
    admin = administrator(apprenticeship)
    graded(apprenticeship, "fail")
    waiting = booked(apprenticeship, days=-10, kind="discussion")
    enter_final(apprenticeship=apprenticeship, notice=Notice("fail", TODAY), by=admin)
    waiting.refresh_from_db()
    assert waiting.cancelled_at is not None
    assert waiting.cancelled_because == "The final result was entered."
    take_back_final(apprenticeship=apprenticeship, reason="Too early.", by=admin)
    assert booked(apprenticeship, days=-12, kind="discussion").resit is None


def test_the_day_of_a_result_is_that_of_the_clock_on_the_wall():
    apprenticeship = long_confirmed()
    admin, booking = administrator(apprenticeship), booked(apprenticeship)
    late = dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC)
    EpaResult.objects.create(
        booking=booking, grade="fail", told_on=ago(25), entered_by=admin, entered_at=late
    )
    refused = refusal(enter_result, booking=booking, notice=Notice("pass", ago(20)), by=admin)
    assert " on 2 Jul 2026." in refused.reason


def test_what_a_resit_rests_on_is_not_corrected_under_it():
    apprenticeship = long_confirmed()
    admin, booking = administrator(apprenticeship), graded(apprenticeship, "fail")
    agreed(apprenticeship, booking)
    again = booked(apprenticeship, 10)
    given = {"booking": booking, "notice": Notice("pass", ago(20)), "reason": "Misread.", "by": admin}
    assert "Cancel that booking first." in refusal(correct_result, **given).reason
    enter_result(booking=again, notice=Notice("fail", ago(5)), by=admin)
    assert "Correct that one." in refusal(correct_result, **given).reason


def test_the_final_result_completes_and_can_be_taken_back():
    apprenticeship = long_confirmed()
    admin = administrator(apprenticeship)
    graded(apprenticeship, "distinction", kind="showcase")
    graded(apprenticeship, "pass", kind="observation")
    with pytest.raises(Incomplete, match="Every method has to be passed"):
        enter_final(apprenticeship=apprenticeship, notice=Notice("pass", TODAY), by=admin)
    graded(apprenticeship, "pass", kind="discussion")
    assert road_of(fresh(apprenticeship)).overall_grade == "pass"
    enter_final(apprenticeship=apprenticeship, notice=Notice("pass", TODAY), by=admin)
    assert fresh(apprenticeship).status == "completed"
    given = {"apprenticeship": apprenticeship, "by": admin}
    assert refusal(enter_final, **given, notice=Notice("pass", TODAY)).status == 409
    assert refusal(withdraw_gateway, **given, reason="x").status == 409
    with pytest.raises(Incomplete):
        take_back_final(**given, reason="")
    take_back_final(**given, reason="Somebody else’s notice.")
    assert fresh(apprenticeship).status == "in_gateway"
    assert Gateway.objects.get().grade == ""


def test_the_road_on_its_pages(as_user):
    apprenticeship = long_confirmed()
    admin = as_user(administrator(apprenticeship))
    method = method_of(apprenticeship)
    book = reverse("assessments:results-book", args=[apprenticeship.pk])
    early = admin.post(book, {"method": method.pk, "booked_for": "2001-01-01", "place": "Room 4"})
    assert early.status_code == 422
    assert f'<a href="#booked_for-{method.key}">Day: ' in early.content.decode()
    assert f'id="booked_for-{method.key}"' in early.content.decode()
    assert "That is before the gateway was confirmed" in early.content.decode()
    assert 'value="Room 4"' in early.content.decode()
    assert admin.post(book, {"method": method.pk, "booked_for": ago(30)}).url == page_of(apprenticeship)
    booking = Booking.objects.get()
    enter = reverse("assessments:booking-result", args=[booking.pk])
    assert admin.get(enter).status_code == 200
    assert admin.post(enter, {"grade": "fail"}).status_code == 422
    assert admin.post(enter, {"grade": "fail", "told_on": ago(20)}).url == page_of(apprenticeship)
    again = admin.post(enter, {"grade": "pass", "told_on": ago(20)})
    assert again.status_code == 409
    assert "A result was entered for this already: Fail" in again.content.decode()
    page = as_user(apprenticeship.apprentice).get(page_of(apprenticeship)).content.decode()
    assert "A resit has to be taken by" in page
    assert "Plan a resit" not in page
    plan = reverse("assessments:booking-resit", args=[booking.pk])
    assert as_user(apprenticeship.assessor).post(plan, {"kind": "resit"}).status_code == 422
    assert admin.post(plan, {"kind": "resit", "action_plan": "Practise."}).status_code == 302
    manager = as_user(apprenticeship.line_manager)
    assert "Agree to the resit" in manager.get(page_of(apprenticeship)).content.decode()
    resit = booking.results.get().resit
    assert manager.post(reverse("assessments:resit-agree", args=[resit.pk])).status_code == 302
    assert f"Book {method.name}" in admin.get(page_of(apprenticeship)).content.decode()
    assert as_user(apprenticeship.apprentice).post(book, {}).status_code == 403


def test_the_final_result_on_its_page(as_user):
    apprenticeship = long_confirmed()
    admin = as_user(administrator(apprenticeship))
    final = reverse("assessments:results-final", args=[apprenticeship.pk])
    early = admin.post(final, {"grade": "pass", "told_on": TODAY})
    assert early.status_code == 422
    assert '<a href="#final_grade">Final result: ' in early.content.decode()
    for kind in ("showcase", "observation", "discussion"):
        graded(apprenticeship, "distinction", kind=kind)
    page = admin.get(page_of(apprenticeship)).content.decode()
    assert "By the plan’s rule that makes: Distinction" in page
    assert admin.post(final, {"grade": "distinction", "told_on": TODAY}).status_code == 302
    back = reverse("assessments:results-final-back", args=[apprenticeship.pk])
    assert admin.post(back, {"reason": ""}).status_code == 422
    assert admin.post(back, {"reason": "Mistake."}).status_code == 302
    assert admin.post(back, {"reason": "Mistake."}).status_code == 409


@pytest.mark.parametrize("times", [1, 3])
def test_page_asks_the_same_number_of_questions(as_user, times, django_assert_num_queries):
    apprenticeship = long_confirmed()
    for number in range(times):
        booking = graded(apprenticeship, "fail", days=90 - 20 * number)
        agreed(apprenticeship, booking)
    client = as_user(apprenticeship.apprentice)
    client.get(page_of(apprenticeship))
    with django_assert_num_queries(8):
        client.get(page_of(apprenticeship))
