"""What was marked and sampled at one provider in one period, asked of the database once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, Provider, Role, User
from assessments.models import Decision, Marking, Sample, Supervision
from assessments.quality.people import risks_at
from assessments.quality.rows import KINDS, AssessorLine, Offer, Row
from assessments.rules.proposals import Proposal
from assessments.rules.sampling import MEDIUM, SUMMATIVE, Marked, Period, Rates, is_new, line_for
from portfolio.models import Claim
from portfolio.permissions import Parts, sees_with_fresh_eyes
from standards.models import Method


class Facts:
    """What the database says about one provider's period, asked for once."""

    def __init__(self, provider: Provider, user: User, period: Period) -> None:
        self.provider, self.user, self.period = provider, user, period
        self.start, self.end = midnight(period.first), midnight(period.last + dt.timedelta(days=1))
        self.samples = self._samples()
        self.markings = {row["pk"]: row for row in self._markings()}
        self.marked = self._marked()
        self.gateways = self._gateways()
        self.summative_done = {s["apprenticeship"] for s in self.samples if s["stage"] == SUMMATIVE}

    def _markings(self) -> list[dict[str, Any]]:
        path = "revision__evidence__apprenticeship"
        in_period = Q(created_at__gte=self.start, created_at__lt=self.end)
        gateway = Q(**{f"{path}__gateway_planned_on__range": (self.period.first, self.period.last)})
        own = Decision.objects.filter(marking=OuterRef("pk"), assessor=self.user.pk)
        here = Marking.objects.made_here().filter(**{f"{path}__provider": self.provider})
        found = here.filter(in_period | gateway)
        return list(
            found.annotate(is_own=Exists(own))
            .order_by("-created_at", "pk")
            .values(
                "pk",
                "assessor",
                "assessor__name",
                "outcome",
                "created_at",
                "revision",
                "revision__title",
                "revision__evidence",
                "revision__evidence__kind",
                "is_own",
                path,
                f"{path}__apprentice__name",
                f"{path}__assessor",
                f"{path}__iqa",
                f"{path}__gateway_planned_on",
                "countersignature__countersigner",
            )
        )

    def _samples(self) -> list[dict[str, Any]]:
        """Newest last, so that the newest stands for a marking that was sampled several times."""
        gateway = Q(
            apprenticeship__gateway_planned_on__range=(self.period.first, self.period.last), stage=SUMMATIVE
        )
        wanted = Q(marking__created_at__gte=self.start, marking__created_at__lt=self.end) | gateway
        found = Sample.objects.filter(wanted, provider=self.provider).order_by("taken_at", "pk")
        return [dict(row) for row in found.values("pk", "marking", "stage", "apprenticeship")]

    def _marked(self) -> list[Marked]:
        codes, methods = self._codes()
        sampled = {sample["marking"] for sample in self.samples}
        return [
            Marked(
                id=pk,
                assessor=row["assessor"],
                apprenticeship=row["revision__evidence__apprenticeship"],
                kind=row["revision__evidence__kind"],
                outcome=row["outcome"],
                codes=tuple(codes.get(row["revision"], ())),
                methods=frozenset(methods.get(row["revision"], ())),
                at=row["created_at"],
                is_sampled=pk in sampled,
                is_free=self._is_free(row),
                in_period=self.start <= row["created_at"] < self.end,
                gateway_on=self._gateway_in_period(row),
            )
            for pk, row in self.markings.items()
        ]

    def _is_free(self, row: Mapping[str, Any]) -> bool:
        path = "revision__evidence__apprenticeship"
        parts = Parts(
            marked_by=row["assessor"],
            has_decided=row["is_own"],
            assessor=row[f"{path}__assessor"],
            countersigner=row["countersignature__countersigner"],
            iqa=row[f"{path}__iqa"],
        )
        return bool(sees_with_fresh_eyes(self.user, parts))

    def _gateway_in_period(self, row: Mapping[str, Any]) -> dt.date | None:
        day: dt.date = row["revision__evidence__apprenticeship__gateway_planned_on"]
        return day if self.period.first <= day <= self.period.last else None

    def _codes(self) -> tuple[Mapping[UUID, list[str]], Mapping[UUID, set[str]]]:
        """By revision: the KSBs it claims, and the methods that ask for them. Two queries."""
        provider = {"revision__evidence__apprenticeship__provider": self.provider}
        in_period = Q(
            revision__marking__created_at__gte=self.start, revision__marking__created_at__lt=self.end
        )
        claims = Claim.objects.filter(in_period, **provider).order_by("ksb__position")
        pairs = Method.ksbs.through.objects.filter(method__plan__apprenticeships__provider=self.provider)
        by_ksb: dict[UUID, set[str]] = defaultdict(set)
        for ksb, name in pairs.values_list("ksb", "method__name").distinct():
            by_ksb[ksb].add(name)
        codes: dict[UUID, list[str]] = defaultdict(list)
        methods: dict[UUID, set[str]] = defaultdict(set)
        for revision, ksb, code in claims.values_list("revision", "ksb", "ksb__code"):
            codes[revision].append(code)
            methods[revision] |= by_ksb[ksb]
        return codes, methods

    def _gateways(self) -> dict[UUID, str]:
        """The apprentices whose gateway falls into the period, by name."""
        days = (self.period.first, self.period.last)
        found = self.provider.apprenticeships.filter(gateway_planned_on__range=days).exclude(
            status="withdrawn"
        )
        return dict(found.order_by("gateway_planned_on", "pk").values_list("pk", "apprentice__name"))

    def summative_rows(self) -> list[tuple[str, str, bool]]:
        """Name, address, and whether a summative sample was taken."""
        return [
            (name, reverse("assessments:samples-of", args=[pk]), pk in self.summative_done)
            for pk, name in self.gateways.items()
        ]

    def lines(self, rates: Rates, today: dt.date) -> list[AssessorLine]:
        """Of everybody who assesses here now or marked in the period, the furthest behind first."""
        members = Membership.objects.active().filter(provider=self.provider, role=Role.ASSESSOR)
        joined = {row["user"]: row for row in members.values("user", "user__name", "created_at")}
        risks = risks_at(self.provider)
        trainees = set(
            Supervision.objects.current(today)
            .filter(provider=self.provider)
            .values_list("trainee", flat=True)
        )
        names = {row["assessor"]: row["assessor__name"] for row in self.markings.values()}
        names |= {pk: row["user__name"] for pk, row in joined.items()}
        made = [
            AssessorLine(
                name=name,
                url=self._page_of(pk),
                risk=risks.get(pk),
                line=line_for(
                    pk,
                    risks[pk].level if pk in risks else MEDIUM,
                    rates,
                    self.marked,
                    new=pk in joined
                    and is_new(
                        timezone.localdate(joined[pk]["created_at"]),
                        today,
                        rates.new_months,
                        is_supervised=pk in trainees,
                    ),
                ),
            )
            for pk, name in names.items()
        ]
        return sorted(made, key=lambda each: (-each.line.missing, each.name))

    def _page_of(self, assessor: UUID) -> str:
        return reverse("assessments:quality-assessor", args=[assessor]) + f"?provider={self.provider.pk}"

    def rows(self) -> dict[UUID, list[Row]]:
        """By assessor: what they marked in the period, newest first."""
        found: dict[UUID, list[Row]] = defaultdict(list)
        for marked in self.marked:
            if marked.in_period:
                found[marked.assessor].append(self._row(marked))
        return found

    def _row(self, marked: Marked) -> Row:
        row = self.markings[marked.id]
        path = "revision__evidence__apprenticeship"
        sample = next((s["pk"] for s in reversed(self.samples) if s["marking"] == marked.id), None)
        return Row(
            marking=marked.id,
            title=row["revision__title"],
            apprentice=row[f"{path}__apprentice__name"],
            kind=KINDS.get(marked.kind, marked.kind),
            outcome=marked.outcome,
            at=marked.at,
            is_sampled=marked.is_sampled,
            sample_url=reverse("assessments:sample", args=[sample]) if sample else "",
            url=reverse("portfolio:evidence", args=[row["revision__evidence"]]) if marked.is_free else "",
            take_url=reverse("assessments:sample-take", args=[marked.id]) if marked.is_free else "",
        )

    def offer(self, proposal: Proposal) -> Offer:
        marked = next(each for each in self.marked if each.id == proposal.marking)
        return Offer(
            row=self._row(marked),
            assessor=self.markings[marked.id]["assessor__name"],
            stage=proposal.stage,
            stage_label=Sample.Stage(proposal.stage).label,
            why=proposal.why,
        )


def midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
