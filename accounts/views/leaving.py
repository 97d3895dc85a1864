"""Logging out: afterwards this browser holds nothing of the person who left."""

from allauth.account.views import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse

from accounts.methods import read_or_write

# Cookies stay: the session has ended by itself, and the chosen colours are nobody's secret.
FORGET = '"cache", "storage"'


@read_or_write
@login_not_required
def log_out(request: HttpRequest) -> HttpResponse:
    response: HttpResponse = logout(request)
    if request.method == "POST":
        response.headers["Clear-Site-Data"] = FORGET
    return response
