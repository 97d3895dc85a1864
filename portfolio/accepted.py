"""Counting the words of accepted pieces: what assessors found met, by KSB, at one provider.

A claim counts while it is met, with the words of its revision. Names and numbers are left out, and nothing
says whose words they were.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db import transaction

from accounts.meanwhile import hold_provider
from accounts.models import Provider
from portfolio.models import AcceptedWord, Apprenticeship, Claim, Revision
from portfolio.suggesting import Experience, Reading, read
from standards.models import StandardVersion

ALL_CLAIMS = ""
READ_AT_ONCE = 500

Counts = dict[str, Counter[str]]
# The KSBs met, by version of a piece.
Met = Mapping[UUID, Sequence[UUID]]


def read_revision(revision: Revision) -> Reading:
    return read([revision.title, *revision.answers.values()])


@transaction.atomic(savepoint=False)
def count_met(
    apprenticeship: Apprenticeship, revision: Revision, *, before: Iterable[Claim], after: Iterable[Claim]
) -> None:
    """Bring the counts in line with claims of one revision that stood as `before` and stand as `after`.

    Call it late in an action: it holds the provider.
    """
    changes = Counter(_met(after))
    changes.subtract(_met(before))
    changes = Counter({ksb: step for ksb, step in changes.items() if step})
    if not changes:
        return
    hold_provider(apprenticeship.provider_id)
    words = [ALL_CLAIMS, *read_revision(revision).vocabulary]
    _add(apprenticeship.provider_id, apprenticeship.version_id, dict.fromkeys(words, changes))


@transaction.atomic(savepoint=False)
def count_moved(provider_id: UUID, before: Mapping[UUID, Met], after: Mapping[UUID, Met]) -> None:
    """What was met before no longer counts, what is met now does: each by its version of the standard."""
    hold_provider(provider_id)
    ids = {pk for met in (*before.values(), *after.values()) for pk in met}
    revisions = Revision.objects.filter(pk__in=ids).only("title", "answers")
    words = {revision.pk: [ALL_CLAIMS, *read_revision(revision).vocabulary] for revision in revisions}
    for sign, versions in ((-1, before), (1, after)):
        for version_id, met in versions.items():
            steps: Counts = {}
            for pk, ksbs in met.items():
                for word in words[pk]:
                    counter = steps.setdefault(word, Counter())
                    for ksb in ksbs:
                        counter[str(ksb)] += sign
            if steps:
                _add(provider_id, version_id, steps)


def _met(claims: Iterable[Claim]) -> list[str]:
    return [str(claim.ksb_id) for claim in claims if claim.outcome == Claim.Outcome.MET]


def _add(provider_id: UUID, version_id: UUID, steps: Counts) -> None:
    rows = AcceptedWord.objects.filter(provider=provider_id, version=version_id, word__in=steps)
    known = dict(rows.values_list("word", "counts"))
    changed = [
        AcceptedWord(
            provider_id=provider_id,
            version_id=version_id,
            word=word,
            counts=_sum(known.get(word, {}), step),
        )
        for word, step in sorted(steps.items())
    ]
    AcceptedWord.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["provider", "version", "word"],
        update_fields=["counts"],
        batch_size=READ_AT_ONCE,
    )
    if not all(word.counts for word in changed):
        rows.filter(counts={}).delete()


def _sum(counts: dict[str, int], step: Counter[str]) -> dict[str, int]:
    both = Counter(counts)
    both.update(step)
    return {ksb: number for ksb, number in sorted(both.items()) if number > 0}


@transaction.atomic(savepoint=False)
def rebuild(provider: Provider, version: StandardVersion) -> None:
    """Count again from nothing but the claims."""
    hold_provider(provider.pk)
    AcceptedWord.objects.filter(provider=provider, version=version).delete()
    steps: Counts = {}
    claims = Claim.objects.filter(
        outcome=Claim.Outcome.MET,
        revision__evidence__apprenticeship__provider=provider,
        revision__evidence__apprenticeship__version=version,
    )
    revisions = Revision.objects.filter(pk__in=claims.values("revision")).prefetch_related("claims")
    for revision in revisions.iterator(READ_AT_ONCE):
        met = Counter(_met(revision.claims.all()))
        for word in (ALL_CLAIMS, *read_revision(revision).vocabulary):
            steps.setdefault(word, Counter()).update(met)
    if steps:
        _add(provider.pk, version.pk, steps)


def experience_of(provider_id: UUID, version_id: UUID, reading: Reading) -> Experience:
    """What was counted about the words of this text, by KSB ids as text. One query."""
    wanted = [ALL_CLAIMS, *reading.vocabulary]
    rows = AcceptedWord.objects.filter(provider=provider_id, version=version_id, word__in=wanted)
    counts = dict(rows.values_list("word", "counts"))
    return Experience(claims=counts.pop(ALL_CLAIMS, {}), words=counts)
