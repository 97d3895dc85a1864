"""One portfolio with a record behind every route, each of them able to leak."""

from types import SimpleNamespace
from uuid import UUID

from django.db.models import Model
from django.urls import reverse

from assessments.actions import mark_revision
from assessments.rules import Judgement
from portfolio.models import Apprenticeship, Revision, Upload
from reports.models import Export
from tests.architecture.routes import all_routes
from tests.factories import ApprenticeshipFactory, TemplateFactory, attachment, chosen, evidence

# Parameters of addresses that are words, and the word that the portfolio answers to; numbers are 1.
WORDS = {"key": "figures"}


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
    export = Export.objects.create(apprenticeship=apprenticeship, requested_by=apprenticeship.apprentice)
    upload = Upload.objects.create(
        evidence=piece, by=apprenticeship.apprentice, fingerprint="0" * 64, name="Canary.pdf", size=9
    )
    piece.refresh_from_db()
    return SimpleNamespace(
        apprenticeship=apprenticeship,
        evidence=piece,
        attachment=file,
        decision=claim.decisions.get(),
        export=export,
        upload=upload,
        ksb=claim.ksb,
        template=TemplateFactory(provider=apprenticeship.provider, name="Canary template of provider A"),
        area=claim.ksb.area,
        detail=apprenticeship.version,
        plan=apprenticeship.plan,
    )


def address(name: str, portfolio: SimpleNamespace, pk: UUID | None = None) -> str:
    """The route's address with the portfolio's own records in it; with `pk`, with that id instead."""
    kinds = all_routes()[name].kinds
    words = {key: WORDS.get(key, 1) for key, kind in kinds.items() if kind != "UUIDConverter"}
    ids = {key: pk or record_behind(name, key, portfolio).pk for key in kinds if key not in words}
    return reverse(name, kwargs=ids | words)


def record_behind(name: str, key: str, portfolio: SimpleNamespace) -> Model:
    app, _, noun = name.partition(":")
    if noun.startswith("template-"):
        return portfolio.template if key == "template_id" else portfolio.apprenticeship.provider
    if app == "standards":
        return getattr(portfolio, noun)
    if key != "pk":
        return getattr(portfolio, key.removesuffix("_pk").removesuffix("_id"))
    written = all_routes()[name].written
    for noun in ("upload", "attachment", "decision", "export", "evidence", "apprenticeship"):
        if written.startswith(noun):
            return getattr(portfolio, noun)
    raise AssertionError(f"No record is known for {name} ({written}); add one to the portfolio.")
