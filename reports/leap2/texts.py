"""From the mark-up of other programs to plain paragraphs, and the names of what it shows."""

from html.parser import HTMLParser

from standards.records.text import whole_tags

BLOCKS = {
    *("address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "figure", "h1", "h2", "h3", "h4"),
    *("h5", "h6", "hr", "li", "ol", "p", "pre", "section", "table", "tr", "ul"),
}
SILENT = {"script", "style", "head", "title"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.named: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag = tag.rpartition(":")[2]  # XHTML comes with the prefix of its namespace
        if tag in SILENT:
            self.silent += 1
        elif tag in BLOCKS:
            self.found.append("\n")
        self.named += [value for key, value in attrs if key in {"src", "href"} and value]
        if tag == "a":
            self.found += [f"{value} " for key, value in attrs if key == "href" and _is_web(value)]

    def handle_endtag(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in BLOCKS:
            self.found.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(" ".join(data.split()) + " " if data.strip() else " ")


def _is_web(address: str | None) -> bool:
    return bool(address) and str(address).startswith(("http://", "https://"))


def read_markup(markup: str) -> tuple[str, list[str]]:
    """The text in paragraphs, and every address that it names."""
    reader = _Reader()
    reader.feed(whole_tags(markup))
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.found).split("\n"))
    return "\n\n".join(line for line in lines if line), reader.named
