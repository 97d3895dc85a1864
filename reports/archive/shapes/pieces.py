"""Pieces of evidence, with all that was claimed, decided and said about them."""

from assessments import models as judged
from portfolio import models as shown
from reports.archive.shapes.shape import PIECE_PATH, REVISION_PATH, Part, Shape

PAGE_MARK = Shape(
    "mark on a page",
    judged.PageMark,
    f"marking__{PIECE_PATH}",
    ("attachment", "number", "page", "left", "top", "width", "height", "note"),
    ("number",),
)
REOPENING = Shape(
    "reopening", judged.Reopening, f"marking__{PIECE_PATH}", ("by", "reason", "created_at"), ("created_at",)
)
COUNTERSIGNATURE = Shape(
    "countersignature",
    judged.Countersignature,
    f"marking__{PIECE_PATH}",
    ("countersigner", "state", "reason", "created_at", "signed_at"),
    ("created_at",),
)
REMARK = Shape(
    "remark",
    judged.Remark,
    f"marking__{PIECE_PATH}",
    ("claim", "by", "kind", "text", "answers", "decision", "reopening", "created_at"),
    ("created_at", "pk"),
)
MARKING = Shape(
    "marking",
    judged.Marking,
    PIECE_PATH,
    ("assessor", "outcome", "feedback", "voice", "begun_at", "created_at"),
    ("created_at",),
    (
        Part("reopening", REOPENING, "marking", is_one=True),
        Part("countersignature", COUNTERSIGNATURE, "marking", is_one=True),
        Part("page_marks", PAGE_MARK, "marking"),
        Part("remarks", REMARK, "marking"),
    ),
)
DECISION = Shape(
    "decision",
    judged.Decision,
    f"claim__{PIECE_PATH}",
    ("marking", "assessor", "outcome", "reason", "supersedes", "created_at"),
    ("created_at", "pk"),
)
CLAIM = Shape(
    "claim",
    shown.Claim,
    PIECE_PATH,
    (
        "ksb",
        "justification",
        "outcome",
        "decided_on",
        "anchor_kind",
        "anchor_attachment",
        "anchor_prompt",
        "anchor_at",
        "added_by",
    ),
    ("ksb__position", "pk"),
    (Part("decisions", DECISION, "claim"),),
)
ATTACHMENT = Shape(
    "file", shown.Attachment, PIECE_PATH, ("file", "name", "caption", "position"), ("position", "name", "pk")
)
REVISION = Shape(
    "version",
    shown.Revision,
    REVISION_PATH,
    (
        "number",
        "state",
        "title",
        "happened_on",
        "answers",
        "saves",
        "declined",
        "declared",
        "created_at",
        "saved_at",
        "submitted_at",
    ),
    ("number",),
    (
        Part("attachments", ATTACHMENT, "revision"),
        Part("claims", CLAIM, "revision"),
        Part("marking", MARKING, "revision", is_one=True),
    ),
)
EVIDENCE = Shape(
    "piece",
    shown.Evidence,
    "apprenticeship",
    ("template", "kind", "in_inbox", "created_at"),
    ("created_at", "pk"),
    (Part("revisions", REVISION, "evidence"),),
)

SHOWCASE_ITEM = Shape(
    "place in the showcase",
    shown.ShowcaseItem,
    REVISION_PATH,
    ("evidence", "position"),
    ("position", "evidence__created_at", "evidence"),
)
