"""Sealing and signing leave both claims of a PDF as true as they were."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.reports.seals.sealed import certificate, sealed_pdf


def test_a_sealed_pdf_passes_both_standards_unsigned_and_signed(tmp_path):
    pytest.importorskip("jpype")
    unsigned = shutil.move(sealed_pdf(tmp_path), tmp_path / "unsigned.pdf")
    signed = sealed_pdf(tmp_path, certificate(tmp_path))
    script = str(Path(settings.BASE_DIR, "scripts", "check_pdf.py"))
    judged = subprocess.run(
        [sys.executable, script, "--json", str(unsigned), str(signed)],
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
    )
    passes = {"PDF/A-3a": [155, {}], "PDF/UA-1": [106, {}]}
    assert json.loads(judged.stdout) == {str(unsigned): passes, str(signed): passes}
