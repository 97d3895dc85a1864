"""Whose export is made next, what is handed out again, and what is kept for how long."""

import datetime as dt

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Notification
from reports import exports
from reports.actions import request_export
from reports.makers import MAKERS
from reports.models import Export
from reports.telling import tell_ready
from tests.factories import ApprenticeshipFactory, UserFactory
from tests.reports.portfolios import small_portfolio

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)


def waiting(person, minutes, **fields):
    """What this person asked for, one after another, beginning so many minutes after nine."""
    return Export.objects.create(
        apprenticeship=ApprenticeshipFactory(),
        requested_by=person,
        requested_at=NOW + dt.timedelta(minutes=minutes),
        **fields,
    )


def turns(at_once=2):
    return list(Export.objects.in_turn(NOW, at_once))


def test_ten_of_one_person_do_not_starve_the_one_of_another():
    busy, late = UserFactory(), UserFactory()
    ten = [waiting(busy, number) for number in range(10)]
    one = waiting(late, 30)
    assert turns() == [ten[0], one, *ten[1:]]


def test_whoever_has_one_being_made_comes_after_whoever_has_none():
    busy, late = UserFactory(), UserFactory()
    waiting(busy, 0, state="running", leased_until=NOW + dt.timedelta(minutes=1))
    second, other = waiting(busy, 1), waiting(late, 2)
    assert turns() == [other, second]


def test_no_more_than_so_many_of_one_person_are_made_at_once():
    busy, late = UserFactory(), UserFactory()
    for number in range(2):
        waiting(busy, number, state="running", leased_until=NOW + dt.timedelta(minutes=1))
    third, other = waiting(busy, 3), waiting(late, 4)
    assert (turns(at_once=2), turns(at_once=3)) == ([other], [other, third])


def test_what_a_dead_worker_left_is_begun_again_in_its_turn():
    left = waiting(UserFactory(), 0, state="running", leased_until=NOW - dt.timedelta(minutes=1))
    assert turns() == [left]


def test_make_next_makes_one_and_says_whether_there_is_more():
    apprenticeship = small_portfolio()
    for person in (apprenticeship.apprentice, apprenticeship.assessor):
        Export.objects.create(apprenticeship=apprenticeship, requested_by=person)
    assert [exports.make_next(), exports.make_next(), exports.make_next()] == [True, False, False]
    assert set(Export.objects.values_list("state", flat=True)) == {"ready"}


def made(apprenticeship, **options):
    export = request_export(apprenticeship=apprenticeship, options=options, by=apprenticeship.apprentice)
    exports.make(export.pk)
    export.refresh_from_db()
    return export


def test_an_unchanged_portfolio_is_handed_out_again():
    apprenticeship = small_portfolio()
    first = made(apprenticeship)
    again = request_export(apprenticeship=apprenticeship, by=apprenticeship.apprentice)
    theirs = request_export(apprenticeship=apprenticeship, by=apprenticeship.assessor)
    assert (again, theirs, first.state) == (first, first, "ready")


def rename(apprenticeship):
    apprenticeship.apprentice.name = "Somebody Else"
    apprenticeship.apprentice.save()


def choose_less(apprenticeship):
    apprenticeship.evidence.first().showcase_item.delete()


def rename_plan(apprenticeship):
    apprenticeship.plan.name = "Another plan"
    apprenticeship.plan.save()


def move_gateway(apprenticeship):
    apprenticeship.gateway_planned_on = dt.date(2031, 5, 6)
    apprenticeship.save()


@pytest.mark.parametrize("change", [rename, choose_less, rename_plan, move_gateway])
def test_a_changed_portfolio_is_made_anew(change):
    apprenticeship = small_portfolio(2)
    first = made(apprenticeship)
    change(apprenticeship)
    fresh = type(apprenticeship).objects.get(pk=apprenticeship.pk)
    assert request_export(apprenticeship=fresh, by=fresh.apprentice) != first


def test_other_options_and_other_code_are_made_anew(monkeypatch):
    apprenticeship = small_portfolio()
    first = made(apprenticeship)
    asked = {"apprenticeship": apprenticeship, "by": apprenticeship.apprentice}
    assert request_export(**asked, options={"glossary": True}) != first
    monkeypatch.setattr("reports.fingerprints.code_version", lambda: "another version")
    assert request_export(**asked) != first


def test_what_is_about_to_be_removed_is_not_handed_out_again():
    apprenticeship = small_portfolio()
    first = made(apprenticeship)
    Export.objects.filter(pk=first.pk).update(expires_at=timezone.now() + dt.timedelta(hours=1))
    assert request_export(apprenticeship=apprenticeship, by=apprenticeship.apprentice) != first


def test_fingerprint_is_the_same_before_and_after_making():
    apprenticeship = small_portfolio()
    export = made(apprenticeship)
    assert MAKERS[export.kind].fingerprint(Export.objects.for_work().get(pk=export.pk)) == export.fingerprint


def test_a_finished_file_is_kept_for_the_time_that_is_set(settings):
    settings.WAYMARK_EXPORT_DAYS = 3
    export = made(small_portfolio())
    assert export.expires_at - export.finished_at == dt.timedelta(days=3)
    call_command("sweep")
    assert default_storage.exists(export.key)
    Export.objects.update(expires_at=timezone.now() - dt.timedelta(minutes=1))
    call_command("sweep", "--dry-run")
    assert default_storage.exists(export.key)
    call_command("sweep")
    export.refresh_from_db()
    assert (export.state, export.expires_at, default_storage.exists(export.key)) == ("expired", None, False)


def test_an_expired_file_answers_409_and_its_page_says_so(as_user):
    export = made(small_portfolio())
    Export.objects.update(state="expired", expires_at=None)
    client = as_user(export.requested_by)
    assert b"no longer kept" in client.get(export.get_absolute_url()).content
    assert client.get(f"{export.get_absolute_url()}download/").status_code == 409


def test_whoever_asked_is_told_when_it_is_ready_and_when_it_failed():
    apprenticeship = small_portfolio()
    export = made(apprenticeship)
    failing = Export.objects.create(apprenticeship=apprenticeship, requested_by=apprenticeship.assessor)
    exports.fail_and_tell(failing, exports.take(failing.pk, timezone.now()), "No.")
    told = {notice.user: (notice.text, notice.url) for notice in Notification.objects.filter(kind="export")}
    name = apprenticeship.apprentice.name
    assert told == {
        apprenticeship.apprentice: (
            f"Showcase PDF of {name} is ready to download.",
            export.get_absolute_url(),
        ),
        apprenticeship.assessor: (
            f"Showcase PDF of {name} could not be made. Its page says why.",
            failing.get_absolute_url(),
        ),
    }


def test_a_sheet_is_told_of_by_its_own_name():
    apprenticeship = ApprenticeshipFactory()
    export = Export.objects.create(
        apprenticeship=apprenticeship,
        requested_by=apprenticeship.apprentice,
        kind="sheets",
        options={"sheet": "gap-analysis", "format": "pdf"},
    )
    tell_ready(export)
    name = apprenticeship.apprentice.name
    assert Notification.objects.get().text == f"Gap analysis (PDF) of {name} is ready to download."
