import datetime as dt

import pytest
from defusedxml import ElementTree
from PIL import Image

from reports import press
from reports.gaps import KSB, Gap, GapAnalysis, gap_analysis
from reports.pictures.catalogue import PICTURES, svg_of
from reports.pictures.ksb_map import EDGE, FOOT, GAP, HEIGHT, TILE_HEIGHT, TILE_WIDTH, TOP, WIDTH, ksb_map
from reports.pictures.raster import png_of
from reports.pictures.words import fitted, lines_of, width_of
from tests.reports.portfolios import accepted
from tests.reports.sheets.reading import again

SVG = "{http://www.w3.org/2000/svg}"
ALLOWED = {"svg", "title", "desc", "g", "rect", "text", "circle", "path"}


def ksbs(number, areas=3):
    return [
        Gap(KSB, f"{kind}{n}", f"Title {n}", "", f"Area {kind}{n % areas}", "", "met", "Met", is_ready=True)
        for kind in "KSB"
        for n in sorted(range(1, number + 1), key=lambda n: n % areas)
    ]


@pytest.mark.parametrize("number", [1, 2, 15, 40, 80])
def test_map_fits_into_its_frame_and_no_tile_lies_on_another(number):
    drawn = ksb_map(ksbs(number))
    assert len(drawn.bands) == 3
    for band in drawn.bands:
        tiles = [tile for block in band.blocks for tile in block.tiles]
        assert len(tiles) == number
        assert (
            EDGE + drawn.scale * (band.x + max(tile.x for tile in tiles) + TILE_WIDTH)
        ) <= WIDTH - EDGE + 1
        assert TOP + drawn.scale * (max(tile.y for tile in tiles) + TILE_HEIGHT) <= HEIGHT - FOOT + 2
        assert len({(tile.x // (TILE_WIDTH + GAP), tile.y) for tile in tiles}) == number


def test_map_of_nothing_is_empty():
    assert ksb_map([]).bands == []


@pytest.mark.parametrize(
    "text", ["", "short", "long " * 80, "中文" * 80, "😀" * 90], ids=["none", "short", "long", "cjk", "emoji"]
)
def test_words_are_fitted_into_their_room(text):
    assert width_of(fitted(text, 20, 300), 20) <= 300
    assert all(width_of(line, 20) <= 300 for line in lines_of(text, 20, 300, most=2))
    assert len(lines_of(text, 20, 300, most=2)) <= 2


@pytest.fixture
def apprenticeship(db):
    made = accepted().apprenticeship
    made.apprentice.name = '<script>x</script> "Ada" & ابن 😀 ' + "long " * 30
    made.apprentice.save()
    return again(made)


@pytest.mark.parametrize("name", PICTURES)
def test_svg_is_plain_drawing_that_says_what_it_shows(name, apprenticeship):
    text = svg_of(name, apprenticeship, gap_analysis(apprenticeship))
    root = ElementTree.fromstring(text)
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= ALLOWED
    names = {attribute for element in root.iter() for attribute in element.attrib}
    assert not {each for each in names if each.startswith("on") or each in {"style", "href", "class"}}
    assert [child.tag for child in root][:2] == [f"{SVG}title", f"{SVG}desc"]
    assert "<script>x</script>" in root[0].text
    assert root[1].text.strip()


@pytest.mark.parametrize("name", PICTURES)
def test_png_is_drawn_as_large_as_a_slide(name, apprenticeship, tmp_path):
    svg = svg_of(name, apprenticeship, gap_analysis(apprenticeship))
    out = png_of(svg, PICTURES[name].title, tmp_path, note=press.ignore_wait)
    with Image.open(out) as picture:
        assert (picture.format, picture.size) == ("PNG", (1920, 1080))
        assert len(picture.getcolors(1 << 20)) > 20


def test_what_cannot_be_drawn_is_said(tmp_path, monkeypatch):
    with pytest.raises(press.PrintFailedError):
        png_of("", "Nothing", tmp_path / "missing", note=press.ignore_wait)


def test_gap_picture_says_when_nothing_is_missing(apprenticeship):
    ready = GapAnalysis(ksbs(2), [], [], dt.date(2026, 11, 22))
    assert "Nothing: every KSB asked for is ready." in svg_of("gaps", apprenticeship, ready)


def test_map_uses_the_same_marks_as_the_screen(apprenticeship):
    """Shape and word beside the colour: each state of a tile is drawn in another way."""
    drawn = [
        svg_of(
            "ksb-map",
            apprenticeship,
            GapAnalysis(
                [Gap(KSB, "K1", "", "", "Area", "", mark, "Word", is_ready=False)],
                [],
                [],
                dt.date(2026, 11, 22),
            ),
        )
        for mark in ("met", "not-yet", "submitted", "not-started", "drafted")
    ]
    assert len(set(drawn)) == 5
    assert all(">Word<" in each for each in drawn)
