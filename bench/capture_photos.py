"""Forty photos as a phone sends them: how long until each has its picture, and at what cost."""

import http.client
import io
import json
import os
import random
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pillow_heif
from PIL import Image

from bench.clients import demonstration_draft, signed_in
from bench.shared import HOST, Figure, percentile, running_site

PHOTOS, OF_THEM_HEIC = 40, 10
SIZE = (4032, 3024)
PATIENCE_SECONDS = 300
CHECKED = "SELECT state, has_picture FROM portfolio_storedfile WHERE created_at > ?"


def scene() -> Image.Image:
    """Shapes under the grain of a sensor: as hard to pack as a real photo, three to five megabytes."""
    chance = random.Random("forty photos")
    image = Image.linear_gradient("L").resize(SIZE).convert("RGB")
    for _ in range(60):
        corner = chance.randrange(SIZE[0]), chance.randrange(SIZE[1])
        colour = tuple(chance.randrange(256) for _ in range(3))
        image.paste(colour, (*corner, corner[0] + chance.randrange(900), corner[1] + chance.randrange(900)))
    grain = Image.effect_noise((SIZE[0] // 2, SIZE[1] // 2), 50).resize(SIZE, Image.Resampling.BICUBIC)
    return Image.blend(image, grain.convert("RGB"), 0.35)


def exif_of(number: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112], exif[0x013B] = 6 if number % 2 else 1, f"Owner {number}"
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, float(number)), 3: "W", 4: (0.0, 7.0, 0.0)})
    return exif


def photos(count: int, of_them_heic: int) -> dict[str, bytes]:
    """Encoded once for each kind; what each says about place and owner makes them different files."""
    image, jpeg, heic = scene(), io.BytesIO(), io.BytesIO()
    image.save(jpeg, "JPEG", quality=90)
    pillow_heif.from_pillow(image).save(
        heic, quality=70, exif=exif_of(1).tobytes(), enc_params={"preset": "ultrafast"}
    )
    print(f"  a JPEG has {jpeg.tell() / 1e6:.1f} MB, a HEIC {heic.tell() / 1e6:.1f} MB")
    made = {f"IMG_{1000 + number}.HEIC": heic.getvalue() + free_box(number) for number in range(of_them_heic)}
    for number in range(of_them_heic, count):
        exif = exif_of(number).tobytes()
        segment = b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif
        made[f"IMG_{1000 + number}.jpg"] = jpeg.getvalue()[:2] + segment + jpeg.getvalue()[2:]
    return made


def free_box(number: int) -> bytes:
    """A box that readers step over."""
    return b"\0\0\0\x0cfree" + number.to_bytes(4, "big")


class Apprentice:
    """A signed-in phone that keeps one connection."""

    def __init__(self, port: int, data: str) -> None:
        self.cookie = signed_in(port, "apprentice")
        self.token = dict(pair.split("=", 1) for pair in self.cookie.split("; "))["csrftoken"]
        self.connection = http.client.HTTPConnection(HOST, port, timeout=120)
        self.data = data
        self.database = f"file:{Path(data) / 'waymark.sqlite3'}?mode=ro"

    def rows(self, question: str, *values: object) -> list[tuple[object, ...]]:
        with sqlite3.connect(self.database, uri=True) as database:
            return database.execute(question, values).fetchall()

    def address(self) -> str:
        """Of the files of a draft that the demonstration's apprentice may still change."""
        return f"/evidence/{demonstration_draft(self.data)}/files/"

    def send(self, address: str, name: str, content: bytes) -> None:
        head = f'--photo\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
        headers = {
            "Cookie": self.cookie,
            "X-CSRFToken": self.token,
            "Accept": "application/json",
            "Content-Type": "multipart/form-data; boundary=photo",
        }
        self.connection.request("POST", address, head.encode() + content + b"\r\n--photo--\r\n", headers)
        response = self.connection.getresponse()
        answer = response.read()
        if response.status != 201:
            raise SystemExit(f"{name} was answered {response.status}: {json.loads(answer)}")


def openers(process: int) -> Iterator[int]:
    """The limited processes below this one, however deep."""
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
        if b"portfolio.opening" in Path(f"/proc/{process}/cmdline").read_bytes():
            yield process
    except OSError:
        return
    for child in children:
        yield from openers(int(child))


def peak_megabytes(process: int) -> float:
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM")), 0.0)


def watch(supervisor: int, stop: threading.Event, peaks: dict[int, float]) -> None:
    """The most memory each of them ever held."""
    while not stop.wait(0.02):
        for process in openers(supervisor):
            peaks[process] = max(peaks.get(process, 0.0), peak_megabytes(process))


def worked(supervisor: int) -> float:
    """Seconds of the processor that the worker, and what it started and saw end, have used."""
    ticks = 0
    for child in Path(f"/proc/{supervisor}/task/{supervisor}/children").read_text().split():
        if b"db_worker" in Path(f"/proc/{child}/cmdline").read_bytes():
            fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def wait_until_derived(phone: Apprentice, since: str, count: int) -> float:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        rows = phone.rows(CHECKED, since)
        if len(rows) == count and all(state in {"safe", "rejected"} for state, _ in rows):
            break
        time.sleep(0.1)
    return sum(1 for state, has_picture in phone.rows(CHECKED, since) if state == "safe" and has_picture)


def measure(*, quick: bool) -> list[Figure]:
    count, heic = (8, 2) if quick else (PHOTOS, OF_THEM_HEIC)
    made = photos(count, heic)
    peaks: dict[int, float] = {}
    stop = threading.Event()
    with running_site("seed_demo", WAYMARK_MAX_FILES_PER_EVIDENCE="100") as (port, pid, environment):
        phone = Apprentice(port, environment["WAYMARK_DATA"])
        address = phone.address()
        watching = threading.Thread(target=watch, args=(pid, stop, peaks))
        watching.start()
        before = worked(pid)
        since, began = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime()), time.monotonic()
        for name, content in made.items():
            phone.send(address, name, content)
        sent = time.monotonic() - began
        derived = wait_until_derived(phone, since, count)
        seconds = time.monotonic() - began
        processor = worked(pid) - before
        stop.set()
        watching.join()
    peak = list(peaks.values()) or [0.0]
    return [
        Figure("photos: derived", derived, "", target=count, most=False),
        Figure(f"photos: {count} of 12 megapixels, from first byte to last picture", seconds, "s", target=60),
        Figure("photos: of that, sending", sent, "s"),
        Figure("photos: processor seconds of the worker and what it starts", processor, "s"),
        Figure("photos: memory of the process that opens one, p50", percentile(peak, 0.5), "MB"),
        Figure("photos: memory of the process that opens one, most", max(peak), "MB"),
    ]
