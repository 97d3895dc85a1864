"""What people put their names to and decided, as sheets: signatures, declarations, markings, decisions."""

from collections.abc import Iterable

from assessments.models import Countersignature, Decision, Declaration, Marking, Signature
from assessments.rules.signing import noticed_in_words
from portfolio.marks import OUTCOME_MARKS
from portfolio.models import Apprenticeship
from portfolio.rules import OWN_WORK, PERSONAL_DATA
from portfolio.sheets import Column, Holds, Row, Sheet
from reports.sheets import rows
from reports.sheets.words import yes_or_no

HASH = Column("SHA-256 of what was signed", Holds.CODE, 66)
SIGNATURES = [
    Column("What was signed", chars=24),
    Column("Piece", chars=28),
    Column("Version", Holds.NUMBER, 9),
    Column("Who", chars=18),
    Column("Role", chars=20),
    Column("Relationship", chars=20),
    Column("Email", chars=26, is_printed=False),
    Column("When", Holds.MOMENT),
    Column("How", chars=18),
    Column("Asked by", chars=18, is_printed=False),
    Column("Link opened", Holds.MOMENT, is_printed=False),
    Column("What is worth a look", Holds.TEXT, 30),
    HASH,
]
DECLARATIONS = [
    Column("Attempt", Holds.NUMBER, 9),
    Column("For whom", chars=18),
    Column("Who", chars=18),
    Column("When", Holds.MOMENT),
    Column("How", chars=14),
    Column("Gateway", chars=26),
    Column("SHA-256 of what it is about", Holds.CODE, 66, is_printed=False),
    HASH,
]
MARKINGS = [
    Column("When", Holds.MOMENT),
    Column("Piece", chars=30),
    Column("Version", Holds.NUMBER, 9),
    Column("Handed in", Holds.MOMENT),
    Column("Declared by the apprentice", chars=24),
    Column("Outcome", Holds.STATUS, 13),
    Column("Assessor", chars=18),
    Column("Feedback", Holds.TEXT),
    Column("Countersigned", chars=24),
    Column("Opened again", Holds.TEXT, 30),
]
DECISIONS = [
    Column("When", Holds.MOMENT),
    Column("Piece", chars=30),
    Column("Version", Holds.NUMBER, 9),
    Column("KSB", Holds.CODE, 7),
    Column("Decision", Holds.STATUS, 14),
    Column("Reason", Holds.TEXT),
    Column("Assessor", chars=18),
    Column("Corrects an earlier one", chars=12),
    Column("In force", chars=9),
    Column("Countersigned", chars=24),
]
DECLARED = {OWN_WORK: "own work", PERSONAL_DATA: "personal data dealt with"}


def signatures_sheet(apprenticeship: Apprenticeship) -> Sheet:
    found = map(_signature, rows.signatures(apprenticeship))
    note = (
        "Testimony, confirmations and behaviours seen, each with the hash of all that was shown and written."
    )
    return Sheet("signatures", "Signatures", SIGNATURES, found, [note])


def _signature(signature: Signature) -> Row:
    request, revision = signature.request, signature.revision
    return [
        signature.get_kind_display(),
        revision.title if revision else "",
        revision.number if revision else None,
        signature.name,
        signature.role,
        signature.relationship,
        signature.email,
        signature.signed_at,
        signature.get_route_display(),
        str(request.asked_by) if request else "",
        request.opened_at if request else None,
        " ".join(noticed_in_words(signature.noticed)),
        signature.snapshot_hash,
    ]


def declarations_sheet(apprenticeship: Apprenticeship) -> Sheet:
    found = map(_declaration, rows.declarations(apprenticeship))
    return Sheet("declarations", "Gateway declarations", DECLARATIONS, found)


def _declaration(declaration: Declaration) -> Row:
    gateway = declaration.gateway
    state = "Withdrawn" if gateway.withdrawn_at else "Confirmed" if gateway.confirmed_at else "Open"
    return [
        gateway.number,
        declaration.get_part_display(),
        declaration.name,
        declaration.signed_at,
        "Logged in",
        state,
        declaration.about_hash,
        declaration.snapshot_hash,
    ]


def markings_sheet(apprenticeship: Apprenticeship) -> Sheet:
    return Sheet("markings", "Markings", MARKINGS, map(_marking, rows.markings(apprenticeship)))


def _marking(marking: Marking) -> Row:
    reopening = getattr(marking, "reopening", None)
    return [
        marking.created_at,
        marking.revision.title,
        marking.revision.number,
        marking.revision.submitted_at,
        declared(marking.revision.declared),
        marking.get_outcome_display(),
        str(marking.assessor),
        marking.feedback,
        countersigned(marking),
        f"{reopening.by}: {reopening.reason}" if reopening else "",
    ]


def decisions_sheet(apprenticeship: Apprenticeship) -> Sheet:
    found = map(_decision, rows.decisions(apprenticeship))
    note = "Every decision ever made. One that was corrected stays here, and is no longer in force."
    return Sheet("decisions", "Decisions", DECISIONS, found, [note])


def _decision(decision: Decision) -> Row:
    return [
        decision.created_at,
        decision.claim.revision.title,
        decision.claim.revision.number,
        decision.claim.ksb.code,
        OUTCOME_MARKS[decision.outcome].label,
        decision.reason,
        str(decision.assessor),
        yes_or_no(decision.supersedes_id is not None),
        yes_or_no(not hasattr(decision, "superseded_by")),
        countersigned(decision.marking),
    ]


def declared(keys: Iterable[str]) -> str:
    return ", ".join(DECLARED.get(key, key) for key in keys)


def countersigned(marking: Marking) -> str:
    found: Countersignature | None = getattr(marking, "countersignature", None)
    if found is None:
        return ""
    state = found.get_state_display()
    return f"{state}: {found.countersigner}"
