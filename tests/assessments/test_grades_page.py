"""The predicted grades on their page: where each comes from, what it takes, and the what-if view."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from assessments.actions.practice import begin_mock, finish_mock
from assessments.grades import grades_of
from assessments.models import Booking, EpaResult, Gateway
from assessments.rules.grades import DISTINCTION, FAIL, PASS, UNKNOWN
from standards.models import Criterion
from standards.plan_actions import stamp_plan
from standards.plan_rules import Comparison
from tests.architecture.test_access import PEOPLE, person
from tests.assessments.pieces import accepted
from tests.assessments.practising import content, finished, practicable
from tests.factories import ApprenticeshipFactory, member

pytestmark = pytest.mark.django_db


def url_of(apprenticeship):
    return reverse("assessments:grades", args=[apprenticeship.pk])


def look(as_user, apprenticeship, who=None, **query):
    return as_user(who or apprenticeship.apprentice).get(url_of(apprenticeship), query)


def found_on(answer):
    grades = answer.context["grades"]
    return [each.grade for each in grades.methods], grades.overall.grade


def told(apprenticeship, kind, grade, final=""):
    gateway, _ = Gateway.objects.get_or_create(
        apprenticeship=apprenticeship,
        defaults={
            "opened_by": apprenticeship.assessor,
            "confirmed_by": apprenticeship.assessor,
            "confirmed_at": timezone.now(),
            "snapshot_hash": "0" * 64,
        },
    )
    booking = Booking.objects.create(
        gateway=gateway,
        method=apprenticeship.plan.methods.get(kind=kind),
        booked_for=timezone.localdate(),
        booked_by=apprenticeship.assessor,
        is_settled=True,
    )
    if final:
        gateway.grade, gateway.graded_on, gateway.completed_at = final, timezone.localdate(), timezone.now()
        gateway.save()
    return EpaResult.objects.create(
        booking=booking, grade=grade, told_on=timezone.localdate(), entered_by=apprenticeship.assessor
    )


def key(apprenticeship, kind):
    return apprenticeship.plan.methods.get(kind=kind).key


def test_with_nothing_known_no_grade_is_invented(as_user):
    apprenticeship = practicable()
    answer = look(as_user, apprenticeship)
    page = answer.content.decode()
    assert found_on(answer) == ([UNKNOWN] * 3, UNKNOWN)
    assert "No grade can be predicted yet" in page
    assert "Overall:" not in page
    assert "For a distinction: 2 pass criteria and 1 distinction criterion." in page


def test_each_method_is_predicted_from_its_latest_mock(as_user):
    apprenticeship = practicable()
    finished(apprenticeship, "observation", ("not_seen",) * 4)
    finished(apprenticeship, "observation")
    finished(apprenticeship, "discussion", ("seen", "seen", "no_chance", "not_seen"))
    finished(apprenticeship, "showcase", ("seen", "not_seen", "seen", "seen"))
    answer = look(as_user, apprenticeship)
    assert found_on(answer) == ([FAIL, DISTINCTION, PASS], FAIL)
    page = answer.content.decode()
    assert "Every method has to be passed. Not passed: Showcase." in page
    assert "Distinction: 0 of 2 distinction criteria shown. 50 % of 2 is 1, so 1 is missing." in page


def test_what_somebody_else_marked_comes_before_what_one_marked_oneself(as_user):
    apprenticeship = practicable()
    finished(apprenticeship, "discussion", ("seen", "seen", "not_seen", "not_seen"))
    finished(apprenticeship, "discussion", by=apprenticeship.apprentice)
    assert found_on(look(as_user, apprenticeship))[0] == [UNKNOWN, UNKNOWN, PASS]


def test_without_another_what_one_marked_oneself_counts_and_says_so(as_user):
    apprenticeship = practicable()
    finished(apprenticeship, "discussion", by=apprenticeship.apprentice)
    answer = look(as_user, apprenticeship)
    assert found_on(answer)[0] == [UNKNOWN, UNKNOWN, DISTINCTION]
    assert "Nobody else has marked one yet." in answer.content.decode()


def test_accepted_evidence_counts_for_the_showcase_and_never_above_a_pass(as_user):
    apprenticeship = practicable()
    accepted(apprenticeship)
    answer = look(as_user, apprenticeship)
    assert found_on(answer)[0] == [PASS, UNKNOWN, UNKNOWN]
    assert "Evidence speaks to it, nobody has graded its depth" in answer.content.decode()


def test_a_mock_is_taken_before_what_evidence_speaks_to(as_user):
    apprenticeship = practicable()
    accepted(apprenticeship)
    finished(apprenticeship, "showcase", ("not_seen", "no_chance", "seen", "seen"))
    [showcase, *_] = look(as_user, apprenticeship).context["grades"].methods
    assert [row.known.is_shown for row in showcase.rows] == [False, True, True, True]
    assert showcase.grade == FAIL


def test_a_result_stands_instead_of_a_prediction(as_user):
    apprenticeship = practicable()
    finished(apprenticeship, "observation")
    told(apprenticeship, "observation", "pass")
    told(apprenticeship, "discussion", "withdrawn")
    answer = look(as_user, apprenticeship)
    assert found_on(answer)[0] == [UNKNOWN, PASS, UNKNOWN]
    assert "a pass is never lifted" in answer.content.decode()


def test_a_corrected_result_counts_as_corrected(as_user):
    apprenticeship = practicable()
    wrong = told(apprenticeship, "observation", "fail")
    EpaResult.objects.create(
        booking=wrong.booking,
        grade="distinction",
        told_on=wrong.told_on,
        entered_by=wrong.entered_by,
        supersedes=wrong,
        reason="Misread.",
    )
    assert found_on(look(as_user, apprenticeship))[0] == [UNKNOWN, DISTINCTION, UNKNOWN]


def test_after_the_final_result_nothing_is_predicted(as_user):
    apprenticeship = practicable()
    told(apprenticeship, "showcase", "pass", final="pass")
    page = look(as_user, apprenticeship).content.decode()
    assert "Nothing is predicted any more" in page
    assert "What if" not in page


def test_grades_are_indicative_until_the_plan_is_stamped(as_user):
    apprenticeship = practicable()
    finished(apprenticeship, "observation")
    page = look(as_user, apprenticeship).content.decode()
    assert "not yet checked against the official plan" in page
    assert '<span class="label label-attention">Indicative</span>' in page
    stamp_plan(
        provider=apprenticeship.provider,
        plan=apprenticeship.plan,
        said=Comparison(timezone.localdate(), "The plan, page 9"),
        seen=None,
        new_id=uuid4(),
        by=member(apprenticeship.provider, Role.PROVIDER_ADMIN),
    )
    page = look(as_user, apprenticeship).content.decode()
    assert "Indicative" not in page
    assert '<span class="label">Predicted</span>' in page


def test_a_rule_that_is_not_known_is_refused_in_words(as_user):
    apprenticeship = practicable()
    for kind in ("showcase", "observation", "discussion"):
        finished(apprenticeship, kind)
    apprenticeship.plan.overall_grade_rule = {"overall_distinction": "two-of-three"}
    apprenticeship.plan.save()
    answer = look(as_user, apprenticeship)
    assert found_on(answer) == ([DISTINCTION] * 3, UNKNOWN)
    assert "“two-of-three”, is not one that Waymark knows" in answer.content.decode()


def test_what_if_a_grade_were_another(as_user):
    apprenticeship = practicable()
    for kind in ("showcase", "observation", "discussion"):
        finished(apprenticeship, kind, ("seen", "seen", "not_seen", "not_seen"))
    query = {key(apprenticeship, kind): "distinction" for kind in ("showcase", "observation", "discussion")}
    answer = look(as_user, apprenticeship, **query)
    assert answer.context["what_if"].overall.grade == DISTINCTION
    assert found_on(answer) == ([PASS] * 3, PASS)
    assert "3 of 3 have it." in answer.content.decode()


def test_what_if_more_criteria_were_shown(as_user):
    apprenticeship = practicable()
    name = key(apprenticeship, "observation")
    criterion = Criterion.objects.get(method__key=name, method__plan=apprenticeship.plan, code="D1")
    shown = ["every-pass", f"{criterion.area.key} D1"]
    answer = look(as_user, apprenticeship, **{name: "criteria", f"{name}-shown": shown})
    supposed = {each.prediction.method.key: each for each in answer.context["what_if"].methods}[name]
    assert (supposed.grade, [tick.is_ticked for tick in supposed.ticks]) == (DISTINCTION, [True, False])
    page = answer.content.decode()
    assert page.count(f'name="{name}-shown" value="every-pass" checked') == 1
    assert page.count(f'name="{name}-shown" value="{criterion.area.key} D1" checked') == 1
    assert page.count(f'name="{name}-shown" value="{criterion.area.key} D2">') == 1


@pytest.mark.parametrize("value", ["merit", "", "\x00", "9" * 3000, "<b>"])
def test_nonsense_in_the_address_is_left_out_and_said(as_user, value):
    apprenticeship = practicable()
    name = key(apprenticeship, "observation")
    answer = look(as_user, apprenticeship, **{name: value, f"{name}-shown": [value, "D99"]})
    assert answer.status_code == 200
    assert answer.context["what_if"].problems == [
        "Something in the address is no choice on this page, so it was left out."
    ]
    assert answer.context["what_if"].overall.grade == UNKNOWN


def test_nothing_is_supposed_of_what_was_passed(as_user):
    apprenticeship = practicable()
    told(apprenticeship, "observation", "pass")
    name = key(apprenticeship, "observation")
    answer = look(as_user, apprenticeship, **{name: "distinction"})
    assert answer.context["what_if"].problems == [
        "Observation was passed, and a pass is never lifted, so nothing is supposed of it."
    ]
    assert f'name="{name}"' not in answer.content.decode()


def test_a_resit_is_capped_as_the_plan_says(as_user):
    apprenticeship = practicable()
    apprenticeship.plan.evidence_rules = {"resits": {"grade_cap": "pass"}}
    apprenticeship.plan.save()
    told(apprenticeship, "observation", "fail")
    answer = look(as_user, apprenticeship, **{key(apprenticeship, "observation"): "distinction"})
    assert "By the plan a resit is not graded above a pass." in answer.content.decode()
    assert [each.grade for each in answer.context["what_if"].methods] == [UNKNOWN, PASS, UNKNOWN]


@pytest.mark.parametrize("who", PEOPLE)
def test_grades_are_for_those_who_read_the_portfolio(as_user, who):
    apprenticeship = practicable()
    answer = look(as_user, apprenticeship, person(who, apprenticeship))
    assert answer.status_code == (404 if who in {"visitor", "stranger"} else 200)


def test_a_verifier_is_shown_nothing_that_rests_on_practice(as_user):
    apprenticeship = practicable()
    finished(apprenticeship, "observation")
    answer = look(as_user, apprenticeship, person("verifier", apprenticeship))
    assert found_on(answer)[0] == [UNKNOWN] * 3
    page = answer.content.decode()
    assert "Practice stays between the apprentice and those who work with them." in page
    assert reverse("assessments:practice", args=[apprenticeship.pk]) not in page


@pytest.mark.parametrize("number", [1, 3])
def test_grades_ask_the_same_number_of_questions(as_user, number, django_assert_num_queries):
    apprenticeship = practicable(ksbs=number)
    for _ in range(number):
        accepted(apprenticeship)
        for kind in ("showcase", "observation", "discussion"):
            finished(apprenticeship, kind)
        told(apprenticeship, "observation", "fail")
    client = as_user(apprenticeship.apprentice)
    client.get(url_of(apprenticeship))
    with django_assert_num_queries(11):
        client.get(url_of(apprenticeship))


def test_a_plan_without_methods_says_so(as_user):
    apprenticeship = ApprenticeshipFactory()
    apprenticeship.plan.methods.all().delete()
    page = look(as_user, apprenticeship).content.decode()
    assert "No assessment method is recorded" in page
    assert "What if" not in page


def test_a_criterion_added_to_the_plan_later_is_not_shown_by_an_older_mock():
    apprenticeship = practicable()
    mock = begin_mock(
        apprenticeship=apprenticeship, kind="observation", scenario=None, by=apprenticeship.assessor
    )
    criteria = list(mock.method.criteria.order_by("position"))
    seen = content([(each, "seen") for each in criteria])
    finish_mock(mock=mock, content=seen, saves=0, by=apprenticeship.assessor)
    later = Criterion.objects.create(
        method=mock.method, area=criteria[0].area, code="P9", grade="pass", text="New.", position=9
    )
    later.ksbs.set(criteria[0].ksbs.all())
    [_, observation, _] = grades_of(apprenticeship, apprenticeship.assessor).methods
    assert (observation.grade, observation.tally.pass_shown, observation.tally.pass_asked) == (FAIL, 2, 3)
