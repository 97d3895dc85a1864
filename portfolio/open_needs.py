"""What is still needed over a whole portfolio: the KSBs for which the assessor asked for more."""

from collections.abc import Iterator

from django.urls import reverse

from accounts.permissions import Permission
from portfolio.addresses import addresses
from portfolio.marks import claim_mark
from portfolio.models import Apprenticeship, Claim
from portfolio.needed import Need, minimum_of, needs_over_all
from portfolio.piece import ClaimEntry, judgement_of, met_count
from portfolio.reading import Reading


def new_url_of(apprenticeship: Apprenticeship, can_add: Permission) -> str:
    """Where a piece is started; blank for whoever may not."""
    return reverse("portfolio:evidence-new", args=[apprenticeship.pk]) if can_add else ""


def open_needs(reading: Reading, new_url: str) -> list[Need]:
    """One query. The apprenticeship must have its plan at hand."""
    entries = list(_entries(reading))
    return needs_over_all(entries, minimum_of(reading.apprenticeship.plan.evidence_rules), new_url)


def _entries(reading: Reading) -> Iterator[ClaimEntry]:
    url_of = addresses("portfolio:claims", reading.apprenticeship.pk)
    refused = reading.claims.filter(outcome__in=[Claim.Outcome.NOT_YET, Claim.Outcome.DECLINED])
    for row in (
        Claim.objects.filter(pk__in=refused.values("pk")).with_decisions().annotate(ksb_met=met_count())
    ):
        judgement = judgement_of(row)
        if judgement.in_force:
            yield ClaimEntry(
                pk=row["pk"],
                code=row["ksb__code"],
                title=row["ksb__title"],
                url=url_of(row["ksb"]),
                justification="",
                mark=claim_mark(row["revision__state"], row["outcome"]),
                met_elsewhere=row["ksb_met"] or 0,
                judgements=[judgement],
            )
