"""Serials of issued files: short enough to type, too many to guess, and wrong when mistyped."""

import secrets

# No letter or digit that looks like another, no U; as many as a prime, which is what finds the slips.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"
LENGTH, GROUP = 12, 4
RANDOM = LENGTH - 1


def new_serial() -> str:
    """One of 31 to the power of 11, with its check character, in groups of four."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM))
    return grouped(drawn + check_character(drawn))


def check_character(drawn: str) -> str:
    """Each place weighs differently, so one wrong character or two that changed places never pass."""
    weighed = sum(place * ALPHABET.index(letter) for place, letter in enumerate(drawn, start=1))
    # The last place weighs twelve: what is missing to a multiple of 31, divided by that.
    return ALPHABET[-weighed * pow(LENGTH, -1, len(ALPHABET)) % len(ALPHABET)]


def grouped(letters: str) -> str:
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


def tidied(typed: str) -> str:
    """The serial that somebody meant: any case, with or without hyphens. Empty when it cannot be one."""
    letters = "".join(letter for letter in typed.upper() if letter not in " -–‐‑\t")
    if len(letters) != LENGTH or not set(letters) <= set(ALPHABET):
        return ""
    return grouped(letters) if check_character(letters[:RANDOM]) == letters[-1] else ""
