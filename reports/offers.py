"""What may be asked for of one portfolio or cohort: a form for each kind, and why one is not to be had."""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

from django.http import QueryDict

from accounts.models import User
from accounts.permissions import Permission
from portfolio.models import Apprenticeship
from reports.forms import OptionsForm, options_form
from reports.makers import MAKERS, Maker
from reports.models import Export
from reports.permissions.about import NOT_OFFERED, Subject
from reports.permissions.exports import can_ask_for
from reports.press import pdf_problem
from standards.words import USUAL, Words


@dataclass(frozen=True)
class Offer:
    kind: str
    maker: Maker
    form: OptionsForm
    permission: Permission
    words: Words

    @property
    def title(self) -> str:
        return self.words.say(str(Export.Kind(self.kind).label))

    @property
    def about(self) -> str:
        return self.words.say(self.maker.about)


def offers_for(user: User, subject: Subject, sent: QueryDict | None = None) -> list[Offer]:
    """What this person may have, now or later.

    sent: what was posted; the form of the kind that it names is bound to it, or that of the showcase.
    """
    return list(_offers(user, subject, sent))


def _offers(user: User, subject: Subject, sent: QueryDict | None) -> Iterator[Offer]:
    problem = pdf_problem()
    words = subject.plan.words if isinstance(subject, Apprenticeship) else USUAL
    wanted = None if sent is None else sent.get("kind", Export.Kind.SHOWCASE)
    for kind, maker in MAKERS.items():
        permission = can_ask_for(kind, user, subject, problem)
        is_never = not permission and permission.status == HTTPStatus.FORBIDDEN
        if maker.is_listed and permission != NOT_OFFERED and (kind == wanted or not is_never):
            asked = sent if kind == wanted else None
            yield Offer(kind, maker, options_form(kind, asked, subject=subject, user=user), permission, words)
