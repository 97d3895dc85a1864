"""Questions about standards, without a database."""

import pytest

from standards.models import Area, Ksb
from standards.rules import bands_of, is_asked


@pytest.mark.parametrize(
    ("alternative_channel", "contact_channel", "asked"),
    [
        ("", "face_to_face", True),
        ("", "remote", True),
        ("", "both", True),
        ("face_to_face", "face_to_face", True),
        ("face_to_face", "remote", False),
        ("face_to_face", "both", True),
        ("remote", "face_to_face", False),
        ("remote", "remote", True),
        ("remote", "both", True),
    ],
)
def test_is_asked_follows_how_customers_are_met(alternative_channel, contact_channel, asked):
    assert is_asked(alternative_channel, contact_channel) is asked


def test_is_asked_refuses_an_unknown_channel():
    with pytest.raises(ValueError, match="telepathy"):
        is_asked("", "telepathy")


def test_bands_of_groups_by_kind_then_area():
    knowing, asking = Area(title="Knowing", kind="K"), Area(title="Asking", kind="S")
    other = Area(title="Other", kind="K")
    ksbs = [
        Ksb(code=code, area=area)
        for code, area in (("K1", knowing), ("K2", other), ("K3", other), ("S1", asking))
    ]
    bands = bands_of(ksbs)
    assert [(band.label, band.ksb_count) for band in bands] == [("Knowledge", 3), ("Skills", 1)]
    assert [[ksb.code for ksb in group.ksbs] for group in bands[0].areas] == [["K1"], ["K2", "K3"]]
