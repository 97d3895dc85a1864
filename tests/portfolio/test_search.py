"""Full-text search: what is found, in which order, where it stands, who may find it, and staying in step."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command

from portfolio import search
from portfolio.actions import DraftText, delete_draft, revise_evidence, save_draft, start_evidence
from portfolio.anchors import ClaimText
from portfolio.file_actions import describe_attachment, remove_attachment
from portfolio.models import Evidence, FileText, Revision, RevisionText
from portfolio.search import best_matches, excerpt, matching_words
from portfolio.words import read_words
from tests.factories import ApprenticeshipFactory, TemplateFactory, attachment, chosen, evidence

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, params=["few", "many"])
def share(request, monkeypatch):
    """Whoever sees few pieces is searched for in another way than whoever sees many."""
    if request.param == "many":
        monkeypatch.setattr("portfolio.search.FEW", 0)
    return request.param


def found(text, path="latest"):
    asked = read_words(text)
    if asked is None:
        return []
    pieces = matching_words(Evidence.objects.all(), path, asked).select_related(path)
    return [getattr(piece, path).title for piece in pieces]


def shown(piece, text):
    cut = excerpt(read_words(text), RevisionText.objects.get(revision=piece.latest).parts)
    return cut and (cut.where, str(cut.text))


def with_text(piece, text, name="Letter.pdf"):
    made = attachment(piece.latest, text.encode(), name=name)
    FileText.objects.update_or_create(file=made.file, defaults={"text": text})
    search.index_file(made.file)
    return made


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("ŴYTHNOS", True),
        ("wythnos", True),
        ("wyth", True),
        ("ythnos", False),
        ("التأخير", True),
        ("التاخير", True),
        ("wythnos cwyn", True),
        ("wythnos kettle", False),
        ("cafe", True),
        ("CAFÉ", True),
        ("lukasz", True),
        ("strasse", True),
        ("dont", True),
        ("don't", True),
        ('"bob wythnos"', True),
        ('"wythnos bob"', False),
        ('"bob wyth"', False),
        ("what", False),
        ("e-mail", True),
        ("£450", True),
    ],
)
def test_words_are_found_in_any_script_case_and_spelling(text, is_found):
    evidence(
        title="Cwyn yn y Café",
        answers={"what": "Bob ŵythnos, meddai Łukasz. شكوى حول التأخير. Don’t: Straße, e-mail, £450.20"},
    )
    assert bool(found(text)) is is_found


def test_structured_answers_claims_names_captions_and_file_text_are_searched():
    piece = evidence(answers={"table": [{"stage": "Arrival", "score": 7}, {"stage": "Farewell"}], "on": True})
    piece.latest.claims.update(justification="I summarised everything.")
    letter = with_text(piece, "Dear madam,\fthe kettle exploded", name="Grievance.pdf")
    describe_attachment(attachment=letter, caption="A melted socket", by=piece.apprenticeship.apprentice)
    code = piece.latest.claims.get().ksb.code
    for text in ("farewell", "arrival 7", "summarised", code, "grievance", "socket", "kettle", "true"):
        assert bool(found(text)) is (text != "true"), text
    assert shown(piece, "farewell") == ("", "<mark>Farewell</mark>")
    assert shown(piece, "summarised") == ("in a claim", f"{code} I <mark>summarised</mark> everything.")
    assert shown(piece, "kettle") == (
        "in Grievance.pdf, page 2",
        "Dear madam, the <mark>kettle</mark> exploded",
    )


def test_titles_come_first_each_newest_first():
    older = evidence(title="File", answers={"what": "."})
    with_text(older, "kettle")
    apprenticeship = older.apprenticeship
    evidence(apprenticeship, title="Old kettle", answers={"what": "."})
    evidence(apprenticeship, title="Written", answers={"what": "A kettle."})
    evidence(apprenticeship, title="New kettle", answers={"what": "."})
    with_text(evidence(apprenticeship, title="Newest file", answers={"what": "."}), "a kettle")
    assert found("kettle") == ["New kettle", "Old kettle", "Newest file", "Written", "File"]


def test_best_matches_of_a_common_word_are_complete_for_whom_sees_little():
    apprenticeship = ApprenticeshipFactory()
    for number in range(3):
        evidence(apprenticeship, title=f"Kettle {number}")
    for _ in range(5):
        evidence(title="Kettle of somebody else")
    own = Evidence.objects.filter(apprenticeship=apprenticeship)
    everybody = Evidence.objects.all()
    asked = read_words("kettle")
    assert [
        (len(best_matches(pieces, "latest", asked, most)))
        for pieces, most in ((own, 1), (own, 2), (own, 9), (everybody, 1), (everybody, 3), (everybody, 9))
    ] == [1, 2, 3, 1, 3, 8]
    assert best_matches(own, "latest", asked, 2) == list(
        matching_words(own, "latest", asked).values_list("pk", flat=True)[:2]
    )


@pytest.mark.parametrize("text", ['"no receipt"', '"no receipt" till', "re", "rec", "k1", "no"])
def test_best_matches_are_the_first_of_all_that_match(text):
    apprenticeship = ApprenticeshipFactory()
    for title, answer in (
        ("No receipt at the till", "K1"),
        ("Receipt, no", "The till was closed."),
        ("K12", "There was no receipt. The till was closed."),
        ("Reception", "No till, no receipt: K1."),
    ):
        evidence(apprenticeship, title=title, answers={"what": answer})
    asked, pieces = read_words(text), Evidence.objects.all()
    assert best_matches(pieces, "latest", asked, 9) == list(
        matching_words(pieces, "latest", asked).values_list("pk", flat=True)
    )
    assert len(best_matches(pieces, "latest", asked, 9)) > 0


@pytest.mark.parametrize(
    "text",
    [
        '"',
        '""" AND "',
        "NEAR(a b)",
        "a* OR b",
        "-minus",
        "col:on",
        "title:x",
        "a & | ! <-> b",
        "';--",
        "\\",
        "%s {} ^",
        "x" * 10_000,
        "🎉 party",
        "a " * 5_000,
        "'quoted'",
        "ﷺ",
    ],
)
def test_odd_words_find_nothing_and_break_nothing(text):
    evidence(title="Quiet", answers={"what": "Nothing of the kind."})
    assert found(text) == []


