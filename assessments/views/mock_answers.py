"""What the addresses of one mock do alike: find it, read its form, and lose nothing of what was typed."""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from accounts.people import signed_in
from accounts.permissions import Refused
from assessments.actions import Incomplete
from assessments.actions.mocks_held import MockIsOver, StaleMock, require_running, thrown_away
from assessments.actions.practice import keep_mock
from assessments.forms.practice import MockForm
from assessments.mock_criteria import criteria_of
from assessments.mock_page import in_words, mock_desk, mock_over
from assessments.models import MockAssessment, ThrownAwayMock
from assessments.photos import photos_of

Act = Callable[[HttpRequest, MockAssessment], HttpResponse]


def find_mock(request: HttpRequest, pk: UUID) -> MockAssessment:
    return get_object_or_404(MockAssessment.objects.visible_to(signed_in(request)).for_page(), pk=pk)


def posted_mock(request: HttpRequest, pk: UUID) -> MockAssessment:
    """Raises MockIsOver for one that was thrown away, to those who could have gone on with it."""
    user = signed_in(request)
    found = MockAssessment.objects.visible_to(user).for_page().filter(pk=pk).first()
    if found is None:
        raise thrown_away(get_object_or_404(ThrownAwayMock.objects.visible_to(user).for_page(), pk=pk))
    return found


def form_of(request: HttpRequest, found: MockAssessment) -> MockForm:
    """As it was posted, whatever has become of the mock meanwhile."""
    return _form(found, request.POST)


def kept_form(found: MockAssessment) -> MockForm:
    """As it was kept."""
    return _form(found, None)


def _form(found: MockAssessment, typed: QueryDict | None) -> MockForm:
    return MockForm(
        typed,
        kind=found.kind,
        criteria=criteria_of(found),
        content=found.content,
        photos=photos_of(found),
        initial={"saves": found.saves},
    )


def answer(request: HttpRequest, pk: UUID, act: Act) -> HttpResponse:
    """What `act` answers. Whatever stands in its way, all that was typed comes back."""
    try:
        found = posted_mock(request, pk)
    except MockIsOver as over:
        return show_over(request, over)
    try:
        require_running(found, signed_in(request))
        return act(request, found)
    except MockIsOver as over:
        return show_over(request, over)
    except StaleMock as stale:
        return show_both(request, stale)
    except Incomplete as incomplete:
        form = form_of(request, found)
        form.add_problems(incomplete.problems)
        return show_desk(request, found, form, incomplete.status)
    except Refused as refusal:
        if refusal.status == HTTPStatus.FORBIDDEN:
            raise
        return show_refused(request, found, [refusal])


def show_desk(
    request: HttpRequest,
    found: MockAssessment,
    form: MockForm,
    status: int = HTTPStatus.OK,
    more: dict[str, object] | None = None,
) -> HttpResponse:
    page = {"desk": mock_desk(found, form, signed_in(request)), "form": form} | (more or {})
    return render(request, "assessments/mock_run.html", page, status=status)


def show_refused(request: HttpRequest, found: MockAssessment, refusals: Sequence[Refused]) -> HttpResponse:
    reasons: dict[str, object] = {"refused": [refusal.reason for refusal in refusals]}
    return show_desk(request, found, form_of(request, found), refusals[0].status, reasons)


def show_both(request: HttpRequest, stale: StaleMock) -> HttpResponse:
    """What was typed stays in the form, and keeping it is a choice: the form now counts from the other."""
    form = form_of(request, stale.kept)
    form.count_from(stale.kept.saves)
    other = in_words(stale.kept.content, form.criteria)
    more: dict[str, object] = {"stale": stale.reason, "other": other}
    return show_desk(request, stale.kept, form, HTTPStatus.CONFLICT, more)


def show_over(request: HttpRequest, over: MockIsOver) -> HttpResponse:
    """Both versions to read, and what was typed here to go on with; the same sent twice was simply done."""
    form = form_of(request, over.mock)
    if not over.mock.is_open and over.mock.content == form.content():
        return redirect(over.mock)
    page = mock_over(over.mock, over.reason, form, signed_in(request))
    return render(request, "assessments/mock_over.html", {"over": page}, status=HTTPStatus.CONFLICT)


def keep_the_rest(request: HttpRequest, found: MockAssessment, said: str) -> HttpResponse:
    """Without a script everything else that was typed comes along with a file, and is kept."""
    form = form_of(request, found)
    keep_mock(mock=found, content=form.content(), saves=form.saves_typed, by=signed_in(request))
    messages.info(request, said)
    return redirect(found)


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")
