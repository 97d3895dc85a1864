"""The second standard that is shipped: a made-up one, with a plan of another shape."""

import pytest

from standards.importers import load_packs
from standards.models import AssessmentPlan, EvidenceTemplate, GuidanceEntry, Ksb, KsbCue, StandardVersion
from standards.words import Words
from tests.shipped import FIXTURES

pytestmark = pytest.mark.django_db


@pytest.fixture
def example(version) -> StandardVersion:
    return StandardVersion.objects.get(standard__reference="WM0001")


@pytest.fixture
def plan(example) -> AssessmentPlan:
    return example.plans.get()


def test_it_says_that_nobody_published_it(example, plan):
    assert (example.wording, example.status) == ("ours", "in_development")
    assert "made-up" in example.credit_line.lower()
    assert "(example)" in example.standard.title
    assert "(example)" in plan.name


def test_criteria_go_by_outcomes_across_areas(plan):
    found = {}
    for method in plan.methods.all():
        for criterion in method.criteria.all():
            found.setdefault((method.key, criterion.outcome), []).append(criterion.code)
            assert criterion.area is None
    assert list(found.values()) == [
        ["1.1", "1.2", "1.3"],
        ["2.1", "2.2"],
        ["3.1", "3.2", "3.3", "3.4"],
        ["4.1", "4.2"],
    ]
    assert {key for key, _ in found} == {"workplace-assignment", "assessment-conversation"}


def test_every_ksb_is_assessed_once_or_verified_by_the_employer(example, plan):
    assessed = [ksb.code for method in plan.methods.all() for ksb in method.ksbs.all()]
    verified = plan.evidence_rules["verified_by_employer"]
    assert sorted([*assessed, *verified]) == sorted(example.ksbs.values_list("code", flat=True))
    assert verified == list(example.ksbs.filter(kind="B").values_list("code", flat=True))


def test_one_method_is_assessed_during_the_programme_and_no_showcase_is(plan):
    kinds = [(method.kind, method.moment, method.weight) for method in plan.methods.all()]
    assert kinds == [("assignment", "on-programme", 40), ("discussion", "after-gateway", 60)]


def test_plan_has_its_own_words(plan, version):
    assert plan.words.gateway == "gateway to completion"
    assert plan.words.showcase == "evidence portfolio"
    assert version.plans.get().words.showcase == "showcase"


@pytest.mark.parametrize("said", [None, [], {"gateway": ""}, {"gateway": 3}, {"unheard": "of"}])
def test_what_a_plan_does_not_name_has_the_usual_word(said):
    assert Words.of(said) == Words()


def test_a_template_fits_ksbs_of_both_standards_each_by_its_guid(version, example):
    fits = EvidenceTemplate.objects.ours().get(key="policy-in-practice").fits
    codes = {ksb.version_id: [] for ksb in (*version.ksbs.all(), *example.ksbs.all())}
    for fit in fits:
        ksb = Ksb.objects.get(guid=fit)
        codes[ksb.version_id].append(ksb.code)
    assert codes == {version.pk: ["K7", "K8", "K6", "K5", "B7"], example.pk: ["K4", "S4", "K2"]}


def test_every_ksb_has_cues_and_guidance_is_tied_to_the_version(example):
    coded = set(KsbCue.objects.filter(ksb__version=example).values_list("ksb__code", flat=True))
    assert coded == set(example.ksbs.values_list("code", flat=True))
    assert GuidanceEntry.objects.filter(ksbs__version=example).distinct().count() == 5


def test_both_are_loaded_twice_without_a_change(version):
    assert load_packs(FIXTURES).lines == []
