"""A cohort on ST0072 version 1.1, with evidence for KSBs that a made-up version 1.2 changes."""

from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import yaml
from django.conf import settings

from accounts.models import Role, User
from assessments.actions.version_moves import Order, move_to_version, undo_move
from assessments.changing import Change, for_changing
from assessments.models import Decision, ReadinessStanding, UndoneMove, VersionMove
from assessments.progress import rebuild
from assessments.rules.carrying import Choice
from portfolio.models import AcceptedWord, Apprenticeship, Claim, KsbProgress, RevisionText
from standards.importers import load_packs
from standards.models import AssessmentPlan, Ksb, StandardVersion
from tests.assessments.pieces import accepted, submitted
from tests.factories import ApprenticeshipFactory, evidence, member

ROOT = Path(settings.BASE_DIR)
MADE_UP = ROOT / "tests/data/st0072-1.2.yaml"


def load_both(folder: Path) -> None:
    """What is shipped of the standard, and beside it the version that was never published."""
    shipped = yaml.safe_load((ROOT / "fixtures/standards/st0072-1.1.yaml").read_text())
    shipped["versions"] += yaml.safe_load(MADE_UP.read_text())["versions"]
    (folder / "both.yaml").write_text(yaml.safe_dump(shipped, allow_unicode=True))
    load_packs(folder)


@dataclass
class Cohort:
    """Two apprentices of one provider. plan: of the version that they move to."""

    one: Apprenticeship
    other: Apprenticeship
    plan: AssessmentPlan
    admin: User

    def old(self, code: str) -> Ksb:
        return Ksb.objects.get(version__version="1.1", code=code)

    def new(self, code: str) -> Ksb:
        return Ksb.objects.get(version=self.plan.version, code=code)

    def change(self, *rows: Apprenticeship) -> Change:
        wanted = Apprenticeship.objects.filter(pk__in=[row.pk for row in rows or (self.one, self.other)])
        return Change(list(for_changing(wanted).order_by("pk")), self.plan)

    def choices(self, *rows: Apprenticeship, **given: Choice) -> dict:
        """The usual ones, but for those given by the code of the KSB that is left."""
        return self.change(*rows).carrying.usual | {self.old(code).pk: made for code, made in given.items()}

    def order(self, *rows: Apprenticeship, **given: Choice) -> Order:
        rows = rows or (self.one, self.other)
        choices = self.choices(*rows, **given)
        seen = self.change(*rows).digest(choices)
        return Order([row.pk for row in rows], choices, "The new version is in force", seen, uuid4())

    def move(self, *rows: Apprenticeship, **given: Choice) -> int:
        order = self.order(*rows, **given)
        return move_to_version(provider=self.one.provider, plan=self.plan, order=order, by=self.admin)

    def claims(self, row: Apprenticeship) -> set[tuple[str, str, str]]:
        """Version and code of the KSB, and the outcome, of every claim, set aside or not."""
        found = Claim.every.filter(revision__evidence__apprenticeship=row)
        return set(found.values_list("ksb__version__version", "ksb__code", "outcome"))


def undo(row: Apprenticeship, by: User, reason: str = "By mistake") -> UndoneMove:
    return undo_move(move=VersionMove.objects.standing().get(apprenticeship=row), reason=reason, by=by)


def cohort(folder: Path) -> Cohort:
    load_both(folder)
    version = StandardVersion.objects.get(version="1.1")
    one = ApprenticeshipFactory(version=version, plan=version.plans.get())
    fields = {"provider": one.provider, "assessor": one.assessor, "iqa": one.iqa}
    other = ApprenticeshipFactory(version=version, plan=one.plan, **fields)
    ksbs = {ksb.code: ksb for ksb in version.ksbs.all()}

    def named(codes: str) -> list[Ksb]:
        return [ksbs[code] for code in codes.split()]

    accepted(one, title="Everything at once", ksbs=named("K1 K5 K9 K10 B8"))
    accepted(one, title="Facts first", ksbs=named("K13"))
    submitted(one, title="Waits", ksbs=named("K5 B8"))
    evidence(one, title="A draft", ksbs=named("K9 B8"))
    accepted(other, title="Numbers", ksbs=named("K9 K10"))
    for row in (one, other):
        rebuild(row)
    plan = AssessmentPlan.objects.select_related("version__standard").get(version__version="1.2")
    return Cohort(one, other, plan, member(one.provider, Role.PROVIDER_ADMIN))


def rows_of(row: Apprenticeship) -> dict[str, object]:
    """All that a move may touch, but for what is only ever added to."""
    row.refresh_from_db()
    of_piece = {"revision__evidence__apprenticeship": row}
    counts = ("ksb", "state", "drafted", "submitted", "not_yet", "met", "met_on")
    standing = ReadinessStanding.objects.filter(apprenticeship=row)
    figures = ("asked", "ready", "methods", "methods_ready", "is_ready", "missing", "next_code", "turns_on")
    return {
        "version": (row.version_id, row.plan_id),
        "claims": sorted(Claim.every.filter(**of_piece).values_list().order_by("pk"), key=repr),
        "decisions": list(
            Decision.objects.filter(claim__revision__evidence__apprenticeship=row).order_by("pk").values()
        ),
        "progress": set(
            KsbProgress.objects.filter(apprenticeship=row).exclude(state="not-started").values_list(*counts)
        ),
        "standing": [
            {**one, "answer": one["answer__answer"]} for one in standing.values(*figures, "answer__answer")
        ],
        "words": list(
            AcceptedWord.objects.order_by("version", "word").values_list("version", "word", "counts")
        ),
        "index": list(RevisionText.objects.filter(**of_piece).order_by("pk").values_list("body", "parts")),
    }
