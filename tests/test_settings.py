"""The settings: all of them listed, safe when unset, and the grown installation's parts really working."""

import importlib.metadata
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from moto.server import ThreadedMotoServer
from packaging.version import Version

ROOT = Path(settings.BASE_DIR)
PRODUCTION = {
    "SECRET_KEY": "only-for-this-test-q8Jt2vR6yLz0XnW4mKc7PdSf9HbUe3GaTi1Yo5",
    "ALLOWED_HOSTS": "waymark.example",
    "SITE_URL": "https://waymark.example",
    "HTTPS": "True",
}
MAIL = "smtp://mail.waymark.example"
# Below these versions are known holes.
FLOORS = {
    "django": "5.2.17",
    "pillow": "13.0.0",
    "pi-heif": "1.4.0",
    "weasyprint": "70.0",
    "waitress": "3.0.1",
    "django-allauth": "65.21",
    "pikepdf": "10.17",
}


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    always = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings", "EMAIL_URL": MAIL}
    clean = {**always, **environment}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env=clean, capture_output=True, text=True, check=False)


def setting(name: str, **environment: str) -> object:
    script = f"import json; from django.conf import settings; print(json.dumps(settings.{name}, default=str))"
    process = run("-c", script, **environment)
    assert process.returncode == 0, process.stderr
    return json.loads(process.stdout)


def test_settings_are_all_listed_in_the_example():
    read = set(re.findall(r'env\.\w+\("([A-Z0-9_]+)"', (ROOT / "config/settings.py").read_text()))
    listed = set(re.findall(r"^#? ?([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert read == listed


def test_settings_refuse_to_start_without_a_key(tmp_path):
    process = run("manage.py", "check", WAYMARK_DATA=str(tmp_path), SECRET_KEY="")
    assert process.returncode != 0
    assert ".env.example lists every setting" in process.stderr


def test_settings_refuse_to_print_the_mail_of_real_people(tmp_path):
    process = run("manage.py", "check", WAYMARK_DATA=str(tmp_path), SECRET_KEY="x" * 50, EMAIL_URL="")
    assert process.returncode != 0
    assert "EMAIL_URL is not set" in process.stderr


def test_settings_satisfy_the_deployment_checks(tmp_path):
    process = run(
        "manage.py", "check", "--deploy", "--fail-level", "WARNING", WAYMARK_DATA=str(tmp_path), **PRODUCTION
    )
    assert process.returncode == 0, process.stderr


def test_settings_protect_cookies_over_https(tmp_path):
    environment = {**PRODUCTION, "WAYMARK_DATA": str(tmp_path)}
    assert setting("SESSION_COOKIE_NAME", **environment) == "__Host-sessionid"
    assert setting("CSRF_COOKIE_SECURE", **environment) is True


def test_settings_let_writers_queue_on_sqlite(tmp_path):
    database = setting("DATABASES['default']", **PRODUCTION, WAYMARK_DATA=str(tmp_path))
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in database["OPTIONS"]["init_command"]


def test_settings_take_postgresql_by_address(tmp_path):
    environment = {
        **PRODUCTION,
        "WAYMARK_DATA": str(tmp_path),
        "DATABASE_URL": "postgres://a:b@db:5433/waymark",
    }
    database = setting("DATABASES['default']", **environment)
    assert (database["ENGINE"], database["HOST"], database["PORT"]) == (
        "django.db.backends.postgresql",
        "db",
        5433,
    )
    assert database["CONN_HEALTH_CHECKS"] is True


def test_settings_take_redis_by_address(tmp_path):
    environment = {**PRODUCTION, "WAYMARK_DATA": str(tmp_path), "WAYMARK_TASKS": "redis"}
    environment |= {"CACHE_URL": "redis://cache:6379/1", "REDIS_URL": "redis://queue:6379/2"}
    cache = setting("CACHES['default']", **environment)
    assert cache["BACKEND"] == "django.core.cache.backends.redis.RedisCache"
    assert cache["OPTIONS"]["socket_timeout"] == 1
    assert setting("RQ_QUEUES['default']['URL']", **environment) == "redis://queue:6379/2"
    assert setting("TASKS['default']['BACKEND']", **environment) == "django_tasks_rq.RQBackend"


S3_ROUND_TRIP = """
import boto3, django, json, urllib.request
from django.conf import settings
django.setup()
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage as storage
options = settings.STORAGES["default"]["OPTIONS"]
boto3.client("s3", endpoint_url=options["endpoint_url"], region_name="eu-west-2", aws_access_key_id="k",
    aws_secret_access_key="s").create_bucket(Bucket="waymark",
    CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
name = storage.save("provider/ab/abc", ContentFile(b"evidence"))
with storage.open(name) as file:
    content = file.read().decode()
address = storage.url(name)
with urllib.request.urlopen(address) as answer:
    served = answer.read().decode()
storage.delete(name)
print(json.dumps([name, content, served, "X-Amz-Expires=60" in address, storage.exists(name)]))
"""


def test_settings_keep_files_in_s3(tmp_path):
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        process = run(
            "-c",
            S3_ROUND_TRIP,
            **PRODUCTION,
            WAYMARK_DATA=str(tmp_path),
            S3_BUCKET="waymark",
            S3_ENDPOINT_URL=f"http://{host}:{port}",
            S3_ACCESS_KEY="k",
            S3_SECRET_KEY="s",
        )
    finally:
        server.stop()
    assert process.returncode == 0, process.stderr
    assert json.loads(process.stdout) == ["provider/ab/abc", "evidence", "evidence", True, False]


@pytest.mark.parametrize("package", FLOORS)
def test_installed_versions_have_no_known_holes(package):
    assert Version(importlib.metadata.version(package)) >= Version(FLOORS[package])


@pytest.mark.parametrize("lock", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda path: path.name)
def test_locks_pin_by_hash_and_name_no_address(lock):
    lines = [
        line for line in lock.read_text().splitlines() if line.strip() and not line.lstrip().startswith("#")
    ]
    pins = [line for line in lines if not line.startswith(" ")]
    assert "://" not in lock.read_text()
    assert all("==" in pin for pin in pins)
    assert all(line.strip().startswith("--hash=sha256:") for line in lines if line.startswith(" "))
