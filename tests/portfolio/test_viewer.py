"""The viewer: each kind of file at the spot asked for, and who may look."""

import pytest
from django.urls import reverse

from accounts.models import Role
from portfolio.models import Claim, FileText, Revision, StoredFile
from tests.factories import ApprenticeshipFactory, attachment, chosen, evidence, member, visitor
from tests.portfolio.reading import people_of

pytestmark = pytest.mark.django_db


def attached(piece=None, text="", **fields):
    """A checked file on a piece that was handed in."""
    row = attachment((piece or evidence(state="submitted")).latest)
    StoredFile.objects.filter(pk=row.file_id).update(**fields)
    if text:
        FileText.objects.create(file=row.file, text=text)
    return row


def view(client, row, query=""):
    return client.get(reverse("portfolio:attachment-view", args=[row.pk]) + query)


def sight(client, row, query=""):
    return view(client, row, query).context["sight"]


@pytest.fixture
def owner(as_user):
    return lambda row: as_user(row.revision.evidence.apprenticeship.apprentice)


def test_a_page_is_shown_with_its_words_and_its_neighbours(owner):
    row = attached(pages=3, page_pictures=2, has_picture=True, text="First.\fSecond page.\r\nMore.\f")
    seen = sight(owner(row), row, "?page=2")
    assert (seen.show, seen.at, seen.total, seen.before, seen.after) == ("page", 2, 3, 1, 3)
    assert seen.picture == reverse("portfolio:attachment-page", args=[row.pk, 2])
    assert seen.words == ["Second page.", "More."]
    text = view(owner(row), row, "?page=2").content.decode()
    assert 'alt="Page 2 of letter.pdf; its words follow"' in text
    assert f'href="{reverse("portfolio:attachment-view", args=[row.pk])}?page=3"' in text


def test_a_page_without_a_picture_says_so_and_shows_its_words(owner):
    row = attached(pages=3, page_pictures=2, has_picture=True, text="\f\fThird.")
    text = view(owner(row), row, "?page=3").content.decode()
    assert "There is no picture of page 3." in text
    assert "Third." in text


@pytest.mark.parametrize(
    ("query", "at", "missed"),
    [
        ("", 1, ""),
        ("?page=", 1, ""),
        ("?page=0", 1, ""),
        ("?page=abc", 1, ""),
        ("?page=%00", 1, ""),
        ("?page=-2", 1, ""),
        ("?page=4", 3, "“letter.pdf” has 3 pages. There is no page 4."),
        ("?page=" + "9" * 4000, 1, ""),
        ("?t=5&paragraph=2", 1, ""),
    ],
)
def test_any_page_may_be_asked_for(owner, query, at, missed):
    row = attached(pages=3, page_pictures=3)
    seen = sight(owner(row), row, query)
    assert (seen.at, seen.missed) == (at, missed)


@pytest.mark.parametrize(("media_type", "tag"), [("audio/mpeg", "<audio"), ("video/mp4", "<video")])
def test_a_clip_starts_at_its_second(owner, media_type, tag):
    row = attached(media_type=media_type, seconds=90)
    text = view(owner(row), row, "?t=83").content.decode()
    assert tag in text
    assert f'src="{row.get_absolute_url()}#t=83"' in text
    assert f'href="{row.get_absolute_url()}#t=83" data-start="83">Start at 1:23</a>' in text
    assert sight(owner(row), row, "?t=1:23").at == 83
    late = sight(owner(row), row, "?t=91")
    assert (late.at, late.missed) == (None, "“letter.pdf” is 1:30 long. There is no 1:31.")


def test_text_comes_as_numbered_paragraphs_with_the_wanted_one_marked(owner):
    row = attached(media_type="text/plain", text="One.\n\nTwo <b>.\nThree.")
    text = view(owner(row), row, "?paragraph=2").content.decode()
    assert '<p id="paragraph-2" dir="auto" class="is-wanted" aria-current="location"' in text
    assert "Two &lt;b&gt;." in text
    assert text.count("is-wanted") == 1
    assert (
        sight(owner(row), row, "?paragraph=9").missed
        == "“letter.pdf” has 3 paragraphs. There is no paragraph 9."
    )


