"""What the photos and screenshots of the demonstration show, each drawn from a seed."""

import random
from collections.abc import Callable

from PIL import Image

from reports.demo.canvas import AMBER, GREY, INK, PAPER, RED, TEAL, Sheet, on_a_desk
from reports.demo.halls import floor_plan, hall

Scene = Callable[[random.Random], Image.Image]


def counter(chance: random.Random) -> Image.Image:
    """A service desk below a board that says whose turn it is."""
    wall = chance.choice(["#dfe5e3", "#e9e2d6", "#dbe2ea", "#e8dedd"])
    sheet = Sheet(1600, 1200, chance, wall)
    sheet.block((0, 830, 1600, 1200), chance.choice(["#6d543f", "#4c5a57", "#6b6f78"]))
    sheet.block((0, 800, 1600, 850), "#33312e")
    sheet.block((430, 90, 1170, 420), "#14181f", radius=18)
    sheet.write(480, 120, "Now serving", 46, "#d6dbe3")
    sheet.write(480, 190, f"{chance.choice('ABC')}{chance.randint(11, 98)}", 130, "#ffcf5c")
    sheet.write(830, 190, "Desk", 46, "#d6dbe3")
    sheet.write(830, 250, str(chance.randint(1, 5)), 90, "#7fe0c3")
    sheet.write(
        480, 350, f"Waiting: {chance.randint(2, 19)}    about {chance.randint(3, 16)} min", 42, "#d6dbe3"
    )
    for number in range(chance.randint(1, 3)):
        _person_behind_counter(sheet, 260 + number * 480 + chance.randint(-40, 40))
    sheet.block((1210, 690, 1420, 810), "#20252d", radius=8)
    sheet.block((1222, 702, 1408, 792), "#9fb8c9")
    return sheet.image


def _person_behind_counter(sheet: Sheet, x: int) -> None:
    skin = sheet.chance.choice(["#f0d0b4", "#c68e63", "#8d5a3a", "#5c3b28", "#e3b58f"])
    shirt = sheet.chance.choice([TEAL, "#244a7c", "#7c2d4f", "#3d3d46"])
    sheet.block((x - 110, 590, x + 110, 830), shirt, radius=60)
    sheet.draw.ellipse((x - 68, 440, x + 68, 590), fill=skin)
    sheet.draw.pieslice(
        (x - 74, 425, x + 74, 570), 180, 360, fill=sheet.chance.choice(["#2b211b", "#5a3a20", "#111"])
    )
    sheet.block((x + 20, 690, x + 90, 725), PAPER, radius=6)


def ready_desk(chance: random.Random) -> Image.Image:
    """A service desk before the doors open: nobody there, and nothing that concerns anybody."""
    sheet = Sheet(1600, 1200, chance, chance.choice(["#e6e1d8", "#dde5e8", "#e4e8de"]))
    sheet.block((0, 820, 1600, 1200), chance.choice(["#6d543f", "#4c5a57", "#6b6f78"]))
    sheet.block((0, 780, 1600, 840), "#33312e")
    sheet.block((520, 80, 1080, 300), "#14181f", radius=18)
    sheet.write(575, 115, "We open at", 46, "#d6dbe3")
    sheet.write(575, 170, f"{chance.choice(['8:30', '9:00', '10:00'])}", 96, "#ffcf5c")
    _leaflets(sheet, 130)
    _hearing_loop(sheet, 1180)
    pot = chance.choice([TEAL, "#7c2d4f", "#8a5a12"])
    for _ in range(9):
        tip = (800 + chance.randint(-150, 150), chance.randint(470, 600))
        sheet.line((800, 690), tip, "#3f7d4f", 16)
    sheet.block((735, 670, 865, 785), pot, radius=14)
    sheet.block((480, 880, 1120, 1010), PAPER, radius=12)
    sheet.write(525, 912, "Please wait here", 72)
    return sheet.image


