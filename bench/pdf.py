"""How long, how much memory and how many pages the showcase PDF takes, beside headless Chromium.

    python bench/pdf.py            10, 40, 100 and 250 pieces, one photo each
    python bench/pdf.py --quick    10 and 40 pieces, without Chromium

Half of the pieces are accounts of 240 words with three claims, half are work products of 155 words with two:
198 words on average, where the demonstration's 298 accepted pieces have 130 words and 2.6 claims. Each claim
has a sentence from either side, and each piece a photo of its own that is also attached. Seconds are by the
clock; on a busy machine look at the processor's seconds.

Ends with 1 when a target is missed. The last line holds the figures as JSON.
"""

import argparse
import base64
import datetime as dt
import hashlib
import json
import math
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("WAYMARK_DEMO", "1")
os.environ.setdefault("WAYMARK_DATA", tempfile.mkdtemp(prefix="waymark-bench-"))

import django  # noqa: E402  # the path and the environment come first
import yaml  # noqa: E402
from django.template.loader import render_to_string  # noqa: E402
from PIL import Image, ImageDraw, ImageFilter  # noqa: E402

django.setup()

from reports import press  # noqa: E402
from reports.building import matrix_of  # noqa: E402
from reports.choices import Choices  # noqa: E402
from reports.index import (  # noqa: E402
    EvidenceIndex,
    IndexCriterion,
    IndexEntry,
    IndexGrade,
    IndexKsb,
    IndexMethod,
)
from reports.models.house import Section  # noqa: E402
from reports.rules import embedded_name  # noqa: E402
from reports.showcase import (  # noqa: E402
    MapArea,
    MapBand,
    MapTile,
    MethodCoverage,
    Showcase,
    ShowcaseAnswer,
    ShowcaseClaim,
    ShowcaseEvidence,
    ShowcaseFile,
)
from reports.showcase_parts import ShowcaseDeclaration, ShowcaseMock, Term  # noqa: E402
from reports.surroundings import sections_of  # noqa: E402
from standards.models import Criterion  # noqa: E402

SIZES, QUICK_SIZES = (10, 40, 100, 250), (10, 40)
TARGETS = {40: (4.0, 250), 250: (20.0, 600)}
BARE_MEGABYTES = {40: 6.0}
DECLARED_ON = dt.date(2026, 11, 20)
GROWTH = 1.05
LIMITS = press.Limits(seconds=300, megabytes=3000)
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
TEXT = """
the customer asked about a refund that had not arrived so I listened and checked the order on our system
before saying what we could do next because the policy gives twenty eight days and she had kept the receipt
I explained both choices in plain words and wrote a note for my colleague who took over in the afternoon
when she called back we had the answer ready and thanked her for waiting it felt good to put it right
"""
WORDS = TEXT.split()
ACCOUNT = (
    ("What was going on?", 40),
    ("What did you need to do?", 25),
    ("What did you do, and why?", 95),
    ("How did it end?", 40),
    ("What did you learn?", 40),
)
WORK_PRODUCT = (
    ("What is it?", 30),
    ("Why did you make it?", 25),
    ("Which part is your own work?", 55),
    ("What happened next?", 25),
    ("How did you protect people's details?", 20),
)


def text(chance: random.Random, words: int) -> str:
    start = chance.randrange(len(WORDS))
    picked = [WORDS[(start + place * 7) % len(WORDS)] for place in range(words)]
    sentences = [" ".join(picked[place : place + 15]).capitalize() + "." for place in range(0, words, 15)]
    half = len(sentences) // 2
    return (
        " ".join(sentences[:half]) + "\n\n" + " ".join(sentences[half:])
        if words > 100
        else " ".join(sentences)
    )


