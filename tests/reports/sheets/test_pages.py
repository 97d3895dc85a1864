"""Every sheet in every format for everybody: what is handed out, and what is refused with a reason."""

import itertools
import re

import pytest
from django.urls import reverse

from accounts.models import AuditEvent, Role
from assessments.standing import refresh_standing
from portfolio import progress
from portfolio.sheets import MEDIA_TYPES
from reports.exports import make
from reports.models import Export
from reports.pictures.catalogue import PICTURES
from reports.sheets.catalogue import COHORT, PORTFOLIO, PROVIDER
from tests.again import again
from tests.architecture.records import whole_portfolio
from tests.architecture.test_access import PEOPLE, person
from tests.factories import ApprenticeshipFactory, ProviderFactory, member
from tests.reports.portfolios import accepted
from tests.reports.sheets.reading import csv_dicts, workbook

pytestmark = pytest.mark.django_db

WORK_ON_IT = {"apprentice", "assessor", "line manager", "IQA", "administrator"}
AUDIT = {"IQA", "administrator"}
LOOK_AFTER = {"assessor", "line manager", "IQA", "administrator", "stranger"}  # the last have nobody


def may_take(who, name):
    return who in (AUDIT if name == "audit-trail" else WORK_ON_IT)


@pytest.fixture
def portfolio():
    return again(whole_portfolio)


def page(portfolio):
    return reverse("reports:sheets", args=[portfolio.apprenticeship.pk])


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize(("name", "kind"), list(itertools.product(PORTFOLIO, MEDIA_TYPES)))
def test_each_sheet_of_a_portfolio_is_handed_to_whom_it_may_be(who, name, kind, portfolio, as_user):
    client = as_user(person(who, portfolio.apprenticeship))
    answer = client.get(reverse(f"reports:sheet-{name}-{kind}", args=[portfolio.apprenticeship.pk]))
    if may_take(who, name):
        assert (answer.status_code, answer["Content-Type"]) == (200, MEDIA_TYPES[kind])
        assert str(portfolio.apprenticeship.apprentice) in answer["Content-Disposition"]
    else:
        assert answer.status_code == (404 if who == "stranger" else 403)
        assert b"Canary" not in answer.content


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("name", [*PORTFOLIO, *PICTURES])
def test_each_sheet_of_a_portfolio_is_made_for_whom_it_may_be(who, name, portfolio, as_user):
    client = as_user(person(who, portfolio.apprenticeship))
    wanted = "png" if name in PICTURES else "pdf"
    answer = client.post(page(portfolio), {"sheet": name, "format": wanted})
    made = Export.objects.filter(kind=Export.Kind.SHEETS)
    if may_take(who, name):
        assert (answer.status_code, made.get().options["sheet"]) == (302, name)
    else:
        refused = {"stranger": 404, "visitor": 403, "verifier": 403}.get(who, 422)
        assert (answer.status_code, made.count()) == (refused, 0)


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("name", PICTURES)
def test_pictures_are_for_those_who_work_on_the_portfolio(who, name, portfolio, as_user):
    client = as_user(person(who, portfolio.apprenticeship))
    answer = client.get(reverse(f"reports:picture-{name}", args=[portfolio.apprenticeship.pk]))
    expected = 200 if who in WORK_ON_IT else 404 if who == "stranger" else 403
    assert answer.status_code == expected


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize(("name", "kind"), list(itertools.product(COHORT, MEDIA_TYPES)))
def test_cohort_sheets_hold_those_in_somebodys_charge(who, name, kind, portfolio, as_user):
    ApprenticeshipFactory(provider=portfolio.provider, iqa=None)
    answer = as_user(person(who, portfolio.apprenticeship)).get(reverse(f"reports:cohort-{name}-{kind}"))
    if who not in LOOK_AFTER:
        assert answer.status_code == 403
        return
    names = {row["Apprentice"] for row in csv_dicts(answer.content)} if kind == "csv" else None
    if kind == "xlsx":
        rows = list(workbook(answer.content).active.iter_rows(values_only=True))
        names = {row[rows[0].index("Apprentice")] for row in rows[1:]}
    own, everybody = {str(portfolio.apprenticeship.apprentice)}, 2
    assert names == own if who in {"assessor", "line manager", "IQA"} else len(names) in {0, everybody}
    assert bool(names) is (who != "stranger")


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("name", PROVIDER)
def test_sheets_of_a_provider_are_for_its_quality_assurers_and_administrators(who, name, portfolio, as_user):
    client = as_user(person(who, portfolio.apprenticeship))
    kinds = ["csv"] if PROVIDER[name].is_long else list(MEDIA_TYPES)
    allowed = {"administrator"} if name == "audit-trail" else AUDIT
    for kind in kinds:
        answer = client.get(reverse(f"reports:provider-{name}-{kind}", args=[portfolio.provider.pk]))
        expected = 200 if who in allowed else 403 if who in AUDIT else 404
        assert answer.status_code == expected, (kind, answer.status_code)


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("name", [*COHORT, *PROVIDER])
def test_sheets_of_a_provider_are_made_for_whom_they_may_be(who, name, portfolio, as_user):
    user = person(who, portfolio.apprenticeship)
    asked = {"provider": portfolio.provider.pk, "sheet": name, "format": "pdf", "role": "provider_admin"}
    answer = as_user(user).post(reverse("reports:board-sheets"), asked)
    allowed = {
        "audit-trail": {"administrator"},
        "cohort-readiness": WORK_ON_IT - {"apprentice"},
        "caseload": WORK_ON_IT - {"apprentice"},
    }.get(name, AUDIT)
    no_board = {"apprentice", "visitor", "verifier"}
    expected = 302 if who in allowed else 403 if who in no_board else 404
    assert answer.status_code == expected
    assert Export.objects.filter(kind=Export.Kind.SHEETS).count() == (expected == 302)


