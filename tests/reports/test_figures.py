"""Figures and journeys in a showcase: in its values, and in words and pictures in the PDF."""

import pikepdf
import pypdfium2
import pytest
from django.template.loader import render_to_string

from portfolio.figures.columns import JOURNEY_SHAPE, KPI_SHAPE
from portfolio.figures.figure import figure_from
from portfolio.models import Apprenticeship
from reports import press
from reports.building import build_showcase
from reports.showcase import ShowcaseAnswer
from standards.models import Prompt
from tests.factories import TemplateFactory, chosen
from tests.reports.portfolios import accepted
from tests.reports.test_building import MADE_ON

pytestmark = pytest.mark.django_db

MONTHS = [
    {
        "period": f"Month {number}",
        "contacts": 100 + number,
        "resolved_first": 70 + number,
        "csat_answers": 40,
        "csat_happy": 30 + number % 9,
        "promoters": 20,
        "passives": 5,
        "detractors": number,
    }
    for number in range(1, 13)
]
STAGES = [
    {"stage": "Cyrraedd", "touch_point": "Ffôn", "feeling": 2, "improvement": "Ateb yn gynt"},
    {"stage": "Waits", "touch_point": "Nothing at all", "feeling": 1, "feels": "Have they forgotten me?"},
    {"stage": "الوصول", "feeling": 5},
]


def showcase():
    template = TemplateFactory()
    for key, kind in (("figures", "kpi"), ("stages", "journey")):
        Prompt.objects.create(template=template, key=key, label=f"Your {key}", kind=kind, position=5)
    piece = accepted(template=template, answers={"what": "Text.", "figures": MONTHS, "stages": STAGES})
    chosen(piece)
    found = Apprenticeship.objects.for_page().get(pk=piece.apprenticeship_id)
    return build_showcase(found, made_on=MADE_ON)


def test_showcase_answers_carry_their_figures():
    (piece,) = showcase().evidence
    assert piece.answers == (
        ShowcaseAnswer("The what?", "Text.", key="what"),
        ShowcaseAnswer("Your figures", "", figure_from(KPI_SHAPE, MONTHS), key="figures"),
        ShowcaseAnswer("Your stages", "", figure_from(JOURNEY_SHAPE, STAGES), key="stages"),
    )


@pytest.fixture
def pdf(tmp_path):
    html = render_to_string("reports/showcase_print.html", {"showcase": showcase()})
    marks = {}
    out = tmp_path / "out.pdf"
    limits = press.Limits(seconds=60, megabytes=1500)
    press.to_pdf(html, pictures=marks, attachments=[], out=out, limits=limits)
    return out


def test_pdf_prints_the_sums_and_every_stage(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        text = " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    for words in ("82 of 112", "All periods", "Cyrraedd", "Would be better: Ateb yn gynt", "Very unhappy"):
        assert words in text
    assert "from 70 % in Month 1 to 73 % in Month 12" in text


def test_pdf_says_what_each_picture_shows(pdf):
    with pikepdf.open(pdf) as document:
        told = [str(thing.Alt) for thing in document.objects if is_figure(thing)]
    assert "First contact resolution by period" in told
    assert "Waits: Very unhappy" in told


def is_figure(thing):
    return isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/Figure" and "/Alt" in thing
