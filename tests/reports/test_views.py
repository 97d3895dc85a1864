import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from reports.exports import make
from reports.models import Export
from tests.factories import UserFactory, attachment, visitor
from tests.reports.portfolios import accepted, small_portfolio

pytestmark = pytest.mark.django_db


def made(apprenticeship) -> Export:
    export = Export.objects.create(apprenticeship=apprenticeship, requested_by=apprenticeship.apprentice)
    make(export.pk)
    export.refresh_from_db()
    return export


@pytest.mark.parametrize("pieces", [1, 3])
def test_showcase_page_shows_the_pieces_in_a_constant_number_of_queries(
    pieces, as_user, django_assert_num_queries
):
    apprenticeship = small_portfolio(pieces)
    client = as_user(apprenticeship.assessor)
    with django_assert_num_queries(7):
        answer = client.get(reverse("reports:showcase", args=[apprenticeship.pk]))
    assert answer.content.count(b'<li id="piece-') == pieces


def test_showcase_page_shows_a_visitor_what_was_chosen_only(as_user):
    apprenticeship = small_portfolio()
    accepted(apprenticeship, title="Kept back")
    answer = as_user(visitor(apprenticeship)).get(reverse("reports:showcase", args=[apprenticeship.pk]))
    assert (b"Piece 1" in answer.content, b"Kept back" in answer.content) == (True, False)


def test_showcase_page_shows_a_visitor_nothing_when_nothing_was_chosen(as_user):
    piece = accepted(title="Kept back")
    answer = as_user(visitor(piece.apprenticeship)).get(
        reverse("reports:showcase", args=[piece.apprenticeship.pk])
    )
    assert (b"Nothing to read yet" in answer.content, b"Kept back" in answer.content) == (True, False)


def test_showcase_page_leads_from_each_ksb_to_its_pieces(as_user):
    piece = accepted(title="A refund put right")
    ksb = piece.shown.claims.get().ksb
    answer = as_user(piece.apprenticeship.iqa).get(
        reverse("reports:showcase", args=[piece.apprenticeship.pk])
    )
    room = answer.context["room"]
    shown = {row.code: [entry.piece.url for entry in row.entries] for row in room.ksbs}
    assert shown[ksb.code] == [piece.get_absolute_url()]


def test_showcase_page_opens_the_spot_that_shows_a_ksb(as_user):
    piece = accepted()
    file = attachment(piece.shown)
    piece.shown.claims.update(anchor_kind="page", anchor_attachment=file, anchor_at=2)
    url = reverse("reports:showcase", args=[piece.apprenticeship.pk])
    text = as_user(piece.apprenticeship.iqa).get(url).content.decode()
    spot = reverse("portfolio:attachment-view", args=[file.pk]) + "?page=2"
    assert f'<a class="room-spot" href="{spot}">page 2 of letter.pdf</a>' in text


def test_exports_starts_one_and_leads_to_it(as_user):
    apprenticeship = accepted().apprenticeship
    client = as_user(apprenticeship.apprentice)
    answer = client.post(reverse("reports:exports", args=[apprenticeship.pk]))
    export = Export.objects.get()
    assert (answer.status_code, answer.url) == (302, export.get_absolute_url())


@pytest.mark.parametrize("rows", [1, 3])
def test_export_list_asks_a_constant_number_of_queries(rows, as_user, django_assert_num_queries):
    apprenticeship = accepted().apprenticeship
    for _ in range(rows):
        Export.objects.create(
            apprenticeship=apprenticeship,
            requested_by=apprenticeship.apprentice,
            state="failed",
            reason="Why.",
        )
    client = as_user(apprenticeship.apprentice)
    with django_assert_num_queries(9):
        answer = client.get(reverse("reports:exports", args=[apprenticeship.pk]))
    assert answer.content.count(b"Did not work") == rows


def test_exports_are_paged_and_only_what_can_be_had_is_offered(as_user):
    apprenticeship = accepted().apprenticeship
    for number in range(21):
        Export.objects.create(
            apprenticeship=apprenticeship,
            requested_by=apprenticeship.apprentice,
            state="failed",
            reason=f"Reason {number}.",
        )
    client, address = as_user(apprenticeship.apprentice), reverse("reports:exports", args=[apprenticeship.pk])
    page = client.get(address).content.decode()
    assert (page.count("Did not work"), "Page 1 of 2, 21 in all" in page) == (20, True)
    assert client.get(address, {"page": "2"}).content.decode().count("Did not work") == 1
    assert ("<h2>Whole portfolio (ZIP)</h2>" in page, "Audit pack" in page) == (True, False)
    assert client.post(address, {"kind": "audit_pack"}).status_code == 403


