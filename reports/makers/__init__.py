"""Who makes which kind of export, and how pages speak of it. A kind that is not here cannot be asked for.

A maker writes into the folder it is given and nowhere else, reads `export.options`, and calls `note` often.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from reports.makers.archive import make_archive, make_leap2a
from reports.makers.audit_pack import make_audit_pack
from reports.makers.made import Fingerprint, Made, Make, MakingFailedError, Note
from reports.makers.pack import make_pack
from reports.makers.sheets import make_sheet
from reports.makers.showcase import fingerprint_of_showcase, make_showcase
from reports.models import Export

__all__ = ["MAKERS", "Made", "Make", "Maker", "MakingFailedError", "Note"]


@dataclass(frozen=True)
class Maker:
    """make: does the work. button, about: how the list of exports offers it. holds: said when it is ready.

    fingerprint: of all that would go into the file if it were made now, so that one made of the same is
    handed out again. Without one it is made anew each time. is_listed: whether the list of exports offers
    it; the others are offered on pages of their own.
    """

    make: Make
    button: str
    about: str
    holds: str
    fingerprint: Fingerprint | None = None
    is_listed: bool = True


MAKERS: Mapping[str, Maker] = {
    Export.Kind.SHOWCASE: Maker(
        make_showcase,
        button="Make the PDF",
        about="One PDF with every claim, decision and original file in it.",
        holds="It holds the claims, the decisions in force and the original files.",
        fingerprint=fingerprint_of_showcase,
    ),
    Export.Kind.SHEETS: Maker(
        make_sheet,
        button="Make the file",
        about="A table to print, or a picture for slides.",
        holds="It holds what stood there when it was made.",
        is_listed=False,
    ),
    Export.Kind.AUDIT_PACK: Maker(
        make_audit_pack,
        button="Make the audit pack",
        about="One ZIP for an audit: signatures, hours, declarations, decisions, files with their hashes, "
        "readiness with what it rests on, and the audit trail.",
        holds="It holds every table as PDF, Excel and CSV. Unpack it and open index.html.",
    ),
    Export.Kind.ARCHIVE: Maker(
        make_archive,
        button="Make the archive",
        about="Everything in the portfolio as one ZIP file: it opens in any browser without Waymark, and "
        "another training provider can bring it in. The apprentice’s own also holds drafts and originals.",
        holds="It holds every version, decision, signature and file. Unpack it and open index.html.",
    ),
    Export.Kind.PACK: Maker(
        make_pack,
        button="Make the pack",
        about="One ZIP by the house rules of an assessment organisation: the PDF, the originals they want, "
        "and a mapping sheet that leads from each criterion to the page or second.",
        holds="It holds the PDF, the mapping sheet and the originals. Unpack it and open index.html.",
    ),
    Export.Kind.LEAP2A: Maker(
        make_leap2a,
        button="Make the Leap2A file",
        about="For Mahara, Moodle and other portfolios that read Leap2A: pieces, files, KSBs and training.",
        holds="It holds the newest version of each piece in Leap2A, with its files.",
    ),
}
