"""What is typed about other people's work, one module a noun."""

from assessments.forms.judging import ProblemForm
from assessments.forms.marking import CohortForm, CorrectionForm, MarkingForm, ReopenForm

__all__ = ["CohortForm", "CorrectionForm", "MarkingForm", "ProblemForm", "ReopenForm"]
