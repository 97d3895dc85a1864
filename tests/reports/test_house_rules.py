"""House rules: what is shipped, whose they are, and who is offered them."""

import json

import pytest

from accounts.models import Role
from reports.models import HouseRules, Section
from reports.shipped import SHIPPED, load_house_rules
from tests.factories import ProviderFactory, member

pytestmark = pytest.mark.django_db


def test_loading_twice_keeps_the_same_rows():
    load_house_rules()
    before = set(HouseRules.objects.values_list("pk", flat=True))
    load_house_rules()
    assert set(HouseRules.objects.values_list("pk", flat=True)) == before
    assert len(before) == 3


def test_rules_no_longer_shipped_stay_and_are_not_offered(tmp_path):
    load_house_rules()
    fewer = tmp_path / "rules.json"
    fewer.write_text(json.dumps(json.loads(SHIPPED.read_text())[:1]))
    load_house_rules(fewer)
    assert [rules.key for rules in HouseRules.objects.offered()] == ["northgate"]
    assert HouseRules.objects.count() == 3


def test_shipped_rules_name_only_known_sections():
    load_house_rules()
    for rules in HouseRules.objects.all():
        assert set(rules.sections) <= set(Section.values), rules
        assert rules.has(Section.PIECES), rules


def test_rules_of_a_provider_are_seen_there_alone():
    load_house_rules()
    provider, other = ProviderFactory(), ProviderFactory()
    own = HouseRules.objects.create(provider=provider, key="own", name="Our own")
    assert own in HouseRules.objects.visible_to(member(provider, Role.ASSESSOR))
    assert own not in HouseRules.objects.visible_to(member(other, Role.PROVIDER_ADMIN))
    assert list(HouseRules.objects.offered_at(provider.pk))[-1] == own
    assert own not in HouseRules.objects.offered_at(other.pk)
    assert list(HouseRules.objects.changeable_by(member(provider, Role.PROVIDER_ADMIN))) == [own]
    assert not HouseRules.objects.changeable_by(member(provider, Role.ASSESSOR)).exists()