def photo(folder: Path, number: int) -> Path:
    """A photograph-like picture as the upload's copy would be: 1600 pixels, a few hundred kilobytes."""
    chance = random.Random(number)
    picture = Image.effect_noise((1600, 1200), 40).convert("RGB").filter(ImageFilter.GaussianBlur(1.2))
    draw = ImageDraw.Draw(picture, "RGBA")
    for _ in range(24):
        left, top = chance.randrange(1500), chance.randrange(1100)
        colour = (*(chance.randrange(256) for _ in range(3)), 150)
        draw.ellipse(
            (left, top, left + chance.randrange(60, 500), top + chance.randrange(60, 500)), fill=colour
        )
    path = folder / f"photo-{number}.jpg"
    picture.save(path, quality=80)
    return path


def standard() -> dict:
    return yaml.safe_load((PROJECT / "fixtures/standards/st0072-1.1.yaml").read_text())["versions"][-1]


def index(evidence: tuple[ShowcaseEvidence, ...]) -> EvidenceIndex:
    """Every criterion of the shipped plan, with the claims that speak to it."""
    entries: dict[str, list[IndexEntry]] = {}
    for one in evidence:
        for claimed in one.claims:
            entry = IndexEntry(
                number=one.number,
                evidence_id=UUID(int=one.number),
                title=one.title,
                code=claimed.code,
                justification=claimed.justification,
                state="met",
                label="Met",
                target=one.anchor,
            )
            entries.setdefault(claimed.code, []).append(entry)
    record = standard()
    ksbs = [ksb for area in record["areas"] for ksb in area["ksbs"]]
    return EvidenceIndex(
        tuple(method(one, entries) for one in record["plans"][-1]["methods"]),
        tuple(
            IndexKsb(ksb["code"], ksb.get("title", ""), "met", "Met", tuple(entries.get(ksb["code"], ())))
            for ksb in ksbs
        ),
    )


def method(record: dict, entries: dict[str, list[IndexEntry]]) -> IndexMethod:
    grades = []
    for grade in Criterion.Grade:
        criteria = tuple(
            IndexCriterion(
                code=code,
                text=one["text"],
                area=area["area"],
                is_indicative=True,
                stands="full",
                mark="met",
                word="Spoken to",
                codes=tuple(one["ksbs"]),
                entries=tuple(entry for ksb in one["ksbs"] for entry in entries.get(ksb, ())),
                lacking=(),
            )
            for area in record["areas"]
            for code, one in area.get(grade.value, {}).items()
        )
        grades.append(IndexGrade(grade, grade.label, criteria))
    return IndexMethod(record["key"], record["name"], tuple(grades))


def bands(claimed: dict[str, list[int]]) -> tuple[MapBand, ...]:
    """The map of the shipped standard, with two thirds of it met and the pieces that claim each KSB."""
    record = standard()
    found: dict[str, list[MapArea]] = {"K": [], "S": [], "B": []}
    for area in record["areas"]:
        tiles = tuple(
            MapTile(
                ksb_id=UUID(int=number),
                code=ksb["code"],
                title=ksb.get("title", ksb["code"]),
                state=("met", "met", "not-yet")[number % 3],
                label=("Met", "Met", "Not yet")[number % 3],
                pieces=tuple(claimed.get(ksb["code"], ())),
            )
            for number, ksb in enumerate(area["ksbs"])
        )
        found[tiles[0].code[0]].append(MapArea(area["title"], tiles))
    titles = {"K": "Knowledge", "S": "Skills", "B": "Behaviours"}
    return tuple(MapBand(kind.lower(), titles[kind], tuple(areas)) for kind, areas in found.items())


def claim(chance: random.Random, code: str) -> ShowcaseClaim:
    return ShowcaseClaim(
        code=code,
        title="What it asks",
        justification=text(chance, 15),
        state="met",
        label="Met",
        reason=text(chance, 12),
        assessor="Sam Okafor",
        decided_on=dt.date(2026, 10, 9),
    )


def attached(number: int, picture: Path) -> ShowcaseFile:
    body, name = picture.read_bytes(), f"returns desk {number}.jpg"
    return ShowcaseFile(
        name=name,
        caption="The returns desk on the day.",
        media_type="image/jpeg",
        size=len(body),
        sha256=hashlib.sha256(body).hexdigest(),
        key=str(picture),
        picture_key=str(picture),
        embedded_as=embedded_name(number, 1, name),
    )


