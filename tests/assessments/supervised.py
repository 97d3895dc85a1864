"""A trainee assessor with a countersigner, and what they marked."""

from types import SimpleNamespace

from accounts.models import Role
from assessments.actions.supervision import set_supervision
from tests.assessments.pieces import accepted, submitted
from tests.factories import ApprenticeshipFactory, attachment, member

__all__ = ["in_supervision", "submitted", "waiting"]


def in_supervision(**fields) -> SimpleNamespace:
    apprenticeship = ApprenticeshipFactory(**fields)
    provider = apprenticeship.provider
    admin = member(provider, Role.PROVIDER_ADMIN)
    countersigner = member(provider, Role.ASSESSOR, name="Countersigner Carla")
    supervision = set_supervision(
        provider=provider, trainee=apprenticeship.assessor, countersigner=countersigner, by=admin
    )
    return SimpleNamespace(
        apprenticeship=apprenticeship,
        provider=provider,
        admin=admin,
        trainee=apprenticeship.assessor,
        countersigner=countersigner,
        supervision=supervision,
    )


def waiting(people: SimpleNamespace, **fields) -> SimpleNamespace:
    """With an accepted piece, with a file, that waits for the countersignature."""
    marking = accepted(people.apprenticeship, **fields)
    people.file = attachment(marking.revision)
    people.marking = marking
    people.evidence = marking.revision.evidence
    people.countersignature = marking.countersignature
    return people
