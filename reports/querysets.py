"""The rows behind a showcase, each set read once however many pieces there are."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Count, F, OuterRef, Prefetch, QuerySet, Subquery

from assessments.models import BehaviourSeen, Decision, PageMark, Signature
from assessments.verified import said_by_employers
from portfolio.models import Apprenticeship, Attachment, Claim, Evidence, StoredFile
from standards.models import Ksb, Method, Prompt


def pieces_chosen(apprenticeship: Apprenticeship) -> QuerySet[Evidence]:
    """Accepted pieces that the apprentice chose, in the order they gave them."""
    chosen = accepted_pieces(apprenticeship).filter(showcase_item__isnull=False)
    return chosen.order_by("showcase_item__position", "created_at")


def pieces_by_date(apprenticeship: Apprenticeship) -> QuerySet[Evidence]:
    return accepted_pieces(apprenticeship).order_by("shown__happened_on", "shown__submitted_at")


def accepted_pieces(apprenticeship: Apprenticeship) -> QuerySet[Evidence]:
    decisions = Decision.objects.for_list().order_by("created_at", "pk")
    claims = (
        Claim.objects.for_list().select_related("added_by").prefetch_related(Prefetch("decisions", decisions))
    )
    files = Attachment.objects.for_list().filter(file__state=StoredFile.State.SAFE)
    files = files.prefetch_related(Prefetch("page_marks", PageMark.objects.for_list()))
    signatures = Signature.objects.select_related("testimony__recording").order_by("signed_at", "pk")
    return (
        Evidence.objects.accepted()
        .filter(apprenticeship=apprenticeship)
        .select_related(
            "shown__marking__assessor",
            "shown__marking__voice",
            "shown__marking__countersignature__countersigner",
            "template",
        )
        .prefetch_related(
            "template__prompts",
            Prefetch("shown__claims", claims),
            Prefetch("shown__attachments", files),
            Prefetch("shown__signatures", signatures),
            Prefetch("shown__signatures__testimony__ksbs", Ksb.objects.order_by("position")),
        )
    )


def pieces_for_room(apprenticeship: Apprenticeship) -> QuerySet[Evidence]:
    """Accepted pieces, the chosen first; with `file_count`, and `place`, which is None when not chosen."""
    return (
        Evidence.objects.accepted()
        .filter(apprenticeship=apprenticeship)
        .select_related("shown__marking__assessor")
        .annotate(place=F("showcase_item__position"), file_count=Count("shown__attachments"))
        .order_by(F("place").asc(nulls_last=True), "shown__happened_on", "shown__submitted_at")
    )


def asked_ksbs(apprenticeship: Apprenticeship) -> QuerySet[Ksb]:
    ksbs = Ksb.objects.filter(version=apprenticeship.version_id)
    return ksbs.applicable_to(apprenticeship.contact_channel).for_map().order_by("area__position", "position")


def methods_of(apprenticeship: Apprenticeship) -> QuerySet[Method]:
    return Method.objects.filter(plan=apprenticeship.plan_id).prefetch_related("ksbs").order_by("position")


def behaviours_seen(apprenticeship: Apprenticeship) -> QuerySet[BehaviourSeen]:
    found = BehaviourSeen.objects.filter(signature__apprenticeship=apprenticeship)
    return found.select_related("ksb", "signature").order_by("ksb__position", "seen_on", "pk")


def verified_by_employer(apprenticeship: Apprenticeship, ksbs: Collection[Ksb]) -> QuerySet[BehaviourSeen]:
    """What the employer signed of these KSBs, the earliest first; by GUID, as versions keep it."""
    found = said_by_employers([apprenticeship.pk]).filter(ksb__guid__in=[ksb.guid for ksb in ksbs])
    return found.select_related("ksb", "signature").order_by("seen_on", "signature__signed_at", "pk")


def claims_for_index(revisions: Collection[UUID | None]) -> QuerySet[Claim]:
    """Those that count, with the file they point into, `anchor_question` and `decided_by`."""
    asked = Prompt.objects.filter(
        template=OuterRef("revision__evidence__template"), key=OuterRef("anchor_prompt")
    )
    in_force = Decision.objects.filter(claim=OuterRef("pk"), superseded_by__isnull=True)
    return (
        Claim.objects.standing()
        .filter(revision__in=revisions)
        .select_related("ksb", "anchor_attachment__file")
        .annotate(
            anchor_question=Subquery(asked.values("label")[:1]),
            decided_by=Subquery(in_force.values("assessor__name")[:1]),
        )
        .order_by("ksb__position", "pk")
    )
