"""Pages to read a standard: what is asked, how it is judged, and guidance."""

from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.models import Provider
from accounts.people import providers_held, signed_in
from standards.checks import stamps_for
from standards.comparison import compared
from standards.library import guidance_about
from standards.models import Area, AssessmentPlan, Criterion, GuidanceEntry, Ksb, Standard, StandardVersion
from standards.permissions import can_keep_plans, can_keep_standards
from standards.rules import bands_of

PAGE_LENGTH = 20
WORDS_LIMIT = 100


@require_safe
def standard_list(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").replace("\0", "").strip()[:WORDS_LIMIT]
    user = signed_in(request)
    standards = Standard.objects.visible_to(user)
    pages = Paginator(standards.named(text).for_list(request.user), PAGE_LENGTH)
    page = {
        "page": pages.get_page(request.GET.get("page")),
        "text": text,
        "query": urlencode({"q": text}) if text else "",
        "keeps_standards": any(can_keep_standards(user, each) for each in providers_held(user)),
    }
    return render(request, "standards/standard_list.html", page)


@require_safe
def standard_detail(request: HttpRequest, version_id: UUID) -> HttpResponse:
    versions = StandardVersion.objects.visible_to(request.user).for_page()
    version = get_object_or_404(versions, pk=version_id)
    plans = AssessmentPlan.objects.visible_to(request.user).filter(version=version).for_version_page()
    page = {
        "version": version,
        "bands": bands_of(version.ksbs.for_map()),
        "plans": stamps_for(signed_in(request), plans).values(),
        "others": versions.beside(version),
        "keepers": [] if version.is_draft else _keepers(request, version),
    }
    return render(request, "standards/standard_detail.html", page)


def _keepers(request: HttpRequest, version: StandardVersion) -> list[Provider]:
    """For which providers this person can make a version of their own from it, and move people to it."""
    user = signed_in(request)
    held = [each for each in providers_held(user) if version.provider_id in (None, each.pk)]
    return [each for each in held if can_keep_standards(user, each)]


@require_safe
def compare(request: HttpRequest, version_id: UUID, other_id: UUID) -> HttpResponse:
    """What the second version changed in the first, both of one standard."""
    versions = StandardVersion.objects.visible_to(request.user).for_page()
    new = get_object_or_404(versions, pk=version_id)
    old = get_object_or_404(versions.filter(standard=new.standard_id), pk=other_id)
    page = {
        "new": new,
        "old": old,
        "comparison": compared(list(old.ksbs.all()), list(new.ksbs.all())),
        "movers": [] if new.is_draft else _keepers(request, new),
    }
    return render(request, "standards/standard_compare.html", page)


@require_safe
def area_page(request: HttpRequest, area_id: UUID) -> HttpResponse:
    area = get_object_or_404(Area.objects.visible_to(request.user).for_page(), pk=area_id)
    page = {
        "area": area,
        "criteria": Criterion.objects.visible_to(request.user).said_first().filter(area=area).for_area_page(),
        "guidance": guidance_about(
            signed_in(request), GuidanceEntry.objects.visible_to(request.user).about_area(area)
        ),
    }
    return render(request, "standards/area_page.html", page)


@require_safe
def ksb_page(request: HttpRequest, ksb_id: UUID) -> HttpResponse:
    ksb = get_object_or_404(Ksb.objects.visible_to(request.user).for_page(), pk=ksb_id)
    page = {
        "ksb": ksb,
        "alternatives": Ksb.objects.visible_to(request.user).alternatives_to(ksb) if ksb.alternative else [],
        "methods": ksb.methods.visible_to(request.user).for_ksb_page(),
        "criteria": ksb.criteria.visible_to(request.user).said_first().for_ksb_page(),
        "guidance": guidance_about(
            signed_in(request), GuidanceEntry.objects.visible_to(request.user).about_ksb(ksb)
        ),
    }
    return render(request, "standards/ksb_page.html", page)


@require_safe
def plan_page(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = get_object_or_404(AssessmentPlan.objects.visible_to(request.user).for_page(), pk=plan_id)
    user = signed_in(request)
    page = {
        "plan": plan,
        "stamps": stamps_for(user, [plan])[plan.pk],
        "keepers": [each for each in providers_held(user) if can_keep_plans(user, each)],
    }
    return render(request, "standards/plan_page.html", page)
