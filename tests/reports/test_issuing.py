"""Files that are issued: the row, the seal, the list, and what the verify page says of them."""

import hashlib
import shutil
import stat
import threading
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from accounts.models import AuditEvent, Role
from accounts.permissions import Refused
from reports.actions import request_export
from reports.actions.issues import withdraw_issue
from reports.exports import make
from reports.models import Export, IssuedPortfolio
from reports.seals.checking import check
from reports.seals.keys import key_id, key_path, read_private_key, site_key
from reports.seals.serials import new_serial, tidied
from tests.factories import ApprenticeshipFactory, member, visitor
from tests.reports.portfolios import small_portfolio

pytestmark = pytest.mark.django_db
VERIFY = "/verify/"


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    """Each test has a site of its own, with a key that nobody has made yet."""
    settings.WAYMARK_DATA = tmp_path / "data"
    settings.WAYMARK_DATA.mkdir()
    settings.WAYMARK_CERTIFICATES = tmp_path / "data" / "keys" / "certificates"


def issued(apprenticeship=None, **fields):
    apprenticeship = apprenticeship or small_portfolio()
    export = Export.objects.create(
        apprenticeship=apprenticeship, requested_by=apprenticeship.apprentice, **fields
    )
    make(export.pk)
    export.refresh_from_db()
    assert export.state == "ready", export.reason
    return export.issue


def path_of(issue) -> Path:
    return Path(default_storage.path(issue.export.key))


def test_a_showcase_is_issued_with_its_serial_printed_and_its_hash_kept():
    issue = issued()
    path = path_of(issue)
    with pypdfium2.PdfDocument(path) as document:
        cover = document[0].get_textpage().get_text_range()
    assert f"Serial {issue.serial}" in cover
    assert (issue.sha256, issue.size) == (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size)
    assert (issue.issued_to, issue.issued_by) == (
        issue.apprenticeship.apprentice.name,
        issue.apprenticeship.provider.name,
    )
    assert tidied(issue.serial) == issue.serial == issue.export.serial


def test_the_manifest_in_the_file_is_the_one_in_the_row_and_lists_the_originals():
    issue = issued()
    verdict = check(path_of(issue), site_key().public_key())
    with pikepdf.open(path_of(issue)) as pdf:
        embedded = {
            name: hashlib.sha256(one.get_file().read_bytes()).hexdigest()
            for name, one in pdf.attachments.items()
            if name != "waymark-manifest.json"
        }
        assert "waymark-manifest.json" in pdf.attachments
    assert (verdict.problem, verdict.manifest) == ("", issue.manifest)
    assert {held["name"]: held["sha256"] for held in verdict.manifest["held"]} == embedded
    assert embedded


def test_a_file_is_signed_where_there_is_a_certificate(capsys):
    call_command("make_certificate", "Provider A")
    issue = issued()
    call_command("verify_portfolio", path_of(issue))
    said = capsys.readouterr().out
    assert "Genuine" in said
    assert "the provider's signature: whole" in said
    assert len(issue.manifest["certificates"]) == 1


def test_an_export_fails_plainly_when_the_certificate_cannot_be_read(settings):
    settings.WAYMARK_CERTIFICATES.mkdir(parents=True)
    (settings.WAYMARK_CERTIFICATES / "default.pem").write_text("-----BEGIN nothing")
    apprenticeship = small_portfolio()
    export = Export.objects.create(apprenticeship=apprenticeship, requested_by=apprenticeship.apprentice)
    make(export.pk)
    export.refresh_from_db()
    assert (export.state, export.reason.startswith("The file could not be signed.")) == ("failed", True)
    assert not IssuedPortfolio.objects.exists()


def test_a_newer_issue_of_the_same_supersedes_the_older():
    first = issued()
    second = issued(first.apprenticeship)
    other = issued(first.apprenticeship, options={"glossary": True}, options_digest="x")
    for issue in (first, second, other):
        issue.refresh_from_db()
    assert (first.superseded_by, second.superseded_by, other.superseded_by) == (second, None, None)


@pytest.mark.django_db(transaction=True)
def test_of_files_finished_at_once_one_stays_current():
    apprenticeship = ApprenticeshipFactory()
    administrators = [member(apprenticeship.provider, Role.PROVIDER_ADMIN) for _ in range(3)]
    exports = [
        Export.objects.create(kind=Export.Kind.ARCHIVE, apprenticeship=apprenticeship, requested_by=person)
        for person in administrators
    ]
    barrier = threading.Barrier(len(exports))

    def work(export):
        barrier.wait()
        try:
            make(export.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[export]) for export in exports]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert set(Export.objects.values_list("state", flat=True)) == {"ready"}
    assert IssuedPortfolio.objects.filter(superseded_by=None).count() == 1


