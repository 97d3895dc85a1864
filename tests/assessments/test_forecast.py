"""When every KSB will be ready: the range, or the sentence that says why there is none."""

import datetime as dt

import pytest

from assessments.rules.forecast import Pace, against, forecast
from portfolio.spans import Break

TODAY = dt.date(2026, 7, 6)
START = dt.date(2026, 1, 5)  # 26 weeks before
DAY = dt.timedelta(days=1)


def every(days, number, first=START):
    return [first + DAY * days * (n + 1) for n in range(number)]


STEADY = every(14, 12)

TOO_LITTLE = "say too little about a pace. It takes 4 KSBs, ready on 3 different days, and 6 weeks."
SILENT = {
    "nothing asked": (Pace(START, 0, []), "No forecast: the standard asks for no KSB yet."),
    "not begun": (
        Pace(TODAY + DAY, 10, []),
        "No forecast: the apprenticeship starts on Tue 7 Jul 2026.",
    ),
    "nothing met": (
        Pace(START, 10, []),
        f"No forecast yet: 0 KSBs ready on 0 days in 26 weeks of learning {TOO_LITTLE}",
    ),
    "one day with many": (
        Pace(START, 10, [START + DAY * 90] * 6),
        f"No forecast yet: 6 KSBs ready on 1 day in 26 weeks of learning {TOO_LITTLE}",
    ),
    "too short": (
        Pace(TODAY - DAY * 35, 10, every(7, 4, TODAY - DAY * 35)),
        f"No forecast yet: 4 KSBs ready on 4 days in 5 weeks of learning {TOO_LITTLE}",
    ),
    "too short without the break": (
        Pace(START, 10, every(7, 4), [Break(START + DAY * 30, TODAY - DAY * 3)]),
        f"No forecast yet: 4 KSBs ready on 4 days in 4 weeks of learning {TOO_LITTLE}",
    ),
    "on a break": (
        Pace(START, 34, STEADY, [Break(TODAY - DAY * 5)]),
        "No forecast during a break in learning: it starts again with the first day back.",
    ),
    "no pace of late": (
        Pace(START, 10, every(7, 8)),
        "No forecast: no KSB became ready in the last 12 weeks of learning, so there is no pace.",
    ),
    "far too slow": (
        Pace(START - DAY * 1800, 60, [*every(45, 3, TODAY - DAY * 170), TODAY - DAY * 900]),
        "No forecast: at the pace so far it would take more than three years, which is no use as a date.",
    ),
    "dates in the future": (
        Pace(START, 10, [TODAY + DAY, TODAY + DAY * 2, TODAY + DAY * 3, TODAY + DAY * 4]),
        f"No forecast yet: 0 KSBs ready on 0 days in 26 weeks of learning {TOO_LITTLE}",
    ),
}


@pytest.mark.parametrize("case", SILENT)
def test_forecast_says_why_there_is_none(case):
    pace, sentence = SILENT[case]
    found = forecast(pace, TODAY)
    assert (found.why, found.is_told, found.is_done) == (sentence, False, False)
    assert (found.low, found.likely, found.high) == (None, None, None)
    assert against(found, TODAY) == ""


def test_forecast_of_a_steady_pace_says_what_it_rests_on():
    found = forecast(Pace(START, 34, STEADY), TODAY)
    assert found.why == (
        "12 of 34 KSBs became ready in 26 weeks of learning, 5 of them in the last 12. At that pace, which "
        "slows as fewer are left, the 22 still open would be done by then. The fewer days something became "
        "ready on, and the more uneven they were, the wider the range."
    )
    # 22 KSBs at 12 in 182 days, and 5 in 84, drawn together, slowed by a little over a tenth.
    assert found.likely == dt.date(2027, 7, 29)
    assert TODAY < found.low < found.likely < found.high


def test_forecast_of_everything_met_names_the_day():
    found = forecast(Pace(START, 3, every(7, 3)), TODAY)
    assert (found.is_done, found.why) == (True, "Every KSB asked for has been ready since Mon 26 Jan 2026.")


def test_break_is_taken_out_of_the_pace():
    """The same steps, and the same weeks of learning, with a break between: the same number of days to go."""
    off = Break(START + DAY * 60, START + DAY * 100)
    moved = [day if day < off.began_on else day + DAY * 40 for day in STEADY]
    plain = forecast(Pace(START, 34, STEADY), TODAY)
    broken = forecast(Pace(START, 34, moved, [off]), TODAY + DAY * 40)
    for name in ("low", "likely", "high"):
        assert getattr(broken, name) - getattr(plain, name) == DAY * 40
    assert "26 weeks of learning (40 days of breaks taken out)" in broken.why


@pytest.mark.parametrize("more", range(1, 20))
def test_one_more_ksb_met_today_never_makes_it_later(more):
    before = forecast(Pace(START, 34, [*STEADY, *[TODAY] * (more - 1)]), TODAY)
    after = forecast(Pace(START, 34, [*STEADY, *[TODAY] * more]), TODAY)
    assert after.likely <= before.likely


def test_range_is_narrower_when_more_was_seen():
    few, many = (
        forecast(Pace(START, 34, STEADY[:6]), TODAY - DAY * 84),
        forecast(Pace(START, 34, STEADY), TODAY),
    )
    share = [(f.high - f.low) / (f.likely - t) for f, t in ((few, TODAY - DAY * 84), (many, TODAY))]
    assert share[1] < share[0]


AGAINST = {
    "before": (DAY * 400, "The whole range lies before the gateway planned for {}."),
    "likely before": (DAY * 10, "Likely before the gateway planned for {}, but it may be later."),
    "likely after": (DAY * -10, "Likely after the gateway planned for {}, but it may still be in time."),
    "after": (
        DAY * -300,
        "The whole range lies after the gateway planned for {}: the plan or the pace has to change.",
    ),
}


@pytest.mark.parametrize("case", AGAINST)
def test_range_is_set_against_the_planned_gateway(case):
    found = forecast(Pace(START, 34, STEADY), TODAY)
    far, sentence = AGAINST[case]
    planned = (found.high if case == "before" else found.low if case == "after" else found.likely) + far
    assert against(found, planned) == sentence.format(f"{planned:%a %-d %b %Y}")
