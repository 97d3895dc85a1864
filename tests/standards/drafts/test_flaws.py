"""What stands in the way of publishing a draft version."""

import pytest

from accounts.permissions import Refused
from standards.draft_checks import flaws_in
from standards.models import Criterion, GatewayRequirement, Ksb, Method
from standards.own_parts import number_again, remove_part
from standards.own_versions import publish_version
from standards.parts import KINDS, Draft, verified_in
from tests.factories import AreaFactory
from tests.standards.drafts.asked import TODAY, flaws, ksb_of, new_ksb

pytestmark = pytest.mark.django_db


def test_an_unchanged_copy_can_be_published(draft):
    assert flaws(draft) == []


def test_what_is_wrong_is_named_and_leads_to_the_part(provider, admin, draft, keep):
    added = keep("ksb", **new_ksb(draft))
    remove_part(provider=provider, version=draft, kind=KINDS["ksb"], pk=ksb_of(draft, "S2").pk, by=admin)
    Ksb.objects.filter(version=draft, code="K1").update(alternative="pair", alternative_channel="remote")
    Ksb.objects.filter(version=draft, code="S1").update(code="K8")
    AreaFactory(version=draft, title="Bare", position=9)
    found = flaws_in(Draft(draft), TODAY, {draft.version})
    assert [flaw.sentence for flaw in found] == [
        "“Bare” has no KSB. Add one to it, or remove the area.",
        "K8 is in “Three”, an area of skills. Give it a code such as S1.",
        (
            "K1 is asked remotely only, and nothing is asked in its place otherwise. Name the other half of "
            "the pair, or ask it of everybody."
        ),
        f"Another version is called {draft.version} by now. Give yours another name.",
        "No method looks at K9 New. Tick it for one.",
        "P6 of “For S” judges no KSB any more. Tick one, or remove it.",
    ]
    assert (found[4].kind, found[4].pk) == ("ksb", added.pk)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        pytest.param(lambda v: v.areas.all().delete(), "It has no area yet.", id="no area"),
        pytest.param(lambda v: v.plans.all().delete(), "It has no assessment plan yet", id="no plan"),
        pytest.param(
            lambda v: Method.objects.filter(plan__version=v).delete(),
            "Its plan has no method.",
            id="no method",
        ),
        pytest.param(
            lambda v: Criterion.objects.filter(method__plan__version=v, code="P1").delete(),
            "No criterion judges K1 K1.",
            id="no criterion",
        ),
        pytest.param(
            lambda v: GatewayRequirement.objects.filter(plan__version=v).delete(),
            "Nothing is asked at the gateway.",
            id="no gateway",
        ),
        pytest.param(
            lambda v: Method.objects.filter(plan__version=v, key="of-k").update(weight=60),
            "Some methods have a weight and others none.",
            id="weights",
        ),
        pytest.param(
            lambda v: Method.objects.get(plan__version=v, key="of-s").ksbs.clear(),
            "“For S” looks at no KSB.",
            id="a method for nothing",
        ),
        pytest.param(
            lambda v: Criterion.objects.filter(method__plan__version=v, code="P1").update(status="official"),
            "P1 of “For K” is called official. Say its source.",
            id="official without a source",
        ),
    ],
)
def test_each_flaw_stops_publishing(provider, admin, draft, change, sentence):
    change(draft)
    assert any(sentence in each for each in flaws(draft))
    with pytest.raises(Refused):
        publish_version(provider=provider, version=draft, saves=0, by=admin)


def test_what_the_employer_verifies_needs_no_method(provider, admin, draft, keep):
    area = AreaFactory(version=draft, key="how", kind="B", position=4)
    row = keep("ksb", **new_ksb(draft, area="how", code="B1", title="Calm"))
    assert flaws(draft) == ["No method looks at B1 Calm. Tick it for one."]
    keep("ksb", row, is_verified=True)
    assert flaws(draft) == []
    keep("ksb", ksb_of(draft, "B1"), code="B7")
    number_again(provider=provider, version=draft, by=admin)
    assert verified_in(draft.plans.get()) == ["B1"]
    remove_part(provider=provider, version=draft, kind=KINDS["ksb"], pk=row.pk, by=admin)
    assert verified_in(draft.plans.get()) == []
    area.delete()
    assert flaws(draft) == []


def test_a_criterion_goes_by_its_outcome_or_by_area(draft, keep):
    row = Criterion.objects.get(method__plan__version=draft, code="P1")
    keep("criterion", row, outcome="Serving")
    row.refresh_from_db()
    assert (row.area, row.heading) == (None, "Serving")
    keep("criterion", row, outcome="")
    assert Criterion.objects.get(pk=row.pk).area.key == "one"
