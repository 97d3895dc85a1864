"""What somebody typed into a form that was refused, to be shown to them so that it is not lost."""

import re

from django.http import HttpRequest

MOST_SHOWN = 60
# What the names of fields begin with, or end with, into which people write: there one word is words too.
# Elsewhere it is an id, a choice or a token, unless it is in letters that none of those is written in.
_WRITTEN = re.compile(
    r"(action_plan|answer|caption|claim|credit_line|customer|explanation|feedback|learned|mark-note|message|"
    r"name|next_steps|note|organisation|outcome$|place$|placeholder|reason|reference|relationship|role$|"
    r"source|statement|story|strengths|summary|text|title|version$|where|words$|words\.|added-why|why)|"
    r".*_evidence$|.*-(help|label|placeholder)$"
)
_SECRET = re.compile(r"csrf|password|passkey|credential|code", re.IGNORECASE)
_LISTED = ("[", "{")
_CHOICE = re.compile(r"(not_yet|met|declined|accepted|returned|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})")


def typed_words(request: HttpRequest) -> list[str]:
    """Whatever was written, in the order of the form; no ids, choices, tokens or passwords.

    Only of a form that is known to have come from a page of this site; nobody else's words are shown here.
    """
    if request.method != "POST" or not getattr(request, "csrf_processing_done", False):
        return []
    values = ((name, str(value).strip()) for name in request.POST for value in request.POST.getlist(name))
    return [value for name, value in values if _is_written(name, value)][:MOST_SHOWN]


def _is_written(name: str, value: str) -> bool:
    if not value or value.startswith(_LISTED) or _SECRET.search(name) or _CHOICE.fullmatch(value):
        return False
    return len(value.split(maxsplit=1)) > 1 or not value.isascii() or _WRITTEN.match(name) is not None
