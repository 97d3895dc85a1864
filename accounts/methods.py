"""How a view says which requests it answers, where Django has no name for it."""

from django.views.decorators.http import require_http_methods

read_or_write = require_http_methods(["GET", "HEAD", "POST"])
