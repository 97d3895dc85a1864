import csv
import hashlib
import io
import json
from zipfile import ZipFile

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from accounts.models import Role
from assessments.rules.readiness import answer, inputs_from, kept_answer
from assessments.standing import refresh_standing
from portfolio import progress
from reports.exports import make
from reports.models import Export
from tests.again import again
from tests.architecture.records import whole_portfolio
from tests.architecture.test_access import PEOPLE, person
from tests.factories import member
from tests.reports.sheets.reading import workbook

pytestmark = pytest.mark.django_db


def asked_for(client, portfolio):
    url = reverse("reports:exports", args=[portfolio.apprenticeship.pk])
    return client.post(url, {"kind": Export.Kind.AUDIT_PACK})


def unpacked(export):
    make(export.pk)
    export.refresh_from_db()
    assert (export.state, export.reason) == (Export.State.READY, "")
    with default_storage.open(export.key) as content, ZipFile(io.BytesIO(content.read())) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def counted_portfolio():
    made = whole_portfolio()
    progress.rebuild(made.apprenticeship)
    refresh_standing(made.apprenticeship.pk)
    return made


@pytest.fixture
def portfolio():
    return again(counted_portfolio)


@pytest.fixture
def files(portfolio, as_user):
    portfolio.apprenticeship.apprentice.name = "=HYPERLINK(1) <b>ابن</b>"
    portfolio.apprenticeship.apprentice.save()
    asked_for(as_user(member(portfolio.provider, Role.PROVIDER_ADMIN)), portfolio)
    return unpacked(Export.objects.get(kind=Export.Kind.AUDIT_PACK))


@pytest.mark.parametrize("who", PEOPLE)
def test_audit_pack_is_for_administrators_and_the_named_quality_assurer(who, portfolio, as_user):
    answer = asked_for(as_user(person(who, portfolio.apprenticeship)), portfolio)
    made = Export.objects.filter(kind=Export.Kind.AUDIT_PACK).count()
    expected = {"IQA": 302, "administrator": 302, "stranger": 404}.get(who, 403)
    assert (answer.status_code, made) == (expected, int(expected == 302))


def test_audit_pack_holds_every_table_three_times(files):
    book = workbook(files["audit-pack.xlsx"])
    tables = {name: body for name, body in files.items() if name.startswith("csv/")}
    assert (len(book.sheetnames), len(tables)) == (11, 11)
    for page, body in zip(book, tables.values(), strict=True):
        rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))
        assert (page.max_row, page.max_column) == (len(rows), len(rows[0]))
        assert {cell.data_type for row in page.iter_rows() for cell in row} <= {"s", "n", "d"}
    assert files["audit-pack.pdf"].startswith(b"%PDF-")


def test_audit_pack_names_the_hash_of_each_of_its_files(files):
    listed = dict(line.split("  ")[::-1] for line in files.pop("SHA256SUMS.txt").decode().splitlines())
    assert files.pop("waymark-manifest.json")
    assert listed == {name: hashlib.sha256(body).hexdigest() for name, body in files.items()}


def test_audit_pack_explains_itself_without_network(files):
    page = files["index.html"].decode()
    for name in files:
        assert f'href="{name}"' in page or name == "index.html"
    assert "&lt;b&gt;" in page
    assert not any(word in page for word in ("<script", "http:", "https:", "<b>ابن"))


def test_audit_pack_gives_the_answers_with_what_they_rest_on(files):
    kept = json.loads(files["readiness.json"])
    assert kept
    for each in kept:
        assert kept_answer(answer(inputs_from(each["inputs"]))) == each["answer"]


def test_whoever_may_not_audit_any_more_gets_no_pack(portfolio, as_user):
    admin = member(portfolio.provider, Role.PROVIDER_ADMIN)
    asked_for(as_user(admin), portfolio)
    export = Export.objects.get(kind=Export.Kind.AUDIT_PACK)
    portfolio.apprenticeship.line_manager = admin
    portfolio.apprenticeship.save()
    membership = admin.memberships.get()
    membership.role, membership.employer = Role.LINE_MANAGER, portfolio.apprenticeship.employer
    membership.save()
    make(export.pk)
    export.refresh_from_db()
    assert export.reason.startswith("You may no longer take this away, so no file was made. The audit trail")
