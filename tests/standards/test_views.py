"""Pages to read a standard, each once through the client."""

from datetime import date
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from standards.models import AssessmentPlan, Ksb, StandardVersion
from tests.factories import StandardVersionFactory, UserFactory

# Session, person and memberships belong to the frame.
FRAME = 3


@pytest.fixture
def reader(version, as_user):
    return as_user(UserFactory())


def test_standard_list_shows_versions_newest_first(reader, django_assert_num_queries):
    with django_assert_num_queries(FRAME + 2):
        body = reader.get(reverse("standards:list")).content.decode()
    assert body.index("Version&nbsp;1.1") < body.index("Version&nbsp;1.0")


def test_standard_list_uses_as_many_queries_for_three_standards(reader, django_assert_num_queries):
    for _ in range(2):
        StandardVersionFactory()
    with django_assert_num_queries(FRAME + 2):
        reader.get(reverse("standards:list"))


def test_standard_list_says_what_will_be_here(db, as_user):
    assert "No standards yet" in as_user(UserFactory()).get(reverse("standards:list")).content.decode()


def test_standard_detail_shows_areas_methods_and_gateway(reader, version, django_assert_num_queries):
    with django_assert_num_queries(FRAME + 5):
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
    old = StandardVersion.objects.get(version="1.0")
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