def test_excerpt_is_cut_between_words_and_escaped():
    piece = evidence(answers={"what": "start " + "word " * 60 + "<b>kettle</b> & kettles " + "word " * 60})
    _, text = shown(piece, "kettle")
    assert text.startswith("…word")
    assert text.endswith("word …")
    assert "&lt;b&gt;<mark>kettle</mark>&lt;/b&gt; &amp; <mark>kettles</mark>" in text
    assert shown(piece, "refund") is None


def test_index_stays_in_step_with_what_is_done():
    apprenticeship = ApprenticeshipFactory()
    by = apprenticeship.apprentice
    piece = start_evidence(
        apprenticeship=apprenticeship,
        template=TemplateFactory(),
        evidence_id="0" * 31 + "1",
        by=by,
        ksb=apprenticeship.version.ksbs.first(),
    )
    ksb = apprenticeship.version.ksbs.last()
    text = DraftText("Giraffe", dt.date(2026, 10, 1), {"what": "Okapi"}, {ksb.pk: ClaimText("Zebra")})
    save_draft(evidence=piece, text=text, saves=0, by=by)
    assert [bool(found(word)) for word in ("giraffe", "okapi", "zebra", ksb.code)] == [True] * 4
    piece.refresh_from_db()
    letter = with_text(piece, "lemur")
    assert found("lemur") == ["Giraffe"]
    remove_attachment(attachment=letter, by=by)
    assert found("lemur") == found("letter") == []
    text = DraftText("Tapir", None, {}, {})
    save_draft(evidence=piece, text=text, saves=1, by=by)
    assert [found(word) for word in ("giraffe", "okapi", "zebra", "tapir")] == [[], [], [], ["Tapir"]]
    assert_rebuild_changes_nothing()
    delete_draft(evidence=piece, by=by)
    assert found("tapir") == []
    assert not RevisionText.objects.exists()


