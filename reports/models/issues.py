"""Issued files: what left the house, under which serial, and whether it still stands."""

from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from accounts.people import providers_where
from portfolio.models import Apprenticeship
from portfolio.models.apprenticeships import owned_by
from reports.models.exports import Export


class SigningKey(models.Model):
    """The public half of a key that signed manifests, so that what it signed can be checked for good."""

    key_id = models.CharField(primary_key=True, max_length=16)
    public_key = models.TextField(help_text="As PEM.")
    first_used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-first_used_at"]

    def __str__(self) -> str:
        return self.key_id


class IssuedPortfolioQuerySet(models.QuerySet["IssuedPortfolio"]):
    def visible_to(self, user: User) -> "IssuedPortfolioQuerySet":
        """The apprentice it is about, and the provider's administrators."""
        if not user.is_authenticated:
            return self.none()
        administered = Q(apprenticeship__provider__in=providers_where(user, Role.PROVIDER_ADMIN))
        return self.filter(owned_by(user, "apprenticeship__") | administered)

    def for_verifying(self) -> "IssuedPortfolioQuerySet":
        return self.select_related(
            "superseded_by", "export", "apprenticeship__apprentice", "apprenticeship__provider"
        ).defer("manifest", "parts")

    def for_list(self) -> "IssuedPortfolioQuerySet":
        rows = self.select_related(
            "apprenticeship",
            "export__requested_by",
            "export__apprenticeship__plan",
            "superseded_by",
            "withdrawn_by",
        )
        return rows.defer("manifest", "parts")

    def for_page(self) -> "IssuedPortfolioQuerySet":
        return self.for_list().select_related("apprenticeship__apprentice")


class IssuedPortfolio(models.Model):
    """One issued file. The serial was printed in it; the hash is of the file as it was handed out."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    serial = models.CharField(max_length=14, unique=True)
    export = models.OneToOneField(Export, on_delete=models.PROTECT, related_name="issue")
    apprenticeship = models.ForeignKey(Apprenticeship, on_delete=models.PROTECT, related_name="issues")
    issued_to = models.CharField(max_length=200, help_text="The apprentice's name as it stands in the file.")
    issued_by = models.CharField(max_length=200, help_text="The provider's name as it stands in the file.")
    issued_at = models.DateTimeField(default=timezone.now)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    manifest = models.JSONField(encoder=DjangoJSONEncoder)
    parts = models.JSONField(default=dict, help_text="Names of the files within it, by their SHA-256.")
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="issues")
    superseded_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="supersedes"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="withdrawn_issues"
    )
    withdrawn_reason = models.CharField(max_length=400, blank=True)

    objects = IssuedPortfolioQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at"]
        constraints = [
            models.CheckConstraint(
                name="withdrawn_issue_has_a_reason",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason="")),
            ),
            models.CheckConstraint(
                name="issue_never_supersedes_itself", condition=~Q(superseded_by=models.F("pk"))
            ),
        ]

    def __str__(self) -> str:
        return self.serial

    def get_absolute_url(self) -> str:
        return reverse("reports:verify-serial", args=[self.serial])

    @property
    def initials(self) -> str:
        """What somebody reads who knows the serial and no more."""
        return " ".join(f"{word[0].upper()}." for word in self.issued_to.split())

    @property
    def standing(self) -> str:
        if self.withdrawn_at is not None:
            return "withdrawn"
        return "current" if self.superseded_by_id is None else "superseded"
