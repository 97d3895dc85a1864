"""A file of a draft gets another name without being sent again."""

import pytest

from accounts.models import AuditEvent
from accounts.permissions import Refused
from portfolio.actions import submit_evidence
from portfolio.file_actions import rename_attachment
from portfolio.file_types import renamed
from portfolio.models import Attachment, Evidence
from tests.factories import attachment, evidence
from tests.portfolio.drafts import page, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def piece():
    return evidence()


@pytest.fixture
def kept(piece):
    return attachment(piece.latest, name="IMG_0001.jpeg")


@pytest.fixture
def by(piece):
    return piece.apprenticeship.apprentice


@pytest.mark.parametrize(
    ("typed_name", "name"),
    [
        ("The till", "The till.jpeg"),
        ("The till.jpeg", "The till.jpeg"),
        ("The till.JPEG", "The till.jpeg"),
        ("The till.pdf", "The till.pdf.jpeg"),
        ("Meeting 12.3.2026", "Meeting 12.3.2026.jpeg"),
        ("Siân’s tŷ", "Siân’s tŷ.jpeg"),
        ("../../etc/passwd", "etc-passwd.jpeg"),
        ("a\0b\u202egnp", "abgnp.jpeg"),
        ("x" * 300, "x" * 195 + ".jpeg"),
        ("", "IMG_0001.jpeg"),
        (" . ", "IMG_0001.jpeg"),
    ],
)
def test_renamed_keeps_the_extension_and_tames_the_rest(typed_name, name):
    assert renamed("IMG_0001.jpeg", typed_name) == name


def test_rename_attachment_is_recorded_without_the_name(kept, by):
    rename_attachment(attachment=kept, name="The till", by=by)
    kept.refresh_from_db()
    assert kept.name == "The till.jpeg"
    event = AuditEvent.objects.get(act="renamed")
    assert (event.subject_id, event.detail) == (str(kept.pk), {"evidence": str(kept.revision.evidence_id)})


def test_rename_attachment_to_the_same_name_is_no_event(kept, by):
    rename_attachment(attachment=kept, name="IMG_0001", by=by)
    assert not AuditEvent.objects.exists()


def test_rename_attachment_removed_meanwhile_does_nothing(kept, by):
    Attachment.objects.all().delete()
    rename_attachment(attachment=kept, name="The till", by=by)
    assert not AuditEvent.objects.exists()


def test_rename_attachment_is_refused_once_submitted(kept, by, piece):
    submit_evidence(evidence=piece, by=by)
    with pytest.raises(Refused, match="with your assessor"):
        rename_attachment(attachment=kept, name="The till", by=by)


def test_rename_attachment_is_the_apprentices_alone(kept, piece):
    with pytest.raises(Refused, match="Only the apprentice"):
        rename_attachment(attachment=kept, name="The till", by=piece.apprenticeship.assessor)


@pytest.mark.parametrize("name", ["evidence-edit", "evidence-autosave"])
def test_a_new_name_is_saved_with_the_draft(name, kept, piece, by, as_user):
    client = as_user(by)
    client.post(page(name, piece), typed(piece, **{f"name-{kept.pk}": "The till"}))
    assert list(Attachment.objects.values_list("name", flat=True)) == ["The till.jpeg"]
    text = client.get(page("evidence-edit", piece)).content.decode()
    assert 'value="The till"' in text
    assert "The till.jpeg" in text


def test_a_name_that_is_too_long_comes_back_with_what_was_typed(kept, piece, by, as_user):
    response = as_user(by).post(
        page("evidence-edit", piece), typed(piece, title="Typed", **{f"name-{kept.pk}": "x" * 300})
    )
    assert (response.status_code, "x" * 300 in response.content.decode()) == (422, True)
    assert Evidence.objects.get().latest.title != "Typed"


def test_another_drafts_file_keeps_its_name(piece, by, as_user):
    other = attachment(evidence().latest, name="other.pdf")
    as_user(by).post(page("evidence-edit", piece), typed(piece, **{f"name-{other.pk}": "Mine"}))
    other.refresh_from_db()
    assert other.name == "other.pdf"


def test_the_page_says_the_limits_before_anything_is_sent(piece, by, as_user, django_assert_num_queries):
    provider = piece.apprenticeship.provider
    provider.largest_file_bytes, provider.storage_bytes = 50_000_000, 60_000_000
    provider.save()
    attachment(piece.latest, b"%PDF" + b"x" * 20_000_000)
    client = as_user(by)
    with django_assert_num_queries(8):
        text = client.get(page("evidence-edit", piece)).content.decode()
    assert "up to 50 MB each" in text
    assert "room for 40 MB more" in text
    assert 'data-max-bytes="50000000"' in text
