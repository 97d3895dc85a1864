"""On which page of a PDF of ours a named place stands, read from the finished file."""

from pathlib import Path

import pikepdf
from pikepdf import NameTree


def pages_by_name(path: Path) -> dict[str, int]:
    """Name of the place -> its page, from 1. Of a document that we set ourselves, never of a stranger's."""
    with pikepdf.open(path) as pdf:
        names = pdf.Root.get("/Names")
        if names is None or "/Dests" not in names:
            return {}
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, start=1)}
        found = {}
        for name, place in NameTree(names.Dests).items():
            at = place.get("/D", place) if isinstance(place, pikepdf.Dictionary) else place
            found[str(name)] = numbers.get(at[0].objgen, 0)
        return {name: number for name, number in found.items() if number}
