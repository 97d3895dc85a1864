"""The mark of a training provider, as it stands on what leaves."""

from typing import Self

from django.db import models

from accounts.models import Provider, Role, User
from accounts.people import providers_where


class ProviderLogoQuerySet(models.QuerySet["ProviderLogo"]):
    def visible_to(self, user: User) -> Self:
        """Those that this person keeps; to others they are shown on what leaves."""
        return self.filter(provider__in=providers_where(user, Role.PROVIDER_ADMIN))


class ProviderLogo(models.Model):
    """picture: a small upright JPEG that we made ourselves, never the file that was sent."""

    provider = models.OneToOneField(Provider, on_delete=models.CASCADE, primary_key=True, related_name="logo")
    picture = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    changed_at = models.DateTimeField(auto_now=True)

    objects = ProviderLogoQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Logo of {self.provider_id}"
