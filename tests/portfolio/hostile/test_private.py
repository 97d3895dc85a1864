"""Nothing that others are handed says where, by whom or with which device it was made."""

import pytest

from portfolio.models import Attachment, StoredFile
from tests.factories import evidence
from tests.portfolio.drafts import page, upload
from tests.portfolio.hostile import clips, private
from tests.portfolio.hostile.reader import private_things, private_things_in
from tests.portfolio.hostile.served import everything_served, get
from tests.portfolio.hostile.test_hostile import submit

pytestmark = pytest.mark.django_db

ALL = private.PICTURES | private.DOCUMENTS | private.CLIPS


@pytest.fixture
def sent(request, as_user, django_capture_on_commit_callbacks):
    """The file, sent by its owner and checked, in a piece that was then submitted."""
    if request.param in private.CLIPS and not clips.is_here():
        pytest.skip(clips.NO_FFMPEG)
    piece, content = evidence(), ALL[request.param]()
    owner = as_user(piece.apprenticeship.apprentice)
    with django_capture_on_commit_callbacks(execute=True):
        owner.post(page("evidence-files", piece), {"files": upload(content, request.param)})
    submit(piece)
    return content, Attachment.objects.get(), owner, as_user(piece.apprenticeship.assessor)


@pytest.mark.parametrize("sent", ALL, indirect=True)
def test_others_are_handed_nothing_private(sent):
    content, attached, owner, assessor = sent
    file = StoredFile.objects.get()
    assert (file.state, file.reason, file.has_clean_copy) == ("safe", "", True)
    served = everything_served(attached, assessor)
    assert {thing.address: private_things_in(thing) for thing in served if private_things_in(thing)} == {}
    assert len(served) >= (4 if file.has_picture else 2)
    assert get(owner, page("attachment", attached) + "?download=1").content == content


@pytest.mark.parametrize("name", ALL)
def test_the_reader_finds_what_is_private_in_the_originals(name):
    """Or else the test above would prove nothing."""
    if name in private.CLIPS and not clips.is_here():
        pytest.skip(clips.NO_FFMPEG)
    types = {
        "pdf": "application/pdf",
        "docx": "application/vnd.openxmlformats",
        "eml": "message/rfc822",
        "HEIC": "image/heic",
        "jpg": "image/jpeg",
        "png": "image/png",
        "webp": "image/webp",
    }
    assert private_things(ALL[name](), types.get(name.rpartition(".")[2], "video/any"))


@pytest.mark.parametrize("sent", ["letter.pdf", "report.docx", "thanks.eml"], indirect=True)
def test_copy_of_a_document_keeps_its_picture_and_loses_the_author(sent):
    _, attached, _, assessor = sent
    copy = get(assessor, page("attachment", attached))
    assert copy.media_type == attached.file.media_type
    assert b"Canary Owner" not in copy.content
    assert len(copy.content) > 1000


@pytest.mark.parametrize("sent", ["till.mp4", "memo.ogg"], indirect=True)
def test_copy_of_a_recording_still_plays(sent):
    _, attached, _, assessor = sent
    file = StoredFile.objects.get()
    assert file.seconds == 3
    assert file.has_picture == (attached.name == "till.mp4")
    assert get(assessor, page("attachment", attached)).content[4:8] == b"ftyp"
