"""Which KSBs are asked of whom, as a condition on rows of progress."""

from django.db.models import F, Q

from portfolio.models import KsbProgress

# A KSB is asked of this apprentice: it is no half of a pair, or the half for how they meet customers.
ASKED = (
    Q(ksb__alternative_channel="")
    | Q(apprenticeship__contact_channel="both")
    | Q(ksb__alternative_channel=F("apprenticeship__contact_channel"))
)
# Somebody has something: met, waiting or sent back. A draft is the apprentice's alone.
SOMETHING = ~Q(state__in=[KsbProgress.State.NOT_STARTED, KsbProgress.State.DRAFTED])