def test_a_long_text_comes_in_parts(owner):
    row = attached(media_type="text/plain", text="\n".join(f"Line {n}" for n in range(1, 701)))
    first, middle, last = (sight(owner(row), row, q) for q in ("", "?paragraph=450", "?from=601"))
    assert [(s.paragraphs[0].number, s.before, s.after) for s in (first, middle, last)] == [
        (1, 0, 301),
        (301, 1, 601),
        (601, 301, 0),
    ]
    assert [p.number for p in middle.paragraphs if p.is_wanted] == [450]
    assert [p.number for p in last.paragraphs if p.is_wanted] == []


def test_a_picture_is_shown_large_and_a_bare_file_says_so(owner):
    row = attached(media_type="image/jpeg", has_picture=True)
    assert (
        f'src="{reverse("portfolio:attachment-picture", args=[row.pk])}"'
        in view(owner(row), row).content.decode()
    )
    bare = attached(media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document")
    assert "nothing to show here" in view(owner(bare), bare).content.decode()


def test_the_page_says_what_is_known_of_the_file_and_what_is_claimed_here(owner):
    row = attached(pages=3)
    Claim.objects.update(anchor_kind="page", anchor_attachment=row, anchor_at=3)
    text = view(owner(row), row).content.decode()
    claim = row.revision.claims.get()
    for words in (
        row.file.sha256,
        "PDF document, 3 pages",
        str(row.revision.evidence.apprenticeship.apprentice),
        claim.ksb.code,
        claim.justification,
        '?page=3">page 3 of letter.pdf</a>',
        f"{row.revision.evidence.get_absolute_url()}?revision=1",
    ):
        assert words in text


@pytest.mark.parametrize("state", ["received", "checking", "rejected"])
def test_what_is_not_safe_is_looked_at_by_nobody_and_explained_to_its_owner(owner, as_user, state):
    row = attached(
        state=state, reason="It is locked." if state == "rejected" else "", pages=3, page_pictures=3
    )
    text = view(owner(row), row).content.decode()
    assert ("It is locked." in text) is (state == "rejected")
    assert "/pages/" not in text
    for person in people_of(row.revision.evidence.apprenticeship):
        assert view(as_user(person), row).status_code == 404


def test_others_look_at_what_was_handed_in_and_visitors_at_the_showcase(as_user):
    piece = evidence(state=Revision.State.ACCEPTED)
    row, draft = attached(piece), attached(evidence(piece.apprenticeship))
    guest = as_user(visitor(piece.apprenticeship))
    admin = member(piece.apprenticeship.provider, Role.PROVIDER_ADMIN)
    for person in [*people_of(piece.apprenticeship), admin]:
        assert [view(as_user(person), one).status_code for one in (row, draft)] == [200, 404]
    assert view(guest, row).status_code == 404
    chosen(piece)
    assert view(guest, row).status_code == 200
    stranger = as_user(ApprenticeshipFactory(provider=piece.apprenticeship.provider).apprentice)
    assert view(stranger, row).status_code == 404


@pytest.mark.parametrize("claims", [1, 3])
def test_the_viewer_asks_five_queries(owner, django_assert_num_queries, claims):
    apprenticeship = ApprenticeshipFactory(ksbs=claims)
    piece = evidence(apprenticeship, "submitted", ksbs=list(apprenticeship.version.ksbs.all()))
    row = attached(piece, pages=3, text="One.\fTwo.")
    Claim.objects.update(anchor_kind="page", anchor_attachment=row, anchor_at=2)
    client = owner(row)
    with django_assert_num_queries(5):
        view(client, row, "?page=2")
