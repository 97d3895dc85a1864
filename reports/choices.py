"""What somebody chose for a showcase: its parts and their order, which originals travel inside, its name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reports.models.house import Originals, Section

# Practice is nobody's evidence: it is printed only where somebody asks for it.
USUAL_SECTIONS = tuple(section for section in Section.values if section != Section.MOCKS)


@dataclass(frozen=True)
class Choices:
    """sections: keys of `Section` in the order wanted. pdf_name: a pattern; blank for the usual name.

    house: the name of the rules it follows, to be printed; blank for none.
    """

    sections: tuple[str, ...] = USUAL_SECTIONS
    originals: str = Originals.ALL.value
    pdf_name: str = ""
    house: str = ""

    def has(self, section: str) -> bool:
        return section in self.sections


USUAL = Choices()


def choices_in(options: Mapping[str, Any]) -> Choices:
    """From the options of an export; what is not said there is as usual."""
    return Choices(
        sections=tuple(section for section in options.get("sections", ()) if section in Section.values)
        or USUAL_SECTIONS,
        originals=options.get("originals", USUAL.originals),
        pdf_name=options.get("pdf_name", ""),
        house=options.get("house", ""),
    )
