"""What administrators do with the logo of their provider: choose one, do without."""

import hashlib
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from PIL import Image

from accounts.audit import record
from accounts.models import Provider, User
from accounts.permissions import Refused
from portfolio.file_types import BY_MEDIA_TYPE, Kind
from portfolio.keeping import FileRefused, recognised
from portfolio.opener import examine
from reports.models import ProviderLogo
from reports.permissions.logos import can_keep_logo

if TYPE_CHECKING:
    from django.core.files import File

MOST_BYTES = 5_000_000
LARGEST = (720, 360)
NOT_A_PICTURE = "A logo is a picture: a JPEG, a PNG or a WebP file."
TOO_LARGE = "A logo has at most 5 MB. Save a smaller copy."


def keep_logo(*, provider: Provider, source: "File[bytes]", name: str, by: User) -> ProviderLogo:
    """In place of the one that was there. What was sent is opened in a process apart and not kept."""
    can_keep_logo(by, provider).require()
    picture = _picture_of(source, name)
    with transaction.atomic():
        logo, _ = ProviderLogo.objects.update_or_create(
            provider=provider,
            defaults={"picture": picture, "sha256": hashlib.sha256(picture).hexdigest()},
        )
        record(provider, "chose logo", provider_id=provider.pk, by=by, sha256=logo.sha256)
    return logo


@transaction.atomic
def remove_logo(*, provider: Provider, by: User) -> None:
    can_keep_logo(by, provider).require()
    removed, _ = ProviderLogo.objects.filter(provider=provider).delete()
    if removed:
        record(provider, "removed logo", provider_id=provider.pk, by=by)


def _picture_of(source: "File[bytes]", name: str) -> bytes:
    if source.size > MOST_BYTES:
        raise Refused(TOO_LARGE, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        media_type = recognised(source, name).media_type
    except FileRefused as refusal:
        raise Refused(NOT_A_PICTURE, HTTPStatus.UNPROCESSABLE_ENTITY) from refusal
    if BY_MEDIA_TYPE[media_type].kind != Kind.IMAGE:
        raise Refused(NOT_A_PICTURE, HTTPStatus.UNPROCESSABLE_ENTITY)
    with TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        path = Path(folder, "logo")
        source.seek(0)
        path.write_bytes(source.read())
        found = examine(path, media_type, Path(folder))
        if not found.ok or found.picture is None:
            raise Refused(found.reason or NOT_A_PICTURE, HTTPStatus.UNPROCESSABLE_ENTITY)
        return _small(found.picture)


def _small(path: Path) -> bytes:
    out = BytesIO()
    with Image.open(path) as image:
        image.thumbnail(LARGEST)
        image.convert("RGB").save(out, "JPEG", quality=88)
    return out.getvalue()
