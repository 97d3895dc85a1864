"""What stands beside the pieces: training, requests, signatures, practice, the gateway and moves."""

from django.db.models import Q

from assessments import models as judged
from portfolio import models as shown
from reports.archive.shapes.shape import SUBMITTED, Part, Shape

TRAINING_PLAN = Shape(
    "training plan",
    shown.TrainingPlan,
    "apprenticeship",
    (
        "age_at_start",
        "english",
        "maths",
        "english_maths_evidence",
        "weekly_hours",
        "prior_learning_hours",
        "prior_learning_evidence",
        "changed_by",
        "changed_at",
    ),
    ("pk",),
)
TRAINING_ENTRY = Shape(
    "training entry",
    shown.TrainingEntry,
    "apprenticeship",
    (
        "trained_on",
        "minutes",
        "kind",
        "learned",
        "ksbs",
        "by",
        "created_at",
        "struck_at",
        "struck_by",
        "struck_because",
    ),
    ("trained_on", "created_at", "pk"),
)
BREAK = Shape(
    "break in learning",
    shown.BreakInLearning,
    "apprenticeship",
    (
        "began_on",
        "back_on",
        "reason",
        "recorded_by",
        "created_at",
        "withdrawn_at",
        "withdrawn_by",
        "withdrawn_because",
    ),
    ("began_on", "created_at", "pk"),
)
REQUEST = Shape(
    "request for evidence",
    judged.EvidenceRequest,
    "apprenticeship",
    (
        "by",
        "title",
        "text",
        "template",
        "ksbs",
        "due_on",
        "evidence",
        "withdrawn_at",
        "withdrawn_because",
        "created_at",
    ),
    ("created_at", "pk"),
)
SIGN_REQUEST = Shape(
    "request to sign",
    judged.SignRequest,
    "apprenticeship",
    (
        "revision",
        "kind",
        "asked_by",
        "name",
        "email",
        "relationship",
        "message",
        "snapshot",
        "snapshot_hash",
        "files",
        "recording",
        "created_at",
        "due_at",
        "sent_at",
        "expires_at",
        "opened_at",
        "refused_at",
        "refused_because",
    ),
    ("created_at", "pk"),
    limits=SUBMITTED & (Q(signature__isnull=False) | Q(refused_at__isnull=False)),
)
TESTIMONY = Shape(
    "testimony",
    judged.Testimony,
    "signature__apprenticeship",
    ("text", "recording", "ksbs"),
    ("pk",),
)
BEHAVIOUR = Shape(
    "behaviour seen",
    judged.BehaviourSeen,
    "signature__apprenticeship",
    ("ksb", "where", "seen_on"),
    ("ksb__position", "pk"),
)
SIGNATURE = Shape(
    "signature",
    judged.Signature,
    "apprenticeship",
    (
        "revision",
        "request",
        "kind",
        "user",
        "route",
        "name",
        "role",
        "relationship",
        "email",
        "snapshot",
        "snapshot_hash",
        "noticed",
        "signed_at",
    ),
    ("signed_at", "pk"),
    (
        Part("testimony", TESTIMONY, "signature", is_one=True),
        Part("behaviours", BEHAVIOUR, "signature"),
    ),
    SUBMITTED,
)
CRITERION_RESULT = Shape(
    "result of a criterion",
    judged.CriterionResult,
    "mock__apprenticeship",
    ("criterion", "outcome", "note", "at", "grade", "text"),
    ("criterion__position", "criterion__code", "pk"),
)
MOCK_PHOTO = Shape(
    "photo of a mock",
    judged.MockPhoto,
    "mock__apprenticeship",
    ("file", "position", "caption", "added_by", "added_at"),
    ("position",),
)
MOCK = Shape(
    "mock assessment",
    judged.MockAssessment,
    "apprenticeship",
    (
        "kind",
        "method",
        "scenario",
        "begun_by",
        "begun_at",
        "content",
        "recording",
        "finished_by",
        "finished_at",
        "seconds",
        "strengths",
        "next_steps",
        "grade",
        "pass_shown",
        "pass_asked",
        "distinction_shown",
        "distinction_asked",
        "threshold",
    ),
    ("finished_at", "pk"),
    (Part("results", CRITERION_RESULT, "mock"), Part("photos", MOCK_PHOTO, "mock")),
    Q(finished_at__isnull=False),
)
DECLARATION = Shape(
    "declaration",
    judged.Declaration,
    "gateway__apprenticeship",
    ("part", "user", "name", "about_hash", "snapshot", "snapshot_hash", "signed_at"),
    ("signed_at", "pk"),
)
EPA_RESULT = Shape(
    "result",
    judged.EpaResult,
    "booking__gateway__apprenticeship",
    ("grade", "told_on", "note", "entered_by", "entered_at", "supersedes", "reason"),
    ("entered_at", "pk"),
)
BOOKING = Shape(
    "booking",
    judged.Booking,
    "gateway__apprenticeship",
    (
        "method",
        "resit",
        "booked_for",
        "at",
        "place",
        "booked_by",
        "created_at",
        "cancelled_at",
        "cancelled_because",
        "is_settled",
    ),
    ("created_at", "pk"),
    (Part("results", EPA_RESULT, "booking"),),
)
RESIT = Shape(
    "resit",
    judged.Resit,
    "gateway__apprenticeship",
    ("failed", "kind", "action_plan", "planned_by", "created_at", "agreed_by", "agreed_at"),
    ("created_at", "pk"),
)
ON_PROGRAMME_RESULT = Shape(
    "on-programme result",
    judged.OnProgrammeResult,
    "apprenticeship",
    ("method", "held_on", "grade", "told_on", "note", "entered_by", "entered_at", "supersedes", "reason"),
    ("held_on", "entered_at", "pk"),
)
GATEWAY = Shape(
    "gateway",
    judged.Gateway,
    "apprenticeship",
    (
        "number",
        "opened_by",
        "opened_at",
        "snapshot",
        "snapshot_hash",
        "confirmed_by",
        "confirmed_at",
        "withdrawn_by",
        "withdrawn_at",
        "withdrawn_because",
        "grade",
        "graded_on",
        "completed_at",
    ),
    ("number",),
    (
        Part("declarations", DECLARATION, "gateway"),
        Part("bookings", BOOKING, "gateway"),
        Part("resits", RESIT, "gateway"),
    ),
)
CLAIM_MOVE = Shape(
    "claim that moved",
    judged.ClaimMoveElsewhere,
    "move__apprenticeship",
    (
        "claim",
        "revision",
        "act",
        "left",
        "title",
        "joined",
        "outcome",
        "decided_on",
        "justification",
        "decisions",
    ),
    ("pk",),
)
VERSION_MOVE = Shape(
    "move between versions",
    judged.MoveElsewhere,
    "apprenticeship",
    (
        "provider",
        "left",
        "left_plan",
        "joined",
        "joined_plan",
        "choices",
        "readiness",
        "reason",
        "by",
        "at",
        "undone_at",
        "undone_by",
        "undone_because",
    ),
    ("at", "pk"),
    (Part("claims", CLAIM_MOVE, "move"),),
)
