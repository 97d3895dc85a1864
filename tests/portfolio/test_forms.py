import pytest
from django.http import QueryDict

from portfolio.actions import DraftText
from portfolio.comparing import text_in
from portfolio.forms import DraftForm, as_uuid
from portfolio.views.draft_page import shape_of
from tests.factories import ApprenticeshipFactory, evidence
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
