"""Evidence as sheets: a row for each piece and KSB, with the spot that shows it; and a row for each file."""

from collections.abc import Iterator, Mapping, Sequence

from portfolio.anchors import NOWHERE, anchor_in_words
from portfolio.handing import handed_to_others
from portfolio.marks import PIECE_MARKS, claim_mark
from portfolio.models import Apprenticeship, Attachment, Claim, Evidence
from portfolio.sheets import Column, Holds, Row, Sheet, Value
from portfolio.spots import answer_place_of
from portfolio.versions import shown_of
from reports.querysets import claims_for_index
from reports.sheets import rows
from reports.sheets.words import yes_or_no

EVIDENCE = [
    Column("No.", Holds.NUMBER, 6),
    Column("Piece", chars=30),
    Column("Kind", chars=20),
    Column("Happened on", Holds.DAY),
    Column("Version", Holds.NUMBER, 9, is_printed=False),
    Column("Handed in", Holds.MOMENT, is_printed=False),
    Column("Piece stands at", Holds.STATUS, 13),
    Column("In the showcase", chars=11),
    Column("KSB", Holds.CODE, 7),
    Column("Why it fits", Holds.TEXT, 40),
    Column("Where to look", chars=26),
    Column("Decision", Holds.STATUS, 13),
    Column("Decided on", Holds.DAY),
    Column("Assessor", chars=18),
    Column("Files, with SHA-256", Holds.TEXT, 72, is_printed=False),
]
FILES = [
    Column("Piece no.", Holds.NUMBER, 8),
    Column("Piece", chars=30),
    Column("Version", Holds.NUMBER, 9),
    Column("File", chars=30),
    Column("Caption", Holds.TEXT, 36, is_printed=False),
    Column("Type", chars=22),
    Column("Bytes", Holds.NUMBER, 12),
    Column("Pages", Holds.NUMBER, 8),
    Column("Seconds", Holds.NUMBER, 9),
    Column("SHA-256 of the original", Holds.CODE, 66),
    Column("SHA-256 of the copy others are handed", Holds.CODE, 66, is_printed=False),
]
NOTE = "Every piece that was handed in, as the version that others see. Drafts are the apprentice’s alone."


def evidence_sheet(apprenticeship: Apprenticeship) -> Sheet:
    """Three queries, however many pieces there are."""
    pieces = list(rows.handed_in(apprenticeship))
    claims: dict[object, list[Claim]] = {}
    for claim in claims_for_index([piece.shown_id for piece in pieces]):
        claims.setdefault(claim.revision_id, []).append(claim)
    found = (row for number, piece in enumerate(pieces, 1) for row in _rows(number, piece, claims))
    return Sheet("evidence-index", "Evidence index", EVIDENCE, found, [NOTE])


def _rows(number: int, piece: Evidence, claims: Mapping[object, Sequence[Claim]]) -> Iterator[Row]:
    """A piece that claims nothing has a row too."""
    revision = shown_of(piece)
    files = list(revision.attachments.all())
    of_piece: list[Value] = [
        number,
        revision.title,
        piece.get_kind_display(),
        revision.happened_on,
        revision.number,
        revision.submitted_at,
        PIECE_MARKS[revision.state].label,
        yes_or_no(hasattr(piece, "showcase_item")),
    ]
    listed = "\n".join(f"{file.name}: {file.file.sha256}" for file in files)
    for claim in claims.get(revision.pk, []):
        yield [*of_piece, *_of_claim(claim, revision.state, revision.answers), listed]
    if not claims.get(revision.pk):
        yield [*of_piece, "", "", "", "", None, "", listed]


def _of_claim(claim: Claim, state: str, answers: Mapping[str, object]) -> Row:
    return [
        claim.ksb.code,
        claim.justification,
        where(claim, answers),
        claim_mark(state, claim.outcome).label,
        claim.decided_on,
        vars(claim)["decided_by"] or "",
    ]


def where(claim: Claim, answers: Mapping[str, object]) -> str:
    """The spot in words, under the name that others are handed a file by."""
    anchor, attachment = claim.anchor, claim.anchor_attachment
    if anchor == NOWHERE:
        return ""
    if attachment is not None:
        return anchor_in_words(anchor, handed_to_others(attachment).name)
    place = answer_place_of(claim.anchor_prompt, vars(claim)["anchor_question"], answers)
    return anchor_in_words(anchor, place.name if place else "")


def files_sheet(apprenticeship: Apprenticeship) -> Sheet:
    """Two queries."""
    pieces = enumerate(rows.handed_in(apprenticeship), start=1)
    found = (
        _file(number, piece, attachment)
        for number, piece in pieces
        for attachment in shown_of(piece).attachments.all()
    )
    return Sheet("files", "Files", FILES, found, ["Numbers are those of the evidence index."])


def _file(number: int, piece: Evidence, attachment: Attachment) -> Row:
    file, revision = attachment.file, shown_of(piece)
    return [
        number,
        revision.title,
        revision.number,
        attachment.name,
        attachment.caption,
        file.media_type,
        file.size,
        file.pages,
        file.seconds,
        file.sha256,
        handed_to_others(attachment).sha256,
    ]
