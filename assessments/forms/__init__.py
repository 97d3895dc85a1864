"""What is typed about other people's work, one module a noun."""

from assessments.forms.marking import CohortForm, CorrectionForm, MarkingForm, ProblemForm, ReopenForm

__all__ = ["CohortForm", "CorrectionForm", "MarkingForm", "ProblemForm", "ReopenForm"]
