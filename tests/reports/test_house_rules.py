"""House rules: what is shipped, whose they are, and who is offered them."""

import json

import pytest
from django.urls import reverse

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
    assert own in HouseRules.objects.on_the_desk_of(member(provider, Role.PROVIDER_ADMIN))
    assert own not in HouseRules.objects.on_the_desk_of(member(provider, Role.ASSESSOR))


def filled_in(**changes):
    return {
        "name": "Highfell Awards",
        "shape": "folder",
        "originals": "all",
        "sections": ["index", "pieces"],
        "evidence_limit": "12",
        "pdf_name": "{apprentice}",
        "piece_folder": "{number}",
        "file_name": "{number}-{place}",
        "mapping": "Mapping",
        "documents": "Documents",
        "evidence": "Evidence",
        "file_megabytes": "20",
    } | changes


def test_administrator_keeps_changes_and_withdraws_rules(as_user):
    load_house_rules()
    provider = ProviderFactory()
    client = as_user(member(provider, Role.PROVIDER_ADMIN))
    index = reverse("reports:house-rules-list", args=[provider.pk])
    new = reverse("reports:house-rules-new", args=[provider.pk])
    shipped = HouseRules.objects.get(key="kestrel")
    assert b"Piece_{number}" in client.get(f"{new}?copy={shipped.pk}").content
    assert client.post(new, filled_in()).url == index
    own = HouseRules.objects.get(provider=provider)
    assert (own.sections, own.largest_file_bytes, own.evidence_limit) == (["index", "pieces"], 20_000_000, 12)
    assert client.post(new, filled_in()).status_code == 409
    assert client.post(own.get_absolute_url(), filled_in(evidence_limit="")).url == index
    assert HouseRules.objects.get(pk=own.pk).evidence_limit is None
    assert client.post(reverse("reports:house-rules-withdraw", args=[own.pk])).url == index
    assert b"Highfell" not in client.get(index).content.partition(b"<table")[2]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"pdf_name": "{colour}"}, "stands for nothing here"),
        ({"mapping": "../up"}, "cannot stand"),
        ({"sections": ["map"]}, "would be empty"),
        ({"sections": ["invented"]}, "not offered here"),
        ({"evidence_limit": "0"}, "Nothing is lost"),
        ({"name": ""}, "Nothing is lost"),
    ],
    ids=["pattern", "folder", "no pieces", "unknown part", "no piece", "no name"],
)
def test_unfit_rules_are_answered_with_a_sentence(as_user, changes, said):
    provider = ProviderFactory()
    client = as_user(member(provider, Role.PROVIDER_ADMIN))
    answer = client.post(reverse("reports:house-rules-new", args=[provider.pk]), filled_in(**changes))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not HouseRules.objects.filter(provider=provider).exists()


def test_shipped_rules_are_copied_and_never_changed(as_user):
    load_house_rules()
    client = as_user(member(ProviderFactory(), Role.PROVIDER_ADMIN))
    for rules in HouseRules.objects.filter(provider=None):
        assert client.get(rules.get_absolute_url()).status_code == 403
        assert client.post(reverse("reports:house-rules-withdraw", args=[rules.pk])).status_code == 403