def test_a_new_version_is_searched_by_its_owner_and_the_old_one_by_others():
    piece = evidence(state="returned", title="Old heron")
    with_text(piece, "stork")
    by = piece.apprenticeship.apprentice
    revise_evidence(evidence=piece, by=by)
    assert found("heron stork") == ["Old heron"]
    save_draft(evidence=piece, text=DraftText("New egret", None, {}, {}), saves=0, by=by)
    assert (found("egret stork"), found("heron")) == (["New egret"], [])
    assert (found("egret", "shown"), found("heron", "shown")) == ([], ["Old heron"])
    assert_rebuild_changes_nothing()


def assert_rebuild_changes_nothing():
    fields = ("revision", "parts", "title", "body", "files")
    before = sorted(RevisionText.objects.values_list(*fields))
    RevisionText.objects.all().delete()
    call_command("rebuild_search", stdout=StringIO())
    assert sorted(RevisionText.objects.values_list(*fields)) == before


def test_missing_revisions_are_indexed_once():
    evidence(title="Known")
    bare = evidence(title="Bare")
    RevisionText.objects.filter(revision=bare.latest).delete()
    assert found("bare") == []
    assert (search.index_missing(), search.index_missing()) == (1, 0)
    assert found("bare") == ["Bare"]


def test_endless_text_is_found_by_its_beginning():
    piece = evidence(answers={"what": "unicorn " + "wörter " * 40_000})
    with_text(piece, "dragon " + "many different words 漢字 " * 40_000)
    assert found("unicorn dragon") == ["A refund put right"]
    assert Revision.objects.filter(words__isnull=False).count() == 1


def page(client, query):
    return client.get(f"/search/?{query}")


def test_search_page_never_shows_what_was_not_handed_in(as_user):
    apprenticeship = ApprenticeshipFactory()
    evidence(apprenticeship, title="Draft walrus")
    evidence(apprenticeship, "submitted", title="Submitted walrus")
    showcased = evidence(apprenticeship, "accepted", title="Showcased walrus")
    chosen(showcased)
    elsewhere = evidence(state="submitted", title="Foreign walrus")
    for person, expected in (
        (apprenticeship.assessor, {"Submitted walrus", "Showcased walrus"}),
        (apprenticeship.line_manager, {"Submitted walrus", "Showcased walrus"}),
        (apprenticeship.apprentice, {"Submitted walrus", "Showcased walrus"}),
        (elsewhere.apprenticeship.assessor, {"Foreign walrus"}),
    ):
        rows = page(as_user(person), "q=walrus").context["rows"]
        assert {row.title for row in rows} == expected, person


def test_search_page_says_whose_it_is_and_where_it_stands(as_user):
    piece = evidence(state="submitted", title="A letter")
    with_text(piece, "first\fthe walrus <ate>", name="Letter.pdf")
    text = page(as_user(piece.apprenticeship.assessor), "q=walrus").content.decode()
    assert f"<strong><bdi>{piece.apprenticeship.apprentice.name}</bdi></strong>" in text
    assert "the <mark>walrus</mark> &lt;ate&gt;" in text
    assert "in Letter.pdf, page 2" in text


@pytest.mark.parametrize(
    "query", ["", "q=", "q=%00", "q=%F0%9F%8E%89", "q=zebra&page=99999", "q=" + "x" * 10_000]
)
def test_search_page_bears_any_question(as_user, query):
    piece = evidence(state="submitted")
    assert page(as_user(piece.apprenticeship.assessor), query).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_search_page_asks_at_most_eight_queries(as_user, django_assert_num_queries, number, share):
    apprenticeship = ApprenticeshipFactory()
    for _ in range(number):
        with_text(evidence(apprenticeship, "submitted", title="Walrus"), "walrus")
    client = as_user(apprenticeship.assessor)
    with django_assert_num_queries(7 if share == "few" else 8):
        page(client, "q=walrus")


def test_search_page_lists_no_more_than_the_best(as_user, monkeypatch):
    monkeypatch.setattr("portfolio.views.search.MOST_FOUND", 1)
    apprenticeship = ApprenticeshipFactory()
    for _ in range(2):
        evidence(apprenticeship, "submitted", title="Walrus")
    answer = page(as_user(apprenticeship.assessor), "q=walrus")
    assert len(answer.context["rows"]) == 1
    assert "More than 1 pieces" in answer.content.decode()