def piece(number: int, codes: list[str], picture: Path) -> ShowcaseEvidence:
    chance = random.Random(number)
    claimed = sorted(chance.sample(codes, 2 + number % 2))
    questions = ACCOUNT if number % 2 else WORK_PRODUCT
    return ShowcaseEvidence(
        number=number,
        title=f"A refund put right, number {number}",
        kind="Reflective account",
        happened_on=dt.date(2026, 9, 30),
        submitted_on=dt.date(2026, 10, 5),
        accepted_on=dt.date(2026, 10, 9),
        assessor="Sam Okafor",
        feedback=text(chance, 25),
        answers=tuple(
            ShowcaseAnswer(question, text(chance, words), key=f"answer{place}")
            for place, (question, words) in enumerate(questions)
        ),
        claims=tuple(claim(chance, code) for code in claimed),
        files=(attached(number, picture),),
        form="STAR account" if number % 2 else "Work product",
        evidence_id=UUID(int=number),
    )


def claimed_in(evidence: Iterable[ShowcaseEvidence]) -> dict[str, list[int]]:
    """The numbers of the pieces that claim each KSB."""
    claimed: dict[str, list[int]] = {}
    for one in evidence:
        for made in one.claims:
            claimed.setdefault(made.code, []).append(one.number)
    return claimed


def showcase(pieces: int, folder: Path) -> Showcase:
    codes = [tile.code for band in bands({}) for tile in band.tiles]
    evidence = tuple(piece(number, codes, photo(folder, number)) for number in range(1, pieces + 1))
    drawn = bands(claimed_in(evidence))
    found = Showcase(
        apprentice="Aisha Khan",
        provider="Northwind Training",
        employer="Harbour Stores",
        line_manager="Lena Nowak",
        assessor="Sam Okafor",
        iqa="Gwen Llŷr",
        standard="Customer service practitioner",
        reference="ST0072",
        level=2,
        version="1.1",
        plan="Assessment plan of 2017",
        credit_line="",
        started_on=dt.date(2026, 1, 12),
        gateway_planned_on=dt.date(2027, 1, 12),
        made_on=dt.date(2026, 11, 21),
        is_chosen=True,
        evidence=evidence,
        bands=drawn,
        matrix=matrix_of(drawn, evidence),
        methods=(MethodCoverage("Apprentice showcase", 14, 18, ("K5", "S7", "B1", "B2")),),
        index=index(evidence),
        declarations=tuple(
            ShowcaseDeclaration(part, "Somebody", ("It is so.",) * 3, DECLARED_ON, "0" * 16)
            for part in ("Apprentice", "Employer", "Training provider")
        ),
        mocks=(
            ShowcaseMock(
                "Mock observation", "", DECLARED_ON, "Sam Okafor", "Pass", "9 of 9", "Calm.", "Go on."
            ),
        )
        * 3,
        terms=(Term("KSB", "Knowledge, skill or behaviour."),) * 14,
    )
    return replace(found, sections=sections_of(Choices(sections=tuple(Section.values)), found))


def by_press(html: str, shown: Showcase, out: Path, *, bare: bool = False) -> press.PressResult:
    """bare: without the originals inside."""
    pictures = {file.sha256: Path(file.picture_key) for file in shown.files}
    originals = [
        press.Original(file.key, file.embedded_as, file.media_type, f"SHA-256 {file.sha256}")
        for file in shown.files
        if not bare
    ]
    return press.to_pdf(
        html, pictures=pictures, photos=set(pictures), attachments=originals, out=out, limits=LIMITS
    )


