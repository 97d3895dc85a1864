"""House rules of a provider's own: what a pack holds, and how everything in it is called."""

from typing import Any

from django import forms

from portfolio.programme_forms import UnfitForm
from reports.forms.rooms import line_field
from reports.models import HouseRules, Originals, Section, Shape
from reports.packs.naming import OF_A_FILE, OF_A_PDF, OF_A_PIECE, unfit_in
from reports.packs.planning import FOLDERS

MEGABYTE = 1_000_000
MOST_PIECES = 500
MOST_MEGABYTES = 20_000
SELECT = {"class": "form-select"}
BOX = {"class": "form-control", "inputmode": "numeric"}
FIELDS = ("name", "about", "shape", "originals", "evidence_limit", "pdf_name", "piece_folder", "file_name")


def _words(names: tuple[str, ...]) -> str:
    return "In braces: " + ", ".join(f"{{{name}}}" for name in names) + "."


def _most(label: str, most: int, help_text: str = "") -> forms.IntegerField:
    box = forms.NumberInput(attrs=BOX)
    return forms.IntegerField(
        label=label, required=False, min_value=1, max_value=most, widget=box, help_text=help_text
    )


class HouseRulesForm(UnfitForm):
    name = line_field("Assessment organisation", limit=120)
    about = line_field("What to know about them", limit=400, required=False)
    shape = forms.ChoiceField(label="What they get", choices=Shape.choices, widget=forms.Select(attrs=SELECT))
    originals = forms.ChoiceField(
        label="Which originals", choices=Originals.choices, widget=forms.Select(attrs=SELECT)
    )
    sections = forms.MultipleChoiceField(
        label="Parts of the PDF", choices=Section.choices, widget=forms.CheckboxSelectMultiple
    )
    evidence_limit = _most("How many pieces at most", MOST_PIECES, "Leave it empty for no limit.")
    pdf_name = line_field("Name of the PDF", limit=120, help_text=_words(OF_A_PDF))
    piece_folder = line_field("Folder of a piece", limit=120, help_text=_words(OF_A_PIECE))
    file_name = line_field("Name of a file", limit=120, help_text=_words(OF_A_FILE))
    mapping = line_field("Folder of the mapping sheet", limit=60)
    documents = line_field("Folder of the PDF", limit=60)
    evidence = line_field("Folder of the originals", limit=60)
    file_megabytes = _most("Largest file, in MB", MOST_MEGABYTES)
    pack_megabytes = _most("All originals together, in MB", MOST_MEGABYTES)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        known = {"pdf_name": OF_A_PDF, "piece_folder": OF_A_PIECE, "file_name": OF_A_FILE}
        for field in (*known, *FOLDERS):
            if said := unfit_in(cleaned.get(field, ""), known.get(field, ())):
                self.add_error(field, said)
        if Section.PIECES not in cleaned.get("sections", [Section.PIECES]):
            self.add_error("sections", "A portfolio without its pieces would be empty. Tick them too.")
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """As the model has them. The parts stand in the order of the showcase."""
        typed = self.cleaned_data
        return {name: typed[name] for name in FIELDS} | {
            "sections": [section for section in Section.values if section in typed["sections"]],
            "folders": {name: typed[name] for name in FOLDERS},
            "largest_file_bytes": _bytes(typed["file_megabytes"]),
            "largest_pack_bytes": _bytes(typed["pack_megabytes"]),
        }


def _bytes(megabytes: int | None) -> int | None:
    return megabytes * MEGABYTE if megabytes else None


def typed_of(rules: HouseRules) -> dict[str, Any]:
    """What the form begins with, of rules that are to be changed or copied."""
    return {
        **{name: getattr(rules, name) for name in (*FIELDS, "sections")},
        **FOLDERS,
        **rules.folders,
        "file_megabytes": rules.largest_file_bytes and rules.largest_file_bytes // MEGABYTE,
        "pack_megabytes": rules.largest_pack_bytes and rules.largest_pack_bytes // MEGABYTE,
    }
