"""The rows behind the sheets, each set read once however long it is."""

from django.db.models import Prefetch, QuerySet

from assessments.models import Decision, Declaration, Marking, ReadinessAnswer, Signature
from portfolio.models import Apprenticeship, Attachment, Evidence, TrainingEntry


def handed_in(apprenticeship: Apprenticeship) -> QuerySet[Evidence]:
    """Every piece that others see, by date, with the files of the version they see."""
    files = Prefetch("shown__attachments", Attachment.objects.for_list())
    return (
        Evidence.objects.filter(apprenticeship=apprenticeship, shown__isnull=False)
        .select_related("shown", "showcase_item")
        .prefetch_related(files)
        .order_by("shown__happened_on", "shown__submitted_at", "pk")
    )


def training(apprenticeship: Apprenticeship) -> QuerySet[TrainingEntry]:
    """The oldest first, those that were struck out among them."""
    found = TrainingEntry.objects.filter(apprenticeship=apprenticeship).for_list()
    return found.order_by("trained_on", "created_at", "pk")


def signatures(apprenticeship: Apprenticeship) -> QuerySet[Signature]:
    """Without what was signed about a draft that its owner never handed in."""
    found = Signature.objects.filter(apprenticeship=apprenticeship)
    found = found.exclude(revision__isnull=False, revision__submitted_at__isnull=True)
    return found.select_related("revision", "user", "request__asked_by").order_by("signed_at", "pk")


def declarations(apprenticeship: Apprenticeship) -> QuerySet[Declaration]:
    found = Declaration.objects.filter(gateway__apprenticeship=apprenticeship)
    return found.select_related("gateway", "user").order_by("signed_at", "pk")


def markings(apprenticeship: Apprenticeship) -> QuerySet[Marking]:
    found = Marking.objects.filter(revision__evidence__apprenticeship=apprenticeship)
    people = found.select_related("assessor", "revision", "countersignature__countersigner", "reopening__by")
    return people.order_by("created_at", "pk")


def decisions(apprenticeship: Apprenticeship) -> QuerySet[Decision]:
    """All that were ever made, those that a later one superseded among them."""
    found = Decision.objects.filter(claim__revision__evidence__apprenticeship=apprenticeship)
    people = found.select_related(
        "assessor",
        "claim__ksb",
        "claim__revision",
        "claim__added_by",
        "superseded_by",
        "marking__countersignature__countersigner",
    )
    return people.order_by("created_at", "claim__ksb__position", "pk")


def answers(apprenticeship: Apprenticeship) -> QuerySet[ReadinessAnswer]:
    return ReadinessAnswer.objects.filter(apprenticeship=apprenticeship).order_by("answered_at", "pk")
