"""Planning quality assurance: the plan, the strategy, the risk of each assessor, who is let in."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.methods import read_or_write
from accounts.models import Provider, Role, User
from accounts.people import signed_in
from assessments.actions.sampling import set_risk, set_strategy
from assessments.actions.visits import end_visit, name_verifier
from assessments.forms.sampling import RiskForm, StrategyForm, VerifierForm
from assessments.models import AssessorRisk, Strategy
from assessments.permissions.sampling import can_assure, can_set_risk
from assessments.quality import assessor_at, plan_of, rates_of, strategy_of, visitors_at
from assessments.rules.proposals import HOW
from assessments.rules.sampling import sentences_of
from assessments.views.answering import posted, problems_shown_in, status
from portfolio.models import Apprenticeship, Visitor
from portfolio.roles import roles_of
from portfolio.rules import counted

SHOW = {"sampled": True, "unsampled": False}


@require_safe
def quality(request: HttpRequest) -> HttpResponse:
    """The page, or for the home of an IQA its verdict and proposals alone."""
    provider = provider_of(request)
    plan = plan_of(provider, signed_in(request), timezone.localdate())
    context = {"plan": plan, "how": HOW, "providers": providers_of(request)}
    if request.headers.get("HX-Request"):
        return render(request, "assessments/_quality_short.html", context)
    return render(request, "assessments/quality.html", context)


def providers_of(request: HttpRequest) -> list[Provider]:
    """Where this person assures quality, or administers; 403 for everybody else."""
    roles = roles_of(request)
    can_assure(roles).require()
    held = [m.provider for m in roles.memberships if m.role in {Role.IQA, Role.PROVIDER_ADMIN}]
    return list({provider.pk: provider for provider in held}.values())


def provider_of(request: HttpRequest) -> Provider:
    """The one asked for, or the first."""
    providers = providers_of(request)
    asked = request.GET.get("provider", "")
    if not asked:
        return providers[0]
    found = [provider for provider in providers if str(provider.pk) == asked]
    if not found:
        raise Http404
    return found[0]


@read_or_write
def strategy(request: HttpRequest) -> HttpResponse:
    provider = provider_of(request)
    current = strategy_of(provider)
    form = StrategyForm(posted(request), instance=_copy(current))
    if request.method == "POST" and form.is_valid():
        rates = dict(form.cleaned_data)
        set_strategy(provider=provider, note=rates.pop("note"), rates=rates, by=signed_in(request))
        messages.success(request, "The strategy is set. The plan follows it from now on.")
        return redirect(f"{request.path}?provider={provider.pk}")
    earlier = Strategy.objects.visible_to(signed_in(request)).filter(provider=provider)
    context = {
        "provider": provider,
        "providers": providers_of(request),
        "strategy": current,
        "sentences": sentences_of(rates_of(current)),
        "history": [(row, sentences_of(rates_of(row))) for row in earlier.select_related("set_by")],
        "form": form,
    }
    return render(request, "assessments/strategy.html", context, status=status(request))


def _copy(strategy: Strategy) -> Strategy:
    """What the form fills; the row itself is never changed."""
    names = [field.name for field in Strategy._meta.concrete_fields if field.name not in {"id", "set_by"}]
    return Strategy(**{name: getattr(strategy, name) for name in names})


@read_or_write
def assessor(request: HttpRequest, pk: UUID) -> HttpResponse:
    provider, person = _assessor(request, pk)
    user = signed_in(request)
    permission = can_set_risk(user, provider, person)
    form = RiskForm(posted(request))
    if request.method == "POST":
        permission.require()
        if form.is_valid() and _risk_is_set(request, provider, person, form):
            return redirect(f"{request.path}?provider={provider.pk}")
    plan = plan_of(provider, user, timezone.localdate())
    show = request.GET.get("show", "")
    rows = plan.rows.get(person.pk, [])
    history = AssessorRisk.objects.visible_to(user).filter(provider=provider, assessor=person)
    context = {
        "provider": provider,
        "person": person,
        "plan": plan,
        "mine": next((each for each in plan.lines if each.line.assessor == person.pk), None),
        "show": show,
        "rows": [row for row in rows if show not in SHOW or row.is_sampled is SHOW[show]],
        "history": history.select_related("set_by"),
        "permission": permission,
        "form": form,
    }
    return render(request, "assessments/quality_assessor.html", context, status=status(request))


def _assessor(request: HttpRequest, pk: UUID) -> tuple[Provider, User]:
    if not can_assure(roles_of(request)):
        raise Http404
    provider = provider_of(request)
    person = assessor_at(provider, pk)
    if person is None:
        raise Http404
    return provider, person


def _risk_is_set(request: HttpRequest, provider: Provider, person: User, form: RiskForm) -> bool:
    with problems_shown_in(form):
        set_risk(provider=provider, assessor=person, by=signed_in(request), **form.cleaned_data)
        messages.success(request, f"The risk of {person} is set. The plan follows it from now on.")
        return True
    return False


@read_or_write
def visitors(request: HttpRequest) -> HttpResponse:
    provider, user = provider_of(request), signed_in(request)
    people = visitors_at(provider)
    portfolios = list(
        Apprenticeship.objects.visible_to(user).may_be_opened_by(user).filter(provider=provider)
    )
    form = VerifierForm(posted(request), people=people, portfolios=portfolios)
    if request.method == "POST" and form.is_valid() and _is_let_in(request, form):
        return redirect(f"{request.path}?provider={provider.pk}")
    visits = Visitor.objects.visible_to(user).filter(apprenticeship__provider=provider).for_list()
    today = timezone.localdate()
    context = {
        "provider": provider,
        "providers": providers_of(request),
        "people": people,
        "form": form,
        "current": [visit for visit in visits if visit.until >= today],
        "ended": [visit for visit in visits if visit.until < today],
    }
    return render(request, "assessments/quality_visitors.html", context, status=status(request))


def _is_let_in(request: HttpRequest, form: VerifierForm) -> bool:
    given = dict(form.cleaned_data)
    with problems_shown_in(form):
        opened = name_verifier(by=signed_in(request), **given)
        messages.success(request, f"{given['user']} can read {counted(opened, 'portfolio')} now.")
        return True
    return False


@require_POST
def visit_end(request: HttpRequest, pk: int) -> HttpResponse:
    visits = Visitor.objects.visible_to(signed_in(request)).select_related("apprenticeship", "user")
    visit = get_object_or_404(visits, pk=pk)
    end_visit(visit=visit, by=signed_in(request))
    messages.success(request, f"{visit.user} reads nothing of this portfolio any more.")
    return redirect("assessments:quality-visitors")
