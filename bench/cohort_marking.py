"""Times one marking after another for bench/cohort.py: what each must refresh. Prints milliseconds."""

import json
import sys
import time

import django

django.setup()

from assessments.standing import refresh_standing  # noqa: E402  # Django comes first
from portfolio import progress  # noqa: E402
from portfolio.models import Apprenticeship, Claim  # noqa: E402


def main(times: int) -> None:
    rows = Apprenticeship.objects.order_by("pk")[:times]
    milliseconds = []
    for row in rows:
        ksbs = set(
            Claim.objects.filter(revision__evidence__apprenticeship=row).values_list("ksb", flat=True)[:3]
        )
        began = time.perf_counter()
        progress.refresh(row.pk, ksbs)
        refresh_standing(row.pk)
        milliseconds.append((time.perf_counter() - began) * 1000)
    print(json.dumps(milliseconds))


if __name__ == "__main__":
    main(int(sys.argv[1]))
