"""What is done to a PDF after the library has set it, and before and after it is written. No Django here."""

import datetime as dt
import hashlib
import os
from pathlib import Path
from typing import Any

import pydyf  # type: ignore[import-untyped]  # the library carries no types

# PDF/A lets a document say only what is described: the claim comes with the description of its one property.
CLAIM = """
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Which part of PDF/UA the document keeps to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
END = b"</rdf:RDF>"


def claim_universal_access(pdf: pydyf.PDF) -> None:
    """PDF/UA-1 beside PDF/A-3a, which is all that the library writes; a second block would not be read."""
    metadata = object_at(pdf, pdf.catalog["Metadata"])
    metadata.stream = [part.replace(END, CLAIM.encode() + END) for part in metadata.stream]


def scope_headers(pdf: pydyf.PDF) -> None:
    """Header cells in the head of a table speak for their column, all others for their row."""
    for cell in pdf.objects:
        if isinstance(cell, pydyf.Dictionary) and cell.get("S") == "/TH":
            group = object_at(pdf, object_at(pdf, cell["P"])["P"])
            cell["A"]["Scope"] = "/Column" if group["S"] == "/THead" else "/Row"


def object_at(pdf: pydyf.PDF, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


class Finish:
    """What the library leaves out: the second claim, the scope of headers, the originals, an identifier.

    The originals are embedded byte for byte. Their descriptions are written with the document; their bytes
    are appended afterwards as an incremental update, copied from disk to disk, so that they never pass
    through memory. The update carries the identifier, so there is one in any case.
    """

    def __init__(self, attachments: list[dict[str, Any]], html: str) -> None:
        self.attachments = attachments
        self.identifier = hashlib.sha256(html.encode()).digest()[:16]
        self.numbers: list[int] = []
        self.pdf = pydyf.PDF()

    def declare(self, _document: object, pdf: pydyf.PDF) -> None:
        """WeasyPrint's finisher: called when everything but the writing is done."""
        self.pdf = pdf
        claim_universal_access(pdf)
        scope_headers(pdf)
        self._declare_originals(pdf)

    def _declare_originals(self, pdf: pydyf.PDF) -> None:
        specifications = [self._specification(attachment) for attachment in self.attachments]
        if not specifications:
            return
        names = pydyf.Array()
        for specification in specifications:
            names.extend([specification["UF"], specification.reference])
        tree = pydyf.Dictionary({"Names": names})
        pdf.add_object(tree)
        pdf.catalog.setdefault("Names", pydyf.Dictionary())["EmbeddedFiles"] = tree.reference
        pdf.catalog["AF"] = pydyf.Array([one.reference for one in specifications])
        pdf.catalog["PageMode"] = "/UseOutlines"

    def _specification(self, attachment: dict[str, Any]) -> pydyf.Dictionary:
        placeholder = pydyf.Dictionary()
        self.pdf.add_object(placeholder)
        self.numbers.append(placeholder.number)
        specification = pydyf.Dictionary(
            {
                "Type": "/Filespec",
                "F": pydyf.String(attachment["name"]),
                "UF": pydyf.String(attachment["name"]),
                "Desc": pydyf.String(attachment["description"]),
                "AFRelationship": "/Source",
                "EF": pydyf.Dictionary({"F": placeholder.reference}),
            }
        )
        self.pdf.add_object(specification)
        return specification

    def append_to(self, path: Path) -> None:
        with path.open("r+b") as out:
            out.seek(0, os.SEEK_END)
            places = [
                (number, _append_file(out, number, attachment))
                for number, attachment in zip(self.numbers, self.attachments, strict=True)
            ]
            self._append_index(out, places)

    def _append_index(self, out: Any, places: list[tuple[int, int]]) -> None:
        """A cross-reference stream for the appended objects, pointing back to the first one."""
        own_number, own_place = len(self.pdf.objects), out.tell()
        places = [*places, (own_number, own_place)]
        entries = b"".join(b"\x01" + place.to_bytes(6, "big") + b"\x00" for _, place in places)
        extra = {
            "Type": "/XRef",
            "Size": own_number + 1,
            "W": pydyf.Array([1, 6, 1]),
            "Index": pydyf.Array([value for number, _ in places for value in (number, 1)]),
            "Root": self.pdf.catalog.reference,
            "Info": self.pdf.info.reference,
            "Prev": self.pdf.xref_position,
        }
        identifier = f"<{self.identifier.hex()}>"
        extra["ID"] = pydyf.Array([identifier, identifier])
        index = pydyf.Stream([entries], extra)
        index.number = own_number
        out.write(index.indirect + f"\nstartxref\n{own_place}\n%%EOF\n".encode())


def _append_file(out: Any, number: int, attachment: dict[str, Any]) -> int:
    place: int = out.tell()
    media_type = attachment["media_type"].replace("/", "#2f")
    known = Path(attachment["path"]).stat()
    changed = dt.datetime.fromtimestamp(known.st_mtime, dt.UTC).strftime("D:%Y%m%d%H%M%SZ")
    parameters = f"<</Size {known.st_size}/ModDate({changed})>>"
    header = f"<</Type/EmbeddedFile/Subtype/{media_type}/Params{parameters}/Length {known.st_size}>>"
    out.write(f"{number} 0 obj\n{header}\nstream\n".encode())
    with Path(attachment["path"]).open("rb") as original:
        while chunk := original.read(1 << 20):
            out.write(chunk)
    out.write(b"\nendstream\nendobj\n")
    return place
