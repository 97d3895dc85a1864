"""Five very different apprentices, as the values of their showcases, with files that lie where they say."""

import datetime as dt
import hashlib
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from django.template.loader import render_to_string
from PIL import Image

from portfolio.figures.columns import JOURNEY_SHAPE, KPI_SHAPE
from portfolio.figures.figure import figure_from
from reports.choices import Choices
from reports.index import EvidenceIndex, IndexCriterion, IndexEntry, IndexGrade, IndexKsb, IndexMethod
from reports.models.house import Section
from reports.press import Original
from reports.rules import embedded_name
from reports.showcase import (
    EarlierDecision,
    MapArea,
    MapBand,
    MapTile,
    MatrixCell,
    MatrixRow,
    MethodCoverage,
    Showcase,
    ShowcaseAnswer,
    ShowcaseBehaviour,
    ShowcaseClaim,
    ShowcaseEvidence,
    ShowcaseFile,
    ShowcaseMark,
    ShowcasePage,
    ShowcaseSheet,
    ShowcaseSigned,
)
from reports.showcase_parts import ShowcaseDeclaration, ShowcaseMock, Term
from reports.surroundings import sections_of
from standards.models import Criterion

DAY = dt.date(2026, 10, 9)
ALL = Choices(sections=tuple(Section.values))
NAMES = "Llŷr Ŵyn, Łucja Święta, عائشة خان, 李明, 王小明, 😀 👩‍💻 🇬🇧"
ARABIC = "قدمت للعميل شرحا واضحا (2026) ثم كتبت ملاحظة في CRM."
HOSTILE = (
    "<img src=file:///etc/hostname> <style>@import url(http://127.0.0.1:9/x)</style> <svg onload=x>"
    "<image href=http://127.0.0.1:9/y /></svg> <link rel=attachment href=file:///etc/hostname> "
    "{{ x }} {% y %} \x00 \ue000"
)
MONTHS = [{"period": f"Month {n}", "contacts": 100 + n, "resolved_first": 70 + n} for n in range(1, 13)]
STAGES = [
    {"stage": "Cyrraedd", "touch_point": "Ffôn", "feeling": 2, "improvement": "Ateb yn gynt"},
    {"stage": "Waits", "feeling": 1, "feels": "Have they forgotten me?"},
    {"stage": "الوصول", "feeling": 5},
]


def picture(folder: Path, name: str, size: tuple[int, int] = (320, 240)) -> Path:
    path = folder / f"{name}.jpg"
    Image.new("RGB", size, (90, 120, 140)).save(path, "JPEG")
    return path


def file(folder: Path, number: int, name: str, media_type: str, **fields: object) -> ShowcaseFile:
    body = f"{number} {name}".encode()
    path = folder / hashlib.sha256(body).hexdigest()
    path.write_bytes(body)
    made = ShowcaseFile(
        name=name,
        caption="",
        media_type=media_type,
        size=len(body),
        sha256=hashlib.sha256(body).hexdigest(),
        key=str(path),
        embedded_as=embedded_name(number, 1, name),
    )
    return replace(made, **fields)


def claim(code: str, **fields: object) -> ShowcaseClaim:
    made = ShowcaseClaim(
        code=code,
        title="What it asks",
        justification="I did this when I put it right.",
        state="met",
        label="Met",
        reason="You say what you did.",
        assessor="Sam Okafor",
        decided_on=DAY,
    )
    return replace(made, **fields)


def piece(number: int, **fields: object) -> ShowcaseEvidence:
    made = ShowcaseEvidence(
        number=number,
        title=f"A refund put right, {number}",
        kind="Reflective account",
        happened_on=DAY,
        submitted_on=DAY,
        accepted_on=DAY,
        assessor="Sam Okafor",
        feedback="Well told.\n\nGo on.",
        answers=(ShowcaseAnswer("What was going on?", "I listened.\nThen I acted.", key="what", step="S"),),
        claims=(claim("K1"), claim("S1", state="not-yet", label="Not yet")),
        form="STAR account",
        evidence_id=UUID(int=number),
    )
    return replace(made, **fields)


