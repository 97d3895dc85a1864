"""Taking sheets and pictures away: of one portfolio, of those in somebody's charge, of a provider."""

from http import HTTPStatus
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.methods import read_or_write
from accounts.models import Provider
from accounts.people import providers_held, signed_in
from assessments.boards.asking import Board
from assessments.views.answering import posted
from portfolio.models import Apprenticeship
from portfolio.permissions import is_own
from portfolio.sheet_actions import note_taken
from portfolio.sheets import CSV, Sheet
from portfolio.views.sheets import handed_out, named, streamed
from reports.actions import request_export
from reports.forms.sheets import SheetForm
from reports.gaps import gap_analysis
from reports.models import Export
from reports.permissions import can_ask_for
from reports.permissions.sheets import can_take_sheet
from reports.pictures.catalogue import PICTURES, svg_of
from reports.press import pdf_problem
from reports.sheets import shelf
from reports.sheets.catalogue import COHORT, PORTFOLIO, PROVIDER, Charge, for_sheets, sheet_of


def _portfolio(request: HttpRequest, pk: UUID) -> Apprenticeship:
    found = for_sheets(Apprenticeship.objects.visible_to(signed_in(request)))
    apprenticeship = get_object_or_404(found, pk=pk)
    can_take_sheet(signed_in(request), apprenticeship).require()
    return apprenticeship


@read_or_write
def portfolio_sheets(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page of one portfolio; a PDF or a picture to be made is posted here."""
    apprenticeship, user = _portfolio(request, pk), signed_in(request)
    form = SheetForm(posted(request), subject=apprenticeship, user=user)
    if request.method == "POST" and form.is_valid():
        options = form.options
        return redirect(
            request_export(apprenticeship=apprenticeship, kind=Export.Kind.SHEETS, options=options, by=user)
        )
    problem = pdf_problem()
    context = {
        "apprenticeship": apprenticeship,
        "is_own": is_own(user, apprenticeship),
        "lines": shelf.of_portfolio(user, apprenticeship),
        "pictures": shelf.pictures_of(apprenticeship),
        "charges": [None],
        "problem": problem,
        "form": form,
        "pack": can_ask_for(Export.Kind.AUDIT_PACK, user, apprenticeship, problem),
    }
    return render(request, "reports/portfolio_sheets.html", context, status=_status(request))


@require_safe
def portfolio_sheet(request: HttpRequest, pk: UUID, name: str, kind: str) -> HttpResponseBase:
    apprenticeship, user = _portfolio(request, pk), signed_in(request)
    entry = PORTFOLIO[name]
    entry.may(user, apprenticeship).require()
    sheet = sheet_of(entry, apprenticeship, user, apprenticeship.apprentice, timezone.localdate())
    _note(request, name, kind, [apprenticeship.provider], apprenticeship)
    return handed_out(sheet, kind)


def _note(
    request: HttpRequest,
    name: str,
    kind: str,
    providers: list[Provider],
    apprenticeship: Apprenticeship | None = None,
) -> None:
    if request.method == "GET":
        note_taken(apprenticeship, name, kind, providers=providers, by=signed_in(request))


@require_safe
def picture(request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
    """As SVG. What only its owner knows of is not drawn: pictures are shown to others.

    `?look`: as the page of the sheets shows it, which takes nothing away.
    """
    apprenticeship = _portfolio(request, pk)
    drawn = svg_of(name, apprenticeship, gap_analysis(apprenticeship))
    sheet = Sheet(f"{PICTURES[name].title} - {apprenticeship.apprentice}", "", [], [])
    if "look" not in request.GET:
        _note(request, name, "svg", [apprenticeship.provider], apprenticeship)
    headers = {"Content-Disposition": named(sheet, "svg")}
    return HttpResponse(drawn, content_type="image/svg+xml", headers=headers)


@read_or_write
def board_sheets(request: HttpRequest) -> HttpResponse:
    """The page of everybody in somebody's charge, and of the providers whose quality they assure."""
    asked = Board(request)
    if request.method == "POST":
        return _made_of_provider(request)
    context = {
        **asked.frame("reports:board-sheets"),
        "cohort": shelf.of_cohort(asked.filters.query()),
        "charges": asked.providers,
        "shelves": [found for found in _shelves(request) if found.is_open],
        "problem": pdf_problem(),
        "query": asked.filters.query(),
    }
    return render(request, "reports/board_sheets.html", context, status=_status(request))


def _shelves(request: HttpRequest) -> list[shelf.Shelf]:
    user = signed_in(request)
    return [shelf.of_provider(user, provider) for provider in providers_held(user)]


def _made_of_provider(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    provider = _provider(request, request.POST.get("provider", ""))
    form = SheetForm(request.POST, subject=provider, user=user)
    if not form.is_valid():
        raise Http404
    return redirect(request_export(provider=provider, kind=Export.Kind.SHEETS, options=form.options, by=user))


def _provider(request: HttpRequest, pk: object) -> Provider:
    """One where this person holds a role; nobody learns that there are others."""
    found = next((each for each in providers_held(signed_in(request)) if str(each.pk) == str(pk)), None)
    if found is None:
        raise Http404
    return found


@require_safe
def cohort_sheet(request: HttpRequest, name: str, kind: str) -> HttpResponseBase:
    asked = Board(request)
    charge, providers = Charge(asked.ranked(), asked.today), asked.providers
    whose = ", ".join(str(provider) for provider in providers)
    _note(request, name, kind, providers)
    return handed_out(sheet_of(COHORT[name], charge, signed_in(request), whose, asked.today), kind)


@require_safe
def provider_sheet(request: HttpRequest, pk: UUID, name: str, kind: str) -> HttpResponseBase:
    provider, user, entry = _provider(request, pk), signed_in(request), PROVIDER[name]
    if not shelf.of_provider(user, provider).is_open:
        raise Http404
    entry.may(user, provider).require()
    sheet = sheet_of(entry, provider, user, provider, timezone.localdate())
    _note(request, name, kind, [provider])
    return streamed(sheet) if entry.is_long and kind == CSV else handed_out(sheet, kind)


def _status(request: HttpRequest) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
