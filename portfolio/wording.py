"""What is said about one apprenticeship, in the words of its plan. The plan has to be at hand."""

from dataclasses import replace

from accounts.permissions import Permission
from portfolio.models import Apprenticeship


def status_of(apprenticeship: Apprenticeship) -> str:
    return apprenticeship.plan.words.say(apprenticeship.get_status_display())


def in_words_of(apprenticeship: Apprenticeship, answer: Permission) -> Permission:
    """The same answer, its reason in the words of the plan of that apprenticeship."""
    return answer or replace(answer, reason=apprenticeship.plan.words.say(answer.reason))
