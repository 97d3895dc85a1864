"""The audit trail: one row for everything that somebody did."""

from django.db import models

from accounts.models.people import Provider, User


class AuditEvent(models.Model):
    """One thing somebody did. Rows are chained by hash per provider; the database refuses to change them."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="audit_events")
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="audit_events", null=True)
    act = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    detail = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["provider", "number"]
        constraints = [
            models.UniqueConstraint(
                name="provider_uses_each_audit_number_once", fields=["provider", "number"]
            ),
        ]
        indexes = [models.Index(name="audit_by_subject", fields=["subject_type", "subject_id"])]

    def __str__(self) -> str:
        return f"{self.number} {self.act} {self.subject_type}"