def test_export_page_asks_again_until_it_is_ready(as_user):
    apprenticeship = small_portfolio()
    export = Export.objects.create(apprenticeship=apprenticeship, requested_by=apprenticeship.apprentice)
    client = as_user(apprenticeship.apprentice)
    waiting = client.get(export.get_absolute_url(), headers={"HX-Request": "true"}).content
    make(export.pk)
    ready = client.get(export.get_absolute_url(), headers={"HX-Request": "true"}).content
    assert (b"hx-get" in waiting, b"hx-get" in ready, b"Download the PDF" in ready) == (True, False, True)


def test_export_download_gives_the_file_and_notes_it(as_user):
    export = made(small_portfolio())
    answer = as_user(export.apprenticeship.apprentice).get(
        reverse("reports:export-download", args=[export.pk])
    )
    body = b"".join(answer.streaming_content)
    assert (answer.status_code, body[:5], len(body)) == (200, b"%PDF-", export.size)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{export.filename}"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert AuditEvent.objects.filter(act="downloaded", subject_id=str(export.pk)).count() == 1


def test_export_download_answers_409_before_it_is_ready(as_user):
    apprenticeship = accepted().apprenticeship
    export = Export.objects.create(apprenticeship=apprenticeship, requested_by=apprenticeship.apprentice)
    answer = as_user(apprenticeship.apprentice).get(reverse("reports:export-download", args=[export.pk]))
    assert answer.status_code == 409


def test_exports_answers_403_to_a_visitor_who_starts_one(as_user):
    apprenticeship = accepted().apprenticeship
    answer = as_user(visitor(apprenticeship)).post(reverse("reports:exports", args=[apprenticeship.pk]))
    assert answer.status_code == 403


@pytest.mark.parametrize("name", ["export", "export-download"])
def test_export_answers_404_to_an_outsider(name, as_user):
    apprenticeship = accepted().apprenticeship
    export = Export.objects.create(apprenticeship=apprenticeship, requested_by=apprenticeship.apprentice)
    assert as_user(UserFactory()).get(reverse(f"reports:{name}", args=[export.pk])).status_code == 404


@pytest.mark.parametrize("name", ["showcase", "exports"])
def test_showcase_and_exports_answer_404_to_an_outsider(name, as_user):
    apprenticeship = accepted().apprenticeship
    assert as_user(UserFactory()).get(reverse(f"reports:{name}", args=[apprenticeship.pk])).status_code == 404


def test_export_retry_puts_a_failed_one_back(as_user):
    apprenticeship = accepted().apprenticeship
    export = Export.objects.create(
        apprenticeship=apprenticeship, requested_by=apprenticeship.apprentice, state="failed", reason="Why."
    )
    client = as_user(apprenticeship.apprentice)
    assert b"Try again" in client.get(export.get_absolute_url()).content
    answer = client.post(reverse("reports:export-retry", args=[export.pk]))
    export.refresh_from_db()
    assert (answer.status_code, export.state) == (302, "queued")


def test_export_cancel_stops_one_that_waits(as_user):
    apprenticeship = accepted().apprenticeship
    export = Export.objects.create(apprenticeship=apprenticeship, requested_by=apprenticeship.apprentice)
    client = as_user(apprenticeship.apprentice)
    assert b"Cancel" in client.get(export.get_absolute_url()).content
    answer = client.post(reverse("reports:export-cancel", args=[export.pk]), follow=True)
    assert b"Cancelled." in answer.content
    assert client.post(reverse("reports:export-cancel", args=[export.pk])).status_code == 409


def test_exports_answers_404_to_a_kind_that_nobody_makes(as_user):
    apprenticeship = accepted().apprenticeship
    url = reverse("reports:exports", args=[apprenticeship.pk])
    assert as_user(apprenticeship.apprentice).post(url, {"kind": "unknown"}).status_code == 404
