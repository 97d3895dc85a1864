import datetime as dt
import hashlib

import pikepdf
import pypdfium2
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.models import AuditEvent, Membership, Notification, Role
from portfolio.models import StoredFile
from reports import exports
from reports.actions import cancel_export
from reports.exports import INTERRUPTED, make, take
from reports.makers import MakingFailedError
from reports.models import Export
from reports.rules import EXPORT_STATES
from reports.seals.pdfs import NAME as MANIFEST
from tests.factories import ApprenticeshipFactory, member
from tests.reports.portfolios import accepted, small_portfolio

pytestmark = pytest.mark.django_db
HOSTILE = (
    '<link rel=attachment href=file:///etc/hostname><img src=http://127.0.0.1:9/x> & "quoted" {{ 7|add:7 }}'
)


def queued(apprenticeship=None, **fields) -> Export:
    apprenticeship = apprenticeship or small_portfolio()
    return Export.objects.create(
        apprenticeship=apprenticeship, requested_by=apprenticeship.apprentice, **fields
    )


def text_of(export: Export) -> str:
    with pypdfium2.PdfDocument(default_storage.path(export.key)) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_make_keeps_a_pdf_that_says_what_the_portfolio_says():
    export = queued(small_portfolio(2))
    make(export.pk)
    export.refresh_from_db()
    found = text_of(export)
    assert (export.state, export.is_chosen, export.reason, export.leased_until) == ("ready", True, "", None)
    assert all(words in found for words in ("Piece 1", "Piece 2", "You say what you did.", "has not signed"))
    with default_storage.open(export.key) as kept:
        body = kept.read()
    assert (export.sha256, export.size) == (hashlib.sha256(body).hexdigest(), len(body))


def test_make_embeds_the_uploads_unchanged():
    export = queued(small_portfolio(2))
    make(export.pk)
    export.refresh_from_db()
    with pikepdf.open(default_storage.path(export.key)) as pdf:
        found = {
            hashlib.sha256(spec.get_file().read_bytes()).hexdigest()
            for name, spec in pdf.attachments.items()
            if name != MANIFEST
        }
    assert found == set(StoredFile.objects.values_list("sha256", flat=True))


def test_make_embeds_the_copy_of_what_says_where_it_was_made():
    export = queued(small_portfolio(1))
    file, copy = StoredFile.objects.first(), b"a recording without its place"
    sha256 = hashlib.sha256(copy).hexdigest()
    StoredFile.objects.filter(pk=file.pk).update(
        has_clean_copy=True, clean_media_type="video/mp4", clean_size=len(copy), clean_sha256=sha256
    )
    default_storage.save(file.clean_key, ContentFile(copy))
    make(export.pk)
    export.refresh_from_db()
    with pikepdf.open(default_storage.path(export.key)) as pdf:
        found = {hashlib.sha256(a.get_file().read_bytes()).hexdigest() for a in pdf.attachments.values()}
    assert (sha256 in found, file.sha256 in found) == (True, False)
    assert sha256 in "".join(text_of(export).split())


def test_make_prints_hostile_words_as_words():
    piece = accepted(title=HOSTILE, answers={"what": HOSTILE, "result": "x"})
    export = queued(piece.apprenticeship)
    make(export.pk)
    export.refresh_from_db()
    found = " ".join(text_of(export).split())
    assert found.count("{{ 7|add:7 }}") >= 2
    with pikepdf.open(default_storage.path(export.key)) as pdf:
        assert list(pdf.attachments) == [MANIFEST]


def test_make_twice_makes_one():
    export = queued()
    make(export.pk)
    make(export.pk)
    assert AuditEvent.objects.filter(act="made", subject_id=str(export.pk)).count() == 1


def test_make_leaves_alone_what_another_worker_has():
    export = queued()
    take(export.pk, timezone.now())
    make(export.pk)
    export.refresh_from_db()
    assert (export.state, export.attempts) == ("running", 1)


def test_take_takes_over_when_the_lease_has_run_out():
    export = queued(
        state=Export.State.RUNNING, attempts=1, leased_until=timezone.now() - dt.timedelta(seconds=1)
    )
    assert take(export.pk, timezone.now()) is not None
    export.refresh_from_db()
    assert export.attempts == 2


@pytest.mark.parametrize(
    ("state", "act"), [("queued", "take"), ("running", "take over"), ("ready", "take"), ("failed", "take")]
)
def test_take_moves_an_export_as_the_table_of_states_says(state, act):
    now = timezone.now()
    past = now - dt.timedelta(seconds=1)
    export = queued(state=state, leased_until=past, sha256="0" * 64, reason="Too large.")
    take(export.pk, now)
    export.refresh_from_db()
    assert export.state == EXPORT_STATES.get((state, act), state)


