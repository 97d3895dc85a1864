"""People, training providers, employers and memberships."""

from typing import Any, ClassVar
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """One person, whatever roles they hold; the e-mail address, in lower case, is the log-in.

    elsewhere: the organisation of somebody who is known here only from an archive. Blank for everybody who
    has an account; whoever is from elsewhere has none, and never logs in.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    elsewhere = models.CharField(max_length=200, blank=True, editable=False)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="email_is_written_in_lower_case",
                condition=Q(email=Lower("email")),
            ),
            models.CheckConstraint(
                name="somebody_from_elsewhere_has_no_account",
                condition=Q(elsewhere="") | Q(is_active=False, is_staff=False, is_superuser=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def own_name(self) -> str:
        """Without the organisation that stands behind the name of somebody from elsewhere."""
        return self.name.removesuffix(behind_name(self.elsewhere)) if self.elsewhere else self.name


def behind_name(organisation: str) -> str:
    return f" ({organisation})"


def display_name(user: User) -> str:
    return str(user)


class Nation(models.TextChoices):
    """Whose bank holidays count when working days are counted."""

    ENGLAND_AND_WALES = "england-and-wales", "England and Wales"
    SCOTLAND = "scotland", "Scotland"
    NORTHERN_IRELAND = "northern-ireland", "Northern Ireland"


class Provider(models.Model):
    """A training provider: the tenant. Providers never see each other.

    largest_file_bytes, storage_bytes: what one file and all of them together may take; None where the
    installation's own limits are enough.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=200, unique=True)
    nation = models.CharField(max_length=20, choices=Nation, default=Nation.ENGLAND_AND_WALES)
    largest_file_bytes = models.PositiveBigIntegerField(null=True, blank=True)
    storage_bytes = models.PositiveBigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class Employer(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="employers")
    name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="provider_lists_each_employer_once", fields=["provider", "name"]),
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    APPRENTICE = "apprentice", "Apprentice"
    ASSESSOR = "assessor", "Assessor"
    LINE_MANAGER = "line_manager", "Line manager"
    IQA = "iqa", "Internal quality assurer"
    PROVIDER_ADMIN = "provider_admin", "Provider administrator"
    VISITOR = "visitor", "Assessment organisation visitor"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> "MembershipQuerySet":
        return self.filter(ended_at__isnull=True, user__is_active=True)

    def for_frame(self, user: User) -> "MembershipQuerySet":
        return self.active().filter(user=user).select_related("provider").order_by("created_at")


class Membership(models.Model):
    """One role of one person at one provider. Ending it takes the rights away at the next request."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    employer = models.ForeignKey(
        Employer, on_delete=models.PROTECT, related_name="memberships", null=True, blank=True
    )
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="person_holds_each_role_once_at_a_provider",
                fields=["user", "provider", "role"],
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="line_manager_has_an_employer",
                condition=~Q(role=Role.LINE_MANAGER) | Q(employer__isnull=False),
            ),
            models.CheckConstraint(name="role_is_known", condition=Q(role__in=Role.values)),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} at {self.provider}"
