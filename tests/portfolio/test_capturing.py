"""What happens to captured things: into the inbox once, out of it whole."""

from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import AuditEvent
from accounts.permissions import Refused
from portfolio.actions import DraftText, StaleDraft, save_draft, start_evidence, submit_evidence
from portfolio.capturing import add_to_piece, delete_captures, start_capture, turn_into_piece
from portfolio.models import Apprenticeship, Evidence, Revision, Upload
from standards.models import Prompt
from tests.factories import ApprenticeshipFactory, TemplateFactory, attachment, evidence

pytestmark = pytest.mark.django_db


@pytest.fixture
def apprenticeship():
    TemplateFactory(key="quick-capture", name="Quick capture", is_offered=False)
    return ApprenticeshipFactory()


@pytest.fixture
def star():
    return TemplateFactory(name="STAR account", evidence_kind="work_product")


def caught(apprenticeship, note="", capture_id=None):
    return start_capture(
        apprenticeship=apprenticeship,
        capture_id=capture_id or uuid4(),
        note=note,
        by=apprenticeship.apprentice,
    )


def turned(items, template, **changes):
    wanted = {"prompt": None, "title": "", "by": items[0].apprenticeship.apprentice, **changes}
    return turn_into_piece(items=items, template=template, **wanted)


def latest(piece):
    return Evidence.objects.select_related("latest").get(pk=piece.pk).latest


def names(piece):
    return [each.name for each in latest(piece).attachments.for_list()]


def test_first_thing_caught_makes_an_item_and_later_words_go_to_the_same(apprenticeship):
    capture_id = uuid4()
    caught(apprenticeship, "", capture_id)
    caught(apprenticeship, "A guest lost her key\nand I found it.", capture_id)
    item = caught(apprenticeship, "A guest lost her key\nand I found it.", capture_id)
    assert (item.pk, item.in_inbox) == (capture_id, True)
    draft = latest(item)
    assert (draft.title, draft.saves) == ("A guest lost her key", 1)
    assert draft.answers == {"note": "A guest lost her key\nand I found it."}
    assert Evidence.objects.count() == 1
    assert [event.act for event in AuditEvent.objects.all()] == ["captured"]


def test_an_empty_note_writes_nothing_over_words(apprenticeship):
    item = caught(apprenticeship, "Words.")
    caught(apprenticeship, " ", item.pk)
    assert latest(item).answers == {"note": "Words."}


def test_an_id_used_elsewhere_gives_an_item_of_ones_own_each_time_the_same(apprenticeship):
    foreign = evidence()
    mine = [caught(apprenticeship, "Mine.", foreign.pk).pk for _ in range(2)]
    assert mine[0] == mine[1] != foreign.pk
    assert latest(foreign).answers["what"] == "I listened and put it right."


def test_nothing_is_caught_during_a_break(apprenticeship):
    apprenticeship.status = Apprenticeship.Status.BREAK
    with pytest.raises(Refused, match="only while on programme"):
        caught(apprenticeship)
    assert not Evidence.objects.exists()


def test_capture_says_when_its_template_was_never_loaded():
    with pytest.raises(Refused, match="not set up here"):
        caught(ApprenticeshipFactory())


def test_item_becomes_a_piece_in_its_own_row_with_its_words_as_the_first_answer(apprenticeship, star):
    item = caught(apprenticeship, "I found the key.")
    file = attachment(latest(item), name="key.pdf")
    done = turned([item], star)
    assert (done.piece.pk, done.skipped) == (item.pk, [])
    piece = Evidence.objects.get(pk=item.pk)
    assert (piece.in_inbox, piece.template, piece.kind) == (False, star, "work_product")
    assert latest(piece).answers == {"what": "I found the key."}
    assert latest(piece).title == "I found the key."
    assert list(latest(piece).attachments.all()) == [file]


def test_words_go_under_the_question_that_was_chosen(apprenticeship, star):
    item = caught(apprenticeship, "She thanked me.")
    turned([item], star, prompt=star.prompts.get(key="result"), title="A key found")
    assert (latest(item).answers, latest(item).title) == ({"result": "She thanked me."}, "A key found")


def test_words_pass_over_questions_that_hold_figures(apprenticeship, star):
    star.prompts.filter(key="what").update(kind=Prompt.Kind.KPI)
    item = caught(apprenticeship, "Words.")
    turned([item], star)
    assert latest(item).answers == {"result": "Words."}


def test_several_things_become_one_piece_and_a_file_caught_twice_stays_once(apprenticeship, star):
    first, second, third = (caught(apprenticeship, note) for note in ("One.", "", "Three."))
    attachment(latest(first), b"%PDF-1.4 a", name="a.pdf", position=1)
    attachment(latest(second), b"%PDF-1.4 a", name="again.pdf", position=1)
    attachment(latest(second), b"%PDF-1.4 b", name="b.pdf", position=2)
    done = turned([third, second, first], star)
    assert (done.piece.pk, done.skipped) == (first.pk, ["again.pdf"])
    assert names(first) == ["a.pdf", "b.pdf"]
    assert latest(first).answers == {"what": "One.\n\nThree."}
    assert Evidence.objects.count() == 1


def test_item_is_added_below_what_stands_in_a_piece_and_goes(apprenticeship):
    piece = evidence(apprenticeship, template=TemplateFactory())
    attachment(latest(piece), b"%PDF-1.4 a", name="a.pdf", position=1)
    item = caught(apprenticeship, "And then she wrote a card.")
    attachment(latest(item), b"%PDF-1.4 a", name="again.pdf", position=1)
    attachment(latest(item), b"%PDF-1.4 b", name="card.pdf", position=2)
    done = add_to_piece(items=[item], piece=piece, by=apprenticeship.apprentice)
    assert done.skipped == ["again.pdf"]
    assert names(piece) == ["a.pdf", "card.pdf"]
    assert latest(piece).answers["what"] == "I listened and put it right.\n\nAnd then she wrote a card."
    assert (latest(piece).saves, latest(piece).title) == (1, "A refund put right")
    assert list(Evidence.objects.all()) == [piece]


