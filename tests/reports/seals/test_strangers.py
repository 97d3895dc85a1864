"""Files that strangers hand to the check: they are refused, in little time and memory."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from reports.seals.checking import NO_MANIFEST, OTHER_KEY, check
from reports.seals.keys import public_pem
from reports.seals.manifests import LONGEST, MAGIC
from tests.reports.seals.sealed import KEY, MANIFEST, sealed_pdf, sealed_zip

PUBLIC = KEY.public_key()
ROOT = Path(__file__).resolve().parents[3]


def claim(at, length, **more):
    manifest = {**MANIFEST, "gaps": [[at, length]], "size": 9, "sha256": "0" * 64, **more}
    text = json.dumps({"manifest": manifest, "signature": "00" * 64}, sort_keys=True, separators=(",", ":"))
    return text.encode().ljust(length)


STRANGE = {
    "empty": b"",
    "text": b"hello",
    "nested": MAGIC + b"," + b'"a":[' * 200_000,
    "long number": MAGIC + b',"gaps":' + b"9" * 100_000 + b"}}",
    "no end": MAGIC + b',"x":"' + b"a" * (LONGEST + 10),
    "not its own place": b"%PDF-1.7\n" + claim(0, 600),
    "negative": claim(0, 600, gaps=[[0, -5], [-3, 4]]),
    "beyond the end": claim(0, 600, gaps=[[0, 600], [10**18, 10**18]]),
    "gaps of gaps": claim(0, 600, gaps=[[[]], {}]),
    "a list": MAGIC.replace(b"{", b"[", 1),
    "many": MAGIC * 50_000,
    "words for gaps": claim(0, 600, gaps="all"),
}


@pytest.mark.parametrize("name", STRANGE)
def test_strange_files_are_refused(name, tmp_path):
    path = tmp_path / "strange"
    path.write_bytes(STRANGE[name])
    assert check(path, PUBLIC).problem == NO_MANIFEST


def test_a_forged_manifest_is_refused(tmp_path):
    path = tmp_path / "forged"
    path.write_bytes(claim(0, 600))
    assert check(path, PUBLIC).problem == OTHER_KEY


def test_a_manifest_among_the_originals_does_not_hide_ours(tmp_path):
    inner = sealed_zip(tmp_path)
    fakes = MAGIC * 50 + inner.read_bytes()
    inner.write_bytes(fakes)
    from reports import press
    from reports.seals.pdfs import seal_pdf

    out = tmp_path / "out.pdf"
    attached = press.Original(str(inner), "001-01 pack.zip", "application/zip", "A pack")
    press.to_pdf(
        "<!doctype html><html lang=en><title>T</title><p>T</p></html>",
        pictures={},
        attachments=[attached],
        out=out,
        limits=press.Limits(60, 1500),
    )
    seal_pdf(out, MANIFEST, KEY)
    assert check(out, PUBLIC).is_genuine


def test_a_bomb_is_never_unpacked(tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(200_000_000))
    assert check(path, PUBLIC).problem == NO_MANIFEST


def verify(*arguments, **environment):
    """In a process of its own, whose database answers nobody."""
    known = {**os.environ, "DATABASE_URL": "postgres://nobody:x@127.0.0.1:9/none", "WAYMARK_DEMO": "1"}
    return subprocess.run(
        [sys.executable, "manage.py", "verify_portfolio", *map(str, arguments)],
        cwd=ROOT,
        env={**known, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_command_needs_no_database(tmp_path):
    path, key = sealed_pdf(tmp_path), tmp_path / "public.pem"
    key.write_text(public_pem(PUBLIC))
    answer = verify(path, "--key", key, WAYMARK_DATA=str(tmp_path / "data"))
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout.startswith("Genuine, and the same to the byte.")
    assert "serial: 7K3P-9QXD-42HM" in answer.stdout
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    answer = verify(path, "--key", key, WAYMARK_DATA=str(tmp_path / "data"))
    assert (answer.returncode, answer.stdout) == (1, "")
    assert "Not genuine." in answer.stderr


def test_the_command_says_plainly_what_it_cannot_read(tmp_path):
    key = tmp_path / "public.pem"
    key.write_text("no key")
    data = {"WAYMARK_DATA": str(tmp_path / "data")}
    assert "cannot be read" in verify(tmp_path / "none.pdf", "--key", key, **data).stderr
    key.write_text(public_pem(PUBLIC))
    assert "cannot be read" in verify(tmp_path / "none.pdf", "--key", key, **data).stderr
