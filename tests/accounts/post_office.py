"""A small mail server on this machine that takes letters, refuses them, hangs, or drops the line."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message


class Talk(socketserver.StreamRequestHandler):
    """One connection. What the server does is its `manner`: accept, refuse, hang, or drop."""

    server: "PostOffice"

    def handle(self) -> None:
        self.server.callers += 1
        if self.server.manner == "hang":
            self.server.closing.wait(20)
            return
        self.say("220 post.test at your service")
        while line := self.rfile.readline():
            if not self.answer(line.split()[0].upper()):
                return

    def answer(self, verb: bytes) -> bool:
        if verb == b"DATA":
            return self.take_letter()
        if verb == b"RCPT" and self.server.manner == "refuse":
            self.say("550 nobody of that name lives here")
        else:
            self.say("221 bye" if verb == b"QUIT" else "250 fine")
        return verb != b"QUIT"

    def take_letter(self) -> bool:
        self.say("354 go on")
        if self.server.manner == "drop":
            return False
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        self.server.letters.append(message_from_bytes(b"".join(lines)))
        self.say("250 taken")
        return True

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class PostOffice(socketserver.ThreadingTCPServer):
    daemon_threads = False
    allow_reuse_address = True

    def __init__(self, manner: str = "accept") -> None:
        self.manner = manner
        self.letters: list[Message] = []
        self.callers = 0
        self.closing = threading.Event()
        super().__init__(("127.0.0.1", 0), Talk)


@contextmanager
def post_office(manner: str = "accept") -> Iterator[PostOffice]:
    with PostOffice(manner) as office:
        thread = threading.Thread(target=office.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield office
        finally:
            office.closing.set()
            office.shutdown()
            thread.join(timeout=30)
