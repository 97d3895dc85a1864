import pytest

from portfolio.limits import Limits, limits_from

MB, GB = 1_000_000, 1_000_000_000


@pytest.mark.parametrize(
    ("provider", "largest", "in_form"),
    [(None, 2 * GB, 200 * MB), (50 * MB, 50 * MB, 50 * MB), (3 * GB, 2 * GB, 200 * MB)],
)
def test_a_provider_lowers_the_limit_and_never_raises_it(provider, largest, in_form):
    limits = limits_from(installation=2 * GB, in_form=200 * MB, provider=provider, quota=None)
    assert (limits.largest, limits.largest_in_form, limits.room) == (largest, in_form, None)


@pytest.mark.parametrize(
    ("quota", "used", "room", "is_tight"),
    [
        (None, 5 * GB, None, False),
        (100 * GB, 0, 100 * GB, False),
        (100 * GB, 91 * GB, 9 * GB, True),
        (10 * GB, 8.5 * GB, 1.5 * GB, True),
        (10 * GB, 11 * GB, 0, True),
    ],
)
def test_room_is_told_when_it_is_tight(quota, used, room, is_tight):
    limits = limits_from(installation=2 * GB, in_form=200 * MB, provider=None, quota=quota, used=used)
    assert (limits.room, limits.is_tight) == (room, is_tight)


@pytest.mark.parametrize(
    ("size", "in_form", "sentence"),
    [
        (200 * MB, True, ""),
        (200 * MB + 1, False, ""),
        (
            200 * MB + 1,
            True,
            "It is larger than 200 MB, the most that a form can send. Save a smaller copy.",
        ),
        (2 * GB + 1, True, "It is larger than 2 GB. Make it shorter or save a smaller copy."),
        (2 * GB + 1, False, "It is larger than 2 GB. Make it shorter or save a smaller copy."),
    ],
)
def test_a_file_that_is_too_large_hears_the_limit_that_counts(size, in_form, sentence):
    limits = Limits(largest=2 * GB, largest_in_form=200 * MB)
    assert limits.why_too_large(size, in_form=in_form) == sentence


@pytest.mark.parametrize(
    ("room", "size", "sentence"),
    [
        (None, 5 * GB, ""),
        (MB, MB, ""),
        (
            MB,
            MB + 1,
            "Your training provider has room for 1 MB more. Save a smaller copy, or ask them for more.",
        ),
        (0, 1, "Your training provider has no room left for files. Ask them for more."),
    ],
)
def test_a_file_beyond_the_quota_hears_what_is_left(room, size, sentence):
    assert Limits(2 * GB, 200 * MB, room, 10 * GB).why_no_room(size) == sentence
