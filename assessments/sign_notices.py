"""Telling people with an account what became of a request to sign."""

from collections.abc import Iterable

from django.urls import reverse

from accounts.models import NoticeKind, User
from accounts.telling import tell
from assessments.models import Signature, SignKind, SignRequest
from assessments.rules.signing import is_same_mailbox
from portfolio.models import Apprenticeship

NOUNS = {
    SignKind.TESTIMONY.value: "gave testimony on",
    SignKind.CONFIRMATION.value: "confirmed",
    SignKind.BEHAVIOURS.value: "verified behaviours of",
}


def tell_asked(request: SignRequest) -> None:
    """The line manager, when the request goes to the address of their account."""
    manager = request.apprenticeship.line_manager
    if manager is None or not is_same_mailbox(manager.email, request.email):
        return
    text = f"{request.asked_by} asks you for this: {request.get_kind_display().lower()}."
    _tell([manager], NoticeKind.SIGNATURE_ASKED, text, request, request.pk)


def tell_signed(signature: Signature, asked_by: User | None) -> None:
    apprenticeship = signature.apprenticeship
    revision = signature.revision
    about = f"“{revision.title}”" if revision else str(apprenticeship.apprentice)
    text = f"{signature.name} {NOUNS[signature.kind]} {about}."
    _tell(
        _concerned(apprenticeship, asked_by, signature),
        NoticeKind.SIGNED,
        text,
        signature,
        signature.pk,
    )


def tell_refused(request: SignRequest) -> None:
    text = f"{request.name} was asked to sign and answered “not me”."
    people = [request.asked_by, request.apprenticeship.assessor]
    _tell(people, NoticeKind.SIGNED, text, request, request.pk)


def _concerned(
    apprenticeship: Apprenticeship, asked_by: User | None, signature: Signature
) -> list[User | None]:
    """The apprentice, who asked, and the assessor: not of a draft that the apprentice keeps to themselves."""
    revision = signature.revision
    is_private = revision is not None and revision.submitted_at is None
    people = [apprenticeship.apprentice, asked_by, None if is_private else apprenticeship.assessor]
    return [person for person in people if person != signature.user]


def _tell(
    people: Iterable[User | None],
    kind: NoticeKind,
    text: str,
    about: SignRequest | Signature,
    subject_id: object,
) -> None:
    if isinstance(about, Signature):
        url = about.get_absolute_url()
    else:
        url = reverse("assessments:sign-requests", args=[about.apprenticeship_id])
    tell(people, kind, text, url=url, provider_id=about.apprenticeship.provider_id, subject_id=subject_id)
