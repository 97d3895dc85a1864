"""Asks a virus scanner (clamd) about a file, by its INSTREAM command. Only a plain “OK” counts as clean."""

import os
import re
import socket
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

import structlog
from django.conf import settings
from django.core.cache import cache

log = structlog.get_logger("waymark.scanning")

CONNECT_SECONDS, ANSWER_SECONDS = 3.0, 30.0
# One silence is not waited for again by every file in the queue.
SILENT, SILENT_SECONDS = "waymark-scanner-silent", 45
CHUNK_BYTES = 256 * 1024
LONGEST_ANSWER_BYTES = 4096
CLEAN = b"stream: OK"
FOUND = re.compile(rb"stream: .+ FOUND", re.DOTALL)
TOO_LARGE = b"INSTREAM size limit exceeded. ERROR"


class Verdict(StrEnum):
    CLEAN = "clean"
    FOUND = "found"
    TOO_LARGE = "too large"
    UNKNOWN = "unknown"


def is_on() -> bool:
    return bool(settings.WAYMARK_CLAMD)


def scan(path: Path) -> Verdict:
    """Never raises for what the scanner does: one that is down, slow or confused knows nothing."""
    if cache.get(SILENT):
        return Verdict.UNKNOWN
    with path.open("rb") as file:
        verdict = verdict_on(file)
    if verdict == Verdict.UNKNOWN:
        cache.set(SILENT, "yes", SILENT_SECONDS)
    return verdict


def verdict_on(file: BinaryIO) -> Verdict:
    try:
        with connected(settings.WAYMARK_CLAMD) as scanner:
            verdict = meaning(asked(scanner, file))
    except OSError as error:
        log.warning("scanner did not answer", error=type(error).__name__)
        return Verdict.UNKNOWN
    if verdict == Verdict.UNKNOWN:
        log.warning("scanner was not understood")
    return verdict


def connected(address: str) -> socket.socket:
    kind, _, place = address.partition(":")
    scanner = at_path(place) if kind == "unix" else at_host(*place.rpartition(":")[::2])
    scanner.settimeout(ANSWER_SECONDS)
    return scanner


def at_path(place: str) -> socket.socket:
    scanner = socket.socket(socket.AF_UNIX)
    scanner.settimeout(CONNECT_SECONDS)
    try:
        scanner.connect(place)
    except OSError:
        scanner.close()
        raise
    return scanner


def at_host(host: str, port: str) -> socket.socket:
    if not port.isdecimal():
        raise OSError(f"no port in {host}")
    return socket.create_connection((host, int(port)), timeout=CONNECT_SECONDS)


def asked(scanner: socket.socket, file: BinaryIO) -> bytes:
    """What the scanner said. It may stop listening before the end and say why."""
    try:
        scanner.sendall(b"zINSTREAM\0")
        while chunk := file.read(CHUNK_BYTES):
            scanner.sendall(len(chunk).to_bytes(4, "big") + chunk)
        scanner.sendall(bytes(4))
    except (BrokenPipeError, ConnectionResetError):
        log.info("scanner stopped listening", at=file.tell(), size=os.fstat(file.fileno()).st_size)
    return answer_of(scanner)


def answer_of(scanner: socket.socket) -> bytes:
    answer = b""
    while b"\0" not in answer and len(answer) < LONGEST_ANSWER_BYTES:
        part = scanner.recv(LONGEST_ANSWER_BYTES)
        if not part:
            break
        answer += part
    return answer


def meaning(answer: bytes) -> Verdict:
    """An answer counts only when it has its end."""
    said, end, _ = answer.partition(b"\0")
    if not end:
        return Verdict.UNKNOWN
    if said == CLEAN:
        return Verdict.CLEAN
    if said == TOO_LARGE:
        return Verdict.TOO_LARGE
    return Verdict.FOUND if FOUND.fullmatch(said) else Verdict.UNKNOWN
