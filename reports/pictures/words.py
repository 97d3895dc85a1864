"""Fitting words into a drawing whose letters nobody can measure: widths are taken from a mean letter."""

import textwrap

MEAN_LETTER = 0.56  # of the size of the type, a little more than Open Sans needs for English
WIDE_FROM = "\u2e80"  # Chinese, Japanese, Korean and emoji take a whole square


def fitted(text: str, size: float, room: float) -> str:
    """As much of the text as fits on one line; what does not ends with an ellipsis."""
    text = " ".join(text.split())
    if width_of(text, size) <= room:
        return text
    while text and width_of(f"{text}…", size) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def lines_of(text: str, size: float, room: float, most: int) -> list[str]:
    """Broken between words; the last line that there is room for ends with an ellipsis when more follows."""
    letters = max(int(room / (size * MEAN_LETTER)), 1)
    lines = textwrap.wrap(" ".join(text.split()), letters) or [""]
    kept = lines[:most]
    if len(lines) > most:
        kept[-1] = fitted(f"{kept[-1]} {lines[most]}…", size, room)
    return [fitted(line, size, room) for line in kept]


def width_of(text: str, size: float) -> float:
    return sum(1.05 if letter >= WIDE_FROM else MEAN_LETTER for letter in text) * size
