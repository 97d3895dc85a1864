"""Which assessors could countersign, and which could judge a piece again without knowing what was decided."""

from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import Membership, Role, User
from portfolio.models import Apprenticeship, Evidence


def assessors_at(provider_id: UUID) -> QuerySet[User]:
    held = Membership.objects.active().filter(provider=provider_id, role=Role.ASSESSOR)
    return User.objects.filter(pk__in=held.values("user")).order_by("name", "pk")


def countersigners_for(apprenticeship: Apprenticeship, trainee: User) -> QuerySet[User]:
    """Neither the trainee, nor the apprentice, nor the IQA, who would assure what they signed themselves."""
    barred = [trainee.pk, apprenticeship.apprentice_id, apprenticeship.iqa_id]
    return assessors_at(apprenticeship.provider_id).exclude(pk__in=[pk for pk in barred if pk])


def blind_to(evidence: Evidence) -> QuerySet[User]:
    """Assessors of the provider who cannot see what was decided on this piece, nor had a part in it."""
    apprenticeship = evidence.apprenticeship
    around = [
        apprenticeship.apprentice_id,
        apprenticeship.assessor_id,
        apprenticeship.line_manager_id,
        apprenticeship.iqa_id,
    ]
    administering = Membership.objects.active().filter(
        provider=apprenticeship.provider_id, role=Role.PROVIDER_ADMIN
    )
    piece = evidence.pk
    judged = User.objects.filter(
        Q(markings__revision__evidence=piece)
        | Q(decisions__claim__revision__evidence=piece)
        | Q(countersignatures__marking__revision__evidence=piece)
        | Q(visits__apprenticeship=apprenticeship)
    )
    return (
        assessors_at(apprenticeship.provider_id)
        .exclude(pk__in=[pk for pk in around if pk])
        .exclude(pk__in=administering.values("user"))
        .exclude(pk__in=judged.values("pk"))
    )