def showcase(name: str, *pieces: ShowcaseEvidence, **fields: object) -> Showcase:
    codes = ("K1", "S1", "B1")
    entries = tuple(
        IndexEntry(one.number, UUID(int=one.number), one.title, "K1", "So.", "met", "Met", target=one.anchor)
        for one in pieces
    )
    criterion = IndexCriterion(
        code="P1",
        text="Puts it right",
        area="Conflict",
        is_indicative=True,
        stands="full",
        mark="met",
        word="Spoken to",
        codes=("K1", "S1"),
        entries=entries,
        lacking=(),
    )
    grade = IndexGrade(Criterion.Grade.PASS, "Pass", (criterion,))
    tiles = tuple(
        MapTile(UUID(int=place), code, "What it asks", "met", "Met") for place, code in enumerate(codes)
    )
    made = Showcase(
        apprentice=name,
        provider="Northwind Training",
        employer="Harbour Stores",
        line_manager="Lena Nowak",
        assessor="Sam Okafor",
        iqa="Gwen Llŷr",
        standard="Customer service practitioner",
        reference="ST0072",
        level=2,
        version="1.1",
        plan="Assessment plan",
        credit_line="",
        started_on=DAY,
        gateway_planned_on=DAY,
        made_on=DAY,
        is_chosen=True,
        evidence=pieces,
        bands=(MapBand("k", "Knowledge", (MapArea("Knowing your customers", tiles),)),),
        matrix=tuple(
            MatrixRow(one.number, one.title, (MatrixCell("met", "Met", "K1"), MatrixCell("", "", "", 2)))
            for one in pieces
        ),
        methods=(MethodCoverage("Apprentice showcase", 1, 3, ("S1", "B1")),),
        index=EvidenceIndex(
            (IndexMethod("showcase", "Apprentice showcase", (grade,)),),
            tuple(IndexKsb(code, "What it asks", "met", "Met", entries) for code in codes),
        ),
        declarations=(ShowcaseDeclaration("Apprentice", name, ("It is my own work.",), DAY, "0" * 16),),
        terms=(Term("KSB", "Knowledge, skill or behaviour."),),
    )
    made = replace(made, **fields)
    return replace(made, sections=sections_of(ALL, made))


def nearly_empty(_folder: Path) -> Showcase:
    declared = (ShowcaseDeclaration("Employer", "Lena Nowak", ("At the level.",)),)
    return showcase("Bo", declarations=declared, is_chosen=False)


def every_script(folder: Path) -> Showcase:
    arabic = (ShowcaseAnswer("What was going on?", f"{ARABIC}\n\n{ARABIC} {ARABIC}", key="what"),)
    hostile = (ShowcaseAnswer(HOSTILE, HOSTILE, key="what"),)
    photo = file(folder, 2, "أ.jpg", "image/jpeg", caption=HOSTILE, picture_key=str(picture(folder, "a")))
    return showcase(
        f"{NAMES} عائشة",
        piece(1, title=ARABIC, answers=arabic, claims=(claim("K1", justification=ARABIC, reason=ARABIC),)),
        piece(2, title=HOSTILE, answers=hostile, files=(photo,), feedback=HOSTILE),
        provider="李明 培训",
        assessor="عائشة خان",
    )


def very_long(folder: Path) -> Showcase:
    """A hundred thousand characters, a scan of 300 pages, and a picture of 1 by 20,000 pixels."""
    words = "the customer asked about a refund that had not arrived so I listened and checked "
    long = ShowcaseAnswer("What did you do?", (words * 30 + "\n\n") * 41, key="what")
    unbroken = ShowcaseAnswer("And then?", "x" * 3000, key="then")
    page = str(picture(folder, "page", (550, 780)))
    pages = tuple(ShowcasePage(number, f"scan-{number}", page) for number in (1, 2, 3, 17))
    scan = file(folder, 1, "scan.pdf", "application/pdf", pages=300, sheets=pages, picture_key=page)
    thin = str(picture(folder, "thin", (1, 1600)))
    line = file(folder, 2, "line.png", "image/png", picture_key=thin)
    return showcase("Long Story", piece(1, answers=(long, unbroken), files=(scan,)), piece(2, files=(line,)))


