from itertools import combinations

import pytest

from reports.seals import serials
from reports.seals.serials import ALPHABET, new_serial, tidied

SERIAL = "7K3P-9QXD-42H"


@pytest.fixture
def serial():
    return new_serial()


def test_a_serial_is_twelve_plain_letters_in_three_groups(serial):
    letters = serial.replace("-", "")
    assert (len(letters), [len(group) for group in serial.split("-")]) == (12, [4, 4, 4])
    assert set(letters) <= set(ALPHABET)
    assert not set("01IOU") & set(ALPHABET)


def test_serials_are_not_drawn_twice():
    assert len({new_serial() for _ in range(2000)}) == 2000


def test_a_serial_may_be_typed_in_any_manner(serial):
    spelt = [
        serial,
        serial.lower(),
        serial.replace("-", ""),
        f" {serial.replace('-', ' ')} ",
        serial.replace("-", "–"),
    ]
    assert {tidied(typed) for typed in spelt} == {serial}


def test_one_wrong_letter_is_always_noticed(serial):
    letters = serial.replace("-", "")
    for at in range(12):
        for other in ALPHABET:
            if other != letters[at]:
                assert tidied(letters[:at] + other + letters[at + 1 :]) == ""


def test_two_letters_that_changed_places_are_always_noticed(serial):
    letters = list(serial.replace("-", ""))
    for one, two in combinations(range(12), 2):
        if letters[one] != letters[two]:
            swapped = letters.copy()
            swapped[one], swapped[two] = swapped[two], swapped[one]
            assert tidied("".join(swapped)) == ""


@pytest.mark.parametrize(
    "typed", ["", "?", "7K3P", "0000-0000-0000", "7K3P-9QXD-42HM-EXTRA", "ſ" * 12, "\x00" * 12]
)
def test_what_cannot_be_a_serial_is_none(typed):
    assert serials.tidied(typed) == ""
