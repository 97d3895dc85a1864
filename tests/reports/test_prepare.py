"""Preparing an installation: everything there afterwards, nothing done twice."""

import os
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command

from portfolio.storage import UNFINISHED_PREFIX
from standards.models import Ksb


@pytest.fixture
def own_static(settings, tmp_path) -> Path:
    settings.STATIC_ROOT = tmp_path / "static"
    return settings.STATIC_ROOT


def test_prepare_loads_the_standard_and_collects_what_pages_name(db, own_static):
    call_command("prepare")
    assert Ksb.objects.filter(version__standard__reference="ST0072").count() == 35
    assert (own_static / "css" / "waymark.css").is_file()
    assert (own_static / "bootstrap" / "css" / "bootstrap-reboot.min.css").is_file()
    assert not (own_static / "bootstrap" / "css" / "bootstrap.css").exists()


def test_prepare_collects_only_once(db, own_static):
    call_command("prepare")
    (own_static / "css" / "waymark.css").unlink()
    call_command("prepare")
    assert not (own_static / "css" / "waymark.css").exists()


def test_prepare_removes_what_a_crash_left_half_written(db, own_static, own_files):
    default_storage.save("provider/ab/abc", ContentFile(b"whole"))
    old = own_files / "provider" / "ab" / f"{UNFINISHED_PREFIX}1"
    received = Path(django_settings.FILE_UPLOAD_TEMP_DIR) / "old.upload"
    for path in (old, received):
        path.write_bytes(b"half")
        os.utime(path, (0, 0))
    call_command("prepare")
    assert not old.exists()
    assert not received.exists()
    assert default_storage.exists("provider/ab/abc")
