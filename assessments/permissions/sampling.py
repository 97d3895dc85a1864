"""Whether this person may plan, take and settle samples, or let a verifier in, with the reason when not."""

from uuid import UUID

from accounts.models import Provider, Role, User
from accounts.people import providers_where
from accounts.permissions import ALLOWED, Permission, not_now, refused
from assessments.models import Decision, FindingAnswer, Marking, Sample, SampleFinding
from assessments.rules.sampling import SAMPLE_STATES
from portfolio.models import Apprenticeship
from portfolio.permissions import NOT_THE_IQA, Parts, had_no_part, sees_with_fresh_eyes
from portfolio.roles import Roles

NOT_OF_QUALITY = refused("Quality assurance is for internal quality assurers and provider administrators.")
OWN_RISK = refused("Nobody sets how closely their own work is looked at. Ask somebody else to do it.")
NOT_THE_TAKER = refused("Only the internal quality assurer who took this sample can do that.")
NOT_AN_IQA = refused("Only an internal quality assurer of the provider can go on with this sample.")
NOT_THE_ASSESSOR = refused("Only the assessor whose work was sampled can answer this.")
FIXED = not_now("This sample was reported to the assessor, so its findings no longer change.")


def can_assure(roles: Roles) -> Permission:
    return ALLOWED if roles.held & {Role.IQA, Role.PROVIDER_ADMIN} else NOT_OF_QUALITY


def can_plan(user: User, provider_id: UUID) -> Permission:
    """Set the strategy, or somebody's risk."""
    held = [*providers_where(user, Role.IQA), *providers_where(user, Role.PROVIDER_ADMIN)]
    return ALLOWED if provider_id in held else NOT_OF_QUALITY


def can_set_risk(user: User, provider: Provider, assessor: User) -> Permission:
    if user.pk == assessor.pk:
        return OWN_RISK
    return can_plan(user, provider.pk)


def can_sample(user: User, marking: Marking) -> Permission:
    """Needs `marking.revision.evidence.apprenticeship` at hand."""
    apprenticeship = marking.revision.evidence.apprenticeship
    may = sees_with_fresh_eyes(user, _parts_in(user, marking, apprenticeship))
    return NOT_THE_IQA if may and not _assures(user, apprenticeship) else may


def _parts_in(user: User, marking: Marking, apprenticeship: Apprenticeship) -> Parts:
    countersignature = getattr(marking, "countersignature", None)
    return Parts(
        marked_by=marking.assessor_id,
        has_decided=Decision.objects.filter(marking=marking, assessor=user).exists(),
        assessor=apprenticeship.assessor_id,
        countersigner=countersignature.countersigner_id if countersignature else None,
        iqa=apprenticeship.iqa_id,
    )


def is_deserted(sample: Sample) -> bool:
    """Whether something is left to do, and who had it no longer assures quality at the provider."""
    is_open = sample.state != Sample.State.CLOSED
    return is_open and sample.provider_id not in providers_where(sample.holder, Role.IQA)


def can_take_over(user: User, sample: Sample) -> Permission:
    """Go on with a sample whose IQA has left. Needs `for_page`."""
    if sample.provider_id not in providers_where(user, Role.IQA):
        return NOT_AN_IQA
    if sample.holder_id == user.pk:
        return not_now("This sample is with you already.")
    if not is_deserted(sample):
        return not_now(f"{sample.holder} goes on with this sample, or it is closed.")
    return had_no_part(user, _parts_in(user, sample.marking, sample.apprenticeship))


def _has(user: User, sample: Sample) -> bool:
    return sample.holder_id == user.pk and sample.provider_id in providers_where(user, Role.IQA)


def can_find(user: User, sample: Sample) -> Permission:
    """Write down, change or remove a finding, and report them all."""
    if not _has(user, sample):
        return NOT_THE_TAKER
    if (sample.state, "report without actions") not in SAMPLE_STATES:
        return FIXED
    return ALLOWED


def can_answer(user: User, finding: SampleFinding) -> Permission:
    """Needs `finding.sample` and `finding.answers` at hand."""
    if finding.sample.assessor_id != user.pk:
        return NOT_THE_ASSESSOR
    if _is_settled(finding):
        return not_now("This action is agreed. There is nothing left to answer.")
    if _last(finding) == FindingAnswer.Kind.ANSWER:
        return not_now("You have answered this. It is with the internal quality assurer now.")
    return ALLOWED


def can_settle(user: User, finding: SampleFinding) -> Permission:
    """Agree to the answer, or ask again."""
    sample = finding.sample
    if not _has(user, sample):
        return NOT_THE_TAKER
    if _is_settled(finding):
        return not_now("You agreed to this already.")
    if _last(finding) != FindingAnswer.Kind.ANSWER:
        return not_now("The assessor has not answered this yet.")
    return ALLOWED


def can_let_in(user: User, apprenticeship: Apprenticeship) -> Permission:
    """Name an external verifier for this portfolio, or end a visit."""
    if apprenticeship.provider_id in providers_where(user, Role.PROVIDER_ADMIN):
        return ALLOWED
    is_iqa = apprenticeship.iqa_id == user.pk and _assures(user, apprenticeship)
    return ALLOWED if is_iqa else NOT_OF_QUALITY


def _assures(user: User, apprenticeship: Apprenticeship) -> bool:
    return apprenticeship.provider_id in providers_where(user, Role.IQA)


def _is_settled(finding: SampleFinding) -> bool:
    return finding.agreed_at is not None or finding.kind != SampleFinding.Kind.ACTION


def _last(finding: SampleFinding) -> str:
    answers = list(finding.answers.all())
    return answers[-1].kind if answers else ""
