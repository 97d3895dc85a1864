"""One byte altered anywhere is noticed: by the check without a database, and by a PDF reader."""

import hashlib
import logging

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.seals.checking import check
from reports.seals.manifests import find
from tests.reports.seals.sealed import KEY, certificate, is_intact_to_a_reader, sealed_pdf, sealed_zip

PUBLIC = KEY.public_key()


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Each kind of issued file, made once; and who signed the signed one."""
    made = {}
    for name in ("unsigned", "signed", "zip"):
        folder = tmp_path_factory.mktemp(name)
        by = certificate(folder) if name == "signed" else None
        path = sealed_zip(folder) if name == "zip" else sealed_pdf(folder, by)
        made[name] = path, path.read_bytes(), by
    return made


@pytest.fixture(autouse=True)
def quiet_reader():
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("name", ["unsigned", "signed", "zip"])
def test_an_issued_file_is_genuine(files, name):
    path, content, by = files[name]
    verdict = check(path, PUBLIC)
    assert (verdict.problem, verdict.manifest["serial"]) == ("", "7K3P-9QXD-42HM")
    assert by is None or is_intact_to_a_reader(content, by)


@pytest.mark.parametrize("name", ["unsigned", "signed", "zip"])
@pytest.mark.parametrize("bit", [0x01, 0x20, 0x80])
def test_bytes_altered_all_over_the_file_are_noticed_by_the_check(files, name, bit, tmp_path):
    _, content, _ = files[name]
    path = tmp_path / "altered"
    step = 3 if name == "zip" else 37
    missed = []
    for at in range(bit % step, len(content), step):
        path.write_bytes(content[:at] + bytes([content[at] ^ bit]) + content[at + 1 :])
        if check(path, PUBLIC).is_genuine:
            missed.append(at)
    assert missed == []


@pytest.mark.parametrize("name", ["unsigned", "signed", "zip"])
def test_every_fourth_byte_of_the_manifest_and_the_signature_is_noticed(files, name, tmp_path):
    original, content, _ = files[name]
    path = tmp_path / "altered"
    missed = []
    for begins, length in find(original).gaps:
        for at in range(begins + length % 4, begins + length, 4):
            path.write_bytes(content[:at] + bytes([content[at] ^ 0x20]) + content[at + 1 :])
            if check(path, PUBLIC).is_genuine:
                missed.append(at)
    assert missed == []


@given(data=st.data())
@settings(max_examples=25)
@pytest.mark.parametrize("name", ["unsigned", "signed", "zip"])
def test_bytes_added_or_taken_away_anywhere_are_noticed(files, name, data, tmp_path_factory):
    _, content, _ = files[name]
    at = data.draw(st.integers(0, len(content)))
    taken = data.draw(st.integers(0, 40))
    put = data.draw(st.binary(max_size=20))
    altered = content[:at] + put + content[at + taken :]
    if altered == content:
        return
    path = tmp_path_factory.mktemp("altered") / "file"
    path.write_bytes(altered)
    assert not check(path, PUBLIC).is_genuine


@pytest.mark.parametrize("bit", [0x01, 0x20])
def test_bytes_altered_all_over_the_file_are_noticed_by_a_reader(files, bit):
    """But for the case of the letters in which the signature itself is written, which says the same."""
    path, content, by = files["signed"]
    begins, length = find(path).gaps[1]
    missed = []
    for at in range(bit % 97, len(content), 97):
        altered = content[:at] + bytes([content[at] ^ bit]) + content[at + 1 :]
        if is_intact_to_a_reader(altered, by):
            missed.append(at)
    assert [at for at in missed if not (begins < at < begins + length and chr(content[at]) in "abcdef")] == []


def test_what_is_appended_is_noticed_by_a_reader(files):
    _, content, by = files["signed"]
    assert not is_intact_to_a_reader(content + b"\n1 0 obj\n<<>>\nendobj\n", by)


def test_another_site_s_file_is_not_ours(files):
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    other = Ed25519PrivateKey.generate().public_key()
    assert check(files["unsigned"][0], other).problem.startswith("Its manifest is not signed by this key")


def test_the_manifest_lists_the_originals(files):
    path, content, _ = files["signed"]
    (held,) = check(path, PUBLIC).manifest["held"]
    assert held["name"] == "001-01 original.bin"
    assert hashlib.sha256(content).hexdigest() != held["sha256"]
