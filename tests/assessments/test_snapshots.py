import pytest

from assessments.snapshots import digest, revision_snapshot
from portfolio.models import Revision
from tests.factories import attachment, evidence

pytestmark = pytest.mark.django_db


def test_snapshot_holds_what_the_revision_says():
    revision = evidence(state=Revision.State.SUBMITTED, title="A refund").latest
    file = attachment(revision)
    snapshot = revision_snapshot(revision)
    assert snapshot["title"] == "A refund"
    assert [answer["answer"] for answer in snapshot["answers"]] == [
        "I listened and put it right.",
        "She thanked me.",
    ]
    assert [claim["code"] for claim in snapshot["claims"]] == [revision.claims.get().ksb.code]
    assert [held["sha256"] for held in snapshot["files"]] == [file.file.sha256]


def test_digest_follows_the_words_and_not_their_order():
    assert digest({"a": "ŵ", "b": [1]}) == digest({"b": [1], "a": "ŵ"})
    assert digest({"a": "ŵ"}) != digest({"a": "w"})


def test_digest_changes_with_the_evidence():
    revision = evidence(state=Revision.State.SUBMITTED).latest
    before = digest(revision_snapshot(revision))
    assert digest(revision_snapshot(revision)) == before
    revision.claims.update(justification="Something else.")
    assert digest(revision_snapshot(revision)) != before
