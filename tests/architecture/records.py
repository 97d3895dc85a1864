"""One portfolio with a record behind every route, each of them able to leak."""

import datetime as dt
from types import SimpleNamespace
from uuid import UUID, uuid4

from django.db.models import Model
from django.urls import reverse
from django.utils import timezone

from accounts.models import NoticeKind, Notification, Role
from assessments.actions import mark_revision
from assessments.actions.sampling import add_finding, report_sample, take_sample
from assessments.actions.talking import ask_again
from assessments.models import (
    Comment,
    Countersignature,
    Exercise,
    Marking,
    MockAssessment,
    MockPhoto,
    OnProgrammeResult,
    Opinion,
    Sample,
    Supervision,
    VersionMove,
)
from assessments.rules import Judgement
from portfolio.models import Apprenticeship, Evidence, Revision, StoredFile, Upload
from reports.models import Arrival, Export, HouseRules, IssuedPortfolio, ProviderLogo, ReadingLink, SigningKey
from reports.seals.serials import new_serial
from standards.models import ImportedRecord, Method, ProviderGuidance, StandardImport, WorkedExample
from standards.own_versions import draft_from
from tests.architecture.routes import all_routes
from tests.assessments.pieces import asked_for
from tests.assessments.roads import failed_method
from tests.factories import (
    ApprenticeshipFactory,
    GuidanceEntryFactory,
    PlanFactory,
    TemplateFactory,
    attachment,
    chosen,
    evidence,
    member,
)
from tests.signatures import asked, secret, testimony

# Parameters of addresses that are words, and the word that the portfolio answers to; numbers are 1.
WORDS = {
    "key": "figures",
    "copy": "picture",
    "place": "gateway",
    "kind": "area",
    "method": "during-the-programme",
}


def whole_portfolio(apprenticeship: Apprenticeship | None = None) -> SimpleNamespace:
    apprenticeship = apprenticeship or ApprenticeshipFactory()
    answers = {
        "what": "I put it right.",
        "figures": [{"period": "Canary", "contacts": 4, "resolved_first": 3}],
    }
    piece = evidence(apprenticeship, Revision.State.SUBMITTED, title="Canary of provider A", answers=answers)
    file = attachment(piece.latest)
    claim = piece.latest.claims.get()
    mark_revision(
        revision=piece.latest,
        judgements={claim.pk: Judgement("met", "Clear.")},
        outcome="accepted",
        feedback="Well done.",
        by=apprenticeship.assessor,
    )
    chosen(piece)
    opinions = second_opinions(piece)
    remark = ask_again(
        marking=piece.latest.marking, claim=claim, text="Canary, please.", by=apprenticeship.apprentice
    )
    export = Export.objects.create(apprenticeship=apprenticeship, requested_by=apprenticeship.apprentice)
    upload = Upload.objects.create(
        evidence=piece, by=apprenticeship.apprentice, fingerprint="0" * 64, name="Canary.pdf", size=9
    )
    piece.refresh_from_db()
    arrival = Arrival.objects.create(
        provider=apprenticeship.provider,
        requested_by=apprenticeship.apprentice,
        name="Canary.zip",
        size=1,
        state=Arrival.State.REFUSED,
        reason="Canary reason",
    )
    sample = sampled(piece.shown.marking)
    signature = testimony(piece)
    road = failed_method(apprenticeship)
    mock = practised(apprenticeship)
    ProviderLogo.objects.create(provider=apprenticeship.provider, picture=b"drawn", sha256="0" * 64)
    return SimpleNamespace(
        **road,
        marking=spoken(piece.shown.marking, file.file),
        sample=sample,
        finding=sample.findings.get(),
        assessor=apprenticeship.assessor,
        apprenticeship=apprenticeship,
        notice=told(apprenticeship),
        provider=apprenticeship.provider,
        evidence=piece,
        attachment=file,
        decision=claim.decisions.get(),
        comment=Comment.objects.create(
            provider=apprenticeship.provider,
            owner=apprenticeship.assessor,
            name="Canary",
            text="Canary words",
        ),
        signature=signature,
        request=asked(piece),
        export=export,
        arrival=arrival,
        house=HouseRules.objects.create(provider=apprenticeship.provider, key="canary", name="Canary rules"),
        reading_link=opened_to_read(apprenticeship),
        issue=issued(apprenticeship),
        remark=remark,
        mock=mock,
        photo=photographed(mock, file.file),
        evidence_request=asked_for(apprenticeship, claim.ksb, title="Canary asked for"),
        upload=upload,
        ksb=claim.ksb,
        template=TemplateFactory(provider=apprenticeship.provider, name="Canary template of provider A"),
        area=claim.ksb.area,
        detail=apprenticeship.version,
        claim=claim,
        version_move=moved(apprenticeship),
        compare=apprenticeship.version,
        take=apprenticeship.version,
        plan=apprenticeship.plan,
        on_programme=assessed_on_programme(apprenticeship),
        **library(apprenticeship),
        **brought(apprenticeship),
        **drafted(apprenticeship),
        **opinions,
    )


