"""Valid records by default: a provider, its people, a small standard, an apprenticeship, its evidence."""

import datetime as dt
import hashlib
from typing import Any

import factory
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.models import Employer, Membership, Provider, Role, User
from portfolio.models import (
    Apprenticeship,
    Attachment,
    Claim,
    Evidence,
    Revision,
    ShowcaseItem,
    StoredFile,
    Visitor,
)
from portfolio.rules import DECLARED
from portfolio.search import index_revision
from standards.models import (
    Area,
    AssessmentPlan,
    EvidenceKind,
    EvidenceTemplate,
    GuidanceEntry,
    GuidancePoint,
    Ksb,
    Method,
    Prompt,
    Standard,
    StandardVersion,
)

PASSWORD = "a-long-test-password"


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@test.example")
    name = factory.Sequence(lambda n: f"Person {n}")

    @factory.post_generation
    def password(self, create: bool, extracted: str | None, **kwargs: Any) -> None:
        self.set_password(extracted or PASSWORD)
        if create:
            self.save(update_fields=["password"])


class ProviderFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Provider

    name = factory.Sequence(lambda n: f"Provider {n}")


class EmployerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Employer

    provider = factory.SubFactory(ProviderFactory)
    name = factory.Sequence(lambda n: f"Employer {n}")


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    provider = factory.SubFactory(ProviderFactory)
    role = Role.ASSESSOR


def member(provider: Provider, role: str, employer: Employer | None = None, **fields: Any) -> User:
    """A new person who holds this role at this provider."""
    if role == Role.LINE_MANAGER and employer is None:
        employer = EmployerFactory(provider=provider)
    return MembershipFactory(provider=provider, role=role, employer=employer, user=UserFactory(**fields)).user


class StandardFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Standard

    reference = factory.Sequence(lambda n: f"ST9{n:03}")
    title = "Test practitioner"
    level = 2


class StandardVersionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StandardVersion

    standard = factory.SubFactory(StandardFactory)
    version = "1.1"
    status = "approved"
    starts_from = dt.date(2018, 10, 3)
    typical_months = 12


class AreaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Area

    version = factory.SubFactory(StandardVersionFactory)
    key = factory.Sequence(lambda n: f"area-{n}")
    title = factory.Sequence(lambda n: f"Area {n}")
    kind = "K"
    position = factory.Sequence(lambda n: n)


class KsbFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Ksb

    area = factory.SubFactory(AreaFactory)
    version = factory.SelfAttribute("area.version")
    guid = factory.Faker("uuid4")
    kind = factory.SelfAttribute("area.kind")
    position = factory.Sequence(lambda n: n)
    code = factory.LazyAttribute(lambda ksb: f"{ksb.kind}{ksb.position}")
    title = factory.LazyAttribute(lambda ksb: f"Title of {ksb.code}")
    statement = "Know what is asked of you."


class PlanFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AssessmentPlan

    version = factory.SubFactory(StandardVersionFactory)
    name = "Test plan"
    plan_version = "1.1"
    in_force_from = dt.date(2018, 10, 3)
    overall_grade_rule = factory.LazyFunction(lambda: {"overall_distinction": "every-method-distinction"})


class MethodFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Method

    plan = factory.SubFactory(PlanFactory)
    key = factory.Sequence(lambda n: f"method-{n}")
    name = "Apprentice showcase"
    kind = "showcase"
    position = 1


class GuidanceEntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GuidanceEntry

    key = factory.Sequence(lambda n: f"entry-{n}")
    title = factory.Sequence(lambda n: f"Entry {n}")
    kind = GuidanceEntry.Kind.TOPIC
    synopsis = "What it comes to."
    position = factory.Sequence(lambda n: n)


class GuidancePointFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GuidancePoint

    entry = factory.SubFactory(GuidanceEntryFactory)
    section = GuidancePoint.Section.KEY_CONCEPTS
    text = "One idea."
    position = factory.Sequence(lambda n: n)


class TemplateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = EvidenceTemplate
        skip_postgeneration_save = True

    key = factory.Sequence(lambda n: f"template-{n}")
    name = "Short account"
    evidence_kind = EvidenceKind.REFLECTIVE_ACCOUNT
    summary = "What happened, in your words."
    position = factory.Sequence(lambda n: n)

    @factory.post_generation
    def prompts(self, create: bool, extracted: int | None, **kwargs: Any) -> None:
        for number, key in enumerate(["what", "result"][: extracted or 2], start=1):
            Prompt.objects.create(
                template=self, key=key, label=f"The {key}?", position=number, is_required=number == 1
            )


