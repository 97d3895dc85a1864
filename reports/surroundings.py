"""Builds the parts of a showcase around its pieces: each asks the database only when it is wanted."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from django.utils import timezone

from assessments.gateway.facts import Facts, Signed, facts_of, for_gateway, signatures_of
from assessments.models import MockAssessment, OnProgrammeResult
from assessments.on_programme import OnProgramme, on_programme_of
from assessments.rules.gateway import statements_of
from portfolio.models import Apprenticeship
from reports.choices import Choices
from reports.index import EvidenceIndex, IndexEntry, group_entries
from reports.judged import HASH_DIGITS
from reports.models.house import Section
from reports.showcase import Showcase, ShowcaseClaim, ShowcaseEvidence
from reports.showcase_parts import ShowcaseDeclaration, ShowcaseMock, ShowcaseSection, ShowcaseTaken, Term
from standards.models import Ksb, Method
from standards.said import mapping

TITLES = {
    Section.DECLARATIONS.value: "Declarations",
    Section.READING.value: "How to read this portfolio",
    Section.CONTENTS.value: "Contents",
    Section.MAP.value: "The KSB map",
    Section.MATRIX.value: "Evidence by KSB",
    Section.INDEX.value: "Where each criterion is shown",
    Section.PIECES.value: "Evidence",
    Section.BEHAVIOURS.value: "Behaviours seen at work",
    Section.MOCKS.value: "Practice results",
    Section.MANIFEST.value: "Original files",
    Section.GLOSSARY.value: "Words used here",
}


def sections_of(choices: Choices, showcase: Showcase) -> tuple[ShowcaseSection, ...]:
    """Those wanted, less those with nothing to print."""
    empty = {
        Section.MATRIX.value: not showcase.matrix,
        Section.BEHAVIOURS.value: not showcase.behaviours,
        Section.MOCKS.value: not showcase.mocks,
        Section.MANIFEST.value: not showcase.file_count,
    }
    return tuple(
        ShowcaseSection(key, TITLES[key])
        for key in choices.sections
        if key in TITLES and not empty.get(key, False)
    )


def index_for(
    apprenticeship: Apprenticeship,
    ksbs: Sequence[Ksb],
    evidence: Sequence[ShowcaseEvidence],
    *,
    is_chosen: bool,
) -> EvidenceIndex:
    asked = {ksb.code for ksb in ksbs}
    entries = (entry for piece in evidence for entry in _entries(piece) if entry.code in asked)
    return group_entries(apprenticeship, ksbs, entries, is_chosen=is_chosen)


def _entries(piece: ShowcaseEvidence) -> Iterator[IndexEntry]:
    return (_entry(piece, claim) for claim in piece.claims if claim.belongs)


def _entry(piece: ShowcaseEvidence, claim: ShowcaseClaim) -> IndexEntry:
    if piece.evidence_id is None:
        raise TypeError("Only a piece from the database can be indexed.")
    return IndexEntry(
        number=piece.number,
        evidence_id=piece.evidence_id,
        title=piece.title,
        code=claim.code,
        justification=claim.justification,
        state=claim.state,
        label=claim.label,
        assessor=claim.assessor,
        where=claim.shown,
        kind=claim.kind,
        at=claim.at,
        target=claim.target or piece.anchor,
    )


def declarations_of(apprenticeship: Apprenticeship) -> tuple[ShowcaseDeclaration, ...]:
    """Of the three: what each declares, and when they signed, if they did for what is here now."""
    facts = facts_of(for_gateway(Apprenticeship.objects.filter(pk=apprenticeship.pk)).get())
    return tuple(_declaration(signed, facts) for signed in signatures_of(facts))


def _declaration(signed: Signed, facts: Facts) -> ShowcaseDeclaration:
    given = signed.declaration if signed.stands and signed.is_whole else None
    if given is None:
        name = signed.signer or str(facts.apprenticeship.provider)
        return ShowcaseDeclaration(signed.label, name, _statements(signed, facts))
    said = mapping(given.snapshot).get("statements") or _statements(signed, facts)
    return ShowcaseDeclaration(
        part=signed.label,
        name=given.name,
        statements=tuple(str(statement) for statement in said),
        signed_on=timezone.localdate(given.signed_at),
        hash=given.snapshot_hash[:HASH_DIGITS],
    )


def _statements(signed: Signed, facts: Facts) -> tuple[str, ...]:
    return tuple(statements_of(signed.part, facts.apprenticeship.plan.words))


def mocks_of(apprenticeship: Apprenticeship) -> tuple[ShowcaseMock, ...]:
    """Finished ones that somebody else held, the oldest first."""
    held = MockAssessment.objects.finished().filter(apprenticeship=apprenticeship)
    held = held.exclude(begun_by=apprenticeship.apprentice_id)
    rows = held.select_related("finished_by", "method", "scenario").order_by("finished_at", "pk")
    return tuple(_mock(mock) for mock in rows)


def _mock(mock: MockAssessment) -> ShowcaseMock:
    about = mock.scenario or mock.method
    counts = f"{mock.pass_shown} of {mock.pass_asked} pass criteria"
    if mock.distinction_asked:
        counts += f", {mock.distinction_shown} of {mock.distinction_asked} distinction criteria"
    return ShowcaseMock(
        kind=mock.get_kind_display(),
        about=str(about or ""),
        held_on=timezone.localdate(mock.finished_at) if mock.finished_at else dt.date.min,
        held_by=str(mock.finished_by or mock.begun_by),
        grade=mock.get_grade_display() if mock.grade else "",
        counts=counts if mock.pass_asked else "",
        strengths=mock.strengths,
        next_steps=mock.next_steps,
    )


def taken_of(apprenticeship: Apprenticeship, methods: Iterable[Method]) -> tuple[ShowcaseTaken, ...]:
    """Every result of what the plan assesses during the programme, those corrected since among them."""
    found = on_programme_of(apprenticeship, methods)
    return tuple(row for taken in found for row in _rows_of(taken))


def _rows_of(taken: OnProgramme) -> list[ShowcaseTaken]:
    if not taken.results:
        return [ShowcaseTaken(taken.method.name, "No result yet")]
    reasons = {result.supersedes_id: result.reason for result in taken.results}
    return [_taken(taken.method.name, result, reasons.get(result.pk, "")) for result in taken.results]


def _taken(method: str, result: OnProgrammeResult, corrected: str) -> ShowcaseTaken:
    return ShowcaseTaken(
        method=method,
        result=result.get_grade_display(),
        held_on=result.held_on,
        told_on=result.told_on,
        note=result.note,
        entered_by=str(result.entered_by),
        entered_on=timezone.localdate(result.entered_at),
        corrected=corrected,
    )


def terms_of(apprenticeship: Apprenticeship) -> tuple[Term, ...]:
    """The words of this document, in order; the plan says what the assessment and its people are called."""
    words = apprenticeship.plan.words
    assessment, organisation = words.assessment, words.organisation
    found = {
        "Account": "What the apprentice wrote about a piece of evidence, question by question.",
        "Assessor": "The person at the training provider who judges each piece, and decides on each claim.",
        "Claim": "One piece of evidence offered for one KSB, with a sentence that says why.",
        "Criterion": f"One thing that the {assessment} looks for. Each rests on one or more KSBs.",
        "Decision": "The assessor’s judgement of a claim. A later one supersedes it; both stay to be read.",
        "Declaration": "What the apprentice, the employer and the training provider put their names to.",
        "Evidence": "A piece of real work, or an account of it, with its files.",
        words.gateway.capitalize(): (
            f"The point at which everybody agrees that the apprentice is ready for the {assessment}."
        ),
        "KSB": "Knowledge, skill or behaviour: what the standard asks for. K5 is the fifth of the first.",
        "Method": f"One of the ways in which the {assessment} is done, such as an observation.",
        "SHA-256": "A fingerprint of a file. Two files with the same one are the same to the last byte.",
        "Standard": "The published description of the occupation that the apprenticeship leads to.",
        "Testimony": "What somebody who saw the work wrote or said about it, and put their name to.",
        organisation.capitalize(): f"Whoever carries out the {assessment}, apart from the training provider.",
    }
    return tuple(
        Term(word, meaning) for word, meaning in sorted(found.items(), key=lambda one: one[0].lower())
    )