def drafted(apprenticeship: Apprenticeship) -> dict[str, Model]:
    """A version of the provider's own that only its administrators see, and an area of it."""
    draft = draft_from(
        provider=apprenticeship.provider,
        source=apprenticeship.version,
        by=member(apprenticeship.provider, Role.PROVIDER_ADMIN),
        new_id=uuid4(),
        why="Canary reason",
    )
    return {"version": draft, "part": draft.areas.get()}


def assessed_on_programme(apprenticeship: Apprenticeship) -> Apprenticeship:
    method = Method.objects.create(
        plan=apprenticeship.plan,
        key=WORDS["method"],
        name="Task",
        kind="assignment",
        moment="on-programme",
        position=9,
    )
    today = timezone.localdate()
    OnProgrammeResult.objects.create(
        apprenticeship=apprenticeship,
        method=method,
        held_on=today,
        grade="fail",
        told_on=today,
        note="Canary of the programme",
        entered_by=apprenticeship.assessor,
    )
    return apprenticeship


def opened_to_read(apprenticeship: Apprenticeship) -> ReadingLink:
    """A link that nobody knows the secret of."""
    return ReadingLink.objects.create(
        apprenticeship=apprenticeship,
        provider=apprenticeship.provider,
        organisation="Canary Assessment",
        token_hash="0" * 64,
        made_by=member(apprenticeship.provider, Role.PROVIDER_ADMIN),
        expires_at=timezone.now() + dt.timedelta(days=9),
        snapshot_hash="0" * 64,
    )


def library(apprenticeship: Apprenticeship) -> dict[str, Model]:
    """Guidance for everybody, with words of the provider's own that nobody else reads."""
    entry = GuidanceEntryFactory(places=["gateway"])
    ProviderGuidance.objects.create(
        provider=apprenticeship.provider,
        entry=entry,
        additions={"synopsis": "Canary of provider A"},
        changed_by=apprenticeship.assessor,
    )
    prompt = TemplateFactory(provider=None).prompts.first()
    area = apprenticeship.version.areas.first()
    example = WorkedExample.objects.create(area=area, key="one", title="One", place="A shop", position=1)
    return {"entry": entry, "prompt": prompt, "example": example}


def brought(apprenticeship: Apprenticeship) -> dict[str, Model]:
    """A file of standards that an administrator sent."""
    found = StandardImport.objects.create(
        provider=apprenticeship.provider,
        requested_by=apprenticeship.assessor,
        name="Canary.json",
        size=1,
        state=StandardImport.State.READY,
    )
    row = ImportedRecord.objects.create(source=found, number=1, title="Canary standard")
    return {"import": found, "record": row}


def issued(apprenticeship: Apprenticeship) -> IssuedPortfolio:
    export = Export.objects.create(
        apprenticeship=apprenticeship,
        requested_by=apprenticeship.apprentice,
        state="expired",
        serial=new_serial(),
    )
    key, _ = SigningKey.objects.get_or_create(key_id="0" * 16)
    return IssuedPortfolio.objects.create(
        serial=export.serial,
        export=export,
        apprenticeship=apprenticeship,
        issued_to="Canary",
        issued_by="Canary",
        sha256="0" * 64,
        size=1,
        manifest={},
        key=key,
    )


def practised(apprenticeship: Apprenticeship) -> MockAssessment:
    """Finished, so that whoever works with the portfolio reads it."""
    return MockAssessment.objects.create(
        apprenticeship=apprenticeship,
        kind=MockAssessment.Kind.SHOWCASE,
        method=apprenticeship.plan.methods.first(),
        begun_by=apprenticeship.assessor,
        finished_by=apprenticeship.assessor,
        finished_at=timezone.now(),
        strengths="Canary went well",
        next_steps="Canary to work on",
    )


def photographed(mock: MockAssessment, file: StoredFile) -> MockPhoto:
    return MockPhoto.objects.create(
        mock=mock, file=file, position=1, caption="Canary photo", added_by=mock.begun_by
    )


def sampled(marking: Marking) -> Sample:
    """Reported, with an action that the assessor has to answer."""
    by = marking.revision.evidence.apprenticeship.iqa
    sample, _ = take_sample(marking=marking, stage="interim", by=by)
    day = timezone.localdate() + dt.timedelta(days=7)
    add_finding(sample=sample, kind="action", text="Canary to answer", claim_id=None, due_on=day, by=by)
    return report_sample(sample=sample, summary="Canary summary", by=by)


