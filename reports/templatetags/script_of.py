"""Filters for texts of either direction, on paper: the printer knows no direction but the one it is told."""

import unicodedata

from django import template

register = template.Library()

ISOLATE, END = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
RIGHT_TO_LEFT = {"R", "AL"}


@register.filter
def flow(text: object) -> str:
    """The direction of a text, by the first letter that has one: "rtl" or "ltr"."""
    if str(text).isascii():
        return "ltr"
    kinds = (unicodedata.bidirectional(letter) for letter in str(text))
    first = next((kind for kind in kinds if kind == "L" or kind in RIGHT_TO_LEFT), "L")
    return "ltr" if first == "L" else "rtl"


@register.filter
def apart(text: object) -> str:
    """A name set apart from the words around it, so that neither turns the other round."""
    return f"{ISOLATE}{text}{END}" if flow(text) == "rtl" else str(text)