def test_nothing_moves_when_a_piece_would_hold_too_many_files(apprenticeship, settings):
    settings.WAYMARK_MAX_FILES_PER_EVIDENCE = 1
    piece = evidence(apprenticeship, template=TemplateFactory())
    attachment(latest(piece), b"%PDF-1.4 a")
    item = caught(apprenticeship, "Words.")
    attachment(latest(item), b"%PDF-1.4 b")
    with pytest.raises(Refused, match="1 file at most"):
        add_to_piece(items=[item], piece=piece, by=apprenticeship.apprentice)
    assert latest(piece).saves == 0
    assert Evidence.objects.filter(in_inbox=True).get() == item


def test_nothing_moves_when_an_answer_would_grow_too_long(apprenticeship, star):
    star.prompts.update(maximum_characters=5)
    item = caught(apprenticeship, "More than five.")
    with pytest.raises(Refused, match="longer than 5 characters"):
        turned([item], star)
    assert Evidence.objects.get().in_inbox


def test_item_waits_while_a_file_is_on_its_way_into_it(apprenticeship, star):
    item = caught(apprenticeship, "Words.")
    upload = Upload.objects.create(
        evidence=item, by=apprenticeship.apprentice, fingerprint="f", name="clip.mp4", size=9
    )
    with pytest.raises(Refused, match="still on its way"):
        turned([item], star)
    Upload.objects.filter(pk=upload.pk).update(touched_at=timezone.now() - timezone.timedelta(hours=1))
    assert turned([item], star).piece.pk == item.pk


def test_what_left_the_inbox_in_another_window_changes_no_more(apprenticeship, star):
    item = caught(apprenticeship, "Words.")
    turned([item], star)
    for again in (
        lambda: turned([item], star),
        lambda: delete_captures(items=[item], by=apprenticeship.apprentice),
        lambda: caught(apprenticeship, "Other words.", item.pk),
    ):
        with pytest.raises(Refused, match="in another window") as refusal:
            again()
        assert refusal.value.status == 409
    assert latest(item).answers == {"what": "Words."}


def test_items_are_deleted_together_and_nothing_else_is(apprenticeship):
    items = [caught(apprenticeship, note) for note in ("One.", "Two.")]
    kept = caught(apprenticeship, "Three.")
    delete_captures(items=items, by=apprenticeship.apprentice)
    assert list(Evidence.objects.all()) == [kept]


@pytest.mark.parametrize("who", ["assessor", "line_manager", "iqa"])
def test_only_the_apprentice_finishes_or_deletes(apprenticeship, star, who):
    item, other = caught(apprenticeship, "Words."), getattr(apprenticeship, who)
    piece = evidence(apprenticeship, template=star)
    for act in (
        lambda: turned([item], star, by=other),
        lambda: add_to_piece(items=[item], piece=piece, by=other),
        lambda: delete_captures(items=[item], by=other),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.status == 403
    assert Evidence.objects.get(pk=item.pk).in_inbox


def test_item_is_added_to_no_portfolio_but_its_own(apprenticeship, star):
    item = caught(apprenticeship, "Words.")
    other = ApprenticeshipFactory(apprentice=apprenticeship.apprentice)
    with pytest.raises(Refused, match="another apprenticeship"):
        add_to_piece(items=[item], piece=evidence(other, template=star), by=apprenticeship.apprentice)


def test_item_in_the_inbox_cannot_be_submitted(apprenticeship):
    item = caught(apprenticeship, "Words.")
    with pytest.raises(Refused, match="still in your inbox"):
        submit_evidence(evidence=item, by=apprenticeship.apprentice)


# A draft that was started and left as it was


def started(apprenticeship, template, ksb=None):
    by = apprenticeship.apprentice
    return start_evidence(
        apprenticeship=apprenticeship, template=template, evidence_id=uuid4(), by=by, ksb=ksb
    )


def test_template_opened_twice_and_left_makes_one_draft(apprenticeship, star):
    assert started(apprenticeship, star) == started(apprenticeship, star)
    assert started(apprenticeship, TemplateFactory()) != started(apprenticeship, star)


def test_draft_that_was_touched_is_not_given_again(apprenticeship, star):
    first = started(apprenticeship, star)
    attachment(latest(first))
    second = started(apprenticeship, star)
    Revision.objects.filter(evidence=second).update(saves=1)
    assert len({first, second, started(apprenticeship, star)}) == 3


def test_draft_left_untouched_for_one_ksb_is_given_again_for_that_alone(apprenticeship, star):
    one, two = apprenticeship.version.ksbs.all()
    first = started(apprenticeship, star, one)
    assert started(apprenticeship, star, one) == first
    assert len({first, started(apprenticeship, star, two), started(apprenticeship, star)}) == 3


def test_stale_save_tells_what_the_inbox_added(apprenticeship):
    piece = evidence(apprenticeship, template=TemplateFactory())
    add_to_piece(items=[caught(apprenticeship, "More.")], piece=piece, by=apprenticeship.apprentice)
    text = DraftText("Typed", None, {"what": "Typed meanwhile."}, {})
    with pytest.raises(StaleDraft) as stale:
        save_draft(evidence=piece, text=text, saves=0, by=apprenticeship.apprentice)
    assert stale.value.current.answers["what"].endswith("More.")
