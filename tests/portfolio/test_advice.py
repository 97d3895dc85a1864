"""The strength check where an apprentice meets it, and templates chosen by what they show."""

import datetime as dt

import pytest
from django.utils import timezone

from standards.models import EvidenceTemplate, TemplateGroup
from tests.factories import ApprenticeshipFactory, KsbFactory, TemplateFactory, evidence
from tests.portfolio.drafts import page

pytestmark = pytest.mark.django_db
TITLE = "This would make it stronger"
OLD = "It happened more than a year ago."


def old_piece(**fields):
    piece = evidence(**fields)
    piece.latest.happened_on = timezone.localdate() - dt.timedelta(days=500)
    piece.latest.save()
    return piece


def read(as_user, piece, name):
    return as_user(piece.apprenticeship.apprentice).get(page(name, piece)).content.decode()


def test_edit_shows_advice_with_links_to_the_fields(as_user):
    text = read(as_user, old_piece(), "evidence-edit")
    assert TITLE in text
    assert f'<a href="#id_happened_on">{OLD}' in text


def test_edit_gives_no_advice_on_an_empty_page(as_user):
    assert TITLE not in read(as_user, old_piece(answers={"what": " "}), "evidence-edit")


def test_check_keeps_advice_apart_from_what_blocks(as_user):
    piece = old_piece(title="")
    text = read(as_user, piece, "evidence-submit")
    needed, advised = text.index("Give it a title."), text.index(OLD)
    assert needed < text.index(TITLE) < advised
    assert f'href="{page("evidence-edit", piece)}#id_happened_on"' in text


def test_check_does_not_advise_what_it_demands(as_user):
    piece = evidence()
    piece.latest.claims.update(justification="")
    text = read(as_user, piece, "evidence-submit")
    assert text.count("Say in one sentence how this shows") == 1


def test_new_puts_templates_under_what_they_show(as_user):
    TemplateFactory(name="A map", group=TemplateGroup.FIGURES)
    TemplateFactory(name="An account")
    apprenticeship = ApprenticeshipFactory()
    text = as_user(apprenticeship.apprentice).get(page("evidence-new", apprenticeship)).content.decode()
    places = [
        text.index(words) for words in ("Something that happened", "An account", "Figures and maps", "A map")
    ]
    assert places == sorted(places)
    assert "Something I know" not in text


def test_new_puts_what_fits_the_wanted_ksb_first(as_user):
    apprenticeship = ApprenticeshipFactory(ksbs=0)
    wanted = str(KsbFactory(area__version=apprenticeship.version, code="S7").guid)
    other = str(KsbFactory(code="S7").guid)
    for name, fits in (("No fit", [other]), ("Some fit", [other, wanted]), ("Best fit", [wanted])):
        TemplateFactory(name=name, fits=fits)
    client = as_user(apprenticeship.apprentice)
    text = client.get(page("evidence-new", apprenticeship), {"ksb": "S7"}).content.decode()
    places = [text.index(words) for words in (">Good for S7<", "Best fit", "Some fit", "No fit")]
    assert places == sorted(places)
    assert EvidenceTemplate.objects.count() == text.count('name="template"')
