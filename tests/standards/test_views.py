"""Pages to read a standard, each once through the client."""

from datetime import date
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from standards.models import AssessmentPlan, Ksb, StandardVersion
from tests.factories import AreaFactory, KsbFactory, StandardFactory, StandardVersionFactory, UserFactory

# Session, person and memberships belong to the frame.
FRAME = 3


@pytest.fixture
def reader(version, as_user):
    return as_user(UserFactory())


def test_standard_list_shows_versions_newest_first(reader, django_assert_num_queries):
    with django_assert_num_queries(FRAME + 3):
        body = reader.get(reverse("standards:list")).content.decode()
    assert body.index("Version&nbsp;1.1") < body.index("Version&nbsp;1.0")


def test_standard_list_uses_as_many_queries_for_three_standards(reader, django_assert_num_queries):
    for _ in range(2):
        StandardVersionFactory()
    with django_assert_num_queries(FRAME + 3):
        reader.get(reverse("standards:list"))


def test_standard_list_says_what_will_be_here(db, as_user):
    assert "No standards yet" in as_user(UserFactory()).get(reverse("standards:list")).content.decode()


def test_standard_detail_shows_areas_methods_and_gateway(reader, version, django_assert_num_queries):
    with django_assert_num_queries(FRAME + 6):
        body = reader.get(version.get_absolute_url()).content.decode()
    assert body.count("ksb-code") == 35
    for words in (
        "Knowing your customers",
        "Apprentice showcase",
        "figures not confirmed",
        "Enough time on programme",
    ):
        assert words in body
    assert "Not yet checked against the official plan" in body


def test_standard_detail_of_a_version_without_ksbs_says_so(reader, version):
    old = StandardVersion.objects.get(standard=version.standard, version="1.0")
    assert "No list of KSBs" in reader.get(old.get_absolute_url()).content.decode()


def test_area_page_shows_ksbs_criteria_and_guidance(reader, version, django_assert_num_queries):
    area = version.areas.get(key="communication")
    with django_assert_num_queries(FRAME + 5):
        body = reader.get(area.get_absolute_url()).content.decode()
    for words in (
        "Communicating at a distance",
        "Knows when and how to summarise.",
        "label-indicative",
        "not the official criteria",
    ):
        assert words in body


@pytest.mark.parametrize(("code", "queries"), [("K7", 4), ("S2", 5)])
def test_ksb_page_shows_method_criteria_and_guidance(
    reader, version, django_assert_num_queries, code, queries
):
    ksb = version.ksbs.get(code=code)
    with django_assert_num_queries(FRAME + queries):
        body = reader.get(ksb.get_absolute_url()).content.decode()
    for words in (ksb.statement, ksb.methods.get().name, "Pass", "Indicative", "Guidance: "):
        assert words in body
    assert ("Either this one or" in body) is (code == "S2")


def test_plan_page_shows_every_criterion(reader, version, django_assert_num_queries):
    plan = version.plans.get()
    with django_assert_num_queries(FRAME + 5):
        body = reader.get(plan.get_absolute_url()).content.decode()
    assert body.count("ksb-code") == 78
    assert "Not yet checked against the official plan" in body


def test_plan_page_of_a_checked_plan_names_who_and_when(reader, version):
    plan = version.plans.get()
    plan.checked_by, plan.checked_on, plan.check_source = (
        UserFactory(name="Mo Checker"),
        date(2026, 11, 24),
        "The plan",
    )
    plan.save()
    body = reader.get(plan.get_absolute_url()).content.decode()
    assert "by Mo Checker on Tue 24 Nov 2026" in body
    assert "Not yet checked" not in body


@pytest.mark.parametrize("name", ["detail", "area", "ksb", "plan"])
def test_pages_answer_404_for_an_unknown_id(reader, name):
    assert reader.get(reverse(f"standards:{name}", args=[uuid4()])).status_code == HTTPStatus.NOT_FOUND


def test_plan_cannot_be_stamped_without_who_and_source(version):
    with pytest.raises(IntegrityError, match="stamped_plan_has_who_when_and_source"), transaction.atomic():
        AssessmentPlan.objects.update(checked_on=date(2026, 11, 1))


def test_ksb_cannot_be_an_alternative_without_its_channel(version):
    with pytest.raises(IntegrityError, match="alternative_ksb_names_its_channel"), transaction.atomic():
        Ksb.objects.filter(code="K1").update(alternative="contact-channel")


def test_standard_list_is_searched_and_paged(reader):
    for number in range(25):
        StandardFactory(reference=f"ST7{number:03}", title=f"Quay hand {number}")
    assert "Page 1 of 2" in reader.get(reverse("standards:list")).content.decode()
    found = reader.get(reverse("standards:list"), {"q": "quay st7004"})
    assert [standard.reference for standard in found.context["page"]] == ["ST7004"]
    assert (
        "No standard is called so"
        in reader.get(reverse("standards:list"), {"q": "lion tamer"}).content.decode()
    )


@pytest.fixture
def later(version):
    """Version 1.1 with one KSB reworded, one gone, one new, and two whose codes changed places."""
    rows = list(version.ksbs.all())
    new = StandardVersionFactory(standard=version.standard, version="1.2")
    areas = {each.pk: AreaFactory(version=new, key=each.key, kind=each.kind) for each in version.areas.all()}
    codes = {"K1": "K2", "K2": "K1"}
    for row in rows[:-1]:
        words = row.statement.replace("customer", "client") if row.code == "K1" else row.statement
        code = codes.get(row.code, row.code)
        KsbFactory(version=new, area=areas[row.area_id], guid=row.guid, code=code, statement=words)
    KsbFactory(version=new, area=areas[rows[0].area_id], code="K99", statement="Know how tides are read.")
    return new


def test_comparison_tells_what_changed_before_what_was_kept(
    reader, version, later, django_assert_num_queries
):
    address = reverse("standards:compare", args=[later.pk, version.pk])
    with django_assert_num_queries(FRAME + 4):
        response = reader.get(address)
    counts = dict(response.context["comparison"].counts)
    assert counts == {"Reworded": 1, "New": 1, "Removed": 1, "Kept": 33}
    rows = response.context["comparison"].rows
    assert [row.label for row in rows[:4]] == ["Reworded", "New", "Removed", "Kept"]
    body = response.content.decode()
    assert "<del>customer " in body
    assert "<ins>client " in body
    assert "K1 became K2" in body


def test_comparison_is_linked_and_stays_within_a_standard(reader, version, later):
    assert (
        reverse("standards:compare", args=[version.pk, later.pk])
        in reader.get(version.get_absolute_url()).content.decode()
    )
    other = StandardVersionFactory()
    assert (
        reader.get(reverse("standards:compare", args=[version.pk, other.pk])).status_code
        == HTTPStatus.NOT_FOUND
    )
