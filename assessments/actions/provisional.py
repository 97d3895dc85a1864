"""Letting what a trainee marked wait until somebody has countersigned it."""

from django.utils import timezone

from accounts.audit import record
from accounts.models import NoticeKind, User
from accounts.telling import tell
from assessments.lending import lend
from assessments.models import Countersignature, Marking, Supervision


def wait_for_countersignature(*, marking: Marking, by: User) -> Countersignature | None:
    """Called in the transaction that marks: when the marker is in supervision, somebody must countersign."""
    apprenticeship = marking.revision.evidence.apprenticeship
    today = timezone.localdate(marking.created_at)
    current = Supervision.objects.current(today).filter(provider=apprenticeship.provider_id, trainee=by)
    supervision = current.select_related("countersigner").order_by("-created_at").first()
    if supervision is None:
        return None
    countersignature = Countersignature.objects.create(
        marking=marking, countersigner=supervision.countersigner
    )
    lend(marking.revision, supervision.countersigner)
    tell_countersigner(countersignature)
    record(countersignature, "waits for countersignature", provider_id=apprenticeship.provider_id, by=by)
    return countersignature


def tell_countersigner(countersignature: Countersignature) -> None:
    marking = countersignature.marking
    tell(
        [countersignature.countersigner],
        NoticeKind.COUNTERSIGN,
        f"{marking.assessor}’s decisions on “{marking.revision.title}” wait for your countersignature.",
        url=countersignature.get_absolute_url(),
        provider_id=marking.revision.evidence.apprenticeship.provider_id,
        subject_id=countersignature.pk,
    )
