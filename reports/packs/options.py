"""What house rules mean for an order: they go with it as they are now, so that changing them changes none."""

from portfolio.models import Apprenticeship, Evidence
from reports.models import HouseRules, Originals, Shape
from reports.packs.planning import too_many


def pack_options(rules: HouseRules) -> dict[str, object]:
    """For the pack, and for the PDF in it: beside a folder of originals it holds none of them."""
    beside = rules.shape == Shape.FOLDER
    return {
        "rules": rules.snapshot,
        "house": rules.name,
        "sections": list(rules.sections),
        "originals": Originals.NONE.value if beside else rules.originals,
    }


def why_too_many(rules: HouseRules, apprenticeship: Apprenticeship) -> str:
    """Why the pieces chosen now cannot be packed by them, as a sentence; blank when they can. One query."""
    if rules.evidence_limit is None:
        return ""
    chosen = Evidence.objects.accepted().filter(apprenticeship=apprenticeship, showcase_item__isnull=False)
    count = chosen.count()
    called = apprenticeship.plan.words.showcase
    return too_many(rules.name, rules.evidence_limit, count, called) if count > rules.evidence_limit else ""
