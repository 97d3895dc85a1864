"""What somebody in supervision may not do alone."""

from django.utils import timezone

from accounts.models import User
from accounts.permissions import ALLOWED, Permission, not_now, refused
from assessments.models import Countersignature, Marking, Supervision
from portfolio.models import Apprenticeship

NOT_ALONE = refused(
    "While you are in supervision you do not correct alone: open the piece again, or put it right when you "
    "mark its next version. Either is countersigned."
)


def not_while_waiting(marking: Marking | None) -> Permission:
    """What waits for a countersignature stands as it was given until somebody has looked at it."""
    waiting = Countersignature.objects.waiting().filter(marking=marking).select_related("countersigner")
    found = waiting.first() if marking else None
    if found is None:
        return ALLOWED
    return not_now(
        f"This waits for {found.countersigner}’s countersignature. If something is wrong with it, ask them "
        "not to countersign: the piece is then opened again."
    )


def not_in_supervision(user: User, apprenticeship: Apprenticeship) -> Permission:
    current = Supervision.objects.current(timezone.localdate())
    is_trainee = current.filter(provider=apprenticeship.provider_id, trainee=user.pk).exists()
    return NOT_ALONE if is_trainee else ALLOWED
