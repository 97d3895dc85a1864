"""Everything that somebody else is handed of a file, with the headers it comes under."""

from dataclasses import dataclass

from django.test import Client
from django.urls import reverse

from portfolio.models import Attachment

# What a browser may show within a page of ours: pictures that we made, and recordings to play.
SHOWN_INLINE = ("image/jpeg", "audio/", "video/")


@dataclass(frozen=True)
class Served:
    address: str
    content: bytes
    media_type: str
    disposition: str
    headers: dict[str, str]

    @property
    def acts_on_us(self) -> bool:
        """Whether a browser might run it, or show as a page what is none."""
        is_harmless = (
            self.headers["X-Content-Type-Options"] == "nosniff"
            and self.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        )
        is_inline = self.disposition.startswith("inline")
        return not is_harmless or (is_inline and not self.media_type.startswith(SHOWN_INLINE))


def everything_served(attached: Attachment, client: Client) -> list[Served]:
    pk = [attached.pk]
    addresses = [
        reverse("portfolio:attachment", args=pk),
        reverse("portfolio:attachment", args=pk) + "?download=1",
        reverse("portfolio:attachment-picture", args=pk),
        reverse("portfolio:attachment-thumbnail", args=pk),
    ]
    pages = range(1, attached.file.page_pictures + 1)
    addresses += [reverse("portfolio:attachment-page", args=[attached.pk, number]) for number in pages]
    return [served for address in addresses if (served := get(client, address))]


def get(client: Client, address: str) -> Served | None:
    response = client.get(address)
    assert response.status_code in {200, 404}, address
    if response.status_code == 404:
        return None
    return Served(
        address,
        b"".join(response.streaming_content),
        response.headers["Content-Type"],
        response.headers["Content-Disposition"],
        dict(response.headers),
    )
