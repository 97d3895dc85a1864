"""How far an apprentice is: the matrix of all KSBs, and the claims behind one of them."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.people import signed_in
from portfolio.claims import claim_rows, current_claims
from portfolio.maps import count_states, states_of
from portfolio.marks import KSB_MARKS, employers_mark
from portfolio.matrix import columns_of, matrix_of, pieces_for
from portfolio.models import Apprenticeship
from portfolio.needed import minimum_of, still_open
from portfolio.open_needs import new_url_of, open_needs
from portfolio.permissions import can_add_evidence
from portfolio.reading import ksbs_of, reading_of, with_progress
from standards.models import Ksb
from standards.rules import is_asked
from standards.said import verified_codes

PAGE_SIZE = 40


@require_safe
def progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    visible = Apprenticeship.objects.read_by(user).with_piece_counts()
    visible = visible.select_related("apprentice", "plan")
    apprenticeship = get_object_or_404(visible, pk=pk)
    reading = reading_of(apprenticeship, user)
    ksbs = ksbs_of(apprenticeship)
    states = states_of(reading, ksbs.asked)
    state = request.GET.get("state", "")
    is_narrowed = state in KSB_MARKS
    asked = [ksb for ksb in ksbs.asked if states[ksb.pk] == state] if is_narrowed else ksbs.asked
    pieces = pieces_for(reading, asked) if is_narrowed else None
    total = reading.piece_count if pieces is None else pieces.count()
    page = Paginator(range(total), PAGE_SIZE).get_page(request.GET.get("page"))
    columns = columns_of(reading, page.start_index() - 1 if page else 0, page.end_index(), pieces)
    can_add = can_add_evidence(user, apprenticeship)
    context = {
        "apprenticeship": apprenticeship,
        "is_own": reading.is_own,
        "counts": count_states(reading, states.values()),
        "chosen": KSB_MARKS.get(state),
        "spared": ksbs.spared,
        "page": page,
        "query": f"state={state}" if is_narrowed else "",
        "columns": columns,
        "width": len(columns) + 1,
        "groups": matrix_of(reading, asked, columns, can_add=bool(can_add)),
        "can_add": can_add,
        "needs": [] if is_narrowed else open_needs(reading, new_url_of(apprenticeship, can_add)),
    }
    return render(request, "portfolio/progress.html", context)


@require_safe
def claims(request: HttpRequest, pk: UUID, ksb_id: UUID) -> HttpResponse:
    user = signed_in(request)
    visible = Apprenticeship.objects.read_by(user).select_related("apprentice", "plan")
    apprenticeship = get_object_or_404(visible, pk=pk)
    ksbs = with_progress(Ksb.objects.visible_to(user), apprenticeship)
    ksb = get_object_or_404(ksbs, pk=ksb_id, version=apprenticeship.version_id)
    reading = reading_of(apprenticeship, user)
    page = Paginator(current_claims(reading, ksb), PAGE_SIZE).get_page(request.GET.get("page"))
    by_employer = ksb.code in verified_codes(apprenticeship.plan.evidence_rules)
    mark = KSB_MARKS[states_of(reading, [ksb])[ksb.pk]]
    met, minimum = vars(ksb)["progress_met"] or 0, minimum_of(apprenticeship.plan.evidence_rules)
    context = {
        "apprenticeship": apprenticeship,
        "is_own": reading.is_own,
        "by_employer": by_employer,
        "still_open": "" if by_employer or met >= minimum else still_open(ksb.code, met, minimum),
        "ksb": ksb,
        "is_asked": is_asked(ksb.alternative_channel, apprenticeship.contact_channel),
        "mark": employers_mark(mark) if by_employer else mark,
        "page": page,
        "rows": claim_rows(page.object_list),
        "can_add": can_add_evidence(user, apprenticeship),
    }
    return render(request, "portfolio/claims.html", context)
