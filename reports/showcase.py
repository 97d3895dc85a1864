"""A showcase as values: everything that its page and its PDF print, and nothing that they must look up."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from portfolio.anchors import clock, paragraphs_of
from portfolio.figures.figure import Figure
from portfolio.file_types import BY_MEDIA_TYPE
from reports.index.values import EvidenceIndex
from reports.showcase_parts import ShowcaseDeclaration, ShowcaseMock, ShowcaseSection, ShowcaseTaken, Term
from standards.words import USUAL, Words

FILES_BESIDE = 6


@dataclass(frozen=True)
class ShowcaseAnswer:
    """`key` is that of its prompt: paragraphs are named after it, so that claims can point at them.

    step: the letter or number of the step that it tells, where its template is a road of steps.
    """

    question: str
    text: str
    figure: Figure | None = None
    key: str = ""
    step: str = ""

    @property
    def paragraphs(self) -> list[str]:
        return paragraphs_of(self.text)


@dataclass(frozen=True)
class EarlierDecision:
    """A decision that a later one superseded: it counts no more, and stays to be read."""

    label: str
    reason: str
    assessor: str
    decided_on: dt.date


@dataclass(frozen=True)
class ShowcaseClaim:
    """One KSB offered for, with the decision in force; `state` is a status mark's key.

    shown: where in the piece, in words; target: the name of that place inside the document, when it has one.
    kind, at: what `at` counts there, as an anchor says it.
    earlier: what was corrected, the oldest first. added_by: the assessor who saw it though nobody claimed it.
    """

    code: str
    title: str
    justification: str
    state: str
    label: str
    reason: str = ""
    assessor: str = ""
    decided_on: dt.date | None = None
    shown: str = ""
    target: str = ""
    kind: str = ""
    at: int | None = None
    earlier: tuple[EarlierDecision, ...] = ()
    added_by: str = ""
    belongs: bool = True


@dataclass(frozen=True)
class ShowcaseMark:
    """A numbered box that the assessor drew, with its note; sides as a share of the page."""

    number: int
    note: str
    left: str
    top: str
    width: str
    height: str


@dataclass(frozen=True)
class ShowcaseSheet:
    """A page or picture that the assessor drew on. `picture_key` says where its picture lies in storage."""

    name: str
    address: str
    picture_key: str
    marks: tuple[ShowcaseMark, ...]


@dataclass(frozen=True)
class ShowcaseSigned:
    """What somebody put their name to about a piece. hash: the beginning of that of all they signed."""

    label: str
    name: str
    role: str
    relationship: str
    signed_on: dt.date
    route: str
    text: str
    codes: tuple[str, ...]
    hash: str
    recording: "ShowcaseFile | None" = None


@dataclass(frozen=True)
class ShowcaseBehaviour:
    """A behaviour that somebody saw at work, and put their name to.

    is_verified: the plan leaves it to the employer, and this is the employer's word.
    """

    code: str
    title: str
    where: str
    seen_on: dt.date
    name: str
    role: str
    signed_on: dt.date
    is_verified: bool = False


@dataclass(frozen=True)
class ShowcasePage:
    """One page of a document, printed large enough to read. `picture_key` says where its picture lies."""

    number: int
    address: str
    picture_key: str


@dataclass(frozen=True)
class ShowcaseFile:
    """A file as others are handed it. `key` and `picture_key` say where it and its picture lie in storage.

    seconds: how long a recording plays. sheets: the pages of a document that are printed.
    """

    name: str
    caption: str
    media_type: str
    size: int
    sha256: str
    key: str
    picture_key: str = ""
    pages: int | None = None
    embedded_as: str = ""
    seconds: int | None = None
    sheets: tuple[ShowcasePage, ...] = ()

    @property
    def type_label(self) -> str:
        known = BY_MEDIA_TYPE.get(self.media_type)
        return known.label if known else self.media_type

    @property
    def is_played(self) -> bool:
        return self.media_type.startswith(("audio/", "video/"))

    @property
    def length(self) -> str:
        """Of a recording, as a player shows it."""
        return clock(self.seconds) if self.seconds is not None else ""

    @property
    def shown_pages(self) -> str:
        """Which of its pages are printed here, in words."""
        numbers = ", ".join(str(sheet.number) for sheet in self.sheets)
        if len(self.sheets) == self.pages:
            return ""
        return (
            f"Of its {self.pages} pages, {numbers} {'is' if len(self.sheets) == 1 else 'are'} printed here."
        )

    @property
    def alternative(self) -> str:
        """What a picture shows, for people who do not see it: the owner's caption, or else what it is."""
        if self.caption:
            return self.caption
        if self.is_played:
            return f"A moment of {self.name}"
        is_document = self.media_type == "application/pdf"
        return f"First page of {self.name}" if is_document else f"Picture: {self.name}"


