"""The scenario cards that are shipped, and what the importer refuses."""

import pytest
import yaml
from django.conf import settings

from standards.importers import PackError, load_packs
from standards.models import Criterion, Ksb, ScenarioCard
from tests.shipped import FIXTURES

PACK = settings.BASE_DIR / "fixtures" / "scenarios" / "st0072-1.1.yaml"
CARDS = yaml.safe_load(PACK.read_text())["cards"]
LEAST_CARDS = 20
SUBJECTS = {
    "Anger and upset",
    "Complaints and policy",
    "Equality and access",
    "Identity and privacy",
    "Influencing and choice",
    "Internal customers and team",
    "Managing expectations",
    "Putting things right",
    "Vulnerable customers",
    "Written and digital",
}


def test_there_are_enough_cards_about_enough_things():
    assert len(CARDS) >= LEAST_CARDS
    assert {card["theme"] for card in CARDS} == SUBJECTS
    assert {card["channel"] for card in CARDS} == {"face_to_face", "remote", "both"}


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card["key"])
def test_a_card_is_whole_and_says_what_a_good_answer_shows(card):
    assert len(card["good_answer"]) >= 4
    assert len(card["criteria"]) == len(set(card["criteria"])) >= 5
    assert len(card["ksbs"]) == len(set(card["ksbs"])) >= 4
    assert any(code.split()[1].startswith("P") for code in card["criteria"])
    assert all(card[name].strip() for name in ("situation", "customer", "opening_line", "place"))
    asked = set(card["ksbs"])
    assert card["channel"] != "remote" or "S2" not in asked
    assert card["channel"] != "face_to_face" or "S3" not in asked


def test_every_card_is_loaded_once_with_its_ksbs(version):
    cards = list(ScenarioCard.objects.offered_for(version).for_list())
    assert [card.key for card in cards] == [card["key"] for card in CARDS]
    for card, written in zip(cards, CARDS, strict=True):
        assert {ksb.code for ksb in card.ksbs.all()} == set(written["ksbs"])
    assert load_packs(FIXTURES).summary() == ["Nothing to change."]


def test_every_criterion_of_a_card_speaks_of_one_of_its_ksbs_area(version):
    """What a card offers to show and the KSBs that it names are about the same things."""
    by_name = {
        f"{row.area.key} {row.code}": {ksb.area_id for ksb in row.ksbs.all()}
        for row in Criterion.objects.exclude(area=None).select_related("area").prefetch_related("ksbs")
    }
    area_of = dict(Ksb.objects.filter(version=version).values_list("code", "area"))
    for card in CARDS:
        areas = {area_of[code] for code in card["ksbs"]}
        strays = [name for name in card["criteria"] if not by_name[name] & areas]
        assert len(strays) <= len(card["criteria"]) // 2, (card["key"], strays)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "communication P1,",
            "communication P9,",
            'no plan of the version has a criterion "communication P9".',
        ),
        ("ksbs: [S1,", "ksbs: [S99,", 'the version has no KSB "S99".'),
        ("channel: remote", "channel: pigeon", '"channel" is not right'),
        ("    theme: Anger and upset\n", "", '"theme" is missing.'),
    ],
)
def test_a_wrong_card_is_refused_with_its_place(version, tmp_path, old, new, sentence):
    (tmp_path / "cards.yaml").write_text(PACK.read_text().replace(old, new, 1))
    with pytest.raises(PackError, match=r"cards\.yaml, cards") as error:
        load_packs(tmp_path)
    assert sentence in str(error.value)
