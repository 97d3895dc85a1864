import pytest

from accounts.models import Role
from reports.models import Export
from reports.permissions import can_download, can_export, can_retry
from tests.factories import ApprenticeshipFactory, UserFactory, member, visitor
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
    ("state", "downloads", "retries"),
    [("queued", False, False), ("running", False, False), ("ready", True, False), ("failed", False, True)],
)
def test_state_decides_between_download_and_retry(people, state, downloads, retries):
    apprenticeship, by_name = people
    export = Export(apprenticeship=apprenticeship, state=state)
    assert (bool(can_download(export)), bool(can_retry(by_name["apprentice"], export))) == (
        downloads,
        retries,
    )


def test_can_export_needs_something_to_show():
    apprenticeship = ApprenticeshipFactory()
    answer = can_export(apprenticeship.apprentice, apprenticeship)
    assert (bool(answer), answer.status) == (False, 409)
    assert answer.reason == "No piece has been accepted yet, so a PDF would have nothing to show."
