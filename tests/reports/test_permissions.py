import pytest
from django.utils import timezone

from accounts.models import Role
from reports.models import Export
from reports.permissions import can_ask_for, can_cancel, can_download, can_export, can_retry
from reports.permissions.exports import NOT_OFFERED
from reports.sheets.again import can_still_have
from tests.factories import ApprenticeshipFactory, MembershipFactory, UserFactory, member, visitor
from tests.reports.portfolios import accepted

pytestmark = pytest.mark.django_db
PEOPLE = ("apprentice", "assessor", "line_manager", "iqa", "provider_admin", "visitor", "stranger")


@pytest.fixture
def people():
    apprenticeship = accepted().apprenticeship
    return apprenticeship, {
        "apprentice": apprenticeship.apprentice,
        "assessor": apprenticeship.assessor,
        "line_manager": apprenticeship.line_manager,
        "iqa": apprenticeship.iqa,
        "provider_admin": member(apprenticeship.provider, Role.PROVIDER_ADMIN),
        "visitor": visitor(apprenticeship),
        "stranger": UserFactory(),
    }


@pytest.mark.parametrize(
    ("who", "starts", "sees_unfinished", "sees_ready"),
    [
        ("apprentice", True, True, True),
        ("assessor", True, True, True),
        ("line_manager", True, True, True),
        ("iqa", True, True, True),
        ("provider_admin", True, True, True),
        ("visitor", False, False, True),
        ("stranger", False, False, False),
    ],
)
def test_export_is_open_to_the_right_people(people, who, starts, sees_unfinished, sees_ready):
    apprenticeship, by_name = people
    user = by_name[who]
    common = {"apprenticeship": apprenticeship, "requested_by": apprenticeship.apprentice}
    waiting = Export.objects.create(**common)
    ready = Export.objects.create(**common, state="ready", sha256="0" * 64, is_chosen=True)
    seen = set(Export.objects.visible_to(user))
    assert (bool(can_export(user, apprenticeship)), waiting in seen, ready in seen) == (
        starts,
        sees_unfinished,
        sees_ready,
    )


def test_visitor_does_not_see_an_export_of_pieces_nobody_chose(people):
    apprenticeship, by_name = people
    Export.objects.create(
        apprenticeship=apprenticeship, requested_by=apprenticeship.apprentice, state="ready", sha256="0" * 64
    )
    assert not Export.objects.visible_to(by_name["visitor"]).exists()


def test_can_export_says_why_pdfs_are_off(people):
    apprenticeship, by_name = people
    answer = can_export(by_name["apprentice"], apprenticeship, "No font can be used.")
    assert (answer.allowed, answer.reason, answer.status) == (False, "No font can be used.", 409)


@pytest.mark.parametrize(
    ("state", "downloads", "retries", "cancels"),
    [
        ("queued", False, False, True),
        ("running", False, False, True),
        ("ready", True, False, False),
        ("failed", False, True, False),
        ("cancelled", False, True, False),
        ("expired", False, False, False),
    ],
)
def test_state_decides_between_download_retry_and_cancel(people, state, downloads, retries, cancels):
    apprenticeship, by_name = people
    apprentice = by_name["apprentice"]
    export = Export(apprenticeship=apprenticeship, requested_by=apprentice, state=state)
    answers = can_download(export), can_retry(apprentice, export), can_cancel(apprentice, export)
    assert tuple(map(bool, answers)) == (downloads, retries, cancels)


@pytest.mark.parametrize(
    ("who", "cancels"),
    [("apprentice", True), ("assessor", False), ("iqa", False), ("provider_admin", True)],
)
def test_cancelling_is_for_whoever_asked_and_administrators(people, who, cancels):
    apprenticeship, by_name = people
    export = Export(apprenticeship=apprenticeship, requested_by=apprenticeship.apprentice)
    assert bool(can_cancel(by_name[who], export)) == cancels


@pytest.mark.parametrize("kind", [kind for kind in Export.Kind if kind not in Export.SHARED])
def test_other_kinds_are_seen_by_whoever_asked_alone(people, kind):
    apprenticeship, by_name = people
    Export.objects.create(apprenticeship=apprenticeship, requested_by=apprenticeship.iqa, kind=kind)
    seen = {who for who, user in by_name.items() if Export.objects.visible_to(user).exists()}
    assert seen == {"iqa"}


def test_cohort_exports_are_seen_by_whoever_asked_while_on_the_staff(people):
    apprenticeship, by_name = people
    administrator, colleague = by_name["provider_admin"], member(apprenticeship.provider, Role.PROVIDER_ADMIN)
    Export.objects.create(provider=apprenticeship.provider, requested_by=administrator, kind="sheets")
    assert [Export.objects.visible_to(user).count() for user in (administrator, colleague)] == [1, 0]
    administrator.memberships.update(ended_at=timezone.now())
    assert not Export.objects.visible_to(administrator).exists()


@pytest.mark.parametrize("kind", ["archive", "leap2a", "audit_pack"])
def test_who_lost_the_role_fetches_no_file_that_it_took(people, kind):
    """Still the assessor, and so still on the page of what they asked for as an administrator."""
    apprenticeship, _ = people
    both = apprenticeship.assessor
    held = MembershipFactory(provider=apprenticeship.provider, role=Role.PROVIDER_ADMIN, user=both)
    export = Export(apprenticeship=apprenticeship, requested_by=both, kind=kind)
    before = can_still_have(both, export)
    held.ended_at = timezone.now()
    held.save()
    after = can_still_have(both, export)
    assert (bool(before), bool(after), after.status) == (True, False, 403)


@pytest.mark.parametrize(("role", "may"), [(Role.PROVIDER_ADMIN, False), (Role.ASSESSOR, True)])
def test_sheet_of_a_cohort_is_fetched_in_the_role_it_was_made_for(people, role, may):
    apprenticeship, by_name = people
    options = {"sheet": "cohort-readiness", "role": role}
    export = Export(provider=apprenticeship.provider, kind="sheets", options=options)
    assert bool(can_still_have(by_name["assessor"], export)) == may


def test_can_ask_for_refuses_a_kind_that_nobody_makes(people):
    apprenticeship, by_name = people
    assert can_ask_for("unknown", by_name["apprentice"], apprenticeship) == NOT_OFFERED
    assert can_ask_for("showcase", by_name["provider_admin"], apprenticeship.provider) == NOT_OFFERED


def test_can_export_needs_something_to_show():
    apprenticeship = ApprenticeshipFactory()
    answer = can_export(apprenticeship.apprentice, apprenticeship)
    assert (bool(answer), answer.status) == (False, 409)
    assert answer.reason == "No piece has been accepted yet, so a PDF would have nothing to show."
