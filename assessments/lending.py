"""Letting somebody open the files of a revision on which they are to give their judgement."""

from django.utils import timezone

from accounts.models import User
from assessments.models import Countersignature, Opinion
from portfolio.models import Loan, Revision


def lend(revision: Revision, user: User) -> None:
    """Inside the caller's transaction; lending twice lends once."""
    if not Loan.objects.current().filter(revision=revision, user=user).exists():
        Loan.objects.create(revision=revision, user=user)


def take_back(revision: Revision, user: User) -> None:
    """End the loan, unless the revision is still needed for another judgement of the same person."""
    waiting = Countersignature.objects.waiting().filter(marking__revision=revision, countersigner=user)
    opinions = Opinion.objects.filter(exercise__revision=revision, assessor=user)
    if waiting.exists() or opinions.filter(exercise__closed_at__isnull=True).exists():
        return
    Loan.objects.current().filter(revision=revision, user=user).update(returned_at=timezone.now())
