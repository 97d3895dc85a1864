"""Boards: apprentices, gateways, cohort by KSB with the list behind each cell, and the work of assessors."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessments.boards.asking import Board, paged, people
from assessments.boards.gateways import TimeLine, time_line
from assessments.boards.heat import HeatMap, heat_map
from assessments.boards.lists import gateway_sheet, heat_sheet, people_sheet, workload_sheet
from assessments.boards.rows import in_order
from assessments.boards.workload import Load, workload
from assessments.permissions.requests import can_ask_many
from assessments.requests import asked_already
from portfolio.roles import roles_of
from portfolio.sheet_actions import note_taken
from portfolio.sheets import Sheet
from portfolio.views.sheets import handed_out


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    asked = Board(request)
    return render(request, "assessments/board.html", {**asked.frame("board"), **people(asked)})


@require_safe
def gateways(request: HttpRequest) -> HttpResponse:
    asked = Board(request)
    page = {**asked.frame("board-gateways"), "line": _time_line(asked)}
    return render(request, "assessments/board_gateways.html", page)


@require_safe
def heat(request: HttpRequest) -> HttpResponse:
    asked = Board(request)
    found = _heat_map(asked)
    return render(request, "assessments/board_heat.html", {**asked.frame("board-heat"), "heat": found})


@require_safe
def gaps(request: HttpRequest) -> HttpResponse:
    """Who has nothing for one KSB."""
    asked = Board(request)
    ksb, found = asked.gap(request.GET.get("ksb", ""))
    number = found.count()
    page = {
        **asked.frame("board-gaps"),
        "ksb": ksb,
        "number": number,
        "page": paged(asked, found, number),
        "query": f"{asked.filters.query()}&ksb={ksb.code}",
        "back": asked.address("board-heat"),
        "can_ask": can_ask_many(roles_of(request), asked.role, number),
        "already": asked_already(ksb.code, found.values("pk")),
    }
    return render(request, "assessments/board_gaps.html", page)


@require_safe
def load(request: HttpRequest) -> HttpResponse:
    asked = Board(request)
    page = {**asked.frame("board-workload"), "loads": _workload(asked)}
    return render(request, "assessments/board_workload.html", page)


def _time_line(asked: Board) -> TimeLine:
    return time_line(asked.ranked(), asked.filters, reverse("assessments:board"), asked.today)


def _heat_map(asked: Board) -> HeatMap:
    found = asked.of_one_version()
    return heat_map(found, asked.filters, reverse("assessments:board-gaps"))


def _workload(asked: Board) -> list[Load]:
    return workload(asked.on_programme(), asked.filters, reverse("assessments:board"))


def _apprentices_sheet(asked: Board, _: HttpRequest) -> Sheet:
    return people_sheet("apprentices", list(in_order(asked.ranked())), asked.today)


def _gaps_sheet(asked: Board, request: HttpRequest) -> Sheet:
    ksb, found = asked.gap(request.GET.get("ksb", ""))
    return people_sheet(f"nothing-for-{ksb.code}", list(in_order(found)), asked.today)


SHEETS: dict[str, Callable[[Board, HttpRequest], Sheet]] = {
    "apprentices": _apprentices_sheet,
    "gateways": lambda asked, _: gateway_sheet(_time_line(asked)),
    "heat-map": lambda asked, _: heat_sheet(_heat_map(asked)),
    "gaps": _gaps_sheet,
    "workload": lambda asked, _: workload_sheet(_workload(asked)),
}


@require_safe
def sheet(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    asked = Board(request)
    found = SHEETS[name](asked, request)
    if request.method == "GET":
        note_taken(None, name, kind, providers=asked.providers, by=asked.user)
    return handed_out(found, kind)