def told(apprenticeship: Apprenticeship) -> Notification:
    """Addressed to the assessor, so that even the apprentice is an outsider to it."""
    return Notification.objects.create(
        user=apprenticeship.assessor,
        provider=apprenticeship.provider,
        kind=NoticeKind.SUBMITTED,
        text="Canary was handed in.",
        url="/",
        subject_id="1",
    )


def spoken(marking: Marking, file: StoredFile) -> Marking:
    """With feedback that could be heard."""
    marking.voice = file
    marking.save(update_fields=["voice"])
    return marking


def moved(apprenticeship: Apprenticeship) -> VersionMove:
    """That somebody was moved here from another version once."""
    left = PlanFactory(version__standard=apprenticeship.version.standard, version__version="0.9")
    return VersionMove.objects.create(
        batch=apprenticeship.pk,
        apprenticeship=apprenticeship,
        left=left,
        joined=apprenticeship.plan,
        readiness={"before": [0, 2], "after": [0, 2]},
        reason="Canary of a move",
        by=apprenticeship.assessor,
    )


def second_opinions(piece: Evidence) -> dict[str, Model]:
    """A supervision that is over, and what was countersigned under it."""
    apprenticeship = piece.apprenticeship
    provider, marking = apprenticeship.provider, piece.latest.marking
    countersigner = member(provider, Role.ASSESSOR)
    supervision = Supervision.objects.create(
        provider=provider,
        trainee=apprenticeship.assessor,
        countersigner=countersigner,
        since=apprenticeship.started_on,
        until=apprenticeship.started_on,
        set_by=apprenticeship.iqa,
    )
    countersignature = Countersignature.objects.create(
        marking=marking, countersigner=countersigner, state="agreed", signed_at=marking.created_at
    )
    exercise = Exercise.objects.create(
        provider=provider,
        revision=marking.revision,
        kind=Exercise.Kind.SECOND,
        title="Canary opinion",
        set_by=apprenticeship.iqa,
        due_on=apprenticeship.started_on,
    )
    return {
        "supervision": supervision,
        "countersignature": countersignature,
        "exercise": exercise,
        "opinion": Opinion.objects.create(exercise=exercise, assessor=countersigner),
    }


def address(name: str, portfolio: SimpleNamespace, pk: UUID | None = None) -> str:
    """The route's address with the portfolio's own records in it; with `pk`, with that id instead."""
    kinds = all_routes()[name].kinds
    known = WORDS | ({"token": secret(portfolio.request)} if "token" in kinds else {})
    others = {key: kind for key, kind in kinds.items() if kind != "UUIDConverter"}
    words = {key: 1 if kind == "IntConverter" else known.get(key, 1) for key, kind in others.items()}
    ids = {key: pk or record_behind(name, key, portfolio).pk for key in kinds if key not in words}
    return reverse(name, kwargs=ids | words)


def record_behind(name: str, key: str, portfolio: SimpleNamespace) -> Model:
    app, _, noun = name.partition(":")
    nouns = ("template-", "plan-", "version-", "guidance-", "own-guidance-", "example", "import-")
    if noun.startswith(nouns) and key != "pk":
        return getattr(portfolio, key.removesuffix("_id"))
    if app == "standards":
        return getattr(portfolio, noun)
    if key != "pk":
        return getattr(portfolio, key.removesuffix("_pk").removesuffix("_id"))
    written = all_routes()[name].written.removeprefix("quality/")
    for begins, noun in (
        ("requests", "evidence_request"),
        ("supervision", "supervision"),
        ("countersigning", "countersignature"),
        ("exercises", "exercise"),
        ("opinions", "opinion"),
        ("reading-", "reading_link"),
        ("version-moves", "version_move"),
        ("claims", "claim"),
        ("house-rules", "house"),
    ):
        if written.startswith(begins):
            return getattr(portfolio, noun)
    for noun in (
        "assessor",
        "finding",
        "marking",
        "mock",
        "sample",
        "provider",
        "comment",
        "notice",
        "request",
        "signature",
        "upload",
        "attachment",
        "decision",
        "export",
        "arrival",
        "issue",
        "evidence",
        "apprenticeship",
        "remark",
        "request",
        "training",
        "break",
        "booking",
        "resit",
    ):
        if written.removeprefix("sign-").startswith(noun):
            return getattr(portfolio, noun)
    raise AssertionError(f"No record is known for {name} ({written}); add one to the portfolio.")
