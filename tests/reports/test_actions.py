import pytest
from django.db import transaction

from accounts.models import AuditEvent
from accounts.permissions import Refused
from reports.actions import cancel_export, request_export, retry_export
from reports.models import Export
from tests.factories import visitor
from tests.reports.portfolios import accepted, small_portfolio

pytestmark = pytest.mark.django_db


def test_request_export_twice_gives_the_one_that_waits():
    apprenticeship = accepted().apprenticeship
    first = request_export(apprenticeship=apprenticeship, by=apprenticeship.apprentice)
    second = request_export(apprenticeship=apprenticeship, by=apprenticeship.apprentice)
    other = request_export(apprenticeship=apprenticeship, by=apprenticeship.assessor)
    assert (first == second, first == other) == (True, False)
    assert AuditEvent.objects.filter(act="requested").count() == 2


def test_request_export_refuses_a_visitor():
    apprenticeship = accepted().apprenticeship
    with pytest.raises(Refused, match="Visitors"):
        request_export(apprenticeship=apprenticeship, by=visitor(apprenticeship))


@pytest.mark.django_db(transaction=True)
def test_request_export_starts_only_once_it_is_committed():
    apprenticeship = small_portfolio()
    with transaction.atomic():
        export = request_export(apprenticeship=apprenticeship, by=apprenticeship.apprentice)
        export.refresh_from_db()
        assert export.state == "queued"
    export.refresh_from_db()
    assert export.state == "ready"


def test_retry_export_puts_a_failed_one_back():
    apprenticeship = accepted().apprenticeship
    failed = Export.objects.create(
        apprenticeship=apprenticeship,
        requested_by=apprenticeship.apprentice,
        state="failed",
        reason="It took too long.",
        attempts=3,
    )
    again = retry_export(export=failed, by=apprenticeship.apprentice)
    assert (again, again.state, again.attempts, again.reason) == (failed, "queued", 0, "")


def test_retry_export_refuses_one_that_is_ready():
    apprenticeship = accepted().apprenticeship
    ready = Export.objects.create(
        apprenticeship=apprenticeship, requested_by=apprenticeship.apprentice, state="ready", sha256="0" * 64
    )
    with pytest.raises(Refused, match="did not work"):
        retry_export(export=ready, by=apprenticeship.apprentice)


def test_request_export_with_other_options_is_another_export():
    apprenticeship = accepted().apprenticeship
    asked = {"apprenticeship": apprenticeship, "by": apprenticeship.apprentice}
    plain = request_export(**asked)
    chosen = request_export(**asked, options={"order": "date", "glossary": True})
    again = request_export(**asked, options={"glossary": True, "order": "date"})
    assert (plain == chosen, chosen == again) == (False, True)


def test_request_export_refuses_a_kind_that_nobody_makes():
    apprenticeship = accepted().apprenticeship
    with pytest.raises(Refused, match="not made here"):
        request_export(apprenticeship=apprenticeship, kind="unknown", by=apprenticeship.apprentice)


def test_cancel_export_stops_it_and_writes_it_down():
    apprenticeship = accepted().apprenticeship
    export = request_export(apprenticeship=apprenticeship, by=apprenticeship.apprentice)
    Export.objects.filter(pk=export.pk).update(state="queued")
    cancel_export(export=export, by=apprenticeship.apprentice)
    export.refresh_from_db()
    assert (export.state, export.leased_until) == ("cancelled", None)
    assert AuditEvent.objects.filter(act="cancelled", subject_id=str(export.pk)).count() == 1


def test_a_cancelled_export_can_be_asked_for_again():
    apprenticeship = accepted().apprenticeship
    export = Export.objects.create(
        apprenticeship=apprenticeship, requested_by=apprenticeship.apprentice, state="cancelled"
    )
    assert retry_export(export=export, by=apprenticeship.apprentice).state == "queued"
