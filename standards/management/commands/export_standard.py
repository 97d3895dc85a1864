"""Write a standard of the shared library as our own pack, or a version of it as a CASE package."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from standards.exporting import as_json, as_yaml
from standards.models import Standard, StandardVersion
from standards.records.writing import case_of, pack_of


class Command(BaseCommand):
    help = (
        "Writes a standard with its versions as a pack (YAML), or one version as a CASE 1.1 package (JSON)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("reference", metavar="ST0000")
        parser.add_argument("--case", metavar="VERSION", help="a CASE package of this version, such as 1.1")
        parser.add_argument("--out", type=Path, help="left out: to the screen")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  # Django's interface
        standard = Standard.objects.ours().filter(reference=options["reference"]).first()
        if standard is None:
            raise CommandError(f"There is no standard {options['reference']} in the library.")
        text = self.case(standard, options["case"]) if options["case"] else self.pack(standard)
        if options["out"]:
            options["out"].write_text(text, encoding="utf-8")
        else:
            self.stdout.write(text)

    def pack(self, standard: Standard) -> str:
        return as_yaml(pack_of(standard))

    def case(self, standard: Standard, name: str) -> str:
        version = StandardVersion.objects.ours().filter(standard=standard, version=name).for_case().first()
        if version is None:
            raise CommandError(f"{standard.reference} has no version {name}.")
        return as_json(case_of(version))
