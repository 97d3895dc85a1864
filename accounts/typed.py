"""What somebody typed into a form that was refused, to be shown to them so that it is not lost."""

from django.http import HttpRequest

MOST_SHOWN = 60


def typed_words(request: HttpRequest) -> list[str]:
    """Whatever has more than one word, in the order of the form: ids, choices and tokens have none.

    Only of a form that is known to have come from a page of this site; nobody else's words are shown here.
    """
    if request.method != "POST" or not getattr(request, "csrf_processing_done", False):
        return []
    values = (str(value).strip() for name in request.POST for value in request.POST.getlist(name))
    return [value for value in values if _is_prose(value)][:MOST_SHOWN]


def _is_prose(value: str) -> bool:
    return len(value.split(maxsplit=1)) > 1 and not value.startswith(("[", "{"))
