"""What is typed about other people's work, one module a noun."""

from assessments.forms.judging import ProblemForm
from assessments.forms.marking import CorrectionForm, MarkingForm, ReopenForm

__all__ = ["CorrectionForm", "MarkingForm", "ProblemForm", "ReopenForm"]
