"""Whether this person may let an assessment organisation into a reading room, or end that."""

from accounts.models import User
from accounts.permissions import ALLOWED, Permission, not_now, refused
from portfolio.models import Apprenticeship, Evidence
from portfolio.permissions import administers
from portfolio.wording import in_words_of
from reports.models import ReadingLink

ONLY_AN_ADMINISTRATOR = refused(
    "Only an administrator of the training provider can let an assessment organisation in."
)
NOTHING_CHOSEN = not_now(
    "No accepted piece has been chosen for the showcase yet, so a reading room would be empty. "
    "The apprentice chooses first."
)
ENDED = not_now("This link has ended already. Make a new one if they still need to read.")


def can_make_link(user: User, apprenticeship: Apprenticeship) -> Permission:
    if not administers(user, apprenticeship):
        return in_words_of(apprenticeship, ONLY_AN_ADMINISTRATOR)
    chosen = Evidence.objects.accepted().filter(apprenticeship=apprenticeship, showcase_item__isnull=False)
    return ALLOWED if chosen.exists() else in_words_of(apprenticeship, NOTHING_CHOSEN)


def can_end_link(user: User, link: ReadingLink) -> Permission:
    """Needs the apprenticeship at hand."""
    if not administers(user, link.apprenticeship):
        return in_words_of(link.apprenticeship, ONLY_AN_ADMINISTRATOR)
    return ENDED if link.ended_at else ALLOWED


def can_let_in(user: User, link: ReadingLink) -> Permission:
    """One more browser by the same address."""
    may = can_end_link(user, link)
    if may and link.most_browsers >= ReadingLink.MOST_BROWSERS:
        return not_now(f"A link opens in {ReadingLink.MOST_BROWSERS} browsers at most. Make another link.")
    return may
