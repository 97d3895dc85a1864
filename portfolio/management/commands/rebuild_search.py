"""Makes the index for searching evidence again from what was written."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portfolio import search


class Command(BaseCommand):
    help = "Makes the search index again. Safe to repeat, and while the site is in use."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--missing", action="store_true", help="only what has not been indexed yet")

    def handle(self, *_args: Any, missing: bool, **_options: Any) -> None:
        count = search.index_missing() if missing else search.rebuild()
        self.stdout.write(f"{count} revisions indexed.")