class ApprenticeshipFactory(factory.django.DjangoModelFactory):
    """With an assessor, a line manager and an IQA, two KSBs and a method that asks for both."""

    class Meta:
        model = Apprenticeship
        skip_postgeneration_save = True

    provider = factory.SubFactory(ProviderFactory)
    employer = factory.SubFactory(EmployerFactory, provider=factory.SelfAttribute("..provider"))
    apprentice = factory.LazyAttribute(lambda a: member(a.provider, Role.APPRENTICE))
    assessor = factory.LazyAttribute(lambda a: member(a.provider, Role.ASSESSOR))
    line_manager = factory.LazyAttribute(lambda a: member(a.provider, Role.LINE_MANAGER, a.employer))
    iqa = factory.LazyAttribute(lambda a: member(a.provider, Role.IQA))
    version = factory.SubFactory(StandardVersionFactory)
    plan = factory.SubFactory(PlanFactory, version=factory.SelfAttribute("..version"))
    started_on = dt.date(2026, 1, 12)
    gateway_planned_on = dt.date(2027, 1, 12)

    @factory.post_generation
    def ksbs(self, create: bool, extracted: int | None, **kwargs: Any) -> None:
        if self.version.ksbs.exists():
            return
        area = AreaFactory(version=self.version)
        ksbs = [KsbFactory(area=area) for _ in range(2 if extracted is None else extracted)]
        MethodFactory(plan=self.plan).ksbs.set(ksbs)


def evidence(
    apprenticeship: Apprenticeship | None = None,
    state: str = Revision.State.DRAFT,
    *,
    title: str = "A refund put right",
    ksbs: list[Ksb] | None = None,
    template: EvidenceTemplate | None = None,
    answers: dict[str, Any] | None = None,
    **fields: Any,
) -> Evidence:
    """A piece whose only revision stands in this state (draft or submitted), claiming one KSB by default."""
    apprenticeship = apprenticeship or ApprenticeshipFactory()
    template = template or EvidenceTemplate.objects.ours().first() or TemplateFactory()
    piece = Evidence.objects.create(
        apprenticeship=apprenticeship, template=template, kind=template.evidence_kind, **fields
    )
    submitted = state != Revision.State.DRAFT
    revision = Revision.objects.create(
        evidence=piece,
        state=state,
        title=title,
        happened_on=dt.date(2026, 10, 5),
        answers=answers or {"what": "I listened and put it right.", "result": "She thanked me."},
        submitted_at=timezone.now() if submitted else None,
        declared=sorted(DECLARED) if submitted else [],
    )
    piece.latest = revision
    piece.shown = revision if submitted else None
    piece.save(update_fields=["latest", "shown"])
    for ksb in ksbs if ksbs is not None else apprenticeship.version.ksbs.all()[:1]:
        Claim.objects.create(revision=revision, ksb=ksb, justification="I did this when I put it right.")
    index_revision(revision)
    return piece


def attachment(revision: Revision, body: bytes = b"%PDF-1.4 test", **fields: Any) -> Attachment:
    """An attached file whose original lies in storage, checked and found safe."""
    provider = revision.evidence.apprenticeship.provider
    defaults = {"media_type": "application/pdf", "size": len(body), "state": StoredFile.State.SAFE}
    file, _ = StoredFile.objects.get_or_create(
        provider=provider, sha256=hashlib.sha256(body).hexdigest(), defaults=defaults
    )
    if not default_storage.exists(file.key):
        default_storage.save(file.key, ContentFile(body))
    name = fields.pop("name", "letter.pdf")
    made = Attachment.objects.create(revision=revision, file=file, name=name, **fields)
    index_revision(revision)
    return made


def visitor(apprenticeship: Apprenticeship, until: dt.date = dt.date(2099, 1, 1), **fields: Any) -> User:
    user = member(apprenticeship.provider, Role.VISITOR)
    Visitor.objects.create(apprenticeship=apprenticeship, user=user, until=until, **fields)
    return user


def verifier(apprenticeship: Apprenticeship, until: dt.date = dt.date(2099, 1, 1)) -> User:
    """An external verifier, who reads the whole portfolio."""
    return visitor(apprenticeship, until, reads=Visitor.Reads.PORTFOLIO, organisation="Highfell Awards")


def chosen(piece: Evidence, position: int = 1) -> ShowcaseItem:
    return ShowcaseItem.objects.create(evidence=piece, position=position)
