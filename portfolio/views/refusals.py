"""Refusals for scripts: the same words and status as on a page, as JSON."""

from django.http import JsonResponse

from accounts.permissions import Refused


def in_json(refusal: Refused, **more: object) -> JsonResponse:
    return JsonResponse({"message": refusal.reason, **more}, status=refusal.status)
