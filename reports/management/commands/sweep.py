"""Starts again what was left undone, reminds, forgets what nobody needs. Meant for cron, every minute."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.models import Letter, Notification
from accounts.tasks import sweep_letters
from assessments.reminding import make_rounds
from assessments.standing import sweep_standings
from assessments.tasks import sweep_links
from portfolio.forgetting import forget_unattached
from portfolio.models import StoredFile
from portfolio.tasks import sweep_files
from portfolio.uploads import sweep_uploads
from reports.sweeping import close_lost_tasks, remove_outlived, sweep_arrivals, sweep_exports
from standards.tasks import sweep_imports


class Command(BaseCommand):
    help = "Start again the exports, letters and file checks that are overdue."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only say what would be started.")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  # Django's interface
        now, dry_run = timezone.now(), options["dry_run"]
        files = StoredFile.objects.overdue(now).count() if dry_run else sweep_files(now)
        exports = sweep_exports(now, dry_run=dry_run)
        arrivals = sweep_arrivals(now, dry_run=dry_run)
        imports = sweep_imports(now, dry_run=dry_run)
        reminders = make_rounds(now, dry_run=dry_run)
        letters = sweep_letters(now, dry_run=dry_run)
        standings = sweep_standings(now, dry_run=dry_run)
        outlived = remove_outlived(now, dry_run=dry_run)
        lost = close_lost_tasks(now, dry_run=dry_run)
        if not dry_run:
            forget_unattached()
            sweep_uploads(now)
            Notification.objects.forgettable(now).delete()
            Letter.objects.forgettable(now).delete()
            sweep_links(now)
        if any([files, exports, arrivals, imports, letters, reminders, standings, outlived, lost, dry_run]):
            verb = "Would start" if dry_run else "Started"
            started = f"{exports} exports, {letters} letters and {files} file checks"
            self.stdout.write(
                f"{verb} {started}; {arrivals} arrivals; {imports} imports; {reminders} reminders; "
                f"{standings} answers of readiness; {outlived} files removed; {lost} lost tasks."
            )