def clips_and_figures(folder: Path) -> Showcase:
    poster = str(picture(folder, "poster"))
    clip = file(folder, 1, "call.mp4", "video/mp4", seconds=83, picture_key=poster, caption="I greet them.")
    voice = file(folder, 2, "voice.mp3", "audio/mpeg", seconds=7)
    figures = ShowcaseAnswer("Your figures", "", figure_from(KPI_SHAPE, MONTHS), key="figures")
    journey = ShowcaseAnswer("Your stages", "", figure_from(JOURNEY_SHAPE, STAGES), key="stages")
    at = claim("K1", shown="1:23 in call.mp4", target="piece-1-file-1", kind="time", at=83)
    return showcase(
        "Chidi Nwachukwu",
        piece(1, files=(clip,), claims=(at,)),
        piece(2, files=(voice,), spoken=voice, answers=(figures, journey)),
    )


def judged_in_full(folder: Path) -> Showcase:
    photo = file(
        folder,
        1,
        "desk.jpg",
        "image/jpeg",
        caption="Desk",
        picture_key=str(picture(folder, "d", (1600, 1200))),
    )
    boxes = (ShowcaseMark(1, "This shows it.", "10%", "10%", "40%", "20%"),)
    sheet = ShowcaseSheet("desk.jpg", "sheet-1", str(picture(folder, "sheet")), boxes)
    signed = ShowcaseSigned(
        label="Witness testimony",
        name="عائشة",
        role="Supervisor",
        relationship="saw the work",
        signed_on=DAY,
        route="by a link sent to them",
        text="I saw it.\n\nTwice.",
        codes=("K1", "B1"),
        hash="0" * 16,
        recording=file(folder, 3, "spoken.mp3", "audio/mpeg"),
    )
    corrected = claim(
        "K1",
        earlier=(EarlierDecision("Not yet", "I misread it.", "Sam Okafor", DAY),),
        added_by="Sam Okafor",
    )
    seen = ShowcaseBehaviour("B1", "Developing self", "At the desk", DAY, "Lena Nowak", "Manager", DAY)
    mock = ShowcaseMock(
        "Mock observation", "Observation", DAY, "Sam Okafor", "Pass", "10 of 10", "Calm.", "Sum up."
    )
    return showcase(
        "Gwen Ŵyn",
        piece(1, files=(photo,), claims=(corrected,), countersigned="Countersigned by Ada."),
        piece(2, files=(photo,), sheets=(sheet,), signed=(signed,)),
        behaviours=(seen,),
        mocks=(mock,),
        house="Northgate Assessment",
    )


FIVE = {
    "nearly-empty": nearly_empty,
    "every-script": every_script,
    "very-long": very_long,
    "clips-and-figures": clips_and_figures,
    "judged-in-full": judged_in_full,
}


def html_of(found: Showcase) -> str:
    return render_to_string("reports/showcase_print.html", {"showcase": found})


def pictures_in(found: Showcase) -> dict[str, Path]:
    pictures = {one.sha256: Path(one.picture_key) for one in found.files if one.picture_key}
    pictures |= {page.address: Path(page.picture_key) for one in found.files for page in one.sheets}
    pictures |= {one.address: Path(one.picture_key) for each in found.evidence for one in each.sheets}
    return pictures


def originals_in(found: Showcase) -> list[Original]:
    return [
        Original(one.key, one.embedded_as, one.media_type, f"Piece {each.number}: {one.name}")
        for each, one in found.embedded
    ]
