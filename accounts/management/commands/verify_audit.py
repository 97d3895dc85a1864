"""Checks that nobody has rewritten the audit trail."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.audit import broken_links
from accounts.models import Provider


class Command(BaseCommand):
    help = "Follows every provider's chain of audit events; exit status 1 when one does not hold."

    def handle(self, *_args: Any, **_options: Any) -> None:
        broken = False
        for provider in Provider.objects.order_by("name"):
            sentences = broken_links(provider)
            broken = broken or bool(sentences)
            verdict = f"{len(sentences)} breaks" if sentences else "whole"
            self.stdout.write(f"{provider}: {provider.audit_events.count()} events, {verdict}.")
            for sentence in sentences:
                self.stdout.write(f"  {sentence}")
        if broken:
            raise CommandError("The audit trail was changed after it was written.")
