"""What the crash drill starts from, and what must be true after it. Run by bench.crashes, never alone.

python -m bench.crash_facts seed            prints what can be done, as JSON
python -m bench.crash_facts verify FILE     prints every broken promise, a line each
"""

import hashlib
import json
import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.files.storage import default_storage  # noqa: E402  # after the set-up

from accounts.audit import broken_links  # noqa: E402
from accounts.models import Provider  # noqa: E402
from assessments import progress  # noqa: E402
from assessments.models import Decision, Marking  # noqa: E402
from portfolio.models import Apprenticeship, Attachment, KsbProgress, Revision, StoredFile  # noqa: E402
from reports.models import Export  # noqa: E402
from tests.factories import PASSWORD, ApprenticeshipFactory, chosen, evidence  # noqa: E402

PIECES = 400


def seed() -> None:
    apprenticeship = ApprenticeshipFactory()
    draft = evidence(apprenticeship, title="Many files")
    waiting = [evidence(apprenticeship, Revision.State.SUBMITTED, title=f"Piece {n}") for n in range(PIECES)]
    shared = {"provider": apprenticeship.provider, "assessor": apprenticeship.assessor}
    exporting = [ApprenticeshipFactory(**shared) for _ in range(8)]
    for other in exporting:
        chosen(evidence(other, Revision.State.ACCEPTED))
    for begun in [apprenticeship, *exporting]:
        progress.rebuild(begun)
    print(
        json.dumps(
            {
                "password": PASSWORD,
                "apprentice": apprenticeship.apprentice.email,
                "assessor": apprenticeship.assessor.email,
                "draft": str(draft.pk),
                "waiting": [
                    {
                        "evidence": str(p.pk),
                        "revision": str(p.shown_id),
                        "claim": str(p.shown.claims.get().pk),
                    }
                    for p in waiting
                ],
                "exporting": [str(other.pk) for other in exporting],
            }
        )
    )


def verify(path: str) -> None:
    acknowledged = json.loads(Path(path).read_text())
    for problem in [
        *broken_uploads(acknowledged["uploads"]),
        *broken_markings(acknowledged["markings"]),
        *broken_exports(acknowledged["exports"]),
        *broken_records(),
    ]:
        print(problem)


def broken_uploads(names: dict[str, str]) -> list[str]:
    problems = []
    for name, sha256 in names.items():
        found = Attachment.objects.filter(name=name).select_related("file")
        if len(found) != 1:
            problems.append(f"{name} is attached {len(found)} times")
        elif bytes_of(found[0].file) != sha256:
            problems.append(f"{name} lies on disk with other bytes")
        elif found[0].file.state != StoredFile.State.SAFE:
            problems.append(f"{name} was never checked: {found[0].file.state}")
    return problems


def bytes_of(file: StoredFile) -> str:
    with default_storage.open(file.key) as opened:
        return hashlib.sha256(opened.read()).hexdigest()


def broken_markings(revisions: list[str]) -> list[str]:
    problems = []
    for revision in Revision.objects.filter(pk__in=revisions):
        decisions = Decision.objects.filter(claim__revision=revision).count()
        if revision.state != Revision.State.ACCEPTED or decisions != 1:
            problems.append(f"revision {revision.pk} is {revision.state} with {decisions} decisions")
    half = Marking.objects.exclude(revision__state__in=["accepted", "returned"]).count()
    return problems + ([f"{half} markings left their revision untouched"] if half else [])


def broken_exports(ids: list[str]) -> list[str]:
    problems = []
    for export in Export.objects.filter(pk__in=ids):
        if export.state != Export.State.READY:
            problems.append(f"export {export.pk} is {export.state}: {export.reason}")
        else:
            with default_storage.open(export.key) as opened:
                if hashlib.sha256(opened.read()).hexdigest() != export.sha256:
                    problems.append(f"export {export.pk} has other bytes than it says")
    missing = len(ids) - Export.objects.filter(pk__in=ids).count()
    return problems + ([f"{missing} exports are gone"] if missing else [])


def broken_records() -> list[str]:
    problems = [line for provider in Provider.objects.all() for line in broken_links(provider)]
    before = progress_rows()
    for apprenticeship in Apprenticeship.objects.filter(ksb_progress__isnull=False).distinct():
        progress.rebuild(apprenticeship)
    return problems + ([] if progress_rows() == before else ["progress did not equal its rebuild"])


def progress_rows() -> list[tuple[object, ...]]:
    return list(
        KsbProgress.objects.order_by("apprenticeship", "ksb").values_list(
            "apprenticeship", "ksb", "state", "met"
        )
    )


if __name__ == "__main__":
    seed() if sys.argv[1] == "seed" else verify(sys.argv[2])
