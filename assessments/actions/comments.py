"""What is done with the comment bank: keep a comment, change it, remove it. No marking ever changes by it."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.models import Provider, User
from assessments.models import Comment
from assessments.permissions.comments import can_change_comment, can_keep_comment
from portfolio.rules import trimmed
from standards.models import Ksb


@dataclass(frozen=True)
class Wording:
    """What a comment says, and the KSB that it is about, if any."""

    name: str
    text: str
    ksb: Ksb | None = None


@transaction.atomic
def keep_comment(
    *, comment_id: UUID, provider: Provider, is_shared: bool, wording: Wording, by: User
) -> Comment:
    """Put a comment into the bank. The same words twice with one id give the same comment.

    The id is that of the form, so it says nothing about who else used it, or for what.
    """
    can_keep_comment(by, provider.pk, is_shared=is_shared).require()
    owner, fields = None if is_shared else by, _fields(wording)
    about = wording.ksb.pk if wording.ksb else ""
    said = f"{by.pk} {provider.pk} {is_shared} {about} {wording.name}\n{wording.text}"
    comment, is_new = Comment.objects.get_or_create(
        pk=uuid5(comment_id, said), defaults={"provider": provider, "owner": owner, **fields}
    )
    if is_new:
        record(comment, "kept a comment", provider_id=provider.pk, by=by, shared=is_shared)
    else:
        can_change_comment(by, comment).require()
    return comment


@transaction.atomic
def change_comment(*, comment: Comment, wording: Wording, by: User) -> Comment:
    """Word it anew. What was inserted from it before keeps its words."""
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    can_change_comment(by, comment).require()
    for name, value in _fields(wording).items():
        setattr(comment, name, value)
    comment.changed_at = timezone.now()
    comment.save(update_fields=["name", "text", "ksb", "changed_at"])
    record(comment, "changed a comment", provider_id=comment.provider_id, by=by)
    return comment


@transaction.atomic
def remove_comment(*, comment: Comment, by: User) -> None:
    """Offer it no more; a second time does nothing. The row stays."""
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    if comment.removed_at is None:
        can_change_comment(by, comment).require()
        comment.removed_at = timezone.now()
        comment.save(update_fields=["removed_at"])
        record(comment, "removed a comment", provider_id=comment.provider_id, by=by)


def _fields(wording: Wording) -> dict[str, object]:
    name, text = trimmed(wording.name), trimmed(wording.text)
    return {"name": name, "text": text, "ksb": wording.ksb}
