"""The labelled accounts that suggestions are measured with: well formed, and fair to every KSB."""

from collections import Counter
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
ACCOUNTS = yaml.safe_load((ROOT / "bench/accounts.yaml").read_text())["accounts"]


def codes_of_the_standard():
    standard = yaml.safe_load((ROOT / "fixtures/standards/st0072-1.1.yaml").read_text())
    version = next(version for version in standard["versions"] if version["version"] == "1.1")
    return {ksb["code"] for area in version["areas"] for ksb in area["ksbs"]}


def test_every_account_is_well_formed():
    fields = {"id", "set", "template", "ksbs", "text"}
    assert [account["id"] for account in ACCOUNTS if set(account) != fields] == []
    assert [account["id"] for account in ACCOUNTS if not 30 <= len(account["text"].split()) <= 120] == []
    assert [account["id"] for account in ACCOUNTS if not 1 <= len(set(account["ksbs"])) <= 4] == []
    assert len({account["id"] for account in ACCOUNTS}) == len(ACCOUNTS)


def test_sets_are_large_enough():
    sizes = Counter(account["set"] for account in ACCOUNTS)
    assert sizes["tune"] == 20
    assert sizes["judge"] >= 60


def test_every_ksb_is_right_for_two_accounts_of_the_judging_set():
    judged = Counter(code for account in ACCOUNTS if account["set"] == "judge" for code in account["ksbs"])
    assert set(judged) == codes_of_the_standard()
    assert [code for code, count in judged.items() if count < 2] == []
