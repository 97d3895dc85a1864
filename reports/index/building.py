"""Builds the index from the database: five queries, however many pieces and criteria there are."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from django.utils import timezone
from django.utils.formats import date_format

from assessments.coverage import LABELS, criteria_of
from assessments.rules.coverage import spoken_to
from portfolio.addresses import addresses
from portfolio.anchors import NOWHERE, Place, anchor_in_words, is_lost
from portfolio.handing import handed_to_others
from portfolio.marks import KSB_MARKS, OUTCOME_MARKS
from portfolio.models import Apprenticeship, Claim, Evidence
from portfolio.spots import address_of, answer_place_of, file_place
from portfolio.versions import shown_of
from reports import querysets
from reports.index.values import (
    EvidenceIndex,
    IndexCriterion,
    IndexEntry,
    IndexGrade,
    IndexKsb,
    IndexMethod,
)
from standards.models import Criterion, Ksb, Method
from standards.said import verified_codes

BY_EMPLOYER = "For the employer to verify"  # no piece is asked to show it
VERIFIED = "Met: verified by the employer, {}, {}"
Entries = Mapping[str, Sequence[IndexEntry]]
NOT_HERE = "Not shown here"  # it may well be met, by a piece that was not chosen


def index_of(apprenticeship: Apprenticeship, *, only_chosen: bool = False) -> EvidenceIndex:
    """The chosen pieces in their order; where none was chosen, every accepted one by date.

    only_chosen: never anything but chosen pieces, as for a visitor.
    """
    found = list(querysets.pieces_for_room(apprenticeship))
    chosen = [piece for piece in found if vars(piece)["place"] is not None]
    is_chosen = only_chosen or bool(chosen)
    pieces = chosen if is_chosen else found
    numbers = {piece.shown_id: number for number, piece in enumerate(pieces, start=1)}
    by_revision = {piece.shown_id: piece for piece in pieces}
    url_of = addresses("portfolio:evidence")
    claims = querysets.claims_for_index(list(by_revision))
    made = (
        _entry(numbers[claim.revision_id], by_revision[claim.revision_id], claim, url_of) for claim in claims
    )
    ksbs = list(querysets.asked_ksbs(apprenticeship))
    return group_entries(apprenticeship, ksbs, made, is_chosen=is_chosen)


def group_entries(
    apprenticeship: Apprenticeship, ksbs: Sequence[Ksb], entries: Iterable[IndexEntry], *, is_chosen: bool
) -> EvidenceIndex:
    """Two queries: the methods and the criteria of the plan; a third where the employer verifies some.

    ksbs: those asked of this apprentice.
    """
    by_code: dict[str, list[IndexEntry]] = {ksb.code: [] for ksb in ksbs}
    for entry in sorted(entries, key=lambda entry: entry.number):
        by_code.setdefault(entry.code, []).append(entry)
    verified = _verified(apprenticeship, ksbs)
    methods = Method.objects.filter(plan=apprenticeship.plan_id).order_by("position", "pk")
    rows: dict[object, list[tuple[Criterion, IndexCriterion]]] = {}
    for criterion, codes in criteria_of(apprenticeship):
        rows.setdefault(criterion.method_id, []).append((criterion, _criterion(criterion, codes, by_code)))
    return EvidenceIndex(
        methods=tuple(_method(method, rows.get(method.pk, [])) for method in methods),
        ksbs=tuple(
            _verified_ksb(ksb, by_code[ksb.code], verified[ksb.code])
            if ksb.code in verified
            else _ksb(ksb, by_code[ksb.code])
            for ksb in ksbs
        ),
        is_chosen=is_chosen,
    )


def _entry(number: int, piece: Evidence, claim: Claim, url_of: Callable[[object], str]) -> IndexEntry:
    mark = OUTCOME_MARKS.get(claim.outcome, KSB_MARKS["submitted"])
    url = url_of(piece.pk)
    entry = IndexEntry(
        number=number,
        evidence_id=piece.pk,
        title=shown_of(piece).title,
        code=claim.ksb.code,
        justification=claim.justification,
        state=mark.key,
        label=mark.label,
        assessor=vars(claim)["decided_by"] or "",
        url=f"{url}#{claim.ksb.code}",
    )
    place = _place(piece, claim)
    if place is None or claim.anchor == NOWHERE or is_lost(claim.anchor, place):
        return entry
    anchor = claim.anchor
    return replace(
        entry,
        where=anchor_in_words(anchor, place.name),
        kind=anchor.kind,
        at=anchor.at,
        name=place.name,
        attachment_id=anchor.attachment_id,
        spot_url=address_of(anchor, url),
    )


def _place(piece: Evidence, claim: Claim) -> Place | None:
    """Where the claim is shown, under the name that others are handed a file by."""
    attachment = claim.anchor_attachment
    if attachment is None:
        question = vars(claim)["anchor_question"]
        return answer_place_of(claim.anchor_prompt, question, shown_of(piece).answers)
    return replace(file_place(attachment), name=handed_to_others(attachment).name)


def _criterion(criterion: Criterion, codes: Iterable[str], entries: Entries) -> IndexCriterion:
    asked = [code for code in codes if code in entries]
    met = {code for code in asked if any(entry.is_met for entry in entries[code])}
    stands = spoken_to([(len(entries[code]), code in met) for code in asked])
    mark, word = LABELS[stands]
    found = (entry for code in asked for entry in entries[code])
    return IndexCriterion(
        code=criterion.code,
        text=criterion.text,
        area=criterion.heading,
        is_indicative=criterion.status != Criterion.Status.OFFICIAL,
        stands=stands,
        mark=mark,
        word=word,
        codes=tuple(asked),
        entries=tuple(sorted(found, key=lambda entry: entry.number)),
        lacking=tuple(code for code in asked if code not in met),
    )


def _method(method: Method, rows: Sequence[tuple[Criterion, IndexCriterion]]) -> IndexMethod:
    grades = (
        IndexGrade(grade, str(grade.label), tuple(one for row, one in rows if row.grade == grade))
        for grade in Criterion.Grade
    )
    return IndexMethod(method.key, method.name, tuple(grade for grade in grades if grade.criteria))


def _verified(apprenticeship: Apprenticeship, ksbs: Sequence[Ksb]) -> dict[str, str]:
    """By code, who of the employer verified it and when; blank where nobody has yet."""
    codes = verified_codes(apprenticeship.plan.evidence_rules)
    asked = [ksb for ksb in ksbs if ksb.code in codes]
    words = {ksb.guid: "" for ksb in asked}
    for seen in querysets.verified_by_employer(apprenticeship, asked) if asked else ():
        signature = seen.signature
        signed_on = date_format(timezone.localdate(signature.signed_at), "j M Y")
        words[seen.ksb.guid] = words[seen.ksb.guid] or VERIFIED.format(signature.name, signed_on)
    return {ksb.code: words[ksb.guid] for ksb in asked}


def _verified_ksb(ksb: Ksb, entries: Sequence[IndexEntry], verified: str) -> IndexKsb:
    mark = KSB_MARKS["met" if verified else "not-started"]
    return IndexKsb(ksb.code, ksb.title, mark.key, verified or BY_EMPLOYER, tuple(entries), by_employer=True)


def _ksb(ksb: Ksb, entries: Sequence[IndexEntry]) -> IndexKsb:
    best = next((entry for entry in entries if entry.is_met), entries[0] if entries else None)
    mark = KSB_MARKS[best.state if best else "not-started"]
    word = mark.label if best else NOT_HERE
    return IndexKsb(ksb.code, ksb.title, mark.key, word, tuple(entries))
