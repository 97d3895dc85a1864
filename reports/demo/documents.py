"""Letters, policies, certificates, call logs and voice notes of the demonstration, made from a seed."""

import array
import io
import math
import random
import wave
import zipfile
from collections.abc import Callable, Sequence

import pikepdf

WALK = (
    ("West exit", "a stack of chairs before it"),
    ("Side gate", "bolted from outside"),
    ("Ramp", "wet leaves on the turn"),
    ("Walkway by the stage", "a cable across it, not taped down"),
    ("Hearing loop", "no sound on the left side"),
    ("Toilets and lift", "the alarm cord tied up"),
)
Maker = Callable[[random.Random], bytes]
Line = tuple[int, str]

A4 = (595, 842)
CALL_STEPS = (
    "Greeting given, name of caller noted",
    "Caller explains: delivery did not come",
    "Asked what was on the confirmation",
    "Identity check: three questions, all right",
    "Read back order and address, caller agrees",
    "Offered Tuesday or Thursday, caller takes Thursday",
    "Summed up, asked if anything else",
    "Note written, reminder set for Wednesday",
    "Rang back as agreed, no news yet",
    "Rang back, all done, caller content",
)


def letter(chance: random.Random) -> bytes:
    lines = [
        (11, "Fennel & Oak Home, Example Street 4, Exampleton EX4 4PL"),
        (11, "help@fennel-oak.example   01632 960 118"),
        (30, ""),
        (13, f"Our reference: covered   Your letter: {chance.randint(2, 27)} of last month"),
        (20, ""),
        (16, chance.choice(["We made a mistake", "Your order is late", "Where your question stands"])),
        (12, "Thank you for writing to us, and for your patience."),
        (12, "Your first message went into the wrong folder. That was our mistake and not yours."),
        (12, "I have now looked into it myself. This is what happened and what I have done:"),
        (12, f"1. I have ordered the part. It will be with you in {chance.randint(2, 6)} working days."),
        (12, "2. You do not have to send anything back or fill in anything."),
        (12, "3. We now check that folder twice a day."),
        (12, "If you would rather have your money back, tell me and I will do it the same day."),
        (12, "I will ring you on the day before, between five and six, to see that it suits you."),
        (20, ""),
        (12, "With kind regards"),
        (12, "Customer service apprentice, on behalf of the team"),
    ]
    return paper([lines])


def policy(chance: random.Random) -> bytes:
    first = [
        (20, f"Extract from our procedures, part {chance.randint(2, 9)}"),
        (14, "Complaints and returns: what staff at the desk may decide"),
        (12, "1. A complaint is a complaint when somebody is unhappy, also without the word."),
        (12, "2. Write it down at once, in the words of the customer."),
        (12, f"3. Up to {chance.randint(1, 5) * 10} pounds you may put things right yourself."),
        (12, "4. Above that, ask the supervisor on duty while the customer is there."),
        (12, "5. Say what happens next, who will do it, and by when."),
        (12, "6. A manager answers within five working days."),
    ]
    second = [
        (14, "Before you give out any details"),
        (12, "1. Ask the same three questions of everybody."),
        (12, "2. If one answer is wrong, do not say which."),
        (12, "3. Offer to ring back on the number that we hold."),
        (12, "4. Tell your supervisor on the same day if something went wrong."),
    ]
    return paper([first, second])


def certificate(chance: random.Random) -> bytes:
    course = chance.choice(
        ["Data protection at work", "Equality at the front desk", "Consumer rights in practice"]
    )
    lines = [
        (30, "Certificate"),
        (14, "This is to certify that"),
        (22, "a customer service apprentice"),
        (14, "has completed the course"),
        (22, course),
        (14, f"with {chance.randint(84, 100)} of 100 points."),
        (40, ""),
        (12, f"Course number EX-{chance.randint(1000, 9999)}. Date of birth covered."),
        (12, "Larkmoor Training, an invented provider"),
    ]
    return paper([lines], indent=110)


def paper(pages: Sequence[Sequence[Line]], *, indent: int = 70) -> bytes:
    """Plain text pages in one of the fonts that every reader has."""
    pdf = pikepdf.new()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    for lines in pages:
        page = pdf.add_blank_page(page_size=A4)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = pdf.make_stream(_page_content(lines, indent))
    target = io.BytesIO()
    pdf.save(target, deterministic_id=True)
    return target.getvalue()


def check_sheet(chance: random.Random) -> bytes:
    """What somebody ticked on a walk round a building, with one thing found."""
    minute = chance.randint(0, 20)
    found = chance.randrange(len(WALK))
    lines = [(20, f"Check sheet no. {chance.randint(100, 999)}: before the doors open"), (12, "")]
    for number, (place, trouble) in enumerate(WALK):
        minute += chance.randint(2, 4)
        says = f"FOUND: {trouble}. Put right, looked again." if number == found else "in order"
        lines.append((12, f"17:{minute:02}   {place}: {says}"))
    counted = f"Counted in: {chance.randint(40, 130)}   Counted out: the same"
    return paper([[*lines, (12, ""), (12, counted), (12, "Signed: covered")]])


def _page_content(lines: Sequence[Line], indent: int) -> bytes:
    parts, y = [], A4[1] - 90
    for size, text in lines:
        escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        parts.append(f"BT /F1 {size} Tf {indent} {y} Td ({escaped}) Tj ET")
        y -= round(size * 1.9)
    return "\n".join(parts).encode("cp1252")


def calllog(chance: random.Random) -> bytes:
    minute = chance.randint(0, 30)
    lines = [f"CALL LOG {chance.randint(10000, 99999)}", "Names and numbers removed.", ""]
    for step in CALL_STEPS[: chance.randint(6, 10)]:
        minute += chance.randint(1, 4)
        lines.append(f"14:{minute % 60:02}  {step}")
    return "\n".join([*lines, ""]).encode()


def reflection(chance: random.Random) -> bytes:
    """A Word document with nothing in it but paragraphs."""
    texts = [
        "My notes for the coach",
        *chance.sample(CALL_STEPS, 4),
        "Next time I would ask one question more.",
    ]
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in texts)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_WORD_TYPE}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}relationships">'
        f'<Relationship Id="r1" Type="{_OFFICE_DOCUMENT}" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>',
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
            package.writestr(zipfile.ZipInfo(name), declaration + text)
    return target.getvalue()


_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def voice(chance: random.Random) -> bytes:
    """Some seconds of humming that rises and falls like speech, without a word in it."""
    rate, seconds = 8000, chance.randint(4, 8)
    samples = array.array("B")
    pitch, phase = chance.uniform(110, 210), 0.0
    for number in range(rate * seconds):
        at = number / rate
        phase += 2 * math.pi * (pitch + 18 * math.sin(2.3 * at)) / rate
        loudness = max(0.0, math.sin(math.pi * at * 2.7)) * (0.35 if int(at) % 4 < 3 else 0.05)
        samples.append(128 + int(100 * loudness * math.sin(phase)))
    target = io.BytesIO()
    with wave.open(target, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(1)
        recording.setframerate(rate)
        recording.writeframes(samples.tobytes())
    return target.getvalue()


DOCUMENTS: dict[str, tuple[str, Maker]] = {
    "letter": ("pdf", letter),
    "policy": ("pdf", policy),
    "certificate": ("pdf", certificate),
    "calllog": ("txt", calllog),
    "reflection": ("docx", reflection),
    "voice": ("wav", voice),
    "check_sheet": ("pdf", check_sheet),
}
