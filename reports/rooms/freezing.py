"""Freezing what a reading room shows: the showcase as it stands now, as data that is kept with the link."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from assessments.models import Decision, Gateway, Marking, Signature
from assessments.snapshots import digest
from portfolio.answering import text_of
from portfolio.models import Apprenticeship, Attachment, Claim, Evidence, Revision, StoredFile
from portfolio.versions import shown_of
from reports import judged, querysets
from reports.index import EvidenceIndex, IndexCriterion, IndexEntry, index_of
from reports.showcase import ShowcaseSigned


@dataclass(frozen=True)
class FrozenRoom:
    """head: who, what and the index. pieces: in the order of the room. files: every one that they show."""

    head: dict[str, Any]
    pieces: list[dict[str, Any]]
    files: list[StoredFile]
    gateway: Gateway | None

    @property
    def digest(self) -> str:
        return digest({"head": self.head, "pieces": self.pieces})


def freeze(apprenticeship: Apprenticeship) -> FrozenRoom:
    """Chosen and accepted pieces alone; the same queries however many there are.

    The apprenticeship must have been fetched with `for_page()`.
    """
    found = list(querysets.pieces_chosen(apprenticeship))
    index = index_of(apprenticeship, only_chosen=True)
    spots = {(entry.number, entry.code): entry for ksb in index.ksbs for entry in ksb.entries}
    pieces = [_piece(number, piece, spots) for number, piece in enumerate(found, start=1)]
    gateway = apprenticeship.gateways.standing().filter(confirmed_at__isnull=False).first()
    return FrozenRoom(
        head=_head(apprenticeship, gateway, index, pieces),
        pieces=pieces,
        files=[file for piece in found for file in _files_of(shown_of(piece))],
        gateway=gateway,
    )


def _head(
    apprenticeship: Apprenticeship,
    gateway: Gateway | None,
    index: EvidenceIndex,
    pieces: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    standard = apprenticeship.version.standard
    return {
        "apprentice": apprenticeship.apprentice.name,
        "provider": apprenticeship.provider.name,
        "employer": apprenticeship.employer.name,
        "standard": standard.title,
        "reference": standard.reference,
        "level": standard.level,
        "version": apprenticeship.version.version,
        "plan": apprenticeship.plan.name,
        "called": apprenticeship.plan.words.showcase,
        "gateway": gateway.snapshot_hash if gateway else "",
        "pieces": [_row(piece) for piece in pieces],
        "entries": _entries(index, pieces),
        "methods": [
            {
                "name": method.name,
                "is_indicative": method.is_indicative,
                "grades": [
                    {"label": grade.label, "criteria": [_criterion(one) for one in grade.criteria]}
                    for grade in method.grades
                ],
            }
            for method in index.methods
        ],
        "ksbs": [
            {"code": ksb.code, "title": ksb.title, "state": ksb.mark, "label": ksb.word} for ksb in index.ksbs
        ],
    }


def _row(piece: Mapping[str, Any]) -> dict[str, Any]:
    """One line of the list of pieces."""
    kept = ("number", "title", "kind", "happened_on", "accepted_on", "assessor")
    codes = [claim["code"] for claim in piece["claims"]]
    return {name: piece[name] for name in kept} | {"files": len(piece["files"]), "codes": codes}


def _criterion(criterion: IndexCriterion) -> dict[str, Any]:
    return {
        "code": criterion.code,
        "text": criterion.text,
        "area": criterion.area,
        "mark": criterion.mark,
        "word": criterion.word,
        "codes": list(criterion.codes),
        "lacking": list(criterion.lacking),
    }


def _entries(index: EvidenceIndex, pieces: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each claim once, in the order of the pieces: criteria and KSBs find theirs by its code."""
    claims = {(piece["number"], claim["code"]): claim for piece in pieces for claim in piece["claims"]}
    shown = (
        entry
        for ksb in index.ksbs
        for entry in ksb.entries
        if (entry.number, entry.code) in claims  # not one that came in between two queries
    )
    return [
        {
            "number": entry.number,
            "title": entry.title,
            "code": entry.code,
            "state": entry.state,
            "label": entry.label,
            **claims[entry.number, entry.code]["spot"],
        }
        for entry in sorted(shown, key=lambda entry: (entry.number, entry.code))
    ]


