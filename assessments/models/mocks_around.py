"""What is left around a mock: the photos taken while it ran, and that it was thrown away."""

from uuid import uuid4

from django.db import models
from django.utils import timezone

from accounts.models import User
from assessments.models.practice import MockAssessment, run_by
from portfolio.models import Apprenticeship, StoredFile
from standards.models import Method, ScenarioCard

CAPTION_LIMIT = 300


class MockPhotoQuerySet(models.QuerySet["MockPhoto"]):
    def visible_to(self, user: User) -> "MockPhotoQuerySet":
        return self.filter(mock__in=MockAssessment.objects.visible_to(user).values("pk"))

    def for_page(self) -> "MockPhotoQuerySet":
        return self.select_related("file").order_by("position", "pk")


class MockPhoto(models.Model):
    """A photo of the place or the work, never of a person. Only copies without metadata are shown.

    position: counted from 1 and kept when another one is removed. caption: what it shows, said for those who
    cannot see it; until the mock is finished it is in the mock's `content`.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    mock = models.ForeignKey(MockAssessment, on_delete=models.CASCADE, related_name="photos")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="mock_photos")
    position = models.PositiveSmallIntegerField()
    caption = models.CharField(max_length=CAPTION_LIMIT, blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="mock_photos_added")
    added_at = models.DateTimeField(default=timezone.now)

    objects = MockPhotoQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="mock_holds_each_photo_once", fields=["mock", "file"]),
            models.UniqueConstraint(name="mock_photos_have_places_of_their_own", fields=["mock", "position"]),
        ]

    def __str__(self) -> str:
        return f"Photo {self.position}"


class ThrownAwayMockQuerySet(models.QuerySet["ThrownAwayMock"]):
    def visible_to(self, user: User) -> "ThrownAwayMockQuerySet":
        """Those who could have gone on with it, and may still have it on their screen."""
        return self.filter(run_by(user)) if user.is_authenticated else self.none()

    def for_page(self) -> "ThrownAwayMockQuerySet":
        return self.select_related(
            "apprenticeship__apprentice",
            "apprenticeship__plan",
            "apprenticeship__provider",
            "begun_by",
            "thrown_away_by",
            "method",
            "scenario",
        )


class ThrownAwayMock(models.Model):
    """That there was a mock, so that whoever still runs it elsewhere is told. Nothing of what it said.

    id: the mock's own.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    apprenticeship = models.ForeignKey(
        Apprenticeship, on_delete=models.PROTECT, related_name="thrown_away_mocks"
    )
    kind = models.CharField(max_length=12, choices=MockAssessment.Kind)
    method = models.ForeignKey(
        Method, on_delete=models.PROTECT, related_name="thrown_away_mocks", null=True, blank=True
    )
    scenario = models.ForeignKey(
        ScenarioCard, on_delete=models.PROTECT, related_name="thrown_away_mocks", null=True, blank=True
    )
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="begun_and_thrown_away")
    begun_at = models.DateTimeField()
    thrown_away_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="mocks_thrown_away")
    thrown_away_at = models.DateTimeField(default=timezone.now)

    objects = ThrownAwayMockQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.begun_at:%Y-%m-%d}, thrown away"
