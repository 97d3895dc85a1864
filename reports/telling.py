"""What those who asked for an export are told once it is ready, or could not be made."""

from accounts.models import NoticeKind
from accounts.telling import tell
from reports.models import Export


def tell_ready(export: Export) -> None:
    _tell(export, f"{_named(export)} is ready to download.")


def tell_failed(export: Export) -> None:
    _tell(export, f"{_named(export)} could not be made. Its page says why.")


def _named(export: Export) -> str:
    about = export.apprenticeship.apprentice if export.apprenticeship else export.provider
    return f"{export.label} of {about}"


def _tell(export: Export, text: str) -> None:
    tell(
        [export.requested_by],
        NoticeKind.EXPORT,
        text,
        url=export.get_absolute_url(),
        provider_id=export.of_provider_id,
        subject_id=f"{export.pk}-{export.attempts}",
    )
