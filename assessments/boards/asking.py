"""What somebody asks a board for: in which role, about whom, narrowed how."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Provider, Role
from accounts.people import providers_held, providers_where, signed_in
from assessments.boards.heat import version_for, without
from assessments.boards.rows import choices_of, group_counts, in_order
from assessments.boards.scope import SCOPES, Filters, charge_of, first_of, narrowed
from assessments.caseload import Case, case_rows
from assessments.permissions.boards import can_see_boards
from portfolio.forms import as_uuid
from portfolio.models import Apprenticeship
from portfolio.models.apprenticeships import ApprenticeshipQuerySet
from portfolio.roles import roles_of
from standards.models import Ksb

PAGE_LENGTH = 40
# By the name of the route; what leaves has its page in the app above.
PARTS = {
    "board": "Apprentices",
    "board-gateways": "Gateways",
    "board-heat": "Cohort by KSB",
    "board-workload": "Assessors",
    "reports:board-sheets": "Sheets",
}


def _route(part: str) -> str:
    return reverse(part if ":" in part else f"assessments:{part}")


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str


class Board:
    """One request for a board; refused to those who look after nobody."""

    def __init__(self, request: HttpRequest, role: str = "") -> None:
        roles = roles_of(request)
        can_see_boards(roles).require()
        self.held = [each for each in SCOPES if each in roles.held]
        asked = role or request.GET.get("as", "")
        self.role = asked if asked in self.held else self.held[0]
        self.filters = Filters.read(request.GET.dict(), self.role)
        self.is_narrowed = self.filters.is_any
        self.user = signed_in(request)
        self.charge = charge_of(self.user, self.role)
        self.today = timezone.localdate()
        self.page = request.GET.get("page")
        self.is_provider = self.role == Role.PROVIDER_ADMIN

    @property
    def providers(self) -> list[Provider]:
        """Where this person has the role that they ask in."""
        there = providers_where(self.user, self.role)
        return [provider for provider in providers_held(self.user) if provider.pk in there]

    def ranked(self, *, by_risk: bool = True) -> ApprenticeshipQuerySet:
        return narrowed(self.charge, self.filters, self.today, by_risk=by_risk)

    def on_programme(self) -> ApprenticeshipQuerySet:
        return self.ranked().on_programme()

    def of_one_version(self) -> ApprenticeshipQuerySet:
        """The standard asked for, or that of most; the filters say which from now on."""
        if not self.filters.version:
            self.filters = replace(self.filters, version=str(version_for(self.on_programme()) or ""))
        return self.on_programme() if self.filters.version else self.charge.none()

    def gap(self, code: str) -> tuple[Ksb, ApprenticeshipQuerySet]:
        """The KSB, and those who have nothing for it; 404 where the standard has no such KSB."""
        found = self.of_one_version()
        ksbs = Ksb.objects.filter(version=as_uuid(self.filters.version), code=code.replace("\0", ""))
        ksb = ksbs.select_related("version__standard").first()
        if ksb is None:
            raise Http404
        return ksb, without(found, ksb)

    def address(self, part: str, **changed: str) -> str:
        return f"{_route(part)}?{self.filters.query(**changed)}"

    def frame(self, part: str) -> dict[str, Any]:
        """What every board shows around itself: three queries, for the choices."""
        return {
            "board": self,
            "board_here": self.address(part),
            "action": _route(part),
            "plain": f"{_route(part)}?{Filters(self.role).query()}",
            "parts": [Link(label, self.address(name)) for name, label in PARTS.items()],
            "scopes": [Link(SCOPES[role], f"{_route(part)}?as={role}") for role in self.held],
            "scope": f"{_route(part)}?as={self.role}",
            "choices": choices_of(self.charge, self.filters),
            "query": self.filters.query(),
        }


class _Counted(Paginator[Apprenticeship]):
    """Pages of rows whose number is known already."""

    def __init__(self, rows: QuerySet[Apprenticeship], number: int) -> None:
        super().__init__(rows, PAGE_LENGTH)
        self.number = number

    @cached_property
    def count(self) -> int:
        return self.number


def people(board: Board) -> dict[str, Any]:
    """Three queries: the numbers of the groups, one page of rows, what waits for these."""
    counts = group_counts(board.ranked(by_risk=False), board.filters, reverse("assessments:board"))
    chosen = board.filters.risk
    number = sum(count.number for count in counts if chosen in {"", count.key})
    page = paged(board, board.ranked(), number)
    return {
        "counts": counts,
        "everybody": sum(count.number for count in counts),
        "page": page,
        "without_risk": board.filters.query(risk=""),
        "with_others": board.address("board", status=""),
        "gateway_month": first_of(board.filters.gateway),
    }


def paged(board: Board, ranked: ApprenticeshipQuerySet, number: int) -> Page[Case]:
    """Two queries."""
    page: Any = _Counted(in_order(ranked), number).get_page(board.page)
    page.object_list = case_rows(list(page.object_list), board.today)
    return cast("Page[Case]", page)
