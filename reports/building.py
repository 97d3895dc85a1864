"""Builds a showcase from the database: a constant number of queries, whatever its size."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from uuid import UUID

from django.utils import timezone

from assessments.models import Decision, Marking
from portfolio.anchors import PAGE, Anchor, anchor_in_words, is_lost
from portfolio.answering import figure_of, is_rows, text_of
from portfolio.marks import OUTCOME_MARKS, Mark, shown_state
from portfolio.models import Apprenticeship, Claim, Evidence, KsbProgress, Revision
from portfolio.spots import RevisionPlaces, answer_id
from portfolio.versions import shown_of
from reports import judged, querysets
from reports.choices import USUAL, Choices
from reports.files import files_of
from reports.index import EvidenceIndex
from reports.models import ProviderLogo
from reports.models.house import Section
from reports.showcase import (
    MapArea,
    MapBand,
    MapTile,
    MatrixCell,
    MatrixRow,
    MethodCoverage,
    Showcase,
    ShowcaseAnswer,
    ShowcaseBehaviour,
    ShowcaseClaim,
    ShowcaseEvidence,
    ShowcaseFile,
    ShowcaseLogo,
)
from reports.surroundings import declarations_of, index_for, mocks_of, sections_of, taken_of, terms_of
from standards.models import Ksb, Method, Prompt
from standards.rules import BAND_LABELS, bands_of
from standards.said import verified_codes

State = KsbProgress.State
# Templates whose questions are the steps of one road; the others are told question by question.
STEPS: Mapping[str, Mapping[str, str]] = {
    "star-account": {"situation": "S", "task": "T", "action": "A", "result": "R"},
    "complaint": {"identify": "1", "explore": "2", "agree": "3", "act": "4", "confirm": "5"},
    "service-cycle": {"greet": "1", "identify": "2", "resolve": "3", "follow-up": "4"},
}
UNDECIDED = Mark(State.SUBMITTED.value, "Not decided")


def build_showcase(apprenticeship: Apprenticeship, *, made_on: dt.date, choices: Choices = USUAL) -> Showcase:
    """The pieces the apprentice chose; if none were chosen, every accepted piece by date.

    The apprenticeship must have been fetched with `for_page()`.
    """
    chosen = list(querysets.pieces_chosen(apprenticeship))
    is_chosen = bool(chosen)
    pieces = chosen if is_chosen else list(querysets.pieces_by_date(apprenticeship))
    ksbs = list(querysets.asked_ksbs(apprenticeship))
    evidence = tuple(_evidence(number, piece, choices) for number, piece in enumerate(pieces, start=1))
    states = {row.ksb_id: row for row in KsbProgress.objects.filter(apprenticeship=apprenticeship)}
    bands = _bands(ksbs, states, evidence)
    methods = list(querysets.methods_of(apprenticeship))
    employers = verified_codes(apprenticeship.plan.evidence_rules)
    showcase = replace(
        _people_and_standard(apprenticeship, made_on),
        is_chosen=is_chosen,
        evidence=evidence,
        bands=bands,
        matrix=matrix_of(bands, evidence),
        methods=_methods(methods, bands),
        taken=taken_of(apprenticeship, methods),
        employers=tuple(ksb.code for ksb in ksbs if ksb.code in employers),
        behaviours=_behaviours(apprenticeship, choices, [ksb for ksb in ksbs if ksb.code in employers]),
        index=_index(apprenticeship, choices, ksbs, evidence, is_chosen=is_chosen),
        declarations=declarations_of(apprenticeship) if choices.has(Section.DECLARATIONS) else (),
        mocks=mocks_of(apprenticeship) if choices.has(Section.MOCKS) else (),
        terms=terms_of(apprenticeship) if choices.has(Section.GLOSSARY) else (),
        house=choices.house,
        logo=_logo(apprenticeship),
    )
    return replace(showcase, sections=sections_of(choices, showcase))


def _people_and_standard(apprenticeship: Apprenticeship, made_on: dt.date) -> Showcase:
    """What the cover says; everything else is empty."""
    return Showcase(
        apprentice=apprenticeship.apprentice.name,
        provider=apprenticeship.provider.name,
        employer=apprenticeship.employer.name,
        line_manager=_name(apprenticeship.line_manager),
        assessor=_name(apprenticeship.assessor),
        iqa=_name(apprenticeship.iqa),
        standard=apprenticeship.version.standard.title,
        reference=apprenticeship.version.standard.reference,
        words=apprenticeship.plan.words,
        level=apprenticeship.version.standard.level,
        version=apprenticeship.version.version,
        plan=apprenticeship.plan.name,
        credit_line=apprenticeship.version.credit,
        started_on=apprenticeship.started_on,
        gateway_planned_on=apprenticeship.gateway_planned_on,
        made_on=made_on,
        is_chosen=False,
    )


def _behaviours(
    apprenticeship: Apprenticeship, choices: Choices, employers: Sequence[Ksb]
) -> tuple[ShowcaseBehaviour, ...]:
    """employers: the KSBs that the employer verifies."""
    if not choices.has(Section.BEHAVIOURS):
        return ()
    verified = querysets.verified_by_employer(apprenticeship, employers) if employers else ()
    verifying = {seen.pk for seen in verified}
    return tuple(judged.behaviour(seen, verifying) for seen in querysets.behaviours_seen(apprenticeship))


def _index(
    apprenticeship: Apprenticeship,
    choices: Choices,
    ksbs: Sequence[Ksb],
    evidence: Sequence[ShowcaseEvidence],
    *,
    is_chosen: bool,
) -> EvidenceIndex | None:
    if not choices.has(Section.INDEX):
        return None
    return index_for(apprenticeship, ksbs, evidence, is_chosen=is_chosen)


def _logo(apprenticeship: Apprenticeship) -> ShowcaseLogo | None:
    found = ProviderLogo.objects.filter(provider=apprenticeship.provider_id).first()
    return ShowcaseLogo(found.sha256, bytes(found.picture)) if found else None


def _name(person: object) -> str:
    return str(person) if person else ""


def _evidence(number: int, piece: Evidence, choices: Choices) -> ShowcaseEvidence:
    revision = shown_of(piece)
    marking: Marking | None = getattr(revision, "marking", None)
    attachments, voices = list(revision.attachments.all()), list(revision.signatures.all())
    claims = list(revision.claims.all())
    files = files_of(number, attachments, [claim.anchor for claim in claims], choices.originals)
    return ShowcaseEvidence(
        number=number,
        title=revision.title,
        kind=piece.get_kind_display(),
        happened_on=revision.happened_on,
        submitted_on=timezone.localdate(revision.submitted_at) if revision.submitted_at else None,
        accepted_on=timezone.localdate(marking.created_at) if marking else None,
        assessor=marking.assessor.name if marking else "",
        feedback=marking.feedback if marking else "",
        answers=_answers(piece, revision),
        claims=tuple(_claim(claim, _spot(number, piece, claim.anchor, files)) for claim in claims),
        files=files,
        countersigned=judged.countersigned(marking),
        spoken=judged.spoken(
            number,
            len(attachments) + 1,
            "Spoken feedback",
            marking.voice if marking else None,
            choices.originals,
        ),
        sheets=judged.sheets_of(attachments),
        signed=tuple(
            judged.signed(number, place, signature, choices.originals)
            for place, signature in enumerate(voices, start=len(attachments) + 2)
        ),
        form=piece.template.name,
        evidence_id=piece.pk,
    )


def _answers(piece: Evidence, revision: Revision) -> tuple[ShowcaseAnswer, ...]:
    given = ((prompt, revision.answers.get(prompt.key, "")) for prompt in piece.template.prompts.all())
    steps = STEPS.get(piece.template.key, {})
    return tuple(_answer(prompt, answer, steps) for prompt, answer in given if text_of(answer).strip())


def _answer(prompt: Prompt, answer: object, steps: Mapping[str, str]) -> ShowcaseAnswer:
    step = steps.get(prompt.key, "")
    if is_rows(answer):
        return ShowcaseAnswer(prompt.label, "", figure_of(answer), key=prompt.key, step=step)
    return ShowcaseAnswer(prompt.label, text_of(answer), key=prompt.key, step=step)


def _spot(number: int, piece: Evidence, anchor: Anchor, shown: Sequence[ShowcaseFile]) -> tuple[str, str]:
    """Where a claim is shown: in words, and the name of the place in the document."""
    revision = shown_of(piece)
    files, prompts = list(revision.attachments.all()), list(piece.template.prompts.all())
    place = RevisionPlaces(prompts, files, revision.answers).place_of(anchor)
    is_printed = anchor.attachment_id is not None or anchor.prompt in {prompt.key for prompt in prompts}
    if place is None or is_lost(anchor, place) or not is_printed:
        return "", ""
    if anchor.attachment_id is None:
        return anchor_in_words(anchor, place.name), f"piece-{number}-{answer_id(anchor.prompt, anchor.at)}"
    order = [file.pk for file in files].index(anchor.attachment_id)
    words, target = anchor_in_words(anchor, shown[order].name), f"piece-{number}-file-{order + 1}"
    is_sheet = anchor.kind == PAGE and any(sheet.number == anchor.at for sheet in shown[order].sheets)
    return words, f"{target}-page-{anchor.at}" if is_sheet else target


def _claim(claim: Claim, spot: tuple[str, str]) -> ShowcaseClaim:
    decisions = _in_order(list(claim.decisions.all()))
    decision = decisions[-1] if decisions else None
    mark = OUTCOME_MARKS[decision.outcome] if decision else UNDECIDED
    return ShowcaseClaim(
        code=claim.ksb.code,
        title=claim.ksb.title,
        justification=claim.justification,
        state=mark.key,
        label=mark.label,
        reason=decision.reason if decision else "",
        assessor=decision.assessor.name if decision else "",
        decided_on=timezone.localdate(decision.created_at) if decision else None,
        shown=spot[0],
        target=spot[1],
        kind=claim.anchor_kind if spot[1] else "",
        at=claim.anchor_at if spot[1] else None,
        earlier=judged.superseded(decisions),
        added_by=claim.added_by.name if claim.added_by else "",
        belongs=decision is None or decision.outcome != Decision.Outcome.DECLINED,
    )


def _in_order(decisions: Sequence[Decision]) -> list[Decision]:
    """Each after the one it supersedes, whatever the clock said."""
    following = {decision.supersedes_id: decision for decision in decisions}
    chain: list[Decision] = []
    while (found := following.get(chain[-1].pk if chain else None)) is not None:
        chain.append(found)
    return chain


def _bands(
    ksbs: list[Ksb], states: dict[UUID, KsbProgress], evidence: Sequence[ShowcaseEvidence]
) -> tuple[MapBand, ...]:
    pieces: dict[str, list[int]] = {}
    for piece in evidence:
        for claim in (claim for claim in piece.claims if claim.belongs):
            pieces.setdefault(claim.code, []).append(piece.number)
    tiles = {ksb.pk: _tile(ksb, states.get(ksb.pk), pieces.get(ksb.code, ())) for ksb in ksbs}
    groups = {band.kind: band.areas for band in bands_of(ksbs)}
    return tuple(
        MapBand(
            key=kind.lower(),
            label=label,
            areas=tuple(
                MapArea(group.area.title, tuple(tiles[ksb.pk] for ksb in group.ksbs))
                for group in groups.get(kind, ())
            ),
        )
        for kind, label in BAND_LABELS.items()
    )


def _tile(ksb: Ksb, progress: KsbProgress | None, pieces: Iterable[int]) -> MapTile:
    state = State(shown_state(progress.state, is_own=False)) if progress else State.NOT_STARTED
    return MapTile(
        ksb_id=ksb.pk,
        code=ksb.code,
        title=ksb.title,
        state=state.value,
        label=str(state.label),
        pieces=tuple(pieces),
    )


def matrix_of(bands: Sequence[MapBand], evidence: Sequence[ShowcaseEvidence]) -> tuple[MatrixRow, ...]:
    """Pieces by KSBs; runs of cells without a claim are joined, which halves the time to set them."""
    codes = [tile.code for band in bands for tile in band.tiles]
    return tuple(MatrixRow(piece.number, piece.title, _cells(codes, piece)) for piece in evidence)


def _cells(codes: Sequence[str], piece: ShowcaseEvidence) -> tuple[MatrixCell, ...]:
    claims = {claim.code: claim for claim in piece.claims if claim.belongs}
    cells: list[MatrixCell] = []
    for is_claimed, run in groupby(codes, lambda code: code in claims):
        if is_claimed:
            cells += [MatrixCell(claims[code].state, claims[code].label, code) for code in run]
        else:
            cells.append(MatrixCell("", "", "", span=len(list(run))))
    return tuple(cells)


def _methods(methods: Iterable[Method], bands: Sequence[MapBand]) -> tuple[MethodCoverage, ...]:
    tiles = {tile.ksb_id: tile for band in bands for tile in band.tiles}
    found = []
    for method in methods:
        asked = [tiles[ksb.pk] for ksb in method.ksbs.all() if ksb.pk in tiles]
        missing = tuple(tile.code for tile in asked if tile.state != State.MET)
        found.append(MethodCoverage(method.name, len(asked) - len(missing), len(asked), missing))
    return tuple(found)
