"""How often a PIN may be tried. Pure."""

import datetime as dt

# Of a million PINs: whoever tries them all the ways below finds one in a link out of sixty thousand.
TRIES_BEFORE_PAUSE = 5
MOST_PINS_WRONG = 15
PAUSE = dt.timedelta(minutes=15)


def pause_after_pin(tries: int) -> dt.timedelta | None:
    """How long nobody may try again after this many wrong PINs in a row; None when at once."""
    return PAUSE if tries % TRIES_BEFORE_PAUSE == 0 else None
