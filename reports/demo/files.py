"""The files people add: drawn once from a seed, then kept and checked through the product's own pipeline."""

import datetime as dt
import os
import random
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Provider
from portfolio.keeping import recognised, sha256_of
from portfolio.models import StoredFile
from portfolio.opener import examine
from portfolio.processing import finish, keep_copies, lease
from portfolio.storage import on_this_disk
from reports.demo.canvas import as_photo, as_screenshot
from reports.demo.documents import DOCUMENTS
from reports.demo.pictures import SCENES

SCREENSHOTS = {"chat", "crm", "kpi"}
PHOTO_MEGAPIXELS = (2, 2, 3, 3, 5, 8, 12)
CAPTIONS = {
    "counter": "Our service desk with the queue board above it",
    "ready_desk": "The desk before we open, with nobody there",
    "whiteboard": "The whiteboard with our notes",
    "receipt": "The receipt, with the card number covered",
    "chat": "The chat, with the name covered",
    "kpi": "Our performance board, names covered",
    "badge": "My name badge, with my name covered",
    "thanks": "The card, with the signature covered",
    "hall": "The room, set up and empty",
    "floor_plan": "The plan of the room, with rows, aisle and exits",
    "crm": "The record in our customer system, personal details covered",
}


@dataclass(frozen=True)
class Recipe:
    """What kind of file, and which of its many variants."""

    kind: str
    variant: int

    @property
    def name(self) -> str:
        number = 1000 + (self.variant * 37 + len(self.kind)) % 9000
        return f"IMG_{number}.jpg" if self.extension == "jpg" else f"{self.kind}-{number}.{self.extension}"

    @property
    def extension(self) -> str:
        if self.kind in DOCUMENTS:
            return DOCUMENTS[self.kind][0]
        return "png" if self.kind in SCREENSHOTS else "jpg"

    @property
    def caption(self) -> str:
        return CAPTIONS.get(self.kind, "")


def made(recipe: Recipe) -> bytes:
    chance = random.Random(f"{recipe.kind} {recipe.variant}")  # noqa: S311  # drawings, not secrets
    if recipe.kind in DOCUMENTS:
        return DOCUMENTS[recipe.kind][1](chance)
    image = SCENES[recipe.kind](chance)
    if recipe.kind in SCREENSHOTS:
        return as_screenshot(image)
    return as_photo(image, chance.choice(PHOTO_MEGAPIXELS))


def made_all(recipes: Iterable[Recipe]) -> dict[Recipe, bytes]:
    """Several at a time: turning, scaling and saving a picture leaves the interpreter free."""
    wanted = list(dict.fromkeys(recipes))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip(wanted, pool.map(made, wanted), strict=True))


def upload_of(recipe: Recipe, body: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(recipe.name, body)


@dataclass(frozen=True)
class Job:
    """A file that is ours to examine, and with which arguments."""

    file: StoredFile
    leased_until: dt.datetime
    arguments: tuple[Path, str, Path]


def _kept(provider: Provider, recipe: Recipe, body: bytes, folder: Path) -> Job:
    upload = upload_of(recipe, body)
    media_type, sha256 = recognised(upload, upload.name or "").media_type, sha256_of(upload)
    file = StoredFile.objects.create(provider=provider, sha256=sha256, media_type=media_type, size=len(body))
    default_storage.save(file.key, ContentFile(body))
    out_dir = folder / sha256
    out_dir.mkdir()
    leased_until = lease(file, timezone.now()) or timezone.now()
    return Job(file, leased_until, (on_this_disk(file.key, out_dir), media_type, out_dir))


def keep_and_check(provider: Provider, bodies: dict[Recipe, bytes]) -> None:
    """Have every file stored and examined before anybody attaches it, so that pieces can be submitted."""
    with TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        work = [_kept(provider, recipe, body, Path(folder)) for recipe, body in bodies.items()]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            examinations = pool.map(lambda job: examine(*job.arguments), work)
            for job, found in zip(work, examinations, strict=True):
                keep_copies(job.file, found)
                finish(job.file, job.leased_until, found)