def by_chromium(html: str, shown: Showcase, folder: Path) -> float | None:
    """Seconds that headless Chromium takes to print the same document with the same pictures."""
    if not Path(CHROMIUM).exists():
        return None
    for file in shown.files:
        inside = base64.b64encode(Path(file.picture_key).read_bytes()).decode()
        html = html.replace(f"evidence:{file.sha256}", f"data:image/jpeg;base64,{inside}")
    source, out = folder / "chromium.html", folder / "chromium.pdf"
    source.write_text(html, encoding="utf-8")
    switches = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
    started = time.perf_counter()
    subprocess.run(
        [CHROMIUM, *switches, f"--print-to-pdf={out}", source.as_uri()],
        check=True,
        capture_output=True,
        timeout=600,
    )
    return time.perf_counter() - started


def measure(pieces: int, folder: Path, *, with_chromium: bool) -> dict[str, float | int | None]:
    shown = showcase(pieces, folder)
    started = time.perf_counter()
    html = render_to_string("reports/showcase_print.html", {"showcase": shown})
    built = time.perf_counter() - started
    press.close()
    started = time.perf_counter()
    by_press(html, shown, folder / f"showcase-{pieces}.pdf")
    cold = time.perf_counter() - started
    warm_runs = [
        by_press(html, shown, folder / f"showcase-{pieces}.pdf") for _ in range(3 if pieces <= 40 else 1)
    ]
    warm = min(warm_runs, key=lambda run: run.seconds)
    bare = by_press(html, shown, folder / f"showcase-{pieces}-bare.pdf", bare=True)
    chromium = by_chromium(html, shown, folder) if with_chromium else None
    return {
        "pieces": pieces,
        "html_seconds": round(built, 2),
        "cold_seconds": round(cold, 2),
        "warm_seconds": round(warm.seconds, 2),
        "warm_cpu_seconds": round(warm.cpu_seconds, 2),
        "peak_megabytes": warm.peak_megabytes,
        "megabytes": round(warm.size / 1e6, 1),
        "bare_megabytes": round(bare.size / 1e6, 1),
        "pages": warm.pages,
        "chromium_seconds": round(chromium, 2) if chromium else None,
        "times_chromium": round(warm.seconds / chromium, 2) if chromium else None,
    }


def growth(rows: list[dict[str, float | int | None]]) -> float:
    """The exponent of processor time against pages, between the 40-piece document and the largest."""
    first = next((row for row in rows if row["pieces"] == 40), rows[0])
    last = rows[-1]
    first, last = (rows[0], last) if first is last else (first, last)
    times, pages = last["warm_cpu_seconds"] / first["warm_cpu_seconds"], last["pages"] / first["pages"]
    return round(math.log(times) / math.log(pages), 3)


def missed(rows: list[dict[str, float | int | None]], exponent: float) -> list[str]:
    found = []
    for row in rows:
        seconds, megabytes = TARGETS.get(row["pieces"], (math.inf, math.inf))
        if row["warm_seconds"] > seconds:
            found.append(f"{row['pieces']} pieces took {row['warm_seconds']} s, more than {seconds} s")
        if row["peak_megabytes"] > megabytes:
            found.append(f"{row['pieces']} pieces took {row['peak_megabytes']} MB, more than {megabytes} MB")
        largest = BARE_MEGABYTES.get(row["pieces"], math.inf)
        if row["bare_megabytes"] > largest:
            found.append(f"{row['pieces']} pieces fill {row['bare_megabytes']} MB, more than {largest} MB")
    if len(rows) > 2 and exponent > GROWTH:
        found.append(f"growth {exponent}, more than {GROWTH}")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--keep", type=Path, help="a folder that keeps the PDFs")
    options = parser.parse_args()
    sizes = QUICK_SIZES if options.quick else SIZES
    with tempfile.TemporaryDirectory(prefix="waymark-bench-") as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        rows = [measure(pieces, folder, with_chromium=not options.quick) for pieces in sizes]
    press.close()
    print(" ".join(f"{name:>17}" for name in rows[0]))
    for row in rows:
        print(" ".join(f"{'' if value is None else value:>17}" for value in row.values()))
    exponent = growth(rows)
    problems = missed(rows, exponent)
    print("growth exponent", exponent)
    for problem in problems:
        print("MISSED:", problem)
    print(json.dumps({"rows": rows, "growth": exponent, "missed": problems}))
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
