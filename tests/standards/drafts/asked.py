"""What is asked about a draft version."""

import datetime as dt

from django.urls import reverse

from standards.draft_checks import flaws_in
from standards.models import Ksb, StandardVersion
from standards.parts import Draft

TODAY = dt.date(2026, 9, 1)


def flaws(version):
    return [
        flaw.sentence for flaw in flaws_in(Draft(StandardVersion.objects.get(pk=version.pk)), TODAY, set())
    ]


def ksb_of(version, code):
    return Ksb.objects.get(version=version, code=code)


def order_of(version):
    return list(Ksb.objects.filter(version=version).order_by("position").values_list("code", flat=True))


def new_ksb(draft, area="one", code="K9", **more):
    area = draft.areas.get(key=area)
    words = {"title": "New", "statement": "Know the new thing.", "alternative": "", "alternative_channel": ""}
    return {"version_id": draft.pk, "area_id": area.pk, "code": code, **words, **more}


def url(provider, version, name="version-edit", *more):
    return reverse(f"standards:{name}", args=[provider.pk, version.pk, *more])