def _leaflets(sheet: Sheet, left: int) -> None:
    sheet.block((left - 20, 420, left + 340, 782), "#b9bec4", radius=10)
    colours = ["#cdeee6", "#ffe9b8", "#dfe3fb", "#ffd9cc"]
    for number, title in enumerate(sheet.chance.sample(("Returns", "Your say", "Croeso", "Help to pay"), 2)):
        x = left + number * 165
        sheet.block((x, 450, x + 150, 740), sheet.chance.choice(colours))
        sheet.write(x + 14, 480, title, 28)
        for line in range(4):
            sheet.line((x + 14, 560 + line * 36), (x + 130, 560 + line * 36), GREY, 4)


def _hearing_loop(sheet: Sheet, left: int) -> None:
    sheet.block((left, 470, left + 280, 770), "#1f4e8c", radius=16)
    sheet.draw.arc((left + 70, 510, left + 210, 650), 200, 90, fill="#ffffff", width=14)
    sheet.draw.ellipse((left + 118, 560, left + 162, 604), fill="#ffffff")
    sheet.write(left + 34, 680, "Hearing loop", 36, "#ffffff")


def whiteboard(chance: random.Random) -> Image.Image:
    """Ideas of a team, on notes around a heading."""
    sheet = Sheet(1600, 1100, chance, "#f4f6f7")
    sheet.block((0, 0, 1599, 1099), "#f4f6f7", outline="#9aa1a9")
    sheet.write(80, 60, chance.choice(BOARD_HEADINGS), 84, chance.choice(["#1f4e8c", TEAL, RED]))
    sheet.line((80, 165), (1000, 165 + chance.randint(-6, 6)), "#1f4e8c", 6)
    ideas = chance.sample(BOARD_IDEAS, 6)
    for number, idea in enumerate(ideas):
        x, y = 90 + (number % 3) * 490, 230 + (number // 3) * 390
        _note(sheet, x + chance.randint(-15, 15), y + chance.randint(-15, 15), idea)
    sheet.write(
        100, 1010, chance.choice(["Try for one week!", "Who? By when?", "Ask the late shift too"]), 48, RED
    )
    return sheet.image


def _note(sheet: Sheet, x: int, y: int, idea: str) -> None:
    sheet.block((x + 10, y + 12, x + 420, y + 330), "#d3d7da")
    sheet.block((x, y, x + 410, y + 320), sheet.chance.choice(["#ffe98a", "#bfe6d6", "#ffc9b5", "#c9dcff"]))
    for number, line in enumerate(idea.split("|")):
        sheet.write(x + 28, y + 40 + number * 62, line, 44)


def receipt(chance: random.Random) -> Image.Image:
    """A till receipt with the card number covered."""
    sheet = Sheet(760, 1300, chance, "#fbfaf5")
    sheet.write_centred(50, chance.choice(["FENNEL & OAK HOME", "OSTREY GARDENS", "WEXCOMBE RECEPTION"]), 44)
    sheet.write_centred(112, "Example Street 4   01632 960 118", 28, GREY)
    goods = chance.sample(GOODS, chance.randint(3, 6))
    total = 0
    for number, name in enumerate(goods):
        pence = chance.randint(3, 60) * 100 - 1
        total += pence
        sheet.write(60, 220 + number * 70, name, 38)
        sheet.write(580, 220 + number * 70, f"{pence / 100:.2f}", 38)
    end = 220 + len(goods) * 70
    sheet.line((60, end + 10), (700, end + 10), INK, 3)
    sheet.write(60, end + 35, "TOTAL GBP", 52)
    sheet.write(540, end + 35, f"{total / 100:.2f}", 52)
    sheet.write(60, end + 130, "Card", 36)
    sheet.cover(170, end + 132, 330, 40)
    sheet.write(60, end + 200, f"Till {chance.randint(1, 6)}   No. {chance.randint(1000, 9999)}", 32, GREY)
    for number in range(52):
        x = 90 + number * 11
        sheet.line((x, 1120), (x, 1230), INK, chance.choice([2, 4, 6]))
    return on_a_desk(sheet)


def chat(chance: random.Random) -> Image.Image:
    """A chat window with the customer's name covered."""
    sheet = Sheet(1180, 1400, chance, "#eef1f4")
    sheet.block((0, 0, 1180, 120), TEAL)
    sheet.write(40, 34, "Web chat", 48, "#ffffff")
    sheet.cover(900, 40, 230, 44)
    y, hour = 160, chance.randint(9, 17)
    for number, (customer, answer) in enumerate(chance.sample(CHATS, 3)):
        y = _bubble(sheet, y, customer, is_ours=False)
        y = _bubble(sheet, y, answer, is_ours=True)
        sheet.write(500, y, f"{hour}:{10 + number * 4:02}", 26, GREY)
        y += 54
    return sheet.image


def _bubble(sheet: Sheet, y: int, text: str, *, is_ours: bool) -> int:
    lines = text.split("|")
    height = 44 + 48 * len(lines)
    left, colour = (400, "#cdeee6") if is_ours else (40, "#ffffff")
    sheet.block((left, y, left + 740, y + height), colour, radius=26)
    for number, line in enumerate(lines):
        sheet.write(left + 32, y + 20 + number * 48, line, 36)
    return y + height + 24


def kpi(chance: random.Random) -> Image.Image:
    """A performance board: one chart and three figures."""
    sheet = Sheet(1600, 1000, chance)
    sheet.write(
        70,
        50,
        chance.choice(["First contact resolution, %", "Satisfaction (CSAT), %", "Waiting, minutes"]),
        58,
    )
    goal, level = chance.randint(72, 82), chance.randint(58, 70)
    for week in range(8):
        level = min(96, max(50, level + chance.randint(-3, 7)))
        x, top = 110 + week * 130, 760 - (level - 40) * 9
        sheet.block((x, top, x + 84, 760), TEAL if level >= goal else AMBER, radius=6)
        sheet.write(x + 16, top - 48, str(level), 36)
        sheet.write(x + 6, 780, f"w{week + 31}", 32, GREY)
    line = 760 - (goal - 40) * 9
    sheet.line((90, line), (1160, line), RED, 4)
    sheet.block((1164, line - 26, 1222, line + 26), PAPER)
    sheet.write(1168, line - 20, str(goal), 34, RED)
    for number, (name, unit) in enumerate([("FCR", " %"), ("CSAT", " %"), ("NPS", "")]):
        sheet.block((1230, 180 + number * 220, 1540, 370 + number * 220), "#f0ede4", radius=18)
        sheet.write(1260, 200 + number * 220, name, 42, GREY)
        sheet.write(1260, 255 + number * 220, f"{chance.randint(38, 94)}{unit}", 76)
    sheet.cover(70, 900, 420)
    return sheet.image


def badge(chance: random.Random) -> Image.Image:
    """A name badge with the name covered: many people show the same picture."""
    sheet = Sheet(1100, 720, chance, PAPER)
    sheet.block((0, 0, 1100, 210), chance.choice([TEAL, "#244a7c", "#7c2d4f", "#8a5a12"]))
    sheet.write_centred(60, chance.choice(["Happy to help", "Here to help", "Ask me"]), 84, "#ffffff")
    sheet.write_centred(290, chance.choice(["My name is", "Hello, I am"]), 80)
    sheet.cover(250, 420, 600, 110)
    sheet.write_centred(
        600, chance.choice(["Customer service apprentice", "Front desk", "Service desk"]), 46, GREY
    )
    return on_a_desk(sheet)


def thanks(chance: random.Random) -> Image.Image:
    """A thank-you card with the signature covered."""
    paper = chance.choice(["#fff6ea", "#f1f7ee", "#f4effa", "#eef5fb"])
    sheet = Sheet(1300, 950, chance, paper)
    for _ in range(14):
        x, y = chance.randint(20, 1240), chance.choice([chance.randint(10, 90), chance.randint(850, 910)])
        sheet.draw.ellipse(
            (x, y, x + 44, y + 44), fill=chance.choice(["#e58f8f", "#8fbf9f", "#8fa9d9", "#e0b85f"])
        )
    sheet.write_centred(130, "Thank you!", 110, chance.choice([TEAL, "#7c2d4f", "#244a7c"]))
    for number, line in enumerate(chance.choice(CARD_LINES).split("|")):
        sheet.write(140, 320 + number * 86, line, 56)
    sheet.cover(820, 740, 330, 60)
    return on_a_desk(sheet)


def crm(chance: random.Random) -> Image.Image:
    """A record in a customer system, with everything personal covered."""
    sheet = Sheet(1500, 1000, chance, "#ffffff")
    sheet.block((0, 0, 1500, 90), "#26323f")
    sheet.write(36, 22, f"Customer record   Case {chance.randint(20000, 69999)}", 40, "#ffffff")
    for number, name in enumerate(["Name", "Address", "Telephone", "Account"]):
        sheet.write(50, 130 + number * 66, name, 34, GREY)
        sheet.cover(270, 132 + number * 66, chance.randint(260, 520))
    sheet.write(50, 430, "Notes", 44, TEAL)
    for number, note in enumerate(chance.sample(CRM_NOTES, 5)):
        y, time = 500 + number * 92, f"{9 + number * 2}:{chance.randint(0, 59):02}"
        sheet.block((50, y, 1450, y + 78), "#f3f5f7", radius=10)
        sheet.write(76, y + 18, time, 34, GREY)
        sheet.write(210, y + 18, note, 34)
    sheet.block((1120, 130, 1440, 200), "#ffe9b8", radius=12)
    sheet.write(1150, 146, "Reminder set", 36, AMBER)
    return sheet.image


SCENES: dict[str, Scene] = {
    "counter": counter,
    "ready_desk": ready_desk,
    "whiteboard": whiteboard,
    "receipt": receipt,
    "chat": chat,
    "kpi": kpi,
    "badge": badge,
    "thanks": thanks,
    "crm": crm,
    "hall": hall,
    "floor_plan": floor_plan,
}

BOARD_HEADINGS = ("What slows us down?", "Ideas, Tuesday huddle", "Who are our customers?", "What went well?")
BOARD_IDEAS = (
    "Big and small|parcels apart",
    "One list of|papers to bring",
    "Say the waiting|time out loud",
    "Hearing loop:|who knows how?",
    "Call back even|without news",
    "Card with the|refund steps",
    "Swap breaks|at noon",
    "Chairs near|the desk",
    "Handover board|three columns",
    "Quiet corner|for hard talks",
    "Look first,|then say no",
    "Ask: what has|changed?",
)
GOODS = (
    "Bed linen",
    "Table lamp",
    "Kettle",
    "Rug 120x180",
    "Wall shelf",
    "Paint 5 l",
    "Desk chair",
    "Mug x4",
    "Cushion",
)
CHATS = (
    (
        "It was meant to come today!|I took a day off.",
        "I am sorry about your day off.|Let me look what happened.",
    ),
    ("Which screws go first?", "The four long ones.|Tell me when they are in."),
    ("Can I bring it back?", "Yes, until the 30th.|Bring the card you paid with."),
    ("Do I have to pay now?", "No, not until April.|Is that clear so?"),
    ("Nobody rang me back.", "That was our mistake.|I will ring you at five."),
    ("Thursday would be better.", "Thursday, 9 to 12. I repeat:|side door, two parcels."),
    ("thanks, that was quick", "My pleasure. Is there|anything else today?"),
)
CARD_LINES = (
    "You took your time with me|when I needed it most.|I will not forget it.",
    "It all arrived and the|party was lovely.|You saved the day!",
    "Diolch o galon.|Good to be able to say it|as I think it.",
    "Thank you for ringing|when you said you would.|Nobody else did.",
)
CRM_NOTES = (
    "Called back as promised, no news yet",
    "Part ordered, due Thursday",
    "Identity checked, three questions",
    "Prefers a call after five",
    "Refund agreed, five working days",
    "Passed to billing with all details",
    "Visit booked, morning",
    "Complaint logged, step one explained",
    "Needs large print, sent",
)
