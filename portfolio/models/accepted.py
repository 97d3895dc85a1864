"""What is counted of the pieces that assessors accepted: words, never whose they were."""

from django.db import models

from accounts.models import Provider
from standards.models import StandardVersion


class AcceptedWord(models.Model):
    """In how many pieces this word stands, for each KSB that an assessor found met with the piece.

    `counts` is KSB id -> number of claims. The blank word counts the claims themselves.
    One row a word, and not one a word and KSB: a suggestion reads some two hundred words at once.
    Maintained by `portfolio.accepted`, which can also rebuild it from the claims.
    """

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="accepted_words")
    version = models.ForeignKey(StandardVersion, on_delete=models.CASCADE, related_name="accepted_words")
    word = models.CharField(max_length=40, blank=True)
    counts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="provider_counts_each_word_of_a_version_once", fields=["provider", "version", "word"]
            ),
        ]

    def __str__(self) -> str:
        return self.word or "(all claims)"
