"""The showcase PDFs of six very different people of a demonstration, all their pages on one picture each.

Run on a demonstration's data: WAYMARK_DEMO=1 WAYMARK_DATA=folder python -m scripts.showcases
The PDFs lie in that folder's `showcases` afterwards, their pictures in docs/screens/showcases.
"""

import math
import os
from collections.abc import Mapping
from pathlib import Path

import django
import pypdfium2
from PIL import Image

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402  # Django comes first
from django.core.files.storage import default_storage  # noqa: E402

from portfolio.models import Apprenticeship  # noqa: E402
from reports.actions.exports import request_export  # noqa: E402
from reports.exports import make  # noqa: E402
from reports.models import Export  # noqa: E402
from reports.models.house import Section  # noqa: E402

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "screens" / "showcases"
EVERYTHING = {"sections": list(Section.values)}
# Through with it all; long and full of media; a name from right to left; hardly begun; nothing chosen yet;
# on the standard whose plan is of another shape.
PEOPLE: Mapping[str, tuple[str, Mapping[str, object]]] = {
    "finished": ("Yusuf Abdirahman", EVERYTHING),
    "long": ("Ffion Adeyemi", {}),
    "right-to-left": ("محمد السيد", {}),
    "hardly-begun": ("Chloe Partridge", {}),
    "nothing-chosen": ("Chidi Nwachukwu", EVERYTHING),
    "another-standard": ("Tegan Rosewarne", EVERYTHING),
}
COLUMNS, WIDTH, MARGIN = 8, 200, 6


def showcase_of(name: str, options: Mapping[str, object]) -> bytes:
    of = Apprenticeship.objects.get(apprentice__name=name)
    export = request_export(apprenticeship=of, options=options, by=of.apprentice)
    if export.state != Export.State.READY:
        make(export.pk)
        export.refresh_from_db()
    with default_storage.open(export.key) as made:
        return bytes(made.read())


def picture_of(pdf: Path) -> Image.Image:
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.render(scale=2 * WIDTH / page.get_width()).to_pil() for page in document]
    pages = [
        page.resize((WIDTH, page.height * WIDTH // page.width), Image.Resampling.LANCZOS) for page in pages
    ]
    height = max(page.height for page in pages)
    across, down = WIDTH + MARGIN, height + MARGIN
    sheet = Image.new(
        "RGB", (COLUMNS * across + MARGIN, math.ceil(len(pages) / COLUMNS) * down + MARGIN), "#6b7280"
    )
    for place, page in enumerate(pages):
        sheet.paste(page, (MARGIN + place % COLUMNS * across, MARGIN + place // COLUMNS * down))
    return sheet


def main() -> None:
    pdfs = Path(settings.WAYMARK_DATA, "showcases")
    for folder in (pdfs, PICTURES):
        folder.mkdir(parents=True, exist_ok=True)
    for key, (name, options) in PEOPLE.items():
        path = pdfs / f"{key}.pdf"
        path.write_bytes(showcase_of(name, options))
        picture_of(path).save(PICTURES / f"{key}.webp", quality=35, method=6)
        print(path)


if __name__ == "__main__":
    main()
