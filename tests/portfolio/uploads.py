"""What the tests of uploads share: a sender that keeps to the protocol, and breaks it where it is told to."""

import base64
import hashlib
from types import SimpleNamespace

from django.test import Client
from django.urls import reverse

from portfolio.models import Evidence, Upload
from portfolio.parts import parts_folder
from portfolio.uploads import Chunk

NOTE = b"A note about a call, long enough to come in parts."


def fingerprint(name: str = "note.txt") -> str:
    return hashlib.sha256(name.encode()).hexdigest()


class Pieces:
    """A stream over bytes, as a request is."""

    def __init__(self, content: bytes, error: BaseException | None = None) -> None:
        self.content, self.error = content, error

    def read(self, size: int, /) -> bytes:
        if not self.content and self.error:
            raise self.error
        piece, self.content = self.content[:size], self.content[size:]
        return piece


def chunk(content: bytes, offset: int = 0, **changes) -> Chunk:
    fields = {
        "offset": offset,
        "length": len(content),
        "digest": hashlib.sha256(content).digest(),
        "stream": Pieces(content),
    }
    return Chunk(**{**fields, **changes})


def on_disk(upload: Upload) -> bytes | None:
    path = parts_folder() / str(upload.pk)
    return path.read_bytes() if path.exists() else None


def digest_of(content: bytes) -> str:
    return f"sha-256=:{base64.b64encode(hashlib.sha256(content).digest()).decode()}:"


class Sender:
    """A signed-in browser that sends one file to one piece."""

    def __init__(
        self, client: Client, piece: Evidence, content: bytes = NOTE, name: str = "note.txt"
    ) -> None:
        self.client, self.content, self.name = client, content, name
        self.begin_url = reverse("portfolio:evidence-uploads", args=[piece.pk])
        self.url = ""

    def begin(self, **changes):
        fields = {"name": self.name, "size": len(self.content), "fingerprint": fingerprint(self.name)}
        response = self.client.post(self.begin_url, {**fields, **changes}, content_type="application/json")
        self.url = response.json().get("url", self.url)
        return response

    def send(self, start: int, end: int, **headers):
        body = self.content[start:end]
        sent = {"Upload-Offset": str(start), "Content-Digest": digest_of(body), **headers}
        sent = {name: value for name, value in sent.items() if value is not None}
        return self.client.post(self.url, body, content_type="application/octet-stream", headers=sent)

    def finish(self):
        return self.client.post(f"{self.url}finish/")

    def whole(self):
        self.begin()
        self.send(0, len(self.content))
        return self.finish()


def state(response) -> SimpleNamespace:
    return SimpleNamespace(status=response.status_code, **response.json())
