"""What apprentices at halls photograph: a room that is set up, and the plan that it was set up from."""

import random

from PIL import Image

from reports.demo.canvas import GREY, INK, RED, TEAL, Sheet, on_a_desk

CHAIR = ("#7c2d4f", "#244a7c", "#3f6b4f", "#8a5a12")


def hall(chance: random.Random) -> Image.Image:
    """Rows of chairs before a stage, with nobody there yet."""
    sheet = Sheet(1600, 1200, chance, chance.choice(["#efe8dc", "#e3e8e6", "#e8e2ea"]))
    sheet.block((0, 560, 1600, 1200), chance.choice(["#b58a5c", "#a3784d", "#8d7358"]))
    for board in range(9):
        sheet.line((800, 560), (board * 400 - 800, 1200), "#8a6a48", 3)
    _stage(sheet)
    _exit(sheet, 90)
    _exit(sheet, 1370)
    colour = chance.choice(CHAIR)
    for row in range(chance.randint(4, 6)):
        _row(sheet, 640 + row * 95, 46 + row * 14, colour)
    return sheet.image


def _stage(sheet: Sheet) -> None:
    curtain = sheet.chance.choice(["#7c2d2d", "#3b2d5c", "#244a44"])
    sheet.block((420, 150, 1180, 540), "#2b2622")
    sheet.block((420, 150, 560, 540), curtain)
    sheet.block((1040, 150, 1180, 540), curtain)
    sheet.block((400, 520, 1200, 575), "#6d4d33")
    if sheet.chance.random() < 0.5:
        sheet.block((640, 220, 960, 420), "#f4f6f7", radius=4)
    else:
        sheet.block((770, 400, 830, 530), "#8a6a48", radius=6)


def _exit(sheet: Sheet, left: int) -> None:
    sheet.block((left, 250, left + 140, 570), "#d9d3c8", outline=GREY)
    sheet.block((left + 10, 195, left + 130, 240), "#1f7a4a", radius=4)
    sheet.write(left + 34, 201, "EXIT", 30, "#ffffff")


def _row(sheet: Sheet, top: int, size: int, colour: str) -> None:
    """Five chairs on each side of an aisle; nearer rows are larger."""
    for side in (-1, 1):
        for place in range(5):
            x = 800 + side * (size + place * (size + 14)) - size // 2
            sheet.block((x, top, x + size, top + size), colour, radius=8)
            sheet.block((x, top + size, x + size, top + size + 14), "#2f2a26", radius=4)


def floor_plan(chance: random.Random) -> Image.Image:
    """A room from above, drawn by hand: rows, an aisle, two exits, places for wheelchairs."""
    sheet = Sheet(1400, 1050, chance, "#fdfdfb")
    rows, seats = chance.randint(5, 7), chance.choice([6, 8, 10])
    sheet.write(80, 40, f"{rows} rows of {seats}: {rows * seats} seats", 58)
    sheet.block((80, 140, 1320, 960), "#fdfdfb", outline=INK)
    sheet.block((480, 140, 920, 230), "#e6e1d8", outline=INK)
    sheet.write(620, 160, "stage", 44)
    half = seats // 2
    for row in range(rows):
        y = 300 + row * 78
        for place in range(half):
            sheet.block((600 - place * 84, y, 656 - place * 84, y + 46), "#dbe6f3", outline="#244a7c")
            sheet.block((744 + place * 84, y, 800 + place * 84, y + 46), "#dbe6f3", outline="#244a7c")
    for x in (1180, 1250):
        sheet.draw.ellipse((x, 300, x + 52, 352), outline=TEAL, width=6)
    sheet.write(1130, 365, "wheelchairs", 30, TEAL)
    for x in (66, 1306):
        sheet.line((x + 14, 800), (x + 14, 900), RED, 14)
    sheet.write(110, 830, "exit", 40, RED)
    sheet.write(1180, 830, "exit", 40, RED)
    aisle = chance.choice(["1.1 m", "1.2 m", "1.4 m"])
    sheet.write(530, 890, f"aisle {aisle}, keep clear", 36, GREY)
    return on_a_desk(sheet)
