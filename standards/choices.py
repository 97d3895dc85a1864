"""The fixed word lists of the standards app, also used by the apps above it."""

from __future__ import annotations

from django.db import models


class KsbKind(models.TextChoices):
    KNOWLEDGE = "K", "Knowledge"
    SKILL = "S", "Skill"
    BEHAVIOUR = "B", "Behaviour"


class VersionStatus(models.TextChoices):
    IN_DEVELOPMENT = "in_development", "In development"
    APPROVED = "approved", "Approved for delivery"
    RETIRED = "retired", "Retired"
    WITHDRAWN = "withdrawn", "Withdrawn"


class EvidenceKind(models.TextChoices):
    WORK_PRODUCT = "work_product", "Work product"
    REFLECTIVE_ACCOUNT = "reflective_account", "Reflective account"
    WITNESS_TESTIMONY = "witness_testimony", "Witness testimony"
    OBSERVATION_RECORD = "observation_record", "Observation record"
    CUSTOMER_FEEDBACK = "customer_feedback", "Customer feedback"
    PEER_FEEDBACK = "peer_feedback", "Manager or peer feedback"
    PROFESSIONAL_DISCUSSION = "professional_discussion", "Professional discussion"
    CASE_STUDY = "case_study", "Case study"
    AUDIO_VIDEO = "audio_video", "Audio or video clip"
    PHOTO = "photo", "Photo or screenshot"
    CERTIFICATE = "certificate", "Certificate"
    PERFORMANCE_RECORD = "performance_record", "Performance record"
    COMPLAINT_LOG = "complaint_log", "Complaint log"


class ContactChannel(models.TextChoices):
    """How a job meets its customers; it decides which half of an either-or pair is asked."""

    FACE_TO_FACE = "face_to_face", "Face to face"
    REMOTE = "remote", "Remotely (phone, chat, e-mail, post)"
    BOTH = "both", "Both face to face and remotely"

    @property
    def alternative_channels(self) -> tuple[str, ...]:
        """The values of `Ksb.alternative_channel` that this way of meeting customers covers."""
        if self is ContactChannel.BOTH:
            return ("", ContactChannel.FACE_TO_FACE.value, ContactChannel.REMOTE.value)
        return ("", self.value)


class TemplateGroup(models.TextChoices):
    """What an apprentice wants to show; the headings under which templates are chosen."""

    HAPPENED = "happened", "Something that happened"
    KNOWN = "known", "Something I know"
    FIGURES = "figures", "Figures and maps"
    OTHERS = "others", "What others say"
    GROWTH = "growth", "How I grow"
