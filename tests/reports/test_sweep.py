import datetime as dt

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from reports.models import Export
from tests.reports.portfolios import small_portfolio

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - dt.timedelta(hours=1)


def left_behind(**fields) -> Export:
    apprenticeship = small_portfolio()
    return Export.objects.create(
        apprenticeship=apprenticeship, requested_by=apprenticeship.apprentice, touched_at=LONG_AGO, **fields
    )


@pytest.mark.parametrize(
    "fields", [{"state": "queued"}, {"state": "running", "attempts": 1, "leased_until": LONG_AGO}]
)
def test_sweep_finishes_what_was_interrupted(fields, capsys):
    export = left_behind(**fields)
    call_command("sweep")
    export.refresh_from_db()
    assert export.state == "ready"
    assert "Started 1 exports" in capsys.readouterr().out


def test_sweep_leaves_alone_what_is_being_made_or_was_just_asked_for(capsys):
    held = left_behind(state="running", attempts=1, leased_until=timezone.now() + dt.timedelta(minutes=1))
    fresh = left_behind()
    Export.objects.filter(pk=fresh.pk).update(touched_at=timezone.now())
    call_command("sweep")  # works out whether the two are ready
    capsys.readouterr()
    call_command("sweep")
    assert set(Export.objects.values_list("state", flat=True)) == {"running", "queued"}
    assert capsys.readouterr().out == ""
    assert held.attempts == 1


def test_sweep_dry_run_only_says_what_it_would_do(capsys):
    export = left_behind()
    call_command("sweep", "--dry-run")
    export.refresh_from_db()
    assert export.state == "queued"
    assert "Would start 1 exports" in capsys.readouterr().out


def test_sweep_closes_tasks_of_a_killed_worker():
    lost = DBTaskResult.objects.create(
        status="RUNNING",
        started_at=LONG_AGO,
        run_after=LONG_AGO,
        args_kwargs={"args": [], "kwargs": {}},
        task_path="reports.tasks.make_export",
        backend_name="default",
        exception_class_path="",
        traceback="",
    )
    call_command("sweep")
    lost.refresh_from_db()
    assert lost.status == "FAILED"