def _piece(number: int, piece: Evidence, spots: Mapping[tuple[int, str], IndexEntry]) -> dict[str, Any]:
    revision = shown_of(piece)
    marking: Marking | None = getattr(revision, "marking", None)
    files = [_file(place, held) for place, held in enumerate(revision.attachments.all(), start=1)]
    signatures = list(revision.signatures.all())
    spoken = _recordings(marking, signatures)
    files += [_recording(place, *one) for place, one in enumerate(spoken, start=len(files) + 1)]
    places = {file["attachment"]: file["place"] for file in files}
    return {
        "number": number,
        "evidence": str(piece.pk),
        "revision": str(revision.pk),
        "title": revision.title or "Untitled",
        "kind": piece.get_kind_display(),
        "happened_on": revision.happened_on.isoformat() if revision.happened_on else "",
        "submitted_at": revision.submitted_at.isoformat() if revision.submitted_at else "",
        "accepted_on": timezone.localdate(marking.created_at).isoformat() if marking else "",
        "assessor": marking.assessor.name if marking else "",
        "feedback": marking.feedback if marking else "",
        "countersigned": judged.countersigned(marking),
        "answers": _answers(piece, revision),
        "claims": [
            _claim(claim, spots[number, claim.ksb.code], places)
            for claim in revision.claims.all()
            if (number, claim.ksb.code) in spots
        ],
        "files": files,
        "drawn": [_drawn(held) for held in revision.attachments.all() if held.page_marks.all()],
        "signed": [_signed(number, signature) for signature in signatures],
    }


def _answers(piece: Evidence, revision: Revision) -> list[dict[str, Any]]:
    given = ((prompt, revision.answers.get(prompt.key, "")) for prompt in piece.template.prompts.all())
    return [
        {"key": prompt.key, "label": prompt.label, "kind": prompt.kind, "answer": answer}
        for prompt, answer in given
        if text_of(answer).strip()
    ]


def _claim(claim: Claim, entry: IndexEntry, places: Mapping[str, int]) -> dict[str, Any]:
    decision = _decision(claim)
    return {
        "code": entry.code,
        "title": claim.ksb.title,
        "says": entry.justification,
        "state": entry.state,
        "label": entry.label,
        "reason": decision.reason if decision else "",
        "assessor": entry.assessor,
        "decided_on": timezone.localdate(decision.created_at).isoformat() if decision else "",
        "added_by": claim.added_by.name if claim.added_by else "",
        "spot": _spot(entry, places),
    }


def _decision(claim: Claim) -> Decision | None:
    """The one in force. Its decisions must have been fetched with the claim."""
    decisions = list(claim.decisions.all())
    superseded = {decision.supersedes_id for decision in decisions}
    return next((decision for decision in decisions if decision.pk not in superseded), None)


def _spot(entry: IndexEntry, places: Mapping[str, int]) -> dict[str, Any]:
    """place: of the file among those of the piece, 0 when the spot is in an answer; answer: where it is."""
    place = places.get(str(entry.attachment_id), 0)
    answer = "" if entry.attachment_id else entry.spot_url.partition("#")[2]
    return {"where": entry.where, "kind": entry.kind, "at": entry.at, "place": place, "answer": answer}


def _file(place: int, held: Attachment) -> dict[str, Any]:
    return {"attachment": str(held.pk), "caption": held.caption} | _stored(place, held.name, held.file)


def _stored(place: int, name: str, file: StoredFile) -> dict[str, Any]:
    """sha256: that of the original, under which the file is kept."""
    return {
        "place": place,
        "name": name,
        "media_type": file.media_type,
        "size": file.size,
        "sha256": file.sha256,
    }


def _recordings(
    marking: Marking | None, signatures: Iterable[Signature]
) -> list[tuple[str, str, StoredFile]]:
    """What was spoken about the piece by others than its owner: whose it is, its name, the file."""
    found = [("feedback", "Spoken feedback", marking.voice if marking else None)]
    for signature in signatures:
        testimony = getattr(signature, "testimony", None)
        recording = testimony.recording if testimony else None
        found.append((str(signature.pk), f"Testimony of {signature.name}", recording))
    return [(whose, name, file) for whose, name, file in found if file is not None and file.is_safe]


def _recording(place: int, whose: str, name: str, file: StoredFile) -> dict[str, Any]:
    return {"attachment": whose, "caption": name} | _stored(place, name, file)


def _files_of(revision: Revision) -> list[StoredFile]:
    recordings = _recordings(getattr(revision, "marking", None), revision.signatures.all())
    return [held.file for held in revision.attachments.all()] + [file for _whose, _name, file in recordings]


def _drawn(held: Attachment) -> dict[str, Any]:
    """The boxes that the assessor drew on one file."""
    sides = ("page", "left", "top", "width", "height", "number", "note")
    marks = ({side: getattr(mark, side) for side in sides} for mark in held.page_marks.all())
    return {"attachment": str(held.pk), "marks": sorted(marks, key=lambda mark: mark["number"])}


def _signed(number: int, signature: Signature) -> dict[str, Any]:
    signed: ShowcaseSigned = judged.signed(number, 0, signature)
    return {
        "signature": str(signature.pk),
        "label": signed.label,
        "name": signed.name,
        "role": signed.role,
        "relationship": signed.relationship,
        "signed_on": signed.signed_on.isoformat(),
        "route": signed.route,
        "text": signed.text,
        "codes": list(signed.codes),
        "hash": signed.hash,
    }
