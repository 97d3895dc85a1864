"""The files issued of one portfolio, and withdrawing one of them."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.methods import read_or_write
from accounts.people import signed_in
from portfolio.models import Apprenticeship
from portfolio.permissions import is_own
from reports.actions.issues import withdraw_issue
from reports.forms.verify import WithdrawForm
from reports.models import IssuedPortfolio
from reports.permissions.issues import can_read_issues, can_withdraw


@require_safe
def issues(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    apprenticeship = get_object_or_404(Apprenticeship.objects.visible_to(user).for_page(), pk=pk)
    can_read_issues(user, apprenticeship).require()
    found = IssuedPortfolio.objects.visible_to(user).filter(apprenticeship=apprenticeship).for_list()
    context = {
        "apprenticeship": apprenticeship,
        "issues": [(issue, can_withdraw(user, issue)) for issue in found],
        "is_own": is_own(user, apprenticeship),
    }
    return render(request, "reports/issue_list.html", context)


@read_or_write
def issue_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    issue = get_object_or_404(IssuedPortfolio.objects.visible_to(user).for_page(), pk=pk)
    can_withdraw(user, issue).require()
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        withdraw_issue(issue=issue, reason=form.cleaned_data["reason"], by=user)
        messages.success(request, f"{issue.serial} was withdrawn. Whoever checks it reads why.")
        return redirect("reports:issues", pk=issue.apprenticeship_id)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "reports/issue_withdraw.html", {"issue": issue, "form": form}, status=status)