def test_the_key_is_made_once_and_is_the_owners_alone():
    first = key_id(site_key().public_key())
    assert key_id(site_key().public_key()) == first
    assert stat.S_IMODE(key_path().stat().st_mode) == 0o600
    assert read_private_key(key_path()).sign(b"x") == site_key().sign(b"x")


def test_a_rotated_key_leaves_what_it_signed_checkable(client, tmp_path, capsys):
    issue = issued()
    call_command("rotate_signing_key")
    with pytest.raises(CommandError, match="not signed by this key"):
        call_command("verify_portfolio", path_of(issue))
    public = tmp_path / "old.pem"
    public.write_bytes(client.get(reverse("reports:verify-key", args=[issue.key_id])).content)
    call_command("verify_portfolio", path_of(issue), key=public)
    assert "Genuine" in capsys.readouterr().out
    assert issued(issue.apprenticeship).key_id != issue.key_id


def answer(client, **typed):
    page = client.post(VERIFY, typed)
    return page.context["found"].answer, page.content.decode()


def test_verify_page_tells_whoever_has_the_file_that_it_is_genuine_and_whose(client):
    issue = issued()
    said, page = answer(client, sha256=issue.sha256)
    assert (said, issue.issued_to in page, "the same to the byte" in page) == ("genuine", True, True)
    assert answer(client, sha256=issue.sha256.upper(), serial=issue.serial.lower())[0] == "genuine"


def test_verify_page_tells_whoever_has_the_serial_no_name(client):
    issue = issued()
    IssuedPortfolio.objects.update(issued_to="Siân Llŷr")
    said, page = answer(client, serial=issue.serial)
    assert (said, "S. L." in page, "Llŷr" in page, issue.sha256 in page) == ("known", True, False, False)
    assert (
        client.get(reverse("reports:verify-serial", args=[issue.serial])).context["found"].answer == "known"
    )


def test_verify_page_says_that_a_file_was_altered(client):
    issue = issued()
    content = bytearray(path_of(issue).read_bytes())
    content[1000] ^= 1
    altered = hashlib.sha256(content).hexdigest()
    said, page = answer(client, serial=issue.serial, sha256=altered)
    assert (said, "not the file that was issued" in page, issue.issued_to in page) == ("altered", True, False)
    assert answer(client, sha256=altered)[0] == "unknown"


def test_verify_page_knows_the_originals_within_but_not_without_the_serial(client):
    issue = issued()
    (held, *_) = issue.manifest["held"]
    said, page = answer(client, serial=issue.serial, sha256=held["sha256"])
    assert (said, issue.issued_to in page) == ("part", False)
    assert answer(client, sha256=held["sha256"])[0] == "unknown"


def test_verify_page_says_that_the_serial_is_another_ones(client):
    one, two = issued(), issued()
    said, page = answer(client, serial=one.serial, sha256=two.sha256)
    assert (said, two.serial in page, one.issued_to in page) == ("other", True, False)


def test_verify_page_says_what_was_superseded_and_withdrawn(client):
    issue = issued()
    newer = issued(issue.apprenticeship)
    assert "There is a newer one" in answer(client, sha256=issue.sha256)[1]
    assert newer.serial not in answer(client, sha256=issue.sha256)[1]
    administrator = member(issue.apprenticeship.provider, Role.PROVIDER_ADMIN)
    withdraw_issue(issue=newer, reason="A page was missing.", by=administrator)
    page = answer(client, serial=newer.serial)[1]
    assert ("This file was withdrawn" in page, "A page was missing." in page) == (True, True)


def test_withdrawn_file_says_so_where_it_was_made(as_user):
    issue = issued()
    administrator = member(issue.apprenticeship.provider, Role.PROVIDER_ADMIN)
    withdraw_issue(issue=issue, reason="A page was missing.", by=administrator)
    client = as_user(administrator)
    page = client.get(issue.export.get_absolute_url()).content.decode()
    assert ("This file was withdrawn" in page, "A page was missing." in page) == (True, True)
    assert "Your file is ready" not in page
    listed = client.get(reverse("reports:exports", args=[issue.apprenticeship.pk])).content.decode()
    assert "<strong>Withdrawn</strong>" in listed


def test_verify_page_answers_alike_whatever_is_not_known(client):
    issued()
    pages = [
        client.get(reverse("reports:verify-serial", args=[serial]))
        for serial in (new_serial(), "1", "x" * 300, new_serial().lower())
    ]
    assert {page.status_code for page in pages} == {200}
    assert {page.context["found"].answer for page in pages} == {"unknown"}
    notices = {page.content.decode().split('<form class="verify')[0].split("<main")[1] for page in pages}
    assert len(notices) == 1
    assert pages[0].headers["Cache-Control"] == "private, no-store"
    assert "noindex" in pages[0].headers["X-Robots-Tag"]


