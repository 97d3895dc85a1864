import pytest
from django.http import QueryDict

from portfolio.actions import DraftText
from portfolio.anchors import FOREIGN_FILE, NOWHERE, Anchor
from portfolio.comparing import text_in
from portfolio.forms import DraftForm, as_uuid
from portfolio.models import Claim, StoredFile
from portfolio.views.draft_page import shape_of
from tests.factories import ApprenticeshipFactory, attachment, evidence
from tests.portfolio.drafts import typed

pytestmark = pytest.mark.django_db


def form_of(piece, **changes) -> DraftForm:
    data = QueryDict(mutable=True)
    data.update(typed(piece, **changes))
    form = DraftForm(data, shape=shape_of(piece))
    form.is_valid()
    return form


def test_draft_form_accepts_a_draft_with_nothing_in_it():
    piece = evidence(title="", ksbs=[], answers={"what": ""})
    form = form_of(piece, happened_on="")
    assert form.errors == {}
    assert text_in(form) == DraftText(
        title="", happened_on=None, answers={"what": "", "result": ""}, claims={}
    )


def test_draft_form_keeps_the_spaces_and_lines_of_answers():
    assert form_of(evidence(), **{"answer-what": "  1.\r\n2. "}).answers()["what"] == "  1.\n2. "


def test_draft_form_reads_a_date_as_britons_write_it():
    assert str(text_in(form_of(evidence(), happened_on="24/11/2026")).happened_on) == "2026-11-24"


def test_draft_form_has_the_prompts_in_order_and_marks_the_optional_ones():
    form = DraftForm(shape=shape_of(evidence()))
    labels = [form.fields[name].label for name in ("answer-what", "answer-result")]
    assert labels == ["The what?", "The result? (if you like)"]


def test_draft_form_takes_only_the_captions_that_changed():
    assert form_of(evidence()).captions() == []


def test_draft_form_never_offers_what_is_claimed():
    apprenticeship = ApprenticeshipFactory(ksbs=3)
    claimed, *rest = apprenticeship.version.ksbs.all()
    form = DraftForm(shape=shape_of(evidence(apprenticeship, ksbs=[claimed])))
    _, (_, offered) = form.fields["add_ksb"].choices
    assert [value for value, _ in offered] == [str(ksb.pk) for ksb in rest]


@pytest.mark.parametrize("text", ["", None, "abc", "\0", "1" * 400])
def test_as_uuid_gives_nothing_for_what_is_none(text):
    assert as_uuid(text) is None


def anchor_typed(piece, where, number=""):
    """What a form with this place for its only claim holds, and what it complains of."""
    pk = piece.latest.claims.get().ksb_id
    form = form_of(piece, **{f"where-{pk}": where, f"at-{pk}": number})
    errors = [error for messages in form.errors.values() for error in messages]
    return (form.claims()[pk].anchor if form.is_valid() else None), errors


def test_draft_form_anchors_a_claim_in_a_file_or_an_answer():
    piece = evidence(answers={"what": "One.\n\nTwo.", "result": ""})
    file = attachment(piece.latest)
    StoredFile.objects.update(pages=3)
    assert anchor_typed(piece, f"file:{file.pk}", " 3 ") == (Anchor("page", file.pk, at=3), [])
    assert anchor_typed(piece, f"file:{file.pk}") == (Anchor("file", file.pk), [])
    assert anchor_typed(piece, "answer:what", "2") == (Anchor("paragraph", prompt="what", at=2), [])
    assert anchor_typed(piece, "", "7") == (NOWHERE, [])
    StoredFile.objects.update(media_type="audio/mpeg", pages=None, seconds=90)
    assert anchor_typed(piece, f"file:{file.pk}", "01:23") == (Anchor("time", file.pk, at=83), [])
    StoredFile.objects.update(media_type="text/plain")
    assert anchor_typed(piece, f"file:{file.pk}", "4") == (Anchor("paragraph", file.pk, at=4), [])


def test_draft_form_refuses_places_that_are_not_there():
    piece = evidence(answers={"what": "One.\n\nTwo.", "result": ""})
    file, foreign = attachment(piece.latest), attachment(evidence().latest, b"theirs")
    StoredFile.objects.update(pages=3)
    assert anchor_typed(piece, f"file:{file.pk}", "4")[1] == ["“letter.pdf” has 3 pages. Choose one of them."]
    assert anchor_typed(piece, "answer:what", "3")[1] == ["“The what?” has 2 paragraphs. Choose one of them."]
    for where in (f"file:{foreign.pk}", "file:", "answer:other", "\0", "file:" + "9" * 400):
        assert anchor_typed(piece, where)[1] == [FOREIGN_FILE]
    assert anchor_typed(piece, f"file:{file.pk}", "9" * 400)[0] is None


def test_draft_form_keeps_an_anchor_whose_paragraph_was_cut_out():
    piece = evidence(answers={"what": "One.", "result": ""})
    Claim.objects.update(anchor_kind="paragraph", anchor_prompt="what", anchor_at=2)
    assert anchor_typed(piece, "answer:what", "2") == (Anchor("paragraph", prompt="what", at=2), [])
    assert anchor_typed(piece, "answer:what", "3")[1] == ["“The what?” has 1 paragraph. Choose one of them."]


def test_draft_form_that_does_not_ask_for_the_place_leaves_it():
    piece = evidence()
    Claim.objects.update(anchor_kind="paragraph", anchor_prompt="what", anchor_at=1)
    pk = piece.latest.claims.get().ksb_id
    form = form_of(piece, **{f"where-{pk}": None, f"at-{pk}": None})
    assert form.claims()[pk].anchor == Anchor("paragraph", prompt="what", at=1)