def test_a_workbook_of_the_trail_is_made_in_the_background(portfolio, as_user):
    admin = member(portfolio.provider, Role.PROVIDER_ADMIN)
    asked = {"provider": portfolio.provider.pk, "sheet": "audit-trail", "format": "xlsx"}
    as_user(admin).post(reverse("reports:board-sheets"), asked)
    export = Export.objects.get(kind=Export.Kind.SHEETS)
    make(export.pk)
    answer = as_user(admin).get(reverse("reports:export-download", args=[export.pk]))
    rows = list(workbook(b"".join(answer.streaming_content)).active.iter_rows(values_only=True))
    events = AuditEvent.objects.filter(provider=portfolio.provider, act__in=["signed", "submitted", "marked"])
    assert len(rows) > events.count()


def test_whoever_loses_their_role_cannot_fetch_what_was_made(portfolio, as_user):
    admin = member(portfolio.provider, Role.PROVIDER_ADMIN)
    asked = {"provider": portfolio.provider.pk, "sheet": "audit-trail", "format": "xlsx"}
    as_user(admin).post(reverse("reports:board-sheets"), asked)
    export = Export.objects.get(kind=Export.Kind.SHEETS)
    make(export.pk)
    url = reverse("reports:export-download", args=[export.pk])
    assert as_user(admin).get(url).status_code == 200
    admin.memberships.update(role=Role.ASSESSOR)
    answer = as_user(admin).get(url)
    assert answer.status_code == 403
    assert "The audit trail of a provider is for its administrators." in answer.content.decode()


def test_whoever_loses_their_role_gets_nothing_made(portfolio, as_user):
    admin = member(portfolio.provider, Role.PROVIDER_ADMIN)
    asked = {"provider": portfolio.provider.pk, "sheet": "audit-trail", "format": "pdf"}
    as_user(admin).post(reverse("reports:board-sheets"), asked)
    membership = admin.memberships.get()
    membership.role = Role.ASSESSOR
    membership.save()
    export = Export.objects.get(kind=Export.Kind.SHEETS)
    make(export.pk)
    export.refresh_from_db()
    assert export.state == Export.State.FAILED
    assert export.reason == (
        "You may no longer take this away, so no file was made. "
        "The audit trail of a provider is for its administrators."
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"sheet": "ksb-map", "format": "pdf"},
        {"sheet": "gap-analysis", "format": "png"},
        {"sheet": "gap-analysis", "format": "xlsx"},
        {"sheet": "nothing", "format": "pdf"},
        {"sheet": "gap-analysis", "format": "exe"},
        {},
        {"sheet": "\0", "format": "\0"},
    ],
    ids=str,
)
def test_what_is_not_made_is_said_and_nothing_is_started(wrong, portfolio, as_user):
    client = as_user(portfolio.apprenticeship.assessor)
    answer = client.post(page(portfolio), wrong)
    assert (answer.status_code, Export.objects.filter(kind=Export.Kind.SHEETS).count()) == (422, 0)
    assert "Nothing was made" in answer.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_of_sheets_ask_a_constant_number_of_queries(rows, as_user, django_assert_num_queries):
    apprenticeship = ApprenticeshipFactory()
    for _ in range(rows):
        accepted(apprenticeship)
        accepted(ApprenticeshipFactory(provider=apprenticeship.provider))
    client = as_user(member(apprenticeship.provider, Role.PROVIDER_ADMIN))
    client.get("/")
    with django_assert_num_queries(5):
        client.get(reverse("reports:sheets", args=[apprenticeship.pk]))
    with django_assert_num_queries(6):
        client.get(reverse("reports:board-sheets"))


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("cohort-readiness", 9), ("caseload", 11)])
def test_cohort_sheets_ask_a_constant_number_of_queries(
    name, queries, rows, as_user, django_assert_num_queries
):
    first = ApprenticeshipFactory()
    for row in [first, *(ApprenticeshipFactory(provider=first.provider) for _ in range(rows - 1))]:
        accepted(row)
        progress.rebuild(row)
        refresh_standing(row.pk)
    client = as_user(member(first.provider, Role.PROVIDER_ADMIN))
    client.get("/")
    with django_assert_num_queries(queries):
        answer = client.get(reverse(f"reports:cohort-{name}-csv"))
    assert len(csv_dicts(answer.content)) == rows