@pytest.mark.parametrize(
    "typed",
    [{}, {"serial": "7K3P-9QXD-42HH"}, {"sha256": "xyz"}, {"serial": "\x00"}, {"sha256": "a" * 500}],
    ids=["nothing", "mistyped", "no hash", "null", "long"],
)
def test_verify_page_says_what_was_mistyped(client, typed):
    page = client.post(VERIFY, typed)
    assert (page.status_code, b"field-error" in page.content) == (422, True)


def test_verify_page_answers_429_to_whoever_tries_serials(client, settings):
    settings.WAYMARK_VERIFY_RATE = "3/m/ip"
    tries = [client.get(reverse("reports:verify-serial", args=[new_serial()])).status_code for _ in range(4)]
    assert tries == [200, 200, 200, 429]
    assert (client.post(VERIFY, {"sha256": "0" * 64}).status_code, client.get(VERIFY).status_code) == (
        429,
        200,
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_issue_list_asks_a_constant_number_of_queries(rows, as_user, django_assert_num_queries):
    apprenticeship = small_portfolio()
    for _ in range(rows):
        issued(apprenticeship)
    client = as_user(apprenticeship.apprentice)
    with django_assert_num_queries(5):
        page = client.get(reverse("reports:issues", args=[apprenticeship.pk]))
    assert page.content.count(b'class="row-title serial"') == rows


@pytest.mark.parametrize(
    ("who", "reads", "withdraws"),
    [
        ("apprentice", 200, 403),
        ("provider_admin", 200, 200),
        ("assessor", 403, 404),
        ("line_manager", 403, 404),
        ("iqa", 403, 404),
        ("visitor", 403, 404),
    ],
)
def test_issues_are_open_to_the_right_people(who, reads, withdraws, as_user):
    issue = issued()
    apprenticeship = issue.apprenticeship
    people = {
        "provider_admin": lambda: member(apprenticeship.provider, Role.PROVIDER_ADMIN),
        "visitor": lambda: visitor(apprenticeship),
    }
    client = as_user(people.get(who, lambda: getattr(apprenticeship, who))())
    assert client.get(reverse("reports:issues", args=[apprenticeship.pk])).status_code == reads
    assert client.get(reverse("reports:issue-withdraw", args=[issue.pk])).status_code == withdraws


def test_an_administrator_withdraws_with_a_reason_and_only_once(as_user):
    issue = issued()
    administrator = member(issue.apprenticeship.provider, Role.PROVIDER_ADMIN)
    client, url = as_user(administrator), reverse("reports:issue-withdraw", args=[issue.pk])
    empty = client.post(url, {"reason": " "})
    assert empty.status_code == 422
    assert empty.content.decode().count("Say why it no longer counts.") == 2
    assert client.post(url, {"reason": "A page was missing."}).status_code == 302
    issue.refresh_from_db()
    assert (issue.withdrawn_by, issue.withdrawn_reason) == (administrator, "A page was missing.")
    assert client.post(url, {"reason": "Again."}).status_code == 409
    assert AuditEvent.objects.filter(act="withdrawn", subject_id=str(issue.pk)).count() == 1


def test_withdraw_issue_refuses_the_apprentice():
    issue = issued()
    with pytest.raises(Refused, match="Only administrators"):
        withdraw_issue(issue=issue, reason="No.", by=issue.apprenticeship.apprentice)


def test_a_withdrawn_file_is_not_handed_out_again():
    issue = issued()
    asked = {"apprenticeship": issue.apprenticeship, "by": issue.apprenticeship.apprentice}
    assert request_export(**asked) == issue.export
    administrator = member(issue.apprenticeship.provider, Role.PROVIDER_ADMIN)
    withdraw_issue(issue=issue, reason="A page was missing.", by=administrator)
    assert request_export(**asked) != issue.export


def test_an_issue_stays_checkable_when_its_file_is_no_longer_kept(client):
    issue = issued()
    shutil.rmtree(path_of(issue).parent)
    Export.objects.update(state="expired", expires_at=None)
    assert answer(client, sha256=issue.sha256)[0] == "genuine"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "key_id", ["%00", "143a%00", "..", "%E2%80%AE"], ids=["nul", "nul-behind", "dots", "bidi"]
)
def test_a_key_that_never_could_be_one_is_not_found(client, key_id):
    assert client.get(f"/verify/keys/{key_id}.pem").status_code == 404
