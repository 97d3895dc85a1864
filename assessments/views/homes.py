"""The home of each role. Somebody with several roles has a tab for each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Role
from accounts.people import signed_in
from assessments import homes
from assessments.boards.asking import Board, people
from assessments.caseload import Case
from assessments.gateway.waiting import gateway_tasks
from portfolio.roles import roles_of

COHORT_PAGE, IQA_PAGE = 40, 30
SEVERAL_ROLES = 2


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    held = [role for role in HOMES if role in roles_of(request).held]
    if not held:
        return render(request, "assessments/home_nothing.html")
    asked = request.GET.get("as", "")
    role = asked if asked in held else held[0]
    return HOMES[role](request, _frame(held, role))


def _frame(held: list[str], role: str) -> dict[str, object]:
    tabs = [Tab(Role(each).label, _address(each)) for each in held]
    return {"tabs": tabs if len(tabs) >= SEVERAL_ROLES else [], "here": _address(role), "role": role}


def _address(role: str) -> str:
    return f"{reverse('assessments:home')}?as={role}"


def _apprentice(request: HttpRequest, frame: dict[str, object]) -> HttpResponse:
    user = signed_in(request)
    apprenticeship = homes.newest_apprenticeship(user)
    if apprenticeship is None:
        return render(request, "assessments/home_nothing.html", frame)
    page = homes.apprentice_home(apprenticeship, user, timezone.localdate())
    return render(request, "assessments/home_apprentice.html", {**frame, "home": page})


def _assessor(request: HttpRequest, frame: dict[str, object]) -> HttpResponse:
    today = timezone.localdate()
    page = homes.assessor_home(signed_in(request), today)
    context = {**frame, "home": page, "page": _paged(request, page.cases), "today": today}
    return render(request, "assessments/home_assessor.html", context)


def _line_manager(request: HttpRequest, frame: dict[str, object]) -> HttpResponse:
    rows = _paged(request, homes.line_manager_cases(signed_in(request), timezone.localdate()))
    tasks = homes.line_manager_tasks(signed_in(request), timezone.now())
    return render(request, "assessments/home_line_manager.html", {**frame, "page": rows, "tasks": tasks})


def _iqa(request: HttpRequest, frame: dict[str, object]) -> HttpResponse:
    page = homes.iqa_home(signed_in(request), timezone.localdate())
    rows = _paged(request, page.cases, IQA_PAGE)
    return render(request, "assessments/home_iqa.html", {**frame, "home": page, "page": rows})


def _provider_admin(request: HttpRequest, frame: dict[str, object]) -> HttpResponse:
    board = Board(request, Role.PROVIDER_ADMIN.value)
    tasks = gateway_tasks(board.charge, signed_in(request))
    page = {**board.frame("board"), **people(board), **frame, "is_home": True, "tasks": tasks}
    return render(request, "assessments/board.html", page)


def _visitor(request: HttpRequest, frame: dict[str, object]) -> HttpResponse:
    visits = homes.visits_of(signed_in(request), timezone.localdate())
    return render(request, "assessments/home_visitor.html", {**frame, "visits": visits})


def _paged(request: HttpRequest, rows: Sequence[Case], length: int = COHORT_PAGE) -> Page[Case]:
    return Paginator(rows, length).get_page(request.GET.get("page"))


# In the order of the tabs; the first that somebody holds is where they arrive.
HOMES: dict[str, Callable[[HttpRequest, dict[str, object]], HttpResponse]] = {
    Role.APPRENTICE.value: _apprentice,
    Role.ASSESSOR.value: _assessor,
    Role.PROVIDER_ADMIN.value: _provider_admin,
    Role.IQA.value: _iqa,
    Role.LINE_MANAGER.value: _line_manager,
    Role.VISITOR.value: _visitor,
}