def test_whatever_is_taken_away_at_once_is_in_the_record(portfolio, as_user):
    row = portfolio.apprenticeship
    client = as_user(member(row.provider, Role.PROVIDER_ADMIN))
    for address in (
        reverse("reports:sheet-gap-analysis-csv", args=[row.pk]),
        reverse("reports:sheet-audit-trail-xlsx", args=[row.pk]),
        reverse("reports:picture-ksb-map", args=[row.pk]),
        reverse("reports:cohort-caseload-csv"),
        reverse("reports:provider-audit-trail-csv", args=[row.provider_id]),
        reverse("assessments:board-apprentices-csv"),
    ):
        assert client.get(address).status_code == 200
        client.head(address)
    taken = AuditEvent.objects.filter(act="took a sheet away", provider=row.provider).order_by("number")
    apprenticeship, provider = (
        ("portfolio.apprenticeship", str(row.pk)),
        ("accounts.provider", str(row.provider_id)),
    )
    assert [
        (event.subject_type, event.subject_id, event.detail["sheet"], event.detail["format"])
        for event in taken
    ] == [
        (*apprenticeship, "gap-analysis", "csv"),
        (*apprenticeship, "audit-trail", "xlsx"),
        (*apprenticeship, "ksb-map", "svg"),
        (*provider, "caseload", "csv"),
        (*provider, "audit-trail", "csv"),
        (*provider, "apprentices", "csv"),
    ]


def test_looking_at_the_page_of_the_sheets_is_not_taking_its_pictures_away(portfolio, as_user):
    row = portfolio.apprenticeship
    client = as_user(member(row.provider, Role.PROVIDER_ADMIN))
    page = client.get(reverse("reports:sheets", args=[row.pk])).content.decode()
    shown = re.findall(r'<img class="sheet-preview" src="([^"]+)"', page)
    assert len(shown) == len(PICTURES)
    assert [client.get(address)["Content-Type"] for address in shown] == ["image/svg+xml"] * len(PICTURES)
    assert not AuditEvent.objects.filter(act="took a sheet away").exists()


NAMES = ["=1+1", "😀 Zoë", "ابن سينا", "two\nlines", "x" * 200]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_names_of_every_sort_leave_whole(name, portfolio, as_user):
    portfolio.apprenticeship.apprentice.name = name
    portfolio.apprenticeship.apprentice.save()
    admin = as_user(member(portfolio.provider, Role.PROVIDER_ADMIN))
    row = csv_dicts(admin.get(reverse("reports:cohort-cohort-readiness-csv")).content)[0]
    assert row["Apprentice"] == (f"'{name}" if name.startswith("=") else name)
    book = workbook(admin.get(reverse("reports:cohort-cohort-readiness-xlsx")).content).active
    assert (book["A2"].value, book["A2"].data_type) == (name, "s")
    for each in PORTFOLIO:
        url = reverse(f"reports:sheet-{each}-xlsx", args=[portfolio.apprenticeship.pk])
        assert admin.get(url).status_code == 200
    for each in PICTURES:
        url = reverse(f"reports:picture-{each}", args=[portfolio.apprenticeship.pk])
        assert admin.get(url).status_code == 200


def test_providers_never_see_each_other(portfolio, as_user):
    other = member(ProviderFactory(), Role.PROVIDER_ADMIN)
    asked = {"provider": portfolio.provider.pk, "sheet": "audit-trail", "format": "pdf"}
    assert as_user(other).post(reverse("reports:board-sheets"), asked).status_code == 404
    assert csv_dicts(as_user(other).get(reverse("reports:cohort-caseload-csv")).content) == []