@pytest.mark.parametrize("kind", ["archive", "leap2a", "audit_pack"])
def test_whoever_administers_no_longer_is_made_nothing(kind):
    apprenticeship = small_portfolio()
    person = member(apprenticeship.provider, Role.PROVIDER_ADMIN)
    export = queued(apprenticeship, kind=kind)
    Export.objects.update(requested_by=person)
    Membership.objects.filter(user=person).update(role=Role.ASSESSOR)
    type(apprenticeship).objects.update(assessor=person)
    make(export.pk)
    export.refresh_from_db()
    assert (export.state, export.sha256) == ("failed", "")
    assert export.reason.startswith("You may no longer take this away")


def test_whoever_loses_the_role_while_it_is_made_gets_nothing():
    apprenticeship = small_portfolio()
    person = member(apprenticeship.provider, Role.PROVIDER_ADMIN)
    export = queued(apprenticeship, kind="archive")
    Export.objects.update(requested_by=person)
    attempt = take(export.pk, timezone.now())
    making = exports.Making(Export.objects.for_work().get(pk=export.pk), attempt)

    def lose_the_role(stage="", done=0, total=0):
        Membership.objects.filter(user=person).update(ended_at=timezone.now())

    making.note = lose_the_role
    with pytest.raises(MakingFailedError, match="no longer"):
        making.run()
    assert not default_storage.exists(f"exports/{export.pk}")


def test_take_parks_after_three_attempts():
    export = queued(
        state=Export.State.RUNNING, attempts=3, leased_until=timezone.now() - dt.timedelta(seconds=1)
    )
    assert take(export.pk, timezone.now()) is None
    export.refresh_from_db()
    assert (export.state, export.reason) == ("failed", INTERRUPTED)
    told = Notification.objects.get(user=export.requested_by, kind="export")
    assert told.text.endswith("could not be made. Its page says why.")


def test_making_gives_way_when_somebody_else_has_begun():
    export = queued()
    attempt = take(export.pk, timezone.now())
    Export.objects.filter(pk=export.pk).update(attempts=attempt + 1)
    with pytest.raises(exports.LeaseLostError):
        exports.Making(Export.objects.for_work().get(pk=export.pk), attempt).run()
    export.refresh_from_db()
    assert (export.state, export.sha256) == ("running", "")


def test_making_stops_when_the_export_is_cancelled():
    export = queued()
    attempt = take(export.pk, timezone.now())
    making = exports.Making(Export.objects.for_work().get(pk=export.pk), attempt)
    cancel_export(export=export, by=export.requested_by)
    with pytest.raises(exports.LeaseLostError):
        making.run()
    export.refresh_from_db()
    assert (export.state, export.sha256) == ("cancelled", "")


def test_note_keeps_the_lease():
    export = queued()
    attempt = take(export.pk, timezone.now())
    Export.objects.filter(pk=export.pk).update(leased_until=timezone.now())
    exports.Making(export, attempt).note()
    export.refresh_from_db()
    assert export.leased_until > timezone.now() + dt.timedelta(seconds=30)


def test_make_fails_with_the_reason_when_over_the_limit(settings):
    settings.WAYMARK_PDF_SECONDS = 1
    piece = accepted(answers={"what": "word " * 300_000, "result": "x"})
    export = queued(piece.apprenticeship)
    make(export.pk)
    export.refresh_from_db()
    assert export.state == "failed"
    assert export.reason == "The document took longer than 1 seconds to set, so it was stopped."


def test_make_fails_when_who_asked_has_lost_sight():
    apprenticeship = ApprenticeshipFactory()
    export = Export.objects.create(apprenticeship=apprenticeship, requested_by=apprenticeship.assessor)
    Membership.objects.filter(user=apprenticeship.assessor).update(ended_at=timezone.now())
    make(export.pk)
    export.refresh_from_db()
    assert (export.state, export.reason) == ("failed", exports.NO_LONGER_VISIBLE)


def test_make_fails_plainly_when_a_file_is_gone():
    apprenticeship = small_portfolio()
    default_storage.delete(StoredFile.objects.filter(has_picture=True).get().picture_key)
    export = queued(apprenticeship)
    make(export.pk)
    export.refresh_from_db()
    assert export.reason == "A file of this portfolio is missing from storage."


def test_make_of_an_empty_portfolio_says_that_it_is_empty():
    export = queued(ApprenticeshipFactory())
    make(export.pk)
    export.refresh_from_db()
    assert "No piece of evidence has been accepted yet" in text_of(export)