@dataclass(frozen=True)
class ShowcaseEvidence:
    """countersigned: a sentence on the countersignature of a trainee's marking; blank where none is asked.

    form: the way in which its account is told, such as "STAR account".
    """

    number: int
    title: str
    kind: str
    happened_on: dt.date | None
    submitted_on: dt.date | None
    accepted_on: dt.date | None
    assessor: str
    feedback: str
    answers: tuple[ShowcaseAnswer, ...] = ()
    claims: tuple[ShowcaseClaim, ...] = ()
    files: tuple[ShowcaseFile, ...] = ()
    countersigned: str = ""
    spoken: ShowcaseFile | None = None
    sheets: tuple[ShowcaseSheet, ...] = ()
    signed: tuple[ShowcaseSigned, ...] = ()
    form: str = ""
    evidence_id: UUID | None = None

    @property
    def anchor(self) -> str:
        return f"piece-{self.number}"

    @property
    def recordings(self) -> tuple[ShowcaseFile, ...]:
        """What was spoken about the piece by others than its owner."""
        spoken = (self.spoken, *(one.recording for one in self.signed))
        return tuple(recording for recording in spoken if recording is not None)

    @property
    def pictures(self) -> tuple[ShowcaseFile, ...]:
        """Those that stand by themselves: no posters, no pages, nothing that is printed with notes on it."""
        drawn_on = {sheet.picture_key for sheet in self.sheets}
        return tuple(
            file
            for file in self.files
            if file.picture_key and not (file.sheets or file.is_played or file.picture_key in drawn_on)
        )

    @property
    def has_files_beside(self) -> bool:
        """Whether the list of files fits beside the one picture, instead of under it on a page of its own."""
        return len(self.pictures) == 1 and len(self.files) <= FILES_BESIDE

    @property
    def documents(self) -> tuple[ShowcaseFile, ...]:
        return tuple(file for file in self.files if file.sheets)

    @property
    def clips(self) -> tuple[ShowcaseFile, ...]:
        return tuple(file for file in self.files if file.is_played)


@dataclass(frozen=True)
class MapTile:
    """One KSB on the map, with the numbers of the pieces that claim it."""

    ksb_id: UUID
    code: str
    title: str
    state: str
    label: str
    pieces: tuple[int, ...] = ()

    @property
    def anchor(self) -> str:
        return f"ksb-{self.code}"


@dataclass(frozen=True)
class MapArea:
    title: str
    tiles: tuple[MapTile, ...]


@dataclass(frozen=True)
class MapBand:
    key: str
    label: str
    areas: tuple[MapArea, ...]

    @property
    def tiles(self) -> tuple[MapTile, ...]:
        return tuple(tile for area in self.areas for tile in area.tiles)


@dataclass(frozen=True)
class MatrixCell:
    """A claimed cell of the matrix, or a run of `span` cells that nobody claimed (state is then blank)."""

    state: str
    label: str
    code: str
    span: int = 1


@dataclass(frozen=True)
class MatrixRow:
    number: int
    title: str
    cells: tuple[MatrixCell, ...]

    @property
    def anchor(self) -> str:
        return f"piece-{self.number}"


@dataclass(frozen=True)
class MethodCoverage:
    name: str
    met: int
    asked: int
    missing: tuple[str, ...]


@dataclass(frozen=True)
class ShowcaseLogo:
    """sha256: also the key that the page calls the picture by."""

    sha256: str
    picture: bytes = field(repr=False)


@dataclass(frozen=True)
class Showcase:
    """taken: what was assessed during the programme. employers: the codes that the employer verifies."""

    apprentice: str
    provider: str
    employer: str
    line_manager: str
    assessor: str
    iqa: str
    standard: str
    reference: str
    level: int
    version: str
    plan: str
    credit_line: str
    started_on: dt.date
    gateway_planned_on: dt.date
    made_on: dt.date
    is_chosen: bool
    evidence: tuple[ShowcaseEvidence, ...] = ()
    bands: tuple[MapBand, ...] = ()
    matrix: tuple[MatrixRow, ...] = ()
    methods: tuple[MethodCoverage, ...] = ()
    behaviours: tuple[ShowcaseBehaviour, ...] = ()
    sections: tuple[ShowcaseSection, ...] = ()
    index: EvidenceIndex | None = None
    declarations: tuple[ShowcaseDeclaration, ...] = ()
    mocks: tuple[ShowcaseMock, ...] = ()
    terms: tuple[Term, ...] = ()
    house: str = ""
    words: Words = USUAL
    logo: ShowcaseLogo | None = None
    taken: tuple[ShowcaseTaken, ...] = ()
    employers: tuple[str, ...] = ()

    @property
    def monogram(self) -> str:
        """The first letters of the provider's first two words, in place of a drawn mark."""
        return "".join(word[0] for word in self.provider.split()[:2]).upper()

    @property
    def has_manifest(self) -> bool:
        """Whether the originals are listed at the end, so that pieces need not give their fingerprints."""
        return any(section.key == "manifest" for section in self.sections)

    @property
    def title(self) -> str:
        return f"{self.kind} of {self.apprentice}"

    @property
    def kind(self) -> str:
        """What the plan calls it, as a heading: every one is a portfolio."""
        word = self.words.showcase
        named = word if "portfolio" in word else f"{word} portfolio"
        return named[:1].upper() + named[1:]

    @property
    def tiles(self) -> tuple[MapTile, ...]:
        return tuple(tile for band in self.bands for tile in band.tiles)

    @property
    def met(self) -> int:
        return sum(tile.state == "met" for tile in self.tiles)

    @property
    def files(self) -> Iterator[ShowcaseFile]:
        return (file for piece in self.evidence for file in piece.files)

    @property
    def embedded(self) -> Iterator[tuple[ShowcaseEvidence, ShowcaseFile]]:
        """Everything that travels inside the document, with the piece it belongs to."""
        return (
            (piece, file)
            for piece in self.evidence
            for file in (*piece.files, *piece.recordings)
            if file.embedded_as
        )

    @property
    def file_count(self) -> int:
        return sum(len(piece.files) for piece in self.evidence)
