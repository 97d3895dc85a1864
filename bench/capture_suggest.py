"""Suggested KSBs: how long they take beside 20,000 accepted claims, and how often they are right.

    python -m bench.capture --only suggest

“Right” is measured on short accounts that somebody else wrote and labelled (bench/accounts.yaml): `tune` was
read while cues were written, `judge` never was, and is what counts. A hit is a labelled KSB among the first
so many; the share found is of all labels. Once without any accepted piece, as on a new site, and once with
the demonstration's accounts as what assessors accepted.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import yaml

from bench.shared import ROOT, Figure, manage, percentile

ACCEPTED_CLAIMS, A_FEW_CLAIMS = 20_000, 2_000
ROUNDS, A_FEW_ROUNDS = 3, 1
MOST_MILLISECONDS, LEAST_HITS = 50, 85
WORKPLACES = ("anywhere", "contact_centre", "council", "hotel", "shop")
ACCOUNTS = ROOT / "bench" / "accounts.yaml"

Account = Mapping[str, Any]


def measure(*, quick: bool) -> list[Figure]:
    """In a process of its own, for it looks into a database of its own."""
    folder = tempfile.mkdtemp(prefix="waymark-bench-")
    environment = {**os.environ, "WAYMARK_DEMO": "1", "WAYMARK_DATA": folder, "LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-m", "bench.capture_suggest", *(["--quick"] if quick else [])]
    try:
        manage(environment, "migrate", "--run-syncdb", "--verbosity=0")
        manage(environment, "load_standards", "--verbosity=0")
        answer = subprocess.run(
            command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return [Figure(**figure) for figure in json.loads(answer.stdout.splitlines()[-1])]


def measured(*, quick: bool) -> list[Figure]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    return hits() + speed(A_FEW_CLAIMS if quick else ACCEPTED_CLAIMS, A_FEW_ROUNDS if quick else ROUNDS)


def labelled(name: str) -> list[Account]:
    accounts: list[Account] = yaml.safe_load(ACCOUNTS.read_text(encoding="utf-8"))["accounts"]
    return [account for account in accounts if account["set"] == name]


def version() -> Any:
    from standards.models import StandardVersion

    return StandardVersion.objects.get(standard__reference="ST0072", version="1.1")


def suggester(experience: Callable[[Any], Any]) -> Callable[[Account], list[str]]:
    """Suggests codes for an account, by what the product itself calls."""
    from portfolio.suggesting import read, suggest
    from portfolio.suggestions import cues_for
    from standards.models import EvidenceTemplate

    ksbs = list(version().ksbs.all())
    codes = {str(ksb.pk): ksb.code for ksb in ksbs}
    fits = {template.key: set(template.fits) for template in EvidenceTemplate.objects.ours()}
    cues = cues_for(version().pk, version().pk)

    def codes_for(account: Account) -> list[str]:
        reading = read([account["text"]])
        fitting = [str(ksb.pk) for ksb in ksbs if str(ksb.guid) in fits[account["template"]]]
        found = suggest(reading, ksbs=list(codes), cues=cues, fits=fitting, experience=experience(reading))
        return [codes[str(each.ksb)] for each in found]

    return codes_for


def hits() -> list[Figure]:
    figures = []
    for beside, experience in (("", lambda reading: None), (" with experience", of_the_demonstration())):
        suggest_codes = suggester(experience)
        for name in ("tune", "judge"):
            shares = shares_of(labelled(name), suggest_codes)
            counts = name == "judge" and not beside
            for what, share in shares.items():
                least = LEAST_HITS if counts and what == "first five" else None
                figures.append(
                    Figure(f"suggest: {name}{beside}, {what}", 100 * share, "%", least, most=False)
                )
    return figures


def shares_of(accounts: Sequence[Account], suggest_codes: Callable[[Account], list[str]]) -> dict[str, float]:
    answers = [(set(account["ksbs"]), suggest_codes(account)) for account in accounts]
    shares = {
        f"first {words}": sum(bool(right & set(found[:most])) for right, found in answers) / len(answers)
        for words, most in (("one", 1), ("three", 3), ("five", 5))
    }
    labels = sum(len(right) for right, _ in answers)
    return shares | {"share of labels found": sum(len(right & set(f)) for right, f in answers) / labels}


def of_the_demonstration() -> Callable[[Any], Any]:
    """As though assessors had accepted every account of the demonstration once."""
    from portfolio.suggesting import Experience, read

    ids = {ksb.code: str(ksb.pk) for ksb in version().ksbs.all()}
    claims: Counter[str] = Counter()
    words: dict[str, Counter[str]] = {}
    for account in told():
        claimed = [ids[code] for code in account["claims"]]
        claims.update(claimed)
        for word in read([account["title"], *account["answers"].values()]).vocabulary:
            words.setdefault(word, Counter()).update(claimed)
    return lambda reading: Experience(claims, {w: words[w] for w in reading.vocabulary if w in words})


def speed(claims: int, rounds: int) -> list[Figure]:
    """Every step of a suggestion for a draft, queries included, beside so many accepted claims."""
    from portfolio.suggestions import suggestions_for

    draft = filled_site(claims)
    ksbs = list(version().ksbs.all())
    accounts = [account for name in ("tune", "judge") for account in labelled(name)]
    took = []
    for account in accounts * rounds:
        draft.latest.answers = {"action": account["text"]}
        began = time.perf_counter()
        suggestions_for(draft, draft.latest, ksbs)
        took.append((time.perf_counter() - began) * 1000)
    beside = f"beside {claims} accepted claims"
    return [
        Figure(f"suggest: median {beside}", percentile(took, 0.5), "ms"),
        Figure(f"suggest: p95 {beside}", percentile(took, 0.95), "ms", MOST_MILLISECONDS),
    ]


def filled_site(claims: int) -> Any:
    """A draft at a provider that has accepted so many claims, two for each piece."""
    from portfolio.accepted import rebuild
    from portfolio.models import Evidence, Revision
    from standards.models import EvidenceTemplate
    from tests.factories import ApprenticeshipFactory

    apprenticeship = ApprenticeshipFactory(version=version(), plan=version().plans.get())
    template = EvidenceTemplate.objects.ours().get(key="star-account")
    fields = {"apprenticeship": apprenticeship, "template": template, "kind": template.evidence_kind}
    fill([Evidence(**fields) for _ in range(claims // 2)])
    rebuild(apprenticeship.provider, version())
    draft = Evidence.objects.create(**fields)
    draft.latest = Revision.objects.create(evidence=draft)
    return draft


def fill(pieces: Sequence[Any]) -> None:
    """Accept each of them with two claims met; the demonstration's accounts in turn, under mixed titles."""
    from django.utils import timezone

    from portfolio.models import Claim, Evidence, Revision

    ids = {ksb.code: ksb.pk for ksb in version().ksbs.all()}
    now, accounts = timezone.now(), told()
    revisions, claims = [], []
    for number, piece in enumerate(pieces):
        account, other = accounts[number % len(accounts)], accounts[number * 7 % len(accounts)]
        fields = {"title": other["title"], "answers": account["answers"], "submitted_at": now}
        revisions.append(Revision(evidence=piece, state="accepted", **fields))
        met = {"justification": "So.", "outcome": "met", "decided_on": now.date()}
        codes = list(account["claims"])[:2]
        claims += [Claim(revision=revisions[-1], ksb_id=ids[code], **met) for code in codes]
    for model, rows in ((Evidence, pieces), (Revision, revisions), (Claim, claims)):
        model.objects.bulk_create(rows, batch_size=2000)


def told() -> list[Account]:
    """The accounts of the demonstration, with the KSBs they claim."""
    texts = ROOT / "reports" / "demo" / "texts"
    return [
        account
        for name in WORKPLACES
        for account in yaml.safe_load((texts / f"{name}.yaml").read_text(encoding="utf-8"))
    ]


if __name__ == "__main__":
    print(json.dumps([asdict(figure) for figure in measured(quick="--quick" in sys.argv)]))
