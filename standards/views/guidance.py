"""The guidance library as everybody reads it: list and search, an entry, help beside a question, examples."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.people import signed_in
from standards.finding import find
from standards.guidance_actions import judge_guidance
from standards.guidance_forms import UsefulForm
from standards.library import at_place, entries_beside, guides_for, kept_at, points_by_entry
from standards.models import (
    GuidanceEntry,
    GuidanceFeedback,
    GuidancePoint,
    Ksb,
    Prompt,
    WorkedExample,
)
from standards.permissions import can_judge_guidance

LONGEST_QUERY = 200


@require_safe
def guidance(request: HttpRequest) -> HttpResponse:
    """All that fits by kind, or what holds the words asked for, or what is tied to one KSB or place."""
    user, asked = signed_in(request), request.GET.get("q", "").replace("\0", "")[:LONGEST_QUERY].strip()
    page: dict[str, Any] = {"asked": asked, "is_keeper": bool(kept_at(user))}
    if asked:
        page["found"] = find(user, asked)
    elif "ksb" in request.GET:
        ksb = _ksb(request)
        page |= {"ksb": ksb, "entries": GuidanceEntry.objects.visible_to(user).about_ksb(ksb).in_order()}
    else:
        page["entries"] = GuidanceEntry.objects.visible_to(user).fitting(user).in_order().with_ksbs()
    return render(request, "standards/guidance.html", page)


def _ksb(request: HttpRequest) -> Ksb:
    """By its code, in the version that is named."""
    ksbs = Ksb.objects.visible_to(signed_in(request))
    return get_object_or_404(ksbs, version=_version(request), code=request.GET["ksb"].replace("\0", ""))


def _version(request: HttpRequest) -> UUID | None:
    """None where none is named."""
    if not (named := request.GET.get("version", "")):
        return None
    try:
        return UUID(named)
    except ValueError as error:
        raise Http404 from error


@require_safe
def guidance_for(request: HttpRequest, place: str) -> HttpResponse:
    """Straight to the only entry for a place; a choice where there are several, or a word that there is none.

    version: of the standard that the page is about which leads here; otherwise what fits whoever asks.
    """
    if place not in GuidanceEntry.Place.values:
        raise Http404
    user, version = signed_in(request), _version(request)
    known = GuidanceEntry.objects.visible_to(user).in_order()
    entries = at_place(known.fitting_version(version) if version else known.fitting(user), place)
    if len(entries) == 1:
        return redirect(entries[0])
    label = GuidanceEntry.Place(place).label
    return render(request, "standards/guidance.html", {"place": label, "entries": entries, "asked": ""})


@require_safe
def guidance_entry(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    entry = _found(request, entry_id)
    return render(
        request, "standards/guidance_entry.html", _page(request, entry, _useful_form(request, entry))
    )


def _found(request: HttpRequest, entry_id: UUID) -> GuidanceEntry:
    entries = GuidanceEntry.objects.visible_to(request.user).with_ties().with_example()
    return get_object_or_404(entries, pk=entry_id)


def _useful_form(request: HttpRequest, entry: GuidanceEntry) -> UsefulForm:
    said = GuidanceFeedback.objects.visible_to(request.user).filter(entry=entry, by=request.user.pk).first()
    if said is None:
        return UsefulForm()
    return UsefulForm(initial={"is_useful": "yes" if said.is_useful else "no", "words": said.words})


def _page(request: HttpRequest, entry: GuidanceEntry, form: UsefulForm) -> dict[str, Any]:
    user = signed_in(request)
    points = GuidancePoint.objects.visible_to(user).filter(entry=entry).order_by("position")
    [guide] = guides_for(user, {entry: list(points)})
    return {
        "guide": guide,
        "form": form,
        "may_judge": can_judge_guidance(user),
        "keepers": kept_at(user),
    }


@require_POST
def guidance_useful(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    entry, form = _found(request, entry_id), UsefulForm(request.POST)
    if not form.is_valid():
        can_judge_guidance(signed_in(request)).require()
        return render(request, "standards/guidance_entry.html", _page(request, entry, form), status=422)
    judge_guidance(entry=entry, by=signed_in(request), **form.cleaned_data)
    messages.success(request, "Thank you. The administrators of your provider can read what you said.")
    return redirect(f"{entry.get_absolute_url()}#useful")


@require_safe
def guidance_prompt(request: HttpRequest, prompt_id: UUID) -> HttpResponse:
    """What helps with one question, small enough to fold out beside it."""
    prompts = Prompt.objects.visible_to(request.user).select_related("template__replaces")
    prompt = get_object_or_404(prompts, pk=prompt_id)
    user, entries = signed_in(request), entries_beside(signed_in(request), prompt)
    points = GuidancePoint.objects.visible_to(user).filter(entry__in=entries[:1]).for_page()
    guides = guides_for(user, points_by_entry(points))
    page = {"prompt": prompt, "guide": guides[0] if guides else None, "others": entries[1:]}
    return render(request, "standards/guidance_prompt.html", page)


@require_safe
def examples(request: HttpRequest) -> HttpResponse:
    found = list(WorkedExample.objects.visible_to(request.user).for_list(signed_in(request)))
    theirs = [example for example in found if vars(example)["is_theirs"]]
    page = {"examples": theirs or found, "others": found[len(theirs) :] if theirs else []}
    return render(request, "standards/examples.html", page)


@require_safe
def example(request: HttpRequest, example_id: UUID) -> HttpResponse:
    found = get_object_or_404(WorkedExample.objects.visible_to(request.user).for_page(), pk=example_id)
    return render(request, "standards/example.html", {"example": found, "accounts": _accounts(found)})


def _accounts(found: WorkedExample) -> list[dict[str, Any]]:
    """Each telling with every KSB it was offered for, and whether the assessor found it shown."""
    ksbs = found.ksbs.all()
    return [
        {"account": account, "decisions": [(ksb, ksb.code in account.met) for ksb in ksbs]}
        for account in found.accounts.all()
    ]
