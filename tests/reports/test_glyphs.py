import pytest

from reports.glyphs import REPLACEMENT, only_drawable


@pytest.mark.parametrize(
    "text", ["Plain, £5 – “so”", "Llŷr Ŵyn", "Łucja Święta", "عائشة خان", "✓ ☺\u200d\ufe0f"]
)
def test_only_drawable_leaves_what_fonts_can_draw(text):
    assert only_drawable(text) == (text, "")


@pytest.mark.parametrize("letter", ["\ue000", "\x07", "\ufdd0", "\U0010ffff"])
def test_only_drawable_replaces_what_nothing_can_draw(letter):
    assert only_drawable(f"a{letter}b{letter}") == (f"a{REPLACEMENT}b{REPLACEMENT}", letter)
